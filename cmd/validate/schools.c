// Schools are few, rows are many: a row costs one comparison with the school of the row before it, or one look-up. A hostile drop has more
// schools than SCHOOLS_MOST; those are not counted one by one.
#include "cmd/validate/schools.h"

#include <stdlib.h>

#include "pipeline/csv.h"
#include "pipeline/fs.h"
#include "pipeline/idmap.h"
#include "cmd/validate/schools_read.h"
#include "schema/value.h"

static const char file_name[] = "schools.csv";

struct schools {
	struct idmap *map; // sourcedId -> number + 1
	struct school {
		char name[REPORT_CELL]; // "" when orgs.csv did not say
		uint64_t now[REPORT_COUNTS], before[REPORT_COUNTS];
	} * school;
	size_t count, room;
	struct last {
		struct bytes id;
		size_t index;
	} last[REPORT_COUNTS]; // the school that was counted last
	bool failed;
};

// Which column of which file names the school.
//
// How to add a file that is counted: a line, and its name in enum report_count.
static const struct {
	enum roster_file file;
	uint8_t versions;
	unsigned column;
	enum report_count count;
} places[] = {{USERS, V11, USERS_ORGS, COUNT_PEOPLE}, {ROLES, V12, ROLES_ORG, COUNT_PEOPLE},
    {CLASSES, V_ALL, CLASSES_SCHOOL, COUNT_CLASSES},
    {ENROLLMENTS, V_ALL, ENROLLMENTS_SCHOOL, COUNT_ENROLLMENTS}};

enum roster_file
schools_file(enum report_count count, enum version version)
{
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (places[i].count == count && (places[i].versions & version) != 0)
			return places[i].file;
	return NO_FILE;
}

struct schools *
schools_new(void)
{
	struct schools *schools = calloc(1, sizeof *schools);

	if (schools == NULL)
		return NULL;
	schools->map = idmap_new();
	if (schools->map != NULL)
		return schools;
	free(schools);
	return NULL;
}

void
schools_free(struct schools *schools)
{
	if (schools == NULL)
		return;
	idmap_free(schools->map);
	free(schools->school);
	free(schools);
}

// Adds a school. NULL when there are too many, or memory is short.
static struct school *
school_add(struct schools *schools, struct bytes id)
{
	if (schools->count == SCHOOLS_MOST)
		return NULL;
	if (schools->count == schools->room) {
		size_t room = schools->room == 0 ? 64 : 2 * schools->room;
		struct school *grown = realloc(schools->school, room * sizeof *grown);
		schools->failed = schools->failed || grown == NULL;
		if (grown == NULL)
			return NULL;
		schools->school = grown;
		schools->room = room;
	}
	if (!idmap_put(schools->map, id, schools->count + 1)) {
		schools->failed = true;
		return NULL;
	}
	struct school *school = &schools->school[schools->count++];
	*school = (struct school){.name = ""};
	return school;
}

// The school of an id; made when it is not there.
static struct school *
school_of(struct schools *schools, struct bytes id)
{
	uint64_t number;

	if (id.size == 0)
		return NULL;
	if (idmap_get(schools->map, id, &number))
		return &schools->school[number - 1];
	return school_add(schools, id);
}

// Counts one row for a school, which most often is that of the row before.
static void
count_add(struct schools *schools, enum report_count count, struct bytes id, int step)
{
	struct last *last = &schools->last[count];
	uint64_t ignored;

	if (last->id.size == 0 || !bytes_equal(last->id, id)) {
		struct school *school = school_of(schools, id);
		if (school == NULL)
			return;
		last->index = (size_t)(school - schools->school);
		last->id = idmap_id(schools->map, last->index, &ignored);
	}
	schools->school[last->index].now[count] += (uint64_t)(int64_t)step;
}

void
schools_row(struct schools *schools, enum roster_file file, enum version version,
    const struct bytes *cells, int step)
{
	struct bytes id, rest;

	if (file == ORGS && step > 0) {
		struct school *school = school_of(schools, cells[SOURCED_ID]);
		if (school != NULL)
			report_school_name(
			    school->name, sizeof school->name, cells[ORGS_NAME], cells[SOURCED_ID]);
		return;
	}
	if (file == ROLES && !bytes_is(cells[ROLES_TYPE], "primary"))
		return;
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		if (places[i].file != file || (places[i].versions & version) == 0)
			continue;
		rest = cells[places[i].column];
		if (value_next_member(&rest, &id))
			count_add(schools, places[i].count, id, step);
	}
}

bool
schools_before(struct schools *schools, struct bytes id, struct bytes name,
    const uint64_t counts[REPORT_COUNTS])
{
	struct school *school = school_of(schools, id);

	if (school == NULL)
		return !schools->failed;
	memcpy(school->before, counts, sizeof school->before);
	if (school->name[0] == '\0')
		report_clean(school->name, sizeof school->name, name);
	return true;
}

// One school to be told of.
struct choice {
	uint64_t weight;
	size_t index;
};

static int
choice_compare(const void *a, const void *b)
{
	const struct choice *one = a, *other = b;

	if (one->weight != other->weight)
		return one->weight < other->weight ? 1 : -1;
	return (one->index > other->index) - (one->index < other->index);
}

// How much a school is worth telling: how much it changed or, the first time, how large it is.
static uint64_t
weight_of(const struct school *school, bool compare)
{
	uint64_t weight = 0;

	for (unsigned i = 0; i < REPORT_COUNTS; i++) {
		uint64_t now = school->now[i], before = compare ? school->before[i] : 0;
		weight += now > before ? now - before : before - now;
	}
	return weight;
}

// The schools that changed most, into the report.
static bool
report_put(struct schools *schools, struct report *report, bool compare)
{
	struct choice *choices = calloc(schools->count + 1, sizeof *choices);
	uint64_t ignored;
	size_t count = 0;

	if (choices == NULL)
		return false;
	for (size_t i = 0; i < schools->count; i++) {
		uint64_t weight = weight_of(&schools->school[i], compare);
		if (weight > 0)
			choices[count++] = (struct choice){weight, i};
		else if (compare && weight_of(&schools->school[i], false) > 0)
			report->schools_same++;
	}
	qsort(choices, count, sizeof *choices, choice_compare);
	for (size_t i = 0; i < count && i < REPORT_SCHOOLS; i++) {
		const struct school *school = &schools->school[choices[i].index];
		struct report_school *told = &report->schools[report->school_count++];
		struct bytes id = idmap_id(schools->map, choices[i].index, &ignored);
		report_clean(told->id, sizeof told->id, id);
		report_school_name(told->name, sizeof told->name, bytes_of(school->name), id);
		memcpy(told->now, school->now, sizeof told->now);
		memcpy(told->before, school->before, sizeof told->before);
	}
	report->schools_more = count - report->school_count;
	free(choices);
	return true;
}

// schools.csv, of all that are counted.
static bool
file_write(struct schools *schools, int dir, struct fault *fault)
{
	uint64_t ignored;
	struct fault later;
	int fd = fs_create(dir, file_name, fault);

	if (fd < 0)
		return false;
	struct csv *csv = csv_new(fd, true);
	csv_line(csv, schools_header);
	for (size_t i = 0; i < schools->count; i++) {
		const struct school *school = &schools->school[i];
		csv_cell(csv, idmap_id(schools->map, i, &ignored));
		csv_text(csv, school->name);
		for (unsigned k = 0; k < REPORT_COUNTS; k++)
			csv_number(csv, school->now[k]);
		csv_end_row(csv);
	}
	bool good = csv_finish(csv, file_name, fault);
	return fs_finish(fd, file_name, good ? fault : &later) && good;
}

bool
schools_put(struct schools *schools, struct report *report, const bool counts[REPORT_COUNTS],
    bool compare, int dir, struct fault *fault)
{
	for (size_t i = 0; i < schools->count; i++)
		for (unsigned k = 0; k < REPORT_COUNTS; k++)
			if (!counts[k])
				schools->school[i].now[k] = schools->school[i].before[k];
	if (schools->failed || !report_put(schools, report, compare))
		return fault_set(fault, FAULT_TEMP, "out of memory");
	return file_write(schools, dir, fault);
}
