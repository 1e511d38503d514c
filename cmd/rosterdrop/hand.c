// Every command that changes the directory takes the same steps, in the same order, so that none of them can forget the lock, the permission, the
// audit log or the plan.
#include "cmd/rosterdrop/hand_end.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/rosterdrop/drop.h"
#include "pipeline/ledger.h"
#include "pipeline/reserve.h"
#include "pipeline/phase.h"

// A copy, and the one before it.
struct kept {
	struct kept *before;
	char data[];
};

const char *
hand_user(void)
{
	const struct passwd *user = getpwuid(getuid());
	return user == NULL ? "unknown" : user->pw_name;
}

struct bytes
hand_keep(struct hand *hand, struct bytes bytes)
{
	struct kept *kept = malloc(sizeof *kept + bytes.size);
	hand->short_of_memory = hand->short_of_memory || kept == NULL;
	if (kept == NULL)
		return (struct bytes){NULL, 0};
	kept->before = hand->kept;
	hand->kept = kept;
	if (bytes.size > 0)
		memcpy(kept->data, bytes.data, bytes.size);
	return (struct bytes){kept->data, bytes.size};
}

bool
hand_get(struct hand *hand, unsigned table, struct bytes key, enum stored_state *state,
    struct bytes *cells)
{
	struct stored stored;
	if (!store_get_now(hand->store, table, key, &stored))
		return false;
	unsigned count = table < FACTS ? entity_columns(table) : RECORD_CELLS_MAX;
	*state = stored.state;
	return record_read(hand_keep(hand, stored.record), cells, count);
}

bool
hand_change(struct hand *hand, const struct act_change *change, struct fault *fault)
{
	hand->changed = true;
	return act_change(hand->act, change, fault);
}

bool
hand_tell(struct hand *hand, const struct act_change *change, struct fault *fault)
{
	hand->changed = true;
	return act_tell(hand->act, change, fault);
}

bool
hand_put(struct hand *hand, unsigned table, struct bytes key, const struct bytes *cells,
    unsigned count, struct fault *fault)
{
	hand->changed = true;
	return act_put(hand->act, table, key, STORED_ACTIVE, cells, count, fault);
}

bool
hand_delete(struct hand *hand, unsigned table, struct bytes key, struct fault *fault)
{
	hand->changed = true;
	return act_delete(hand->act, table, key, fault);
}

bool
hand_may(struct hand *hand, enum permission permission, struct bytes schools, struct fault *fault)
{
	return permission_check_schools(hand->store, hand->as, permission, schools, fault);
}

bool
hand_is_live(const struct hand *hand)
{
	return phase_is_live(phase_of(hand->district, clock_now()));
}

// Opens the district and its store; with an act when the verb changes something.
static bool
open_hand(struct hand *hand, const char *district, const struct verb *verb, struct fault *fault)
{
	char name[ACT_NAME_MAX];
	const struct act_words words = {
	    hand->as != NULL ? hand->as : hand_user(), name, hand->why != NULL ? hand->why : ""};
	snprintf(name, sizeof name, "%s%s%s", hand->front->command->name,
	    verb->name[0] == '\0' ? "" : " ", verb->name);
	if (!front_conf(hand->front, fault))
		return false;
	hand->dir = spool_open(hand->front->conf, district, fault);
	if (hand->dir < 0)
		return false;
	if (!verb->looks && (hand->lock = drop_lock(hand->dir, STAGE_APPLY, fault)) < 0)
		return false;
	hand->district = district_read(hand->front->conf, district, fault);
	if (hand->district != NULL)
		hand->store = store_open(hand->front->conf, hand->district, !verb->looks, fault);
	if (hand->store != NULL && !verb->looks)
		hand->act = act_begin(hand->store, &words, fault);
	return hand->store != NULL && (verb->looks || hand->act != NULL);
}

// Throws away what was not committed.
static void
close_hand(struct hand *hand)
{
	act_free(hand->act);
	reserve_free(hand->usernames);
	store_close(hand->store);
	district_free(hand->district);
	if (hand->lock >= 0)
		close(hand->lock);
	if (hand->dir >= 0)
		close(hand->dir);
	while (hand->kept != NULL) {
		struct kept *before = hand->kept->before;
		free(hand->kept);
		hand->kept = before;
	}
	hand->act = NULL;
	hand->usernames = NULL;
	hand->store = NULL;
	hand->district = NULL;
	hand->lock = hand->dir = -1;
}

bool
hand_reserve(struct hand *hand, struct bytes username, struct bytes before, struct fault *fault)
{
	if (hand->usernames == NULL && (hand->usernames = reserve_new()) == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	return reserve_add(hand->usernames, username, before, fault);
}

bool
hand_username(struct hand *hand, struct bytes account, struct bytes username, struct bytes before,
    struct fault *fault)
{
	bool taken = false;
	if (!store_username_used(hand->store, username, account, &taken, fault))
		return false;
	if (taken)
		return fault_set(fault, FAULT_USAGE,
		    "another account of the district has the username that %.*s is to have",
		    (int)account.size, account.data);
	return hand_reserve(hand, username, before, fault);
}

// Finds the verb of words[1] and holds what stands behind it against what it takes.
static const struct verb *
find_verb(const struct front *front, const struct verb *verbs, struct fault *fault)
{
	int count = front->word_count - 2;
	const struct verb *verb = verbs;
	if (count < 0)
		return verb;
	while (verb->name != NULL && strcmp(verb->name, front->words[1]) != 0)
		verb++;
	if (verb->name != NULL && count >= verb->least && count <= verb->most)
		return verb;
	char list[512];
	size_t used = 0;
	for (const struct verb *each = verbs; verb->name == NULL && each->name != NULL; each++)
		used += (size_t)snprintf(
		    list + used, sizeof list - used, "%s%s", used > 0 ? ", " : "", each->name);
	if (verb->name == NULL)
		fault_set(fault, FAULT_USAGE, "%s has no verb '%.40s'; it has %s",
		    front->command->name, front->words[1], list);
	else
		fault_set(fault, FAULT_USAGE, "%s; usage: rosterdrop %s DISTRICT %s %s",
		    count < verb->least ? "a word is missing" : "too many words",
		    front->command->name, verb->name, verb->usage);
	return NULL;
}

// Runs a verb whose words are known to be right.
static bool
run_verb(struct hand *hand, const struct verb *verb, void *context, int first, struct fault *fault)
{
	struct front *front = hand->front;
	bool good =
	    open_hand(hand, front->words[0], verb, fault) &&
	    verb->run(hand, context, front->words + first, front->word_count - first, fault) &&
	    hand_end(hand, fault);
	close_hand(hand);
	return good;
}

bool
hand_run(struct hand *hand, struct front *front, const struct option *options,
    const struct verb *verbs, void *context, struct fault *fault)
{
	hand->front = front;
	hand->dir = hand->lock = -1;
	if (!front_words(front, options, verbs[0].name[0] == '\0' ? 1 : 2, HAND_WORDS_MAX, fault))
		return false;
	const struct verb *verb = find_verb(front, verbs, fault);
	return verb != NULL && run_verb(hand, verb, context, front->word_count < 2 ? 1 : 2, fault);
}

bool
hand_run_one(struct hand *hand, struct front *front, const struct option *options,
    const struct verb *verb, void *context, struct fault *fault)
{
	hand->front = front;
	hand->dir = hand->lock = -1;
	return front_words(front, options, verb->least + 1, verb->most + 1, fault) &&
	       run_verb(hand, verb, context, 1, fault);
}

bool
hand_again(struct hand *hand, const struct verb *verb, void *context, struct fault *fault)
{
	struct hand own = {.as = hand->as,
	    .why = hand->why,
	    .front = hand->front,
	    .quiet = true,
	    .dir = -1,
	    .lock = -1};
	close_hand(hand);
	bool good = open_hand(&own, own.front->words[0], verb, fault) &&
		    verb->run(&own, context, NULL, 0, fault) && hand_end(&own, fault);
	close_hand(&own);
	return good;
}
