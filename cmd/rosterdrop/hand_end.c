// How a command by hand ends: it shows what it would do, asks for a look at what is more than one thing, and makes it true in one act.
#include "cmd/rosterdrop/hand_end.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/rosterdrop/output.h"
#include "pipeline/ledger.h"
#include "pipeline/reserve.h"

// Commits, between the two steps on the platform.
static bool
commit_act(struct hand *hand, struct fault *fault)
{
	char by[LEDGER_ACT_NAME];
	uint64_t taken = 0;
	const struct conf *conf = hand->front->conf;
	const char *name = hand->district->name;
	if (hand->usernames == NULL && (hand->usernames = reserve_new()) == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	ledger_act_name(store_meta(hand->store)->act + 1, by);
	if (!reserve_take(hand->usernames, conf, name, hand->store, by, &taken, fault))
		return false;
	if (taken > 0)
		return reserve_undo(hand->usernames, conf, name, fault) &&
		       fault_set(fault, FAULT_USAGE,
			   "nothing was done: another district of the platform has %llu of the "
			   "usernames; e-mail addresses or a prefix keep districts apart",
			   (unsigned long long)taken);
	return act_commit(hand->act, fault) &&
	       reserve_settle(hand->usernames, conf, name, hand->store, fault);
}

// Prints the plan; its digest stands for it when somebody says that it shall be done.
static bool
print_plan(struct hand *hand, char digest[DIGEST_HEX], struct fault *fault)
{
	struct fault late;
	uint64_t size = 0;
	struct digest *made = digest_new();
	struct csv *csv = out_csv(false);
	bool good = (csv != NULL && made != NULL) || fault_set(fault, FAULT_TEMP, "out of memory");
	if (good)
		csv_digest(csv, made, &size);
	good = good && act_plan(hand->act, csv, fault);
	good = csv_finish(csv, "standard output", good ? fault : &late) && good;
	digest[0] = '\0';
	if (made != NULL)
		digest_end(made, digest);
	return good;
}

// Whether what does several things at once was looked at before: with --yes, or with the digest of this very plan.
static bool
is_confirmed(const struct hand *hand, const char *digest, struct fault *fault)
{
	if (hand->plan != NULL && strcmp(hand->plan, digest) != 0)
		return fault_set(fault, FAULT_USAGE,
		    "nothing was done: the plan is another by now, %s; look at it again", digest);
	if (hand->deeds < 2 || hand->yes || hand->plan != NULL)
		return true;
	return fault_set(fault, FAULT_USAGE,
	    "nothing was done: look at this plan of %u, then say --plan %s, or --yes to whatever "
	    "it is by then",
	    hand->deeds, digest);
}

// The plan, and what makes it true. It is printed first: who does not hear what is done would not know the ids of what is new.
bool
hand_end(struct hand *hand, struct fault *fault)
{
	char digest[DIGEST_HEX];
	if (hand->short_of_memory)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	if (hand->store == NULL)
		return true;
	if (!store_sound(hand->store, fault))
		return false;
	if (hand->act == NULL)
		return true;
	if (hand->quiet)
		return !hand->changed || commit_act(hand, fault);
	if (!print_plan(hand, digest, fault))
		return false;
	if (hand->dry_run || !hand->changed)
		return true;
	return is_confirmed(hand, digest, fault) && commit_act(hand, fault);
}
