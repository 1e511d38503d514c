// A row of guardians.csv: one student and one guardian. The same guardian stands in a row for each child, so what is said of the guardian must agree.
#include "cmd/validate/guardians.h"
#include "cmd/validate/look_people.h"

#include "pipeline/limits.h"
#include "pipeline/person.h"
#include "pipeline/rows.h"
#include "schema/record.h"
#include "schema/value_kinds.h"

// Columns that are names of people, and those that say what all rows of one guardian must say.
static const bool is_name[GUARDIANS_COLUMNS] = {
    [GUARDIANS_GIVEN_NAME] = true, [GUARDIANS_FAMILY_NAME] = true};
static const bool is_own[GUARDIANS_COLUMNS] = {[GUARDIANS_GIVEN_NAME] = true,
    [GUARDIANS_FAMILY_NAME] = true,
    [GUARDIANS_EMAIL] = true,
    [GUARDIANS_MOBILE] = true,
    [GUARDIANS_PHONE] = true,
    [GUARDIANS_LANGUAGE] = true};

void
guardians_remark(struct guardians *guardians, const char *code, enum as as, int column,
    uint64_t cause, const char *text)
{
	enum severity severity;
	struct bytes id = guardians->cells[GUARDIANS_ID];

	run_remark(guardians->run,
	    &(struct remark){.code = code,
		.as = as,
		.floor = as == AS_ERROR ? SEVERITY_ERROR : SEVERITY_NOTICE,
		.file = guardians_name,
		.row = guardians->row,
		.line = guardians->line,
		.column = bytes_of(column < 0 ? "" : guardians_file.columns[column].name),
		.id = value_sourced_id(id) == VALUE_BAD || value_is_sensitive(id)
			  ? (struct bytes){NULL, 0}
			  : id,
		.cause = cause,
		.text = text},
	    &severity);
	guardians->out = guardians->out || severity >= SEVERITY_ERROR;
}

// A number that the district's country cannot dial is bad, by the rule that normalise spells it by.
static enum value_verdict
phone_judge(struct guardians *guardians, struct bytes phone)
{
	char e164[PHONE_MAX];
	enum phone_verdict verdict =
	    person_phone(phone, guardians->run->job->district->scope.country, e164);

	guardians->phones_kept += verdict == PHONE_KEPT;
	return verdict == PHONE_BAD ? VALUE_BAD : VALUE_GOOD;
}

// One cell by its kind. A bad one that may be blank is dropped.
static void
cell_judge(struct guardians *guardians, unsigned index)
{
	const struct column *column = &guardians_file.columns[index];
	struct bytes *cell = &guardians->cells[index], given = *cell;
	bool id = column->type == CELL_ID || column->type == CELL_REFERENCE;

	if (given.size == 0) {
		if (column->required != 0)
			guardians_remark(
			    guardians, "value.required", AS_ERROR, (int)index, 0, NULL);
		return;
	}
	if (value_is_sensitive(given))
		guardians_remark(guardians, "value.sensitive", AS_WARNING, (int)index, 0, NULL);
	if (is_name[index] && value_is_placeholder(given))
		guardians_remark(guardians, "value.name", AS_WARNING, (int)index, 0, NULL);
	if (given.size > LIMIT_TEXT_KEPT && !id)
		guardians_remark(guardians, "value.length", AS_WARNING, (int)index, 0, NULL);
	enum value_verdict verdict =
	    id ? value_sourced_id(given)
	       : value_check(column, V11, given, guardians->repaired[index], cell);
	if (verdict == VALUE_GOOD && column->type == CELL_PHONE)
		verdict = phone_judge(guardians, given);
	if (id && verdict == VALUE_BAD)
		guardians_remark(guardians, "value.sourcedId", AS_ERROR, (int)index, 0, NULL);
	else if (!id && verdict == VALUE_BAD) {
		guardians_remark(
		    guardians, value_code(column->type), AS_WARNING, (int)index, 0, NULL);
		*cell = (struct bytes){NULL, 0};
	}
}

// A row that was kept before. False when it is not this guardian's.
static bool
earlier_read(struct guardians *guardians, uint32_t row, struct bytes cells[GUARDIANS_COLUMNS])
{
	char key[ROWS_KEY];
	struct bytes record;

	return db_get(guardians->run->rows, guardians->table, rows_key(row, key), &record) &&
	       record_read(record, cells, GUARDIANS_COLUMNS) &&
	       bytes_equal(cells[GUARDIANS_ID], guardians->cells[GUARDIANS_ID]);
}

// Whether all rows of one guardian say the same of the guardian. What the first says stands.
static void
others_judge(struct guardians *guardians, uint64_t hash)
{
	struct bytes cells[GUARDIANS_COLUMNS];
	struct id first = ids_find(&guardians->people, hash);
	bool differs = false;

	if (first.state != ID_ROW || !earlier_read(guardians, first.number, cells))
		return;
	for (unsigned i = 0; i < GUARDIANS_COLUMNS; i++)
		differs = differs || (is_own[i] && !bytes_equal(cells[i], guardians->cells[i]));
	if (differs)
		guardians_remark(guardians, "unique.sourcedId", AS_WARNING, GUARDIANS_ID, 0,
		    run_text(guardians->run,
			"row %u says something else of the guardian's name, contacts or language; "
			"what that row says is taken",
			first.number));
}

// Whether the pair was there before.
static void
pair_judge(struct guardians *guardians, uint64_t hash)
{
	struct bytes cells[GUARDIANS_COLUMNS];
	struct id id = {ID_NONE, 0};
	struct ids_walk walk = {0};

	while (!guardians->again && ids_next(&guardians->pairs, hash, &walk, &id))
		guardians->again =
		    earlier_read(guardians, id.number, cells) &&
		    bytes_equal(cells[GUARDIANS_STUDENT], guardians->cells[GUARDIANS_STUDENT]);
	if (guardians->again)
		guardians_remark(guardians, "unique.sourcedId", AS_NOTICE, -1, 0,
		    run_text(guardians->run,
			"row %u has the same student and guardian; that one was kept", id.number));
}

// Whether users.csv relates the two already: then they are counted.
static bool
is_told(struct run *run, uint32_t row, struct bytes other)
{
	struct bytes cells[ONEROSTER_COLUMNS_MAX];

	return keep_read(run, USERS, row, cells) && value_has_member(cells[USERS_AGENTS], other);
}

// Counts one guardian more of the student, and tells when there are too many.
static void
count_guardian(struct guardians *guardians, struct id guardian)
{
	struct run *run = guardians->run;
	const struct bytes *cells = guardians->cells;
	struct id student =
	    ids_find(&run->files[USERS].ids, ids_hash(cells[GUARDIANS_STUDENT], run->seed));

	if (run->facts.guardians == NULL || student.state != ID_ROW ||
	    student.number >= run->facts.people_room)
		return;
	uint8_t *count = &run->facts.guardians[student.number];
	if (*count == UINT8_MAX ||
	    (guardian.state == ID_ROW &&
		(is_told(run, student.number, cells[GUARDIANS_ID]) ||
		    is_told(run, guardian.number, cells[GUARDIANS_STUDENT]))))
		return;
	if (++*count != GUARDIANS_MOST + 1)
		return;
	run->facts.crowded++;
	guardians_remark(
	    guardians, "policy.guardian_count", AS_WARNING, GUARDIANS_STUDENT, 0, NULL);
}

// Counts a pair that is kept; of a guardian whom users.csv does not have, the credentials are held against those of others.
static void
take_guardian(struct guardians *guardians, bool known)
{
	struct run *run = guardians->run;
	const struct bytes *cells = guardians->cells;
	struct id guardian =
	    ids_find(&run->files[USERS].ids, ids_hash(cells[GUARDIANS_ID], run->seed));
	uint32_t row = (uint32_t)(guardians->row & IDS_NUMBER_MAX);

	count_guardian(guardians, guardian);
	if (known || guardian.state == ID_ROW)
		return;
	if (cells[GUARDIANS_EMAIL].size != 0)
		reach_add(run, ids_hash_folded(cells[GUARDIANS_EMAIL], run->seed), row, true);
	reach_add(run, people_phone_hash(run, cells[GUARDIANS_MOBILE]), row, true);
}

// Remembers the row, which will be kept.
static void
remember(struct guardians *guardians, uint64_t person, uint64_t pair)
{
	struct run *run = guardians->run;
	struct id id = {ID_ROW, (uint32_t)(guardians->row & IDS_NUMBER_MAX)};
	bool known = ids_find(&guardians->people, person).state != ID_NONE;

	if ((!known && !ids_add(&guardians->people, person, id)) ||
	    !ids_add(&guardians->pairs, pair, id))
		run->broken = !fault_set(run->fault, FAULT_TEMP, "out of memory");
	if (!run->broken)
		take_guardian(guardians, known);
}

void
guardians_judge(struct guardians *guardians)
{
	uint64_t seed = guardians->run->seed;

	for (unsigned i = 0; i < GUARDIANS_COLUMNS; i++)
		cell_judge(guardians, i);
	guardians_who(guardians);
	if (guardians->out || !guardians->asked)
		return;
	const uint64_t hashes[2] = {ids_hash(guardians->cells[GUARDIANS_ID], seed),
	    ids_hash(guardians->cells[GUARDIANS_STUDENT], seed)};
	uint64_t pair = ids_hash_of(hashes, 2, seed);
	others_judge(guardians, hashes[0]);
	pair_judge(guardians, pair);
	if (!guardians->again && !guardians->out)
		remember(guardians, hashes[0], pair);
}
