// Each row is made from the person alone, so that users, roles and demographics agree without being
// joined.
#include "tests/tools/district/roster.h"

// What somebody's work is called in 1.1 and in 1.2; the last of a school's staff are aides.
static const struct work {
	const char *role11, *role12;
} works[] = {{"administrator", "principal"}, {"teacher", "teacher"}, {"aide", "aide"},
    {"student", "student"}, {"parent", "parent"}, {"relative", "relative"},
    {"guardian", "guardian"}};

// How many of a school's staff teach: all but the principal and, in larger schools, an aide.
uint64_t
school_teachers(const struct plan *plan, uint64_t school)
{
	uint64_t staff = school_share(plan, school, plan->staff);

	return staff >= 8 ? staff - 2 : staff - 1;
}

// The line of the table of works that is a person's.
static unsigned
person_work(const struct plan *plan, const struct person *person)
{
	uint64_t number = person->place / plan->schools, turn = person->place % GUARDIANS_PER_PAIR;

	if (person->lot == LOT_STUDENT)
		return STUDENT;
	if (person->lot == LOT_GUARDIAN && turn == 2)
		return pair_siblings(plan, person->place / GUARDIANS_PER_PAIR) ? RELATIVE : PARENT;
	if (person->lot == LOT_GUARDIAN)
		return person->place % 20 == 0 ? GUARDIAN : PARENT;
	if (number == 0)
		return PRINCIPAL;
	return number <= school_teachers(plan, person->schools[0]) ? TEACHER : AIDE;
}

// The grade of a student, one of the school's.
unsigned
student_grade(const struct person *person)
{
	const struct level *level = school_level(person->schools[0]);

	return level->grade + (unsigned)plan_trait(person->self, GRADE, level->grades);
}

// The guardians of a student, as a list.
static void
put_guardians(const struct plan *plan, struct row *row, const struct person *person)
{
	uint64_t pair = person->place / 2;
	bool siblings = pair_siblings(plan, pair), second = person->place % 2 != 0;
	uint64_t first = second && !siblings ? 2 : 0, end = second ? 3 : 2;
	unsigned generation = siblings ? 0 : person->life.generation;

	for (uint64_t i = first; i < end; i++) {
		if (i != first)
			row_text(row, ",");
		plan_put_user(
		    plan, row, plan_guardian_user(plan, pair * GUARDIANS_PER_PAIR + i), generation);
	}
}

// What only some people have.
static void
set_user_extras(const struct plan *plan, const struct person *person, struct row *row)
{
	static const char *const pronouns[] = {"she/her", "he/him", "they/them"};

	if (plan_trait(person->self, MIDDLE, 10) < 3) {
		row_cell(row, USERS_MIDDLE_NAME);
		put_given(row, person, MIDDLE, false);
	}
	if (plan_trait(person->self, PREFERRED, 10) == 0) {
		row_cell(row, USERS_PREFERRED_GIVEN_NAME);
		put_given(row, person, PREFERRED, false);
	}
	if (plan_trait(person->self, PRONOUN, 8) == 0)
		row_set(row, USERS_PRONOUNS, pronouns[plan_trait(person->self, PRONOUN, 24) / 8]);
	if (person->lot == LOT_STUDENT) {
		row_cell(row, USERS_AGENTS);
		put_guardians(plan, row, person);
		row_set(row, USERS_GRADES, grade_codes[student_grade(person)]);
		if (person->life.revision > 0) {
			row_cell(row, USERS_PHONE);
			put_phone(row, person, 1);
		}
		return;
	}
	row_cell(row, USERS_SMS);
	put_phone(row, person, 0);
	if (plan_trait(person->self, PREFERRED, 3) != 1) {
		row_cell(row, USERS_PHONE);
		put_phone(row, person, 1);
	}
}

// A row of users.csv, with the columns of all versions.
void
make_user(const struct plan *plan, uint64_t place, unsigned night, struct row *row)
{
	struct person person = person_of_user(plan, place, night);

	row->present = person.life.present;
	if (!row->present)
		return;
	row_cell(row, SOURCED_ID);
	plan_put_user(plan, row, place, person.life.generation);
	row_set(row, USERS_ENABLED, "true");
	row_cell(row, USERS_ORGS);
	for (unsigned i = 0; i < person.school_count; i++) {
		row_text(row, i == 0 ? "" : ",");
		plan_put_school(plan, row, person.schools[i]);
	}
	row_set(row, USERS_ROLE, works[person_work(plan, &person)].role11);
	row_cell(row, USERS_USERNAME);
	put_given(row, &person, GIVEN, true);
	put_own_number(row, &person);
	row_set(row, USERS_USER_IDS, "{SIS:");
	put_own_number(row, &person);
	row_text(row, "}");
	row_cell(row, USERS_GIVEN_NAME);
	put_given(row, &person, GIVEN, false);
	row_cell(row, USERS_FAMILY_NAME);
	put_family(row, &person, false);
	row_cell(row, USERS_IDENTIFIER);
	row_number(row, 1000000 + place * 10 + person.life.generation % 10);
	row_cell(row, USERS_EMAIL);
	put_mail(plan, row, &person);
	set_user_extras(plan, &person, row);
	row_cell(row, USERS_MASTER_IDENTIFIER);
	plan_uuid(plan, row, MASTER, place, plan_users(plan), person.life.generation);
	row_cell(row, USERS_PRIMARY_ORG);
	plan_put_school(plan, row, person.schools[0]);
}

// Staff sign in through a provider of their own.
void
make_profile(const struct plan *plan, uint64_t place, unsigned night, struct row *row)
{
	struct person person = person_staff(plan, place, night);

	row->present = true;
	row_cell(row, SOURCED_ID);
	plan_uuid(plan, row, PROFILE, place, plan->staff, person.life.generation);
	row_cell(row, PROFILES_USER);
	plan_put_user(plan, row, person.user, person.life.generation);
	row_set(row, PROFILES_TYPE, "work");
	row_set(row, PROFILES_VENDOR, "example.com");
	row_set(row, PROFILES_APPLICATION, "gradebook");
	row_set(row, PROFILES_CREDENTIAL_TYPE, "password");
	row_cell(row, PROFILES_USERNAME);
	put_mail(plan, row, &person);
}

// Two places for each user: the role at the first school, and at another one; the district's head
// is a principal too.
void
make_role(const struct plan *plan, uint64_t place, unsigned night, struct row *row)
{
	uint64_t user = place / 2;
	unsigned turn = place % 2;
	struct person person = person_of_user(plan, user, night);
	bool head = user == 0 && turn == 1;

	row->present = person.life.present && (turn < person.school_count || head);
	if (!row->present)
		return;
	row_cell(row, SOURCED_ID);
	plan_uuid(plan, row, ROLE, place, plan_users(plan) * 2, person.life.generation);
	row_cell(row, ROLES_USER);
	plan_put_user(plan, row, user, person.life.generation);
	row_set(row, ROLES_TYPE, turn == 0 ? "primary" : "secondary");
	row_set(row, ROLES_ROLE,
	    head ? "districtAdministrator" : works[person_work(plan, &person)].role12);
	row_cell(row, ROLES_ORG);
	if (head)
		plan_uuid(plan, row, DISTRICT, 0, 1, 0);
	else
		plan_put_school(plan, row, person.schools[turn]);
	if (person.lot == LOT_STAFF) {
		row_cell(row, ROLES_PROFILE);
		plan_uuid(plan, row, PROFILE, user, plan->staff, person.life.generation);
	}
}

// Students only: of an age that fits the grade.
void
make_demographics(const struct plan *plan, uint64_t place, unsigned night, struct row *row)
{
	static const char *const cities[] = {
	    "Riverton", "Lakewood", "São Tomé", "Kraków", "Fairview"};
	enum { RACES = 6, RACE_TWO = DEMOGRAPHICS_SEX + 6, HISPANIC, COUNTRY, STATE, CITY };
	struct person person = person_student(plan, place, night);
	time_t born = SEPTEMBER_2026 - (time_t)(plan_trait(person.self, BIRTH, 365) + 1) * DAY;
	uint64_t race = plan_trait(person.self, RACE, RACES);
	struct tm day;
	char text[16];

	row->present = person.life.present;
	row_cell(row, SOURCED_ID);
	plan_put_user(plan, row, person.user, person.life.generation);
	gmtime_r(&born, &day);
	day.tm_year -= 5 + (int)student_grade(&person);
	if (day.tm_mon == 1 && day.tm_mday == 29)
		day.tm_mday = 28;
	row_cell(row, DEMOGRAPHICS_BIRTH_DATE);
	row_put(row, text, strftime(text, sizeof text, "%Y-%m-%d", &day));
	row_set(row, DEMOGRAPHICS_SEX, person.boy ? "male" : "female");
	for (unsigned i = 0; i < 5; i++)
		row_set(row, DEMOGRAPHICS_SEX + 1 + i, race == i ? "true" : "false");
	row_set(row, RACE_TWO, race == 5 ? "true" : "false");
	row_set(row, HISPANIC, group_of(person.family) == 1 ? "true" : "false");
	row_set(row, COUNTRY, "US");
	row_set(row, CITY,
	    cities[plan_trait(person.self, RACE + 100, sizeof cities / sizeof cities[0])]);
}
