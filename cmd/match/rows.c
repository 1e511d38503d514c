// links.csv: what is said of everybody who had no link, put together from exact claims (people.c) and from the matcher (suggest.c).
#include "cmd/match/rekey.h"

#include "schema/record.h"

// Counts what a row says.
static void
count_row(struct matcher *matcher, struct bytes class, bool automatic)
{
	matcher->none += bytes_is(class, "none");
	matcher->multiple += bytes_is(class, "multiple");
	matcher->partial += bytes_is(class, "partial");
	matcher->suggested += bytes_is(class, "ready") && !automatic;
	matcher->ready += bytes_is(class, "ready") && automatic;
}

static void
write_row(struct csv *csv, struct bytes user, const struct bytes cells[LINK_CELLS])
{
	csv_cell(csv, user);
	for (unsigned i = 0; i < LINK_CELLS; i++)
		csv_cell(csv, cells[i]);
	csv_end_row(csv);
}

// links.csv: everybody who had no link before this drop. What the matcher says of a student stands in place of "nobody has this username"; what an
// exact username or e-mail gave away stands.
static bool
write_rows(struct matcher *matcher, struct suggest *suggest, struct sort *results, struct csv *csv,
    struct fault *fault)
{
	struct bytes user, value, cells[LINK_CELLS], student = {NULL, 0}, said = {NULL, 0};
	struct sort *rows = suggest == NULL ? NULL : suggest->rows;
	struct rekey_saying saying;
	bool more = true, others = rows != NULL, good = sort_end(results, fault);
	good = good && (rows == NULL || sort_end(rows, fault));
	good = good && (!others || sort_next(rows, &student, &said, &others, fault));
	while (good && (good = sort_next(results, &user, &value, &more, fault)) && more &&
	       record_read(value, cells, LINK_CELLS)) {
		bool exact = bytes_is(cells[LINK_CLASS], "ready"), suggested = false;
		while (good && others && bytes_compare(student, user) < 0)
			good = sort_next(rows, &student, &said, &others, fault);
		if (good && others && !exact && bytes_equal(student, user))
			suggested = record_read(said, cells, LINK_CELLS);
		exact = exact || rekey_say(matcher, user, &saying, cells);
		if (!exact)
			count_row(matcher, cells[LINK_CLASS],
			    suggested && suggest_links_ready(suggest, cells[LINK_ACCOUNT]));
		write_row(csv, user, cells);
	}
	return good;
}

bool
match_write_links(
    struct matcher *matcher, struct suggest *suggest, struct sort *results, struct fault *fault)
{
	int fd = fs_create(matcher->job->out, "links.csv", fault);
	if (fd < 0)
		return false;
	struct csv *csv = csv_new(fd, false);
	bool good = csv != NULL || fault_set(fault, FAULT_TEMP, "out of memory");
	if (good) {
		csv_line(csv, LINK_HEADER);
		good = write_rows(matcher, suggest, results, csv, fault);
	}
	if (csv != NULL)
		good = csv_finish(csv, "links.csv", fault) && good;
	return fs_finish(fd, "links.csv", fault) && good;
}
