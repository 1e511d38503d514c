// unclaimed.csv: the accounts of students for whom nobody of the SIS is found, so that somebody can look while there is time.
#include "cmd/match/suggest.h"

#include "pipeline/change.h"
#include "schema/record.h"

// What is said of an account, by its state. How to add one: a line here, a paragraph in rosterdrop-feed.5.
static const struct {
	const char *state, *status;
} kinds[] = {
    {"active", "active, not in the SIS"},
    {"invited", "inactive, not in the SIS"},
};

// What becomes of it, by the policy of the first sync.
static const char *const fates[] = {
    [FIRST_LINK] = "nobody of the SIS is like it; from the day on which its school is live, it is "
		   "archived unless somebody links it",
    [FIRST_EXACT] = "nobody of the SIS is like it; it stays as it is until somebody removes it, or "
		    "until the day of the reset, if there is one",
    [FIRST_CREATE] = "nobody of the SIS is like it; it stays as it is until somebody merges or "
		     "archives it",
};

static void
write_account(struct csv *csv, struct bytes account, struct bytes state, enum first_sync policy)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (bytes_is(state, kinds[i].state)) {
			csv_cell(csv, account);
			csv_text(csv, kinds[i].status);
			csv_text(csv, fates[policy]);
			csv_end_row(csv);
		}
}

bool
suggest_write_unclaimed(const struct suggest *suggest, struct fault *fault)
{
	static const char name[] = "unclaimed.csv";
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
		struct bytes account = idmap_id(suggest->accounts, i, &number);
		links_verdict(suggest->links, LINK_APP, i, &verdict);
		if (verdict.class == LINK_NONE && suggest->unheld[i] &&
		    store_get(suggest->matcher->store, STORE_ACCOUNTS, account, &stored))
			write_account(csv, account, record_cell(stored.record, ACCOUNT_STATE),
			    suggest->matcher->job->district->sync.first_sync);
	}
	if (csv != NULL)
		good = csv_finish(csv, name, fault) && good;
	return fs_finish(fd, name, fault) && good;
}
