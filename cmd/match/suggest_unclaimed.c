// unclaimed.csv: the accounts of students for whom nobody of the SIS is found, so that somebody can look while there is time.
#include "cmd/match/suggest.h"

#include "pipeline/clock.h"
#include "pipeline/fate.h"
#include "pipeline/phase.h"
#include "schema/record.h"

// What is said of an account, by its state. How to add one: a line here, a paragraph in rosterdrop-feed.5.
static const struct {
	const char *state, *status;
} kinds[] = {
    {"active", "active, not in the SIS"},
    {"invited", "inactive, not in the SIS"},
};

// The day of a drop, which is in its name: so the same drop says the same whenever it is matched.
static void
day_of(const struct job *job, char day[CALENDAR_DAY_TEXT])
{
	time_t when = 0;
	clock_parse_stamp(job->drop, &when);
	phase_day(job->district, when, day);
}

// A row about one account, with what becomes of it.
static void
write_account(const struct suggest *suggest, struct csv *csv, struct bytes account,
    const struct bytes cells[ACCOUNT_CELLS], struct text *text)
{
	char day[CALENDAR_DAY_TEXT];
	const struct job *job = suggest->matcher->job;
	day_of(job, day);
	text_clear(text);
	text_put(text, "nobody of the SIS is like it; ");
	fate_account(job->district, cells, day, text);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (bytes_is(cells[ACCOUNT_STATE], kinds[i].state)) {
			csv_cell(csv, account);
			csv_text(csv, kinds[i].status);
			csv_cell(csv, (struct bytes){text->data, text->size});
			csv_end_row(csv);
		}
}

bool
suggest_write_unclaimed(const struct suggest *suggest, struct fault *fault)
{
	static const char name[] = "unclaimed.csv";
	struct text text = {NULL, 0, 0, false};
	int fd = fs_create(suggest->matcher->job->out, name, fault);
	if (fd < 0)
		return false;
	struct csv *csv = csv_new(fd, false);
	bool good = csv != NULL || fault_set(fault, FAULT_TEMP, "out of memory");
	if (good)
		csv_line(csv, "accountId,status,reason");
	for (uint32_t i = 0; good && i < idmap_count(suggest->accounts); i++) {
		uint64_t number;
		struct link_verdict verdict;
		struct stored stored;
		struct bytes account = idmap_id(suggest->accounts, i, &number),
			     cells[ACCOUNT_CELLS];
		links_verdict(suggest->links, LINK_APP, i, &verdict);
		if (verdict.class == LINK_NONE && suggest->unheld[i] &&
		    store_get(suggest->matcher->store, STORE_ACCOUNTS, account, &stored) &&
		    record_read(stored.record, cells, ACCOUNT_CELLS))
			write_account(suggest, csv, account, cells, &text);
	}
	good = good && (!text.failed || fault_set(fault, FAULT_TEMP, "out of memory"));
	text_free(&text);
	if (csv != NULL)
		good = csv_finish(csv, name, fault) && good;
	return fs_finish(fd, name, fault) && good;
}
