// Who is named in a row of guardians.csv: what users.csv has under the two ids. The file comes from another system often enough, whose ids may mean somebody
// else; then a child would be connected with a stranger.
#include "cmd/validate/guardians.h"
#include "cmd/validate/reading.h"

#include "schema/record.h"

// Whether anything can be said of users in this drop.
static bool
users_known(const struct run *run)
{
	const struct run_file *users = &run->files[USERS];

	return users->mode == MODE_BULK && !users->unusable;
}

// What is known of a user; 0 when nothing is.
static uint16_t
facts_of(const struct run *run, struct id id)
{
	return id.state == ID_ROW && id.number < run->facts.people_room
		   ? run->facts.people[id.number]
		   : 0;
}

// The student must be there, and be one.
static void
student_judge(struct guardians *guardians)
{
	struct run *run = guardians->run;
	char quoted[96];
	struct bytes student = guardians->cells[GUARDIANS_STUDENT];
	struct id id = ids_find(&run->files[USERS].ids, ids_hash(student, run->seed));
	const char *shown = run_quote(student, quoted);

	if (!users_known(run) || student.size == 0)
		return;
	if (id.state == ID_REJECTED && id.number == 0)
		guardians->asked = false;
	else if (id.state == ID_REJECTED)
		guardians_remark(guardians, "reference.rejected", AS_ERROR, GUARDIANS_STUDENT,
		    id.number, run_text(run, "the row of %s in users.csv was left out", shown));
	else if (id.state != ID_ROW)
		guardians_remark(guardians, "reference.missing", AS_ERROR, GUARDIANS_STUDENT, 0,
		    run_text(run, "%s stands in no row of users.csv", shown));
	else if ((facts_of(run, id) & (PERSON_IS_STUDENT | PERSON_ROLE)) == PERSON_ROLE)
		guardians_remark(guardians, "reference.kind", AS_ERROR, GUARDIANS_STUDENT, 0,
		    "the user who is named as the student is none");
}

// Whether a user of users.csv is called otherwise than the guardian of the row.
static bool
is_called_otherwise(const struct guardians *guardians, struct id id)
{
	struct run *run = guardians->run;
	struct bytes cells[RECORD_CELLS_MAX];
	const struct bytes *said = guardians->cells;

	if (!keep_read(run, USERS, id.number, cells))
		return false;
	return ids_hash_folded(cells[USERS_GIVEN_NAME], run->seed) !=
		   ids_hash_folded(said[GUARDIANS_GIVEN_NAME], run->seed) ||
	       ids_hash_folded(cells[USERS_FAMILY_NAME], run->seed) !=
		   ids_hash_folded(said[GUARDIANS_FAMILY_NAME], run->seed);
}

// A guardian's id is never that of a student, and that of staff only when it is the same person: guardians are often numbered by another system.
static void
guardian_judge(struct guardians *guardians)
{
	struct run *run = guardians->run;
	struct bytes guardian = guardians->cells[GUARDIANS_ID];
	struct id id = ids_find(&run->files[USERS].ids, ids_hash(guardian, run->seed));

	uint16_t facts = users_known(run) ? facts_of(run, id) : 0;

	if ((facts & PERSON_IS_STUDENT) != 0)
		guardians_remark(guardians, "reference.kind", AS_ERROR, GUARDIANS_ID, 0,
		    "the guardian's id is that of a student in users.csv");
	else if ((facts & PERSON_IS_STAFF) != 0 && is_called_otherwise(guardians, id))
		guardians_remark(guardians, "reference.kind", AS_ERROR, GUARDIANS_ID, 0,
		    "the guardian's id is that of staff of another name in users.csv");
	if (guardians->cells[GUARDIANS_EMAIL].size == 0 &&
	    guardians->cells[GUARDIANS_MOBILE].size == 0)
		guardians_remark(guardians, "policy.guardian_contact", AS_CATALOGUED, -1, 0,
		    "the guardian has neither an e-mail address nor a mobile phone");
}

void
guardians_who(struct guardians *guardians)
{
	student_judge(guardians);
	guardian_judge(guardians);
}
