// `links unclaimed`: the other side. Accounts of students that nobody of the SIS holds, so that a pair can be found that match does not see, and so that somebody
// knows what becomes of them while there is time.
#include "cmd/rosterdrop/links.h"

#include <unistd.h>

#include "cmd/rosterdrop/output.h"
#include "pipeline/csv.h"
#include "pipeline/fate.h"
#include "pipeline/idmap.h"
#include "pipeline/phase.h"
#include "schema/value.h"

struct looking {
	struct desk *desk;
	const struct links_wish *wish;
	struct search *search;
	struct idmap *proposed; // accounts that match proposes to somebody
	struct csv *csv;
};

static bool
propose(struct looking *looking, struct bytes account)
{
	return account.size == 0 || idmap_put(looking->proposed, account, 1);
}

// Notes whom the suggestions name.
static bool
read_proposed(struct looking *looking, struct fault *fault)
{
	struct desk *desk = looking->desk;
	struct bytes part;
	bool good = true;
	if (!desk_read(desk, LINKS_WAITING, fault))
		return false;
	for (size_t i = 0; good && i < desk->count; i++) {
		struct bytes rest = desk->list[i].candidates;
		good = propose(looking, desk->list[i].account);
		while (good && links_part(&rest, " ", &part))
			good = propose(looking, part);
	}
	return good || fault_set(fault, FAULT_TEMP, "out of memory");
}

static void
print_account(struct looking *looking, const struct account *account, struct text *text)
{
	struct hand *hand = looking->desk->hand;
	uint64_t ignored;
	bool active = bytes_is(account->cells[ACCOUNT_STATE], "active");
	char today[CALENDAR_DAY_TEXT];
	phase_day(hand->district, clock_now(), today);
	text_clear(text);
	fate_account(hand->district, account->cells, today, text);
	csv_cell(looking->csv, account->id);
	csv_text(looking->csv, active ? "active, not in the SIS" : "inactive, not in the SIS");
	csv_text(looking->csv, idmap_get(looking->proposed, account->id, &ignored) ? "yes" : "no");
	csv_cell(looking->csv, links_account_name(hand, account->id));
	csv_cell(looking->csv, account->cells[ACCOUNT_BIRTH_DATE]);
	csv_cell(looking->csv, account->cells[ACCOUNT_GRADES]);
	csv_cell(looking->csv, account->cells[ACCOUNT_SCHOOLS]);
	csv_cell(looking->csv, (struct bytes){text->data, text->size});
	csv_end_row(looking->csv);
}

// Whether an account is nobody's and one that may be seen and is looked for.
static bool
is_wanted(struct looking *looking, const struct account *account)
{
	struct fault ignored;
	const struct links_wish *wish = looking->wish;
	struct bytes schools = account->cells[ACCOUNT_SCHOOLS];
	if (bytes_is(account->cells[ACCOUNT_STATE], "archived") ||
	    !search_finds(
		looking->search, (struct bytes){NULL, 0}, account->id, (struct bytes){NULL, 0}) ||
	    desk_holder(looking->desk, account, (struct bytes){NULL, 0}).size > 0 ||
	    (wish->school != NULL && !value_has_member(schools, bytes_of(wish->school))) ||
	    !hand_may(looking->desk->hand, MAY_LINK, schools, &ignored))
		return false;
	return true;
}

static bool
print_all(struct looking *looking, struct fault *fault)
{
	struct bytes key;
	struct stored stored;
	struct account account;
	struct fault late;
	struct hand *hand = looking->desk->hand;
	struct text text = {NULL, 0, 0, false};
	struct store_walk *walk =
	    store_walk_open(hand->store, ACCOUNTS, (struct bytes){NULL, 0}, fault);
	looking->csv = out_csv(true);
	csv_line(looking->csv, "accountId,status,proposed,name,birthDate,grades,school,what");
	bool good = walk != NULL;
	while (good && store_walk_next(walk, &key, &stored)) {
		if (!bytes_is(
			record_cell(stored.record, ACCOUNT_KIND), person_kind_name(PERSON_STUDENT)))
			continue;
		good = people_find(hand, key, &account, fault);
		if (good && is_wanted(looking, &account))
			print_account(looking, &account, &text);
	}
	store_walk_close(walk);
	text_free(&text);
	return csv_finish(looking->csv, "standard output", good ? fault : &late) && good;
}

bool
links_unclaimed(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	struct desk desk = {.hand = hand};
	struct search search;
	struct looking looking = {.desk = &desk, .wish = context, .search = &search};
	(void)words;
	(void)count;
	looking.proposed = idmap_new();
	bool good = search_begin(&search, hand->district, looking.wish->search, fault);
	if (good && looking.proposed == NULL)
		good = fault_set(fault, FAULT_TEMP, "out of memory");
	good = good && desk_open(&desk, hand, fault) && search_read(&search, &desk, fault) &&
	       read_proposed(&looking, fault) && print_all(&looking, fault);
	idmap_free(looking.proposed);
	desk_close(&desk);
	search_free(&search);
	return good;
}
