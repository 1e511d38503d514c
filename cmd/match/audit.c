// Matching again. A student whose account is not there must not find another: a link that is ready now is wrong by construction. The same is true of every
// link to a decoy. Each go is the matcher's own work from the start, exact usernames and e-mails first, on people of whom only a few are changed.
#include "cmd/match/audit.h"

#include <stdlib.h>
#include <xxhash.h>

#include "pipeline/list.h"

bool
audit_add(struct audit *audit, enum audit_list list, const struct bytes ids[AUDIT_IDS],
    struct fault *fault)
{
	struct audit_items *items = &audit->items[list];
	size_t size = 1;
	for (unsigned i = 0; i < AUDIT_IDS; i++)
		size += ids[i].size;
	if (!list_grow(&items->list, items->count, &items->room, sizeof *items->list))
		return fault_set(fault, FAULT_TEMP, "out of memory");
	struct audit_item *item = &items->list[items->count];
	*item = (struct audit_item){.room = malloc(size)};
	if (item->room == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	items->count++;
	char *to = item->room;
	for (unsigned i = 0; i < AUDIT_IDS; i++) {
		if (ids[i].size > 0)
			memcpy(to, ids[i].data, ids[i].size);
		item->ids[i] = (struct bytes){to, ids[i].size};
		to += ids[i].size;
	}
	return true;
}

void
audit_end(struct audit *audit)
{
	for (unsigned i = 0; i < AUDIT_LISTS; i++) {
		for (size_t j = 0; j < audit->items[i].count; j++)
			free(audit->items[i].list[j].room);
		free(audit->items[i].list);
	}
	decoys_end(&audit->decoys);
	idmap_free(audit->turns);
	free(audit->own);
}

// The id of an account of this run.
static struct bytes
account_id(const struct suggest *suggest, uint32_t account)
{
	uint64_t number;
	return idmap_id(suggest->accounts, account, &number);
}

static struct bytes
student_id(const struct suggest *suggest, uint32_t student)
{
	uint64_t number;
	return idmap_id(suggest->students, student, &number);
}

// The go in which an account has its turn: by chance, but for those that come into question for one student, which get different ones.
static unsigned
choose_go(const struct audit *audit, const struct suggest *suggest, uint32_t student,
    uint32_t account, const uint8_t *goes)
{
	uint32_t near[LINK_NEAR];
	unsigned count = links_near(suggest->links, student, near), used = 0;
	const struct bytes id = account_id(suggest, account);
	unsigned first =
	    (unsigned)(XXH3_64bits_withSeed(id.data, id.size, audit->decoys.seed) % AUDIT_GOES);
	for (unsigned i = 0; i < count; i++)
		used |= goes[near[i]] < AUDIT_GOES ? 1U << goes[near[i]] : 0;
	for (unsigned i = 0; i < AUDIT_GOES; i++)
		if ((used >> (first + i) % AUDIT_GOES & 1) == 0)
			return (first + i) % AUDIT_GOES;
	return first;
}

typedef bool judge_function(struct audit *audit, const struct suggest *suggest,
    const struct trial *trial, struct fault *fault);

// As things stand: who is ready, and when its turn is.
static bool
judge_now(struct audit *audit, const struct suggest *suggest, const struct trial *trial,
    struct fault *fault)
{
	const struct link_counts *counts = links_counts(suggest->links);
	uint32_t students = (uint32_t)counts->people[LINK_SIS];
	uint8_t *goes = malloc(counts->people[LINK_APP] + 1);
	struct link_verdict verdict;
	bool good = goes != NULL;
	(void)trial;
	audit->students = students;
	audit->accounts = counts->people[LINK_APP];
	audit->own = calloc(students + 1u, sizeof *audit->own);
	if (good)
		memset(goes, AUDIT_GOES, counts->people[LINK_APP] + 1);
	good = good && audit->own != NULL;
	for (uint32_t i = 0; good && i < students; i++) {
		suggest_verdict(suggest, i, &verdict);
		audit->classes[verdict.class]++;
		audit->rivals += verdict.class != LINK_READY && verdict.guard == GUARD_RIVAL;
		audit->wanted += verdict.class != LINK_READY && verdict.guard == GUARD_WANTED;
		if (verdict.class != LINK_READY)
			continue;
		struct turn turn = {choose_go(audit, suggest, i, verdict.best, goes), i};
		goes[verdict.best] = (uint8_t)turn.go;
		good = trial_put(audit->turns, account_id(suggest, verdict.best), turn);
		audit->own[i] = (uint32_t)idmap_count(audit->turns);
	}
	free(goes);
	return good || fault_set(fault, FAULT_TEMP, "out of memory");
}

// Without the accounts whose turn it is.
static bool
judge_hidden(struct audit *audit, const struct suggest *suggest, const struct trial *trial,
    struct fault *fault)
{
	bool good = true;
	for (uint32_t i = 0; good && i < audit->students; i++) {
		struct link_verdict verdict;
		struct turn turn;
		uint64_t number;
		if (audit->own[i] == 0)
			continue;
		suggest_verdict(suggest, i, &verdict);
		if (verdict.class != LINK_READY)
			continue;
		const struct bytes ids[AUDIT_IDS] = {student_id(suggest, i),
		    idmap_id(audit->turns, audit->own[i] - 1u, &number),
		    account_id(suggest, verdict.best)};
		if (trial_has(trial, ids[1], &turn))
			good = audit_add(audit, AUDIT_WRONG, ids, fault);
		else if (!bytes_equal(ids[1], ids[2]))
			good = audit_add(audit, AUDIT_MOVED, ids, fault);
	}
	return good;
}

// Whether a decoy is, by chance, a child that there is: a name was drawn that a brother or sister of the child has, whose account is not there.
static bool
is_by_chance(
    const struct suggest *suggest, uint32_t student, uint32_t decoy, const struct turn *turn)
{
	struct link_evidence evidence;
	if (turn->student == student)
		return false;
	links_compare(suggest->links, student, decoy, &evidence);
	return evidence.given == GIVEN_SAME && !evidence.swapped;
}

// With decoys.
static bool
judge_decoys(struct audit *audit, const struct suggest *suggest, const struct trial *trial,
    struct fault *fault)
{
	bool good = true;
	for (uint32_t i = 0; good && i < audit->students; i++) {
		struct link_verdict verdict;
		struct turn turn;
		suggest_verdict(suggest, i, &verdict);
		if (verdict.class != LINK_READY)
			continue;
		struct bytes account = decoy_account(account_id(suggest, verdict.best));
		if (account.size == 0 || !trial_has(trial, account, &turn))
			continue;
		struct decoy_choice choice = decoy_choice(&audit->decoys, account);
		const struct bytes ids[AUDIT_IDS] = {
		    student_id(suggest, i), account, bytes_of(decoy_names[choice.kind])};
		if (is_by_chance(suggest, i, verdict.best, &turn)) {
			audit->decoys.made[choice.kind][choice.instead]--;
			continue;
		}
		audit->fooled[choice.kind][choice.instead]++;
		good = audit_add(audit, AUDIT_FOOLED, ids, fault);
	}
	return good;
}

// One run of the matcher, and what is made of it.
static bool
match_again(
    struct audit *audit, const struct trial *trial, judge_function *judge, struct fault *fault)
{
	struct suggest *suggest = NULL;
	audit->matcher->trial = trial;
	bool good = suggest_begin(audit->matcher, &suggest, fault);
	if (good && suggest != NULL)
		good = match_claims(audit->matcher, suggest, NULL, fault) &&
		       links_run(suggest->links, fault) && suggest_kin(suggest, fault) &&
		       judge(audit, suggest, trial, fault);
	suggest_free(suggest);
	audit->matcher->trial = NULL;
	return good;
}

bool
audit_run(struct audit *audit, struct matcher *matcher, uint64_t seed, struct fault *fault)
{
	struct trial trial = {.everybody = false};
	*audit = (struct audit){.matcher = matcher, .turns = idmap_new()};
	if (audit->turns == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	bool good = decoys_begin(&audit->decoys, seed, matcher->store, fault) &&
		    match_again(audit, &trial, judge_now, fault);
	trial.turns = audit->turns;
	for (unsigned i = 0; good && i < 2 * AUDIT_GOES && idmap_count(audit->turns) > 0; i++) {
		bool decoys = i >= AUDIT_GOES;
		trial.go = i % AUDIT_GOES;
		trial.decoys = decoys ? &audit->decoys : NULL;
		good = match_again(audit, &trial, decoys ? judge_decoys : judge_hidden, fault);
	}
	return good && audit_twice(audit, fault);
}
