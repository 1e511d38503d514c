// schools.csv of the drop before, which validate wrote.
#include "pipeline/csv_read.h"
#include "cmd/validate/schools_read.h"

enum { ID, NAME, COUNTS, CELLS = COUNTS + REPORT_COUNTS };
static const char *const columns[CELLS] = {"sourcedId", "name", "people", "classes", "enrollments"};

const char schools_header[] = "sourcedId,name,people,classes,enrollments";

struct reading {
	struct schools *schools;
	bool failed; // out of memory
};

static bool
row_take(void *context, const struct bytes *cells)
{
	struct reading *reading = context;
	uint64_t counts[REPORT_COUNTS];

	for (unsigned i = 0; i < REPORT_COUNTS; i++)
		counts[i] = csv_read_number(cells[COUNTS + i]);
	reading->failed = !schools_before(reading->schools, cells[ID], cells[NAME], counts);
	return !reading->failed;
}

bool
schools_read(struct schools *schools, int fd, struct fault *fault)
{
	struct reading reading = {.schools = schools};
	bool good = csv_read(fd, "schools.csv", columns, CELLS, row_take, &reading, fault);

	return reading.failed ? fault_set(fault, FAULT_TEMP, "out of memory") : good;
}
