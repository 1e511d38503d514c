// What may be there once. A hash says that something may have been there before; the row itself, read back from rows.mdb, says
// whether it was. Two rows of one id that differ are both left out: whichever were kept would be the wrong one some day.
#include "pipeline/rows.h"
#include "cmd/validate/reading.h"

// Files in which ids that differ only by case are looked for: what is enrolled or described again by the thousand is not.
static const bool case_checked[ONEROSTER_FILES] = {
    [ORGS] = true, [ACADEMIC_SESSIONS] = true, [COURSES] = true, [CLASSES] = true, [USERS] = true};

// Finds an earlier row with the id of the row in hand, or the finding that left one out.
static struct id
find_same(const struct reading *reading, struct ids_walk *walk)
{
	struct bytes cells[ONEROSTER_COLUMNS_MAX];
	struct id id;

	while (ids_next(&reading->state->ids, reading->row.hash, walk, &id)) {
		if (id.state == ID_REJECTED)
			return id;
		if (keep_read(reading->run, reading->file, id.number, cells) &&
		    bytes_equal(cells[SOURCED_ID], reading->row.id))
			return id;
	}
	return (struct id){ID_NONE, 0};
}

// A finding about an earlier row, which has the id of the row in hand.
static uint64_t
earlier_remark(struct reading *reading, uint32_t row, uint64_t cause)
{
	enum severity severity;
	const char *text =
	    run_text(reading->run, "row %llu has the same sourcedId and other content",
		(unsigned long long)reading->row.row);

	return run_remark(reading->run,
	    &(struct remark){.code = "unique.sourcedId",
		.as = AS_ERROR,
		.floor = SEVERITY_ERROR,
		.file = reading->state->name,
		.row = row,
		.column = bytes_of(reading->schema->columns[SOURCED_ID].name),
		.id = reading->row.id,
		.cause = cause,
		.text = text},
	    &severity);
}

// Takes back the kept row where the walk stands.
static void
take_back(struct reading *reading, const struct ids_walk *walk, uint32_t row, uint64_t cause)
{
	uint64_t finding = earlier_remark(reading, row, cause);
	struct id rejected = {
	    ID_REJECTED, (uint32_t)((cause != 0 ? cause : finding) & IDS_NUMBER_MAX)};

	if (reading->run->broken)
		return;
	keep_withdraw(reading, row);
	keep_left_out(reading, reading->row.id);
	ids_change(walk, rejected);
}

bool
unique_clash(struct reading *reading, uint64_t finding)
{
	struct ids_walk walk = {0};
	struct id id = find_same(reading, &walk);

	if (id.state == ID_ROW || id.state == ID_DELETED)
		take_back(reading, &walk, id.number, finding);
	return id.state != ID_NONE;
}

void
unique_withdraw(struct reading *reading)
{
	struct ids_walk walk = {0};
	struct id id = find_same(reading, &walk);

	if (id.state != ID_ROW)
		return;
	char copy[SOURCED_ID_MAX]; // the id may lie in what is deleted
	struct bytes name = {copy, reading->row.id.size};
	memcpy(copy, reading->row.id.data, name.size);
	keep_withdraw(reading, id.number);
	keep_left_out(reading, name);
	ids_change(
	    &walk, (struct id){ID_REJECTED, (uint32_t)(reading->row.cause & IDS_NUMBER_MAX)});
}

// The id must be new in the file. True when it is.
static bool
id_take(struct reading *reading, struct bytes record)
{
	struct ids_walk walk = {0};
	struct id id = find_same(reading, &walk);
	struct bytes earlier;
	char key[ROWS_KEY];
	struct row_remark remark = {.code = "unique.sourcedId",
	    .as = AS_ERROR,
	    .floor = SEVERITY_ERROR,
	    .column = SOURCED_ID};

	if (id.state == ID_NONE)
		return true;
	if (id.state == ID_REJECTED) {
		remark.cause = id.number;
		remark.text = "an earlier row with this sourcedId was left out";
		row_remark(reading, remark);
		return false;
	}
	if (db_get(reading->run->rows, reading->state->table, rows_key(id.number, key), &earlier) &&
	    bytes_equal(earlier, record)) {
		remark.as = AS_NOTICE;
		remark.floor = SEVERITY_NOTICE;
		remark.text = run_text(reading->run, "row %u is the same; one was kept", id.number);
		row_remark(reading, remark);
		return false;
	}
	remark.text =
	    run_text(reading->run, "row %u has the same sourcedId and other content", id.number);
	row_remark(reading, remark);
	take_back(reading, &walk, id.number, 0);
	return false;
}

// Whether there is a capital letter in an id: only then can its case matter.
static bool
has_capital(struct bytes id)
{
	for (size_t i = 0; i < id.size; i++)
		if (id.data[i] >= 'A' && id.data[i] <= 'Z')
			return true;
	return false;
}

// Looks for a row whose id is the same but for case, in a table of ids.
static bool
case_find(struct reading *reading, const struct ids *ids, uint64_t hash)
{
	struct bytes cells[ONEROSTER_COLUMNS_MAX];
	struct ids_walk walk = {0};
	struct id id;

	while (ids_next(ids, hash, &walk, &id)) {
		if (id.state != ID_ROW ||
		    !keep_read(reading->run, reading->file, id.number, cells) ||
		    !bytes_equal_fold(cells[SOURCED_ID], reading->row.id) ||
		    bytes_equal(cells[SOURCED_ID], reading->row.id))
			continue;
		row_remark(
		    reading, (struct row_remark){.code = "unique.case",
				 .as = AS_WARNING,
				 .column = SOURCED_ID,
				 .text = run_text(reading->run,
				     "row %u has this sourcedId in other letters", id.number)});
		return true;
	}
	return false;
}

// Ids without capitals lie in the table of ids under the same hash as folded, so only those with capitals need a table besides.
static void
case_take(struct reading *reading)
{
	const struct row *row = &reading->row;

	if (!case_checked[reading->file])
		return;
	if (!has_capital(row->id)) {
		case_find(reading, &reading->folded, row->hash);
		return;
	}
	uint64_t hash = ids_hash_folded(row->id, reading->run->seed);
	if (!case_find(reading, &reading->state->ids, hash))
		case_find(reading, &reading->folded, hash);
}

bool
unique_take(struct reading *reading, struct bytes record)
{
	struct row *row = &reading->row;

	if (!id_take(reading, record))
		return false;
	if (row->deleted)
		return true;
	case_take(reading);
	return unique_username(reading) && unique_membership(reading) && !row->out;
}

void
unique_keep(struct reading *reading)
{
	const struct row *row = &reading->row;
	struct id id = {row->deleted ? ID_DELETED : ID_ROW, (uint32_t)row->row};
	bool good = ids_add(&reading->state->ids, row->hash, id);

	if (good && case_checked[reading->file] && has_capital(row->id))
		good = ids_add(&reading->folded, ids_hash_folded(row->id, reading->run->seed), id);
	if (good && !row->deleted && reading->file == USERS)
		good = ids_add(&reading->names, row->hashes[USERS_USERNAME], id);
	if (good && !row->deleted && reading->file == ENROLLMENTS)
		good = ids_add(&reading->memberships, row->hashes[ENROLLMENTS_ROLE], id);
	if (!good && !reading->run->broken)
		reading->run->broken = !fault_set(reading->run->fault, FAULT_TEMP, "out of memory");
}
