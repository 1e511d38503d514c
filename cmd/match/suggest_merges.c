// merges.csv: accounts that were there before, or were made twice, beside the one that the SIS feeds. The same matcher says whose they may be, of students who
// have an account by now; a person merges them. Students without a link are looked at too, as rivals: what one of them may want is nobody's to merge.
#include "cmd/match/suggest.h"

#include "schema/record.h"

static bool
has_link(const struct suggest *suggest, struct bytes user)
{
	struct stored stored;
	return store_get(suggest->matcher->store, STORE_LINKS, user, &stored);
}

// Whether any of the students has an account.
static bool
any_linked(const struct suggest *suggest)
{
	uint64_t number;
	for (uint32_t i = 0; i < idmap_count(suggest->students); i++)
		if (has_link(suggest, idmap_id(suggest->students, i, &number)))
			return true;
	return false;
}

// The row of a student who has an account and is like another one.
static bool
write_row(struct suggest *suggest, struct csv *csv, uint32_t student, struct fault *fault)
{
	struct link_verdict verdict;
	char score[LINK_SCORE_ROOM];
	struct bytes cells[LINK_CELLS];
	uint64_t number;
	struct bytes user = idmap_id(suggest->students, student, &number);
	links_verdict(suggest->links, LINK_SIS, student, &verdict);
	if (verdict.class == LINK_NONE || !has_link(suggest, user))
		return true;
	if (!suggest_cells(suggest, student, &verdict, score, cells, fault))
		return false;
	csv_cell(csv, user);
	for (unsigned i = 0; i < LINK_CELLS; i++)
		csv_cell(csv, cells[i]);
	csv_end_row(csv);
	return true;
}

static bool
write_merges(struct suggest *suggest, struct fault *fault)
{
	static const char name[] = "merges.csv";
	struct fault late;
	int fd = fs_create(suggest->matcher->job->out, name, fault);
	if (fd < 0)
		return false;
	struct csv *csv = csv_new(fd, false);
	bool good = csv != NULL || fault_set(fault, FAULT_TEMP, "out of memory");
	if (good)
		csv_line(csv, LINK_HEADER);
	for (uint32_t i = 0; good && i < idmap_count(suggest->students); i++)
		good = write_row(suggest, csv, i, fault);
	if (csv != NULL)
		good = csv_finish(csv, name, good ? fault : &late) && good;
	return fs_finish(fd, name, good ? fault : &late) && good;
}

bool
suggest_merges(struct matcher *matcher, struct fault *fault)
{
	if (store_count(matcher->store, STORE_LINKS) == 0)
		return true;
	struct suggest *suggest = suggest_new(matcher);
	if (suggest == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	suggest->merges = true;
	bool good = suggest_take_store(suggest, fault);
	if (good && idmap_count(suggest->accounts) > 0)
		good = suggest_take_roster(suggest, fault);
	if (good && any_linked(suggest))
		good = suggest_take_blocks(suggest, fault) && links_run(suggest->links, fault) &&
		       write_merges(suggest, fault);
	suggest_free(suggest);
	return good;
}
