// From verdicts to rows.
#include "cmd/match/rekey.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd/match/link_words.h"
#include "pipeline/limits.h"
#include "schema/record.h"

enum { THREADS = 2 };

static const char *const class_names[LINK_CLASSES] = {[LINK_NONE] = "none",
    [LINK_MULTIPLE] = "multiple",
    [LINK_PARTIAL] = "partial",
    [LINK_READY] = "ready"};

// The year of a drop, which is in its name: so the same drop is matched alike whenever that is done.
static unsigned
year_of(const char *drop)
{
	char digits[5];
	snprintf(digits, sizeof digits, "%.4s", drop == NULL ? "" : drop);
	return (unsigned)strtoul(digits, NULL, 10);
}

struct suggest *
suggest_new(struct matcher *matcher)
{
	const struct district *district = matcher->job->district;
	const struct link_options options = {.threads = THREADS,
	    .year = year_of(matcher->job->drop),
	    .country = district->scope.country,
	    .nicknames = (const char *const *)district->links.nicknames};
	struct suggest *suggest = calloc(1, sizeof *suggest);
	if (suggest == NULL)
		return NULL;
	suggest->matcher = matcher;
	suggest->links = links_new(&options);
	suggest->students = idmap_new();
	suggest->accounts = idmap_new();
	suggest->freed = idmap_new();
	suggest->rows = sort_new(matcher->job->out, LIMIT_SORT_BYTES);
	if (suggest->links != NULL && suggest->students != NULL && suggest->accounts != NULL &&
	    suggest->freed != NULL && suggest->rows != NULL)
		return suggest;
	suggest_free(suggest);
	return NULL;
}

bool
suggest_begin(struct matcher *matcher, struct suggest **out, struct fault *fault)
{
	*out = NULL;
	if (store_count(matcher->store, STORE_ACCOUNTS) == 0)
		return true;
	struct suggest *suggest = suggest_new(matcher);
	if (suggest == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	bool good = suggest_take_roster(suggest, fault);
	good = good && suggest_take_store(suggest, fault) && suggest_take_blocks(suggest, fault);
	if (good && idmap_count(suggest->accounts) > 0)
		*out = suggest;
	else
		suggest_free(suggest);
	return good;
}

void
suggest_free(struct suggest *suggest)
{
	if (suggest == NULL)
		return;
	links_free(suggest->links);
	idmap_free(suggest->students);
	idmap_free(suggest->accounts);
	idmap_free(suggest->freed);
	sort_free(suggest->rows);
	free(suggest->unheld);
	free(suggest->kin);
	text_free(&suggest->text);
	text_free(&suggest->other);
	text_free(&suggest->why_not);
	free(suggest);
}

bool
suggest_blocked(const struct matcher *matcher, struct bytes user, struct bytes account)
{
	char key[DB_KEY_MAX];
	struct stored stored;
	if (user.size + 1 + account.size > sizeof key || store_count(matcher->store, BLOCKS) == 0)
		return false;
	memcpy(key, user.data, user.size);
	key[user.size] = '\0';
	memcpy(key + user.size + 1, account.data, account.size);
	return store_get(matcher->store, BLOCKS, (struct bytes){key, user.size + 1 + account.size},
		   &stored) &&
	       stored.state == STORED_ACTIVE;
}

bool
suggest_doubts(const struct suggest *suggest, struct bytes user, struct bytes account)
{
	uint64_t student, number;
	struct link_evidence evidence;
	if (suggest == NULL || !idmap_get(suggest->students, user, &student) ||
	    !idmap_get(suggest->accounts, account, &number))
		return false;
	links_compare(suggest->links, (uint32_t)student, (uint32_t)number, &evidence);
	return evidence.given == GIVEN_DIFFERENT || evidence.date == DATE_DIFFERENT ||
	       evidence.suffix_clash;
}

bool
suggest_decide(struct suggest *suggest, struct bytes user, struct bytes account)
{
	uint64_t student, number;
	if (suggest == NULL || !idmap_get(suggest->students, user, &student) ||
	    !idmap_get(suggest->accounts, account, &number))
		return true;
	return links_decide(suggest->links, (uint32_t)student, (uint32_t)number);
}

// The accounts that come into question, blanks between them; `skip` is left out.
static void
list_candidates(struct suggest *suggest, const struct link_verdict *verdict, uint32_t skip)
{
	text_clear(&suggest->other);
	for (unsigned i = 0; i < verdict->candidate_count; i++) {
		uint64_t number;
		if (verdict->candidates[i] == skip)
			continue;
		if (suggest->other.size > 0)
			text_put(&suggest->other, " ");
		text_add(
		    &suggest->other, idmap_id(suggest->accounts, verdict->candidates[i], &number));
	}
}

// What is said of one student. Gives where the reason begins, behind the evidence.
static size_t
say(struct suggest *suggest, uint32_t student, const struct link_verdict *verdict,
    struct bytes *runner_up)
{
	struct link_evidence best = {0}, next = {0};
	uint64_t number;
	text_clear(&suggest->text);
	text_clear(&suggest->why_not);
	*runner_up = (struct bytes){NULL, 0};
	if (verdict->candidate_count > 0) {
		links_compare(suggest->links, student, verdict->candidates[0], &best);
		link_say_evidence(&suggest->text, &best);
	}
	size_t evidence = suggest->text.size;
	if (verdict->candidate_count > 1) {
		links_compare(suggest->links, student, verdict->candidates[1], &next);
		*runner_up = idmap_id(suggest->accounts, verdict->candidates[1], &number);
		link_say_runner_up(&suggest->why_not, &best, &next);
	}
	link_say_reason(&suggest->text, verdict, &best);
	return evidence;
}

bool
suggest_cells(struct suggest *suggest, uint32_t student, const struct link_verdict *verdict,
    char score[LINK_SCORE_ROOM], struct bytes cells[LINK_CELLS], struct fault *fault)
{
	uint64_t number;
	struct bytes account = {NULL, 0};
	size_t evidence = say(suggest, student, verdict, &cells[LINK_RUNNER_UP]);
	if (verdict->best != LINK_NOBODY)
		account = idmap_id(suggest->accounts, verdict->best, &number);
	list_candidates(suggest, verdict, verdict->best);
	snprintf(score, LINK_SCORE_ROOM, "%d", verdict->score);
	cells[LINK_ACCOUNT] = account;
	cells[LINK_CLASS] = bytes_of(class_names[verdict->class]);
	cells[LINK_SCORE] = bytes_of(score);
	cells[LINK_EVIDENCE] = (struct bytes){suggest->text.data, evidence};
	cells[LINK_CANDIDATES] = (struct bytes){suggest->other.data, suggest->other.size};
	cells[LINK_REASON] =
	    (struct bytes){suggest->text.data + evidence, suggest->text.size - evidence};
	cells[LINK_WHY_NOT] = (struct bytes){suggest->why_not.data, suggest->why_not.size};
	return !(suggest->text.failed || suggest->other.failed || suggest->why_not.failed) ||
	       fault_set(fault, FAULT_TEMP, "out of memory");
}

bool
suggest_links_ready(const struct suggest *suggest, struct bytes account)
{
	const struct matcher *matcher = suggest->matcher;
	uint64_t holders;
	return match_links_ready(matcher) || (matcher->rekey != NULL && matcher->rekey->asked &&
						 idmap_get(suggest->freed, account, &holders));
}

// Adds a row; a link that is ready is made when the district lets it be.
static bool
add_row(struct suggest *suggest, uint32_t student, const struct link_verdict *verdict,
    struct fault *fault)
{
	struct matcher *matcher = suggest->matcher;
	char score[LINK_SCORE_ROOM], value[16384];
	uint64_t number;
	struct bytes user = idmap_id(suggest->students, student, &number), cells[LINK_CELLS];
	if (!suggest_cells(suggest, student, verdict, score, cells, fault))
		return false;
	size_t size = record_size(cells, LINK_CELLS);
	if (size > sizeof value)
		return fault_set(fault, FAULT_BUG, "a link's row has %zu bytes", size);
	record_write(value, cells, LINK_CELLS);
	if (!sort_add(suggest->rows, user, (struct bytes){value, size}, fault))
		return false;
	if (verdict->class != LINK_READY)
		return rekey_maybe(matcher, user, cells[LINK_ACCOUNT], fault) &&
		       rekey_maybe(matcher, user, cells[LINK_CANDIDATES], fault);
	if (!suggest_links_ready(suggest, cells[LINK_ACCOUNT]))
		return true;
	const struct bytes link[MATCH_CELLS] = {
	    [MATCH_ACCOUNT] = cells[LINK_ACCOUNT], [MATCH_HOW] = bytes_of("match")};
	size = record_write(value, link, MATCH_CELLS);
	return db_put(matcher->out, matcher->links, user, (struct bytes){value, size}, fault);
}

bool
suggest_run(struct suggest *suggest, struct fault *fault)
{
	bool good = links_run(suggest->links, fault) && suggest_kin(suggest, fault);
	for (uint32_t i = 0; good && i < idmap_count(suggest->students); i++) {
		struct link_verdict verdict;
		suggest_verdict(suggest, i, &verdict);
		if (!links_decided(suggest->links, i) &&
		    (verdict.class != LINK_NONE || verdict.guard == GUARD_TAKEN))
			good = add_row(suggest, i, &verdict, fault);
	}
	return good && suggest_write_unclaimed(suggest, fault) &&
	       suggest_write_audit(suggest, fault);
}
