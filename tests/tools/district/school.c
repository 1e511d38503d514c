// Schools take turns: place N of classes or staff belongs to school N modulo the number of schools,
// so nothing is kept.
#include "tests/tools/district/school.h"

#include <ctype.h>

// The kinds of schools.
static const struct level levels[] = {
    {"Elementary School", 0, 6}, {"Middle School", 6, 3}, {"High School", 9, 4}};

// What kind a school is, over and over in this order: half of them elementary schools.
static const unsigned level_order[] = {0, 1, 2, 0};

const char *const grade_codes[GRADES] = {
    "KG", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"};

static const struct subject {
	const char *title, *code;
} subjects[SUBJECTS] = {{"Mathematics", "02"}, {"English", "01"}, {"Science", "03"},
    {"Social Studies", "04"}, {"Visual Arts", "05"}, {"World Languages", "24"},
    {"Physical Education", "08"}, {"Music", "05"}, {"Computer Science", "10"}, {"Health", "08"}};

enum { SCHOOL_NAMES = 24 };

static const char *const school_names[SCHOOL_NAMES] = {"Alder Creek", "Bellweather", "Cedar Hollow",
    "Dovecote", "Elmgrove", "Foxglove", "Granite Hill", "Heron Lake", "Ironwood", "Juniper",
    "Kestrel", "Larkspur", "Mossy Oak", "Nightingale", "Otter Bend", "Pinecrest", "Quarry Road",
    "Rosefield", "Saltmarsh", "Thornbury", "Umber", "Vesper Hill", "Windmill Lane", "Yarrow"};

// A school year and what it is divided into; `parent` is the place of another, or itself.
static const struct session {
	const char *title, *type, *start, *end;
	unsigned parent;
} sessions[SESSIONS_COUNT] = {
    {"School Year 2026-2027", "schoolYear", "2026-08-17", "2027-06-12", 0},
    {"Fall Semester", "semester", "2026-08-17", "2027-01-16", 0},
    {"Spring Semester", "semester", "2027-01-18", "2027-06-12", 0},
    {"Quarter 1", "gradingPeriod", "2026-08-17", "2026-10-24", 1},
    {"Quarter 2", "gradingPeriod", "2026-10-26", "2027-01-16", 1},
    {"Quarter 3", "gradingPeriod", "2027-01-18", "2027-03-27", 2},
    {"Quarter 4", "gradingPeriod", "2027-03-29", "2027-06-12", 2},
};

// What kind of school it is, by its turn.
const struct level *
school_level(uint64_t school)
{
	return &levels[level_order[school % (sizeof level_order / sizeof level_order[0])]];
}

// How many of `all` that are dealt out to the schools in turn one school has.
uint64_t
school_share(const struct plan *plan, uint64_t school, uint64_t all)
{
	return all / plan->schools + (school < all % plan->schools);
}

struct class_shape {
	uint64_t school, number; // the number within the school
	const struct level *level;
	unsigned grade, subject, session;
	uint64_t section;
};

// What a class is about: grade, subject, section and term, by its turn within the school.
static struct class_shape
class_shape(const struct plan *plan, uint64_t class)
{
	struct class_shape shape = {class % plan->schools, class / plan->schools, NULL, 0, 0, 0, 0};
	uint64_t in_grade;

	shape.level = school_level(shape.school);
	shape.grade = shape.level->grade + (unsigned)(shape.number % shape.level->grades);
	in_grade = shape.number / shape.level->grades;
	shape.subject = (unsigned)((in_grade + shape.number) % SUBJECTS);
	shape.section = in_grade / SUBJECTS;
	shape.session = shape.section % 2 ? 1 : 0;
	return shape;
}

// Puts the id of the class that there is in a place.
void
class_put(const struct plan *plan, struct row *row, uint64_t class, unsigned night)
{
	struct life life = plan_life(plan, LOT_CLASS, class, night);

	plan_uuid(plan, row, CLASS, class, plan->classes, life.generation);
}

// The district, then its schools.
void
make_org(const struct plan *plan, uint64_t place, unsigned night, struct row *row)
{
	uint64_t school = place - 1;

	(void)night;
	row->present = true;
	row_cell(row, SOURCED_ID);
	if (place == 0) {
		char initial = (char)toupper((unsigned char)plan->name[0]);
		plan_uuid(plan, row, DISTRICT, 0, 1, 0);
		row_cell(row, ORGS_NAME);
		row_put(row, &initial, 1);
		row_text(row, plan->name + 1);
		row_text(row, " School District");
		row_set(row, ORGS_TYPE, "district");
		return;
	}
	plan_put_school(plan, row, school);
	row_set(row, ORGS_NAME, school_names[school % SCHOOL_NAMES]);
	if (school >= SCHOOL_NAMES) {
		row_text(row, " ");
		row_number(row, school / SCHOOL_NAMES + 1);
	}
	row_text(row, " ");
	row_text(row, school_level(school)->title);
	row_set(row, ORGS_TYPE, "school");
	row_cell(row, ORGS_IDENTIFIER);
	row_number(row, 480000 + school);
	row_cell(row, ORGS_PARENT);
	plan_uuid(plan, row, DISTRICT, 0, 1, 0);
}

// The school year, its semesters and quarters.
void
make_session(const struct plan *plan, uint64_t place, unsigned night, struct row *row)
{
	const struct session *session = &sessions[place];

	(void)night;
	row->present = true;
	row_cell(row, SOURCED_ID);
	plan_uuid(plan, row, SESSION, place, SESSIONS_COUNT, 0);
	row_set(row, SESSIONS_TITLE, session->title);
	row_set(row, SESSIONS_TYPE, session->type);
	row_set(row, SESSIONS_START, session->start);
	row_set(row, SESSIONS_END, session->end);
	if (session->parent != place) {
		row_cell(row, SESSIONS_PARENT);
		plan_uuid(plan, row, SESSION, session->parent, SESSIONS_COUNT, 0);
	}
	row_set(row, SESSIONS_SCHOOL_YEAR, "2027");
}

// Whether any class is held in the course: a grade and a subject.
static bool
course_used(const struct plan *plan, uint64_t course)
{
	static bool used[GRADES * SUBJECTS];
	static const struct plan *known;

	if (known != plan) {
		known = plan;
		for (uint64_t i = 0; i < plan->classes; i++) {
			struct class_shape shape = class_shape(plan, i);
			used[shape.grade * SUBJECTS + shape.subject] = true;
		}
	}
	return used[course];
}

// A subject in a grade, for all the district.
void
make_course(const struct plan *plan, uint64_t place, unsigned night, struct row *row)
{
	const struct subject *subject = &subjects[place % SUBJECTS];
	const char *grade = grade_codes[place / SUBJECTS];

	(void)night;
	row->present = course_used(plan, place);
	row_cell(row, SOURCED_ID);
	plan_uuid(plan, row, COURSE, place, GRADES * SUBJECTS, 0);
	row_cell(row, COURSES_SCHOOL_YEAR);
	plan_uuid(plan, row, SESSION, 0, SESSIONS_COUNT, 0);
	row_set(row, COURSES_TITLE, subject->title);
	row_text(row, ", Grade ");
	row_text(row, grade);
	row_set(row, COURSES_CODE, subject->code);
	row_text(row, "-");
	row_text(row, grade);
	row_set(row, COURSES_GRADES, grade);
	row_cell(row, COURSES_ORG);
	plan_uuid(plan, row, DISTRICT, 0, 1, 0);
	row_set(row, COURSES_SUBJECTS, subject->title);
	row_set(row, COURSES_SUBJECT_CODES, subject->code);
}

// A class of a course at a school; what changes now and then is its room.
void
make_class(const struct plan *plan, uint64_t place, unsigned night, struct row *row)
{
	struct life life = plan_life(plan, LOT_CLASS, place, night);
	struct class_shape shape = class_shape(plan, place);
	const char *grade = grade_codes[shape.grade];
	bool homeroom = shape.level->grade == 0 && shape.subject == 0;

	row->present = true;
	row_cell(row, SOURCED_ID);
	class_put(plan, row, place, night);
	row_set(row, CLASSES_TITLE, subjects[shape.subject].title);
	row_text(row, " ");
	row_text(row, grade);
	row_text(row, " - ");
	row_number(row, shape.section + 1);
	row_set(row, CLASSES_GRADES, grade);
	row_cell(row, CLASSES_COURSE);
	plan_uuid(plan, row, COURSE, shape.grade * SUBJECTS + shape.subject, GRADES * SUBJECTS, 0);
	row_set(row, CLASSES_CODE, subjects[shape.subject].code);
	row_text(row, "-");
	row_number(row, shape.number + 1);
	row_set(row, CLASSES_TYPE, homeroom ? "homeroom" : "scheduled");
	row_set(row, CLASSES_LOCATION, "Room ");
	row_number(row, 100 + (shape.number * 7 + life.generation * 31 + life.revision * 13) % 240);
	row_cell(row, CLASSES_SCHOOL);
	plan_put_school(plan, row, shape.school);
	row_cell(row, CLASSES_TERMS);
	plan_uuid(plan, row, SESSION, shape.session, SESSIONS_COUNT, 0);
	row_set(row, CLASSES_SUBJECTS, subjects[shape.subject].title);
	row_set(row, CLASSES_SUBJECT_CODES, subjects[shape.subject].code);
	row_cell(row, CLASSES_PERIODS);
	row_number(row, shape.number % 7 + 1);
}
