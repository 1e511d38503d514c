// Everybody once more, when it is known who is what: two who share what is one person's, guardians who cannot be reached, students
// without a class. One walk over users; each pair is compared by the rows themselves before anything is said.
#include <stdlib.h>

#include "pipeline/rows.h"
#include "schema/record.h"
#include "schema/value_kinds.h"
#include "cmd/validate/look_people.h"

// Remembers that a row is to be taken back, which must wait until the walk is over.
static void
condemn(struct people *people)
{
	const struct row *row = &people->reading->row;

	if (people->out_count == people->out_room) {
		size_t room = people->out_room * 2 + 256;
		struct condemned *grown = realloc(people->outs, room * sizeof(*people->outs));
		if (grown == NULL) {
			people->run->broken =
			    !fault_set(people->run->fault, FAULT_TEMP, "out of memory");
			return;
		}
		people->outs = grown;
		people->out_room = room;
	}
	people->outs[people->out_count++] = (struct condemned){(uint32_t)row->row, row->cause};
}

void
people_remark(struct people *people, const char *code, enum as as, int column, const char *text)
{
	struct row *row = &people->reading->row;
	const bool was = row->out;

	row_remark(people->reading,
	    (struct row_remark){.code = code, .as = as, .column = column, .text = text});
	if (row->out && !was) // cppcheck-suppress incorrectLogicOperator ; the remark sets it
		condemn(people);
}

// Who a student's guardians are, or of whom a guardian is one.
static void
agents_look(struct people *people, uint16_t facts)
{
	const struct row *row = &people->reading->row;
	struct bytes member, rest = row->cells[USERS_AGENTS];
	unsigned count = 0, seen = 0;
	bool odd = false;

	while (value_next_member(&rest, &member)) {
		uint64_t hash = seen < AGENTS_FETCHED ? people->agents[seen]
						      : ids_hash(member, people->run->seed);
		struct id id = ids_find(&people->run->files[USERS].ids, hash);
		seen++;
		if (id.state != ID_ROW || id.number >= people->room)
			continue;
		uint16_t other = people->run->facts.people[id.number];
		count++;
		if ((facts & PERSON_IS_GUARDIAN) == 0)
			odd = odd || (other & (PERSON_IS_GUARDIAN | PERSON_ROLE)) == PERSON_ROLE;
		else if ((other & PERSON_IS_STUDENT) != 0 && people->named[id.number] < UINT8_MAX)
			people->named[id.number]++;
	}
	if (odd)
		people_remark(people, "reference.kind", AS_WARNING, USERS_AGENTS,
		    "somebody named as an agent is no guardian");
	if ((facts & PERSON_IS_STUDENT) != 0)
		people->run->facts.guardians[row->row] =
		    (uint8_t)(count < UINT8_MAX ? count : UINT8_MAX);
}

// One user in the walk.
static void
user_look(struct people *people, uint16_t facts)
{
	people_compare(people, facts);
	if (people->reading->row.cells[USERS_AGENTS].size != 0 && (facts & PERSON_ROLE) != 0)
		agents_look(people, facts);
	if ((facts & PERSON_IS_GUARDIAN) != 0)
		for (unsigned i = SHARED_EMAIL; i <= SHARED_SMS; i++)
			reach_add(people->run, people->hashes[i],
			    (uint32_t)people->reading->row.row, false);
	if ((facts & PERSON_IS_STUDENT) == 0)
		return;
	people->run->facts.students++;
	if (people->enrolled && (facts & PERSON_ENROLLED) == 0)
		people_remark(people, "policy.student_classes", AS_CATALOGUED, -1, NULL);
}

// Takes the rows that were gathered, whose places in the tables were fetched meanwhile.
static void
batch_take(struct people *people, const struct batch *batch, unsigned count)
{
	struct row *row = &people->reading->row;

	for (unsigned i = 0; i < count && !people->run->broken; i++) {
		memcpy(row->cells, batch[i].cells, USERS_COLUMNS * sizeof(row->cells[0]));
		row->row = batch[i].row;
		row->id = row->cells[SOURCED_ID];
		row->sensitive = value_is_sensitive(row->id);
		row->out = false;
		row->cause = 0;
		memcpy(people->hashes, batch[i].hashes, sizeof(people->hashes));
		memcpy(people->agents, batch[i].agents, sizeof(people->agents));
		user_look(people, people->run->facts.people[row->row]);
	}
}

// Goes through all users that stand. Nothing is written meanwhile, so what was read stays.
static bool
walk(struct people *people)
{
	struct run *run = people->run;
	struct batch batch[BATCH];
	unsigned count = 0;
	struct bytes key, record, from = {NULL, 0};
	struct db_cursor *cursor = db_cursor_open(run->rows, run->files[USERS].table, run->fault);
	bool more = cursor != NULL && db_cursor_seek(cursor, from, &key, &record);

	run->broken = run->broken || cursor == NULL;
	for (; more && !run->broken; more = db_cursor_next(cursor, &key, &record)) {
		batch[count].row = rows_number(key);
		if (batch[count].row >= people->room ||
		    !record_read(record, batch[count].cells, USERS_COLUMNS))
			continue;
		people_fetch(people, &batch[count]);
		if (++count < BATCH)
			continue;
		batch_take(people, batch, count);
		count = 0;
	}
	batch_take(people, batch, count);
	if (cursor != NULL)
		db_cursor_close(cursor);
	return !run->broken;
}

// What is known of somebody only when all others were seen.
static void
settle_one(struct people *people, uint32_t row)
{
	struct facts *facts = &people->run->facts;
	uint8_t *guardians = &facts->guardians[row];
	bool waits = person_only_guardian(facts->people[row]) && people->run->reach.own[row] == 0;

	if (people->named[row] > *guardians) // either side may name the other, and mostly both do
		*guardians = people->named[row];
	if (!waits && *guardians <= GUARDIANS_MOST)
		return;
	if (!again_load(people->reading, row))
		return;
	if (waits)
		people_remark(people, "policy.guardian_contact", AS_CATALOGUED, -1, NULL);
	if (*guardians > GUARDIANS_MOST) {
		facts->crowded++;
		people_remark(people, "policy.guardian_count", AS_WARNING, USERS_AGENTS, NULL);
	}
}

bool
crowd_is_large(const struct facts *facts)
{
	return facts->crowded * 100 > facts->students * CROWDED_SHARE &&
	       facts->crowded >= CROWDED_LEAST;
}

void
crowd_remark(struct run *run, const char *file)
{
	enum severity severity;

	run_remark(run,
	    &(struct remark){.code = "policy.guardian_count",
		.as = AS_HOLD,
		.file = file,
		.text = run_text(run, "%llu of %llu students have more than six guardians",
		    (unsigned long long)run->facts.crowded,
		    (unsigned long long)run->facts.students)},
	    &severity);
}

// What is wrong with all of them together.
static void
settle_all(struct people *people)
{
	struct run *run = people->run;
	const struct facts *facts = &run->facts;
	unsigned licences = run->job->district->scope.licences;
	enum severity severity;

	if (crowd_is_large(facts))
		crowd_remark(run, run->files[USERS].name);
	if (licences != 0 && facts->students > licences)
		run_remark(run,
		    &(struct remark){.code = "policy.licences",
			.file = run->files[USERS].name,
			.text = run_text(run, "there are %llu students and %u licences",
			    (unsigned long long)facts->students, licences)},
		    &severity);
}

// Takes back those who are left out, and what names them.
static bool
take_back(struct people *people)
{
	struct run *run = people->run;

	for (size_t i = 0; i < people->out_count && !run->broken; i++) {
		if (!again_load(people->reading, people->outs[i].row))
			continue;
		people->reading->row.out = true;
		people->reading->row.cause = people->outs[i].cause;
		again_withdraw(people->reading);
	}
	return !run->broken && (people->out_count == 0 || again_cascade(run, USERS, ENROLLMENTS));
}

static bool
people_open(struct people *people, struct run *run)
{
	uint64_t students = 0;

	*people = (struct people){.run = run, .room = run->facts.people_room};
	people->enrolled = look_whole(run, ENROLLMENTS) && run->files[ENROLLMENTS].rows != 0;
	people->reading = reading_open(run, USERS);
	run->reach.own = calloc(people->room + 1, 1);
	people->named = calloc(people->room + 1, 1);
	run->facts.guardians = calloc(people->room + 1, 1);
	for (size_t row = 0; row < people->room; row++)
		students += (run->facts.people[row] & PERSON_IS_STUDENT) != 0;
	ids_expect(&people->shared[SHARED_EMAIL], run->files[USERS].accepted);
	ids_expect(&people->shared[SHARED_SMS], run->files[USERS].accepted - students);
	ids_expect(&people->shared[SHARED_IDENTIFIER], students);
	ids_expect(&people->shared[SHARED_PERSON], students);
	if (people->reading != NULL && run->reach.own != NULL && people->named != NULL &&
	    run->facts.guardians != NULL)
		return true;
	run->broken = !fault_set(run->fault, FAULT_TEMP, "out of memory");
	return false;
}

bool
look_people(struct run *run)
{
	struct people people;

	if (!look_whole(run, USERS) || (run->version != V11 && !look_whole(run, ROLES)))
		return true;
	bool good = people_open(&people, run) && walk(&people);
	if (good)
		reach_mark(run, run->reach.own, people.room, NULL, 0);
	for (uint32_t row = 2; good && row < people.room && !run->broken; row++)
		settle_one(&people, row);
	if (good && !run->broken)
		settle_all(&people);
	good = good && take_back(&people);
	for (unsigned i = 0; i < SHARED; i++)
		ids_free(&people.shared[i]);
	if (people.reading != NULL)
		reading_close(people.reading);
	text_free(&people.form);
	text_free(&people.other_form);
	free(people.named);
	free(people.outs);
	return good;
}
