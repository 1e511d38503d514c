// What reject and release have in common. A crash after the record leaves a line in the log about something that did not come to pass; the other way
// round it would be worse.
#include "cmd/rosterdrop/decision.h"

#include <stdio.h>

#include "cmd/rosterdrop/hand.h"

// A text that becomes a part of a line.
static bool
is_line(const char *text, size_t most)
{
	size_t size = strlen(text);
	for (size_t i = 0; i < size; i++)
		if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
			return false;
	return size > 0 && size <= most;
}

// Who it is: the name of the system's user when nobody says.
static const char *
name_of(const struct decision *decision)
{
	return decision->who != NULL ? decision->who : hand_user();
}

bool
decision_make(
    const struct front *front, struct decision *decision, const char *verb, struct fault *fault)
{
	char when[CLOCK_TEXT];
	if (decision->reason == NULL)
		return front_usage(front, "--reason is missing", fault);
	if (!is_line(decision->reason, ACT_WHY_MAX) || !is_line(name_of(decision), ACT_WHO_MAX))
		return front_usage(
		    front, "the reason (1000 bytes) and WHO (100) are one line each", fault);
	clock_text(clock_now(), when);
	snprintf(decision->text, sizeof decision->text, "%s by %s at %s: %s\n", verb,
	    name_of(decision), when, decision->reason);
	return true;
}

// What was applied is decided. A crash may have come between the act and its receipt: then only the ledger says it.
static bool
check_ledger(struct store *store, const struct drop *drop, struct fault *fault)
{
	struct stored stored;
	if (store_get(store, STORE_LEDGER_DROPS, bytes_of(drop->name), &stored))
		return fault_set(fault, FAULT_USAGE,
		    "%s was applied, and apply has yet to write its receipt; nothing is to be "
		    "decided "
		    "about it any more",
		    drop->name);
	return store_sound(store, fault);
}

// Commits the act, which changes nothing but the log.
static bool
record(struct store *store, const struct drop *drop, const struct decision *decision,
    const char *name, struct fault *fault)
{
	const struct act_words words = {name_of(decision), name, decision->reason};
	struct act *act = act_begin(store, &words, fault);
	if (act != NULL)
		act_about(act, drop->name);
	bool good = act != NULL && act_commit(act, fault);
	act_free(act);
	return good;
}

bool
decision_record(const struct front *front, const struct drop *drop, const struct decision *decision,
    const char *act, struct fault *fault)
{
	const struct bytes no_school = {NULL, 0};
	struct district *district = district_read(front->conf, drop->district, fault);
	struct store *store =
	    district == NULL ? NULL : store_open(front->conf, district, true, fault);
	bool good = store != NULL &&
		    permission_check(store, decision->who, MAY_RELEASE, no_school, fault) &&
		    check_ledger(store, drop, fault) && record(store, drop, decision, act, fault);
	store_close(store);
	district_free(district);
	return good;
}
