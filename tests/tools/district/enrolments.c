// A student's classes are ten in a row from a place of the student's own; changing one moves it ten
// further on, so that no two are ever the same.
#include "tests/tools/district/enrolments.h"

// The classes that a student chooses from, those of the grade, or of all the school when they are
// few.
struct choice {
	uint64_t first, step, count, taken;
};

// All that is needed to find the class of each turn.
static struct choice
student_choice(const struct plan *plan, const struct person *person)
{
	const struct level *level = school_level(person->schools[0]);
	uint64_t classes = school_share(plan, person->schools[0], plan->classes);
	uint64_t offset = student_grade(person) - level->grade;
	struct choice choice = {
	    offset, level->grades, classes / level->grades + (offset < classes % level->grades), 0};

	if (choice.count < ENROLMENTS_MAX)
		choice = (struct choice){0, 1, classes, 0};
	choice.taken = choice.count < ENROLMENTS_MAX ? choice.count : ENROLMENTS_MAX;
	return choice;
}

// Puts who is in which class of which school.
static void
put_enrollment(const struct plan *plan, struct row *row, uint64_t class, unsigned night,
    const struct person *person)
{
	row_cell(row, ENROLLMENTS_CLASS);
	class_put(plan, row, class, night);
	row_cell(row, ENROLLMENTS_SCHOOL);
	plan_put_school(plan, row, class % plan->schools);
	row_cell(row, ENROLLMENTS_USER);
	plan_put_user(plan, row, person->user, person->life.generation);
}

// Each class has the teacher whose turn it is.
static void
make_teaching(const struct plan *plan, uint64_t class, unsigned night, struct row *row)
{
	struct life life = plan_life(plan, LOT_CLASS, class, night);
	uint64_t school = class % plan->schools, number = class / plan->schools;
	uint64_t teacher = school + plan->schools * (1 + number % school_teachers(plan, school));
	struct person person = person_staff(plan, teacher, night);
	uint64_t places = plan->student_places * ENROLMENTS_MAX + plan->classes;

	row->present = true;
	row_cell(row, SOURCED_ID);
	plan_uuid(plan, row, ENROLMENT, plan->student_places * ENROLMENTS_MAX + class, places,
	    life.generation * 1000 + person.life.generation);
	put_enrollment(plan, row, class, night, &person);
	row_set(row, ENROLLMENTS_ROLE, "teacher");
	row_set(row, ENROLLMENTS_PRIMARY, "true");
}

// Ten classes for each student, no two of them the same: those that are left are replaced ten
// further on. Then the teachers.
void
make_enrollment(const struct plan *plan, uint64_t place, unsigned night, struct row *row)
{
	uint64_t student = place / ENROLMENTS_MAX, turn = place % ENROLMENTS_MAX, number, class;
	struct person person;
	struct choice choice;
	struct life life;

	if (student >= plan->student_places) {
		make_teaching(plan, place - plan->student_places * ENROLMENTS_MAX, night, row);
		return;
	}
	person = person_student(plan, student, night);
	choice = student_choice(plan, &person);
	life = plan_life(plan, LOT_ENROLMENT, place, night);
	row->present = person.life.present && turn < choice.taken;
	if (!row->present)
		return;
	number = plan_trait(person.self, SCHOOL_OF, choice.count) + turn +
		 life.generation * choice.taken;
	number %= choice.count / choice.taken * choice.taken;
	class = person.schools[0] + plan->schools * (choice.first + choice.step * number);
	row_cell(row, SOURCED_ID);
	plan_uuid(plan, row, ENROLMENT, place,
	    plan->student_places * ENROLMENTS_MAX + plan->classes,
	    person.life.generation * 1000 + life.generation);
	put_enrollment(plan, row, class, night, &person);
	row_set(row, ENROLLMENTS_ROLE, "student");
	row_set(row, ENROLLMENTS_PRIMARY, "false");
	row_set(row, ENROLLMENTS_BEGIN, life.revision % 2 ? "2026-08-24" : "2026-08-17");
	if (life.revision > 1)
		row_set(row, ENROLLMENTS_END, "2027-01-16");
}
