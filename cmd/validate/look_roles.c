// 1.2: whoever has no role is nobody. Seen after roles.csv, so that what follows names nobody who is left out here.
#include "cmd/validate/look.h"

bool
look_whole(const struct run *run, enum roster_file file)
{
	const struct run_file *state = &run->files[file];

	return state->entry != NULL && state->mode == MODE_BULK && !state->unusable &&
	       !run->stopped;
}

// One user, by what the roles said.
static bool
user_look(struct reading *reading, uint32_t row, uint16_t facts)
{
	if ((facts & (PERSON_ROLE | PERSON_ROLE_LOST)) != 0 || !again_load(reading, row))
		return false;
	if ((facts & PERSON_SCOPED) != 0)
		reading->row.scoped = true;
	else
		row_remark(reading,
		    (struct row_remark){
			.code = "graph.role", .column = -1, .text = "the user has no role"});
	return again_withdraw(reading);
}

// Where somebody's primary org is, there should be a role.
static void
primary_look(struct reading *reading, uint32_t row, uint16_t facts)
{
	if ((facts & PERSON_ROLE) == 0 || (facts & (PERSON_AT_PRIMARY | PERSON_ROLE_LOST)) != 0 ||
	    !again_load(reading, row) || reading->row.cells[USERS_PRIMARY_ORG].size == 0)
		return;
	row_remark(reading, (struct row_remark){.code = "graph.role",
				.as = AS_WARNING,
				.column = USERS_PRIMARY_ORG,
				.text = "the user has no role in this organization"});
}

bool
look_roles(struct run *run)
{
	const struct facts *facts = &run->facts;
	uint64_t taken = 0, scoped = run->files[USERS].scoped;
	enum severity severity;

	if (run->version == V11 || !look_whole(run, USERS) || !look_whole(run, ROLES) ||
	    facts->roles_lost != 0)
		return true;
	struct reading *reading = reading_open(run, USERS);
	if (reading == NULL)
		return false;
	for (uint32_t row = 2; row < facts->people_room && !run->broken; row++) {
		if ((facts->people[row] & PERSON_KEPT) == 0)
			continue;
		taken += user_look(reading, row, facts->people[row]);
		primary_look(reading, row, facts->people[row]);
	}
	reading_close(reading);
	if (run->files[USERS].scoped != scoped && !run->broken)
		run_remark(run,
		    &(struct remark){.code = "policy.scope",
			.file = run->files[USERS].name,
			.text = run_text(run,
			    "%llu users have only roles that were not asked for; they were left "
			    "out",
			    (unsigned long long)(run->files[USERS].scoped - scoped))},
		    &severity);
	return !run->broken && (taken == 0 || again_cascade(run, USERS, USER_PROFILES));
}
