// What classes have, once all enrolments are read.
#include "cmd/validate/look.h"

// What is wrong with a class. How to add a line: the facts that are looked at, what they are then, and the words.
static const struct {
	const char *code;
	uint8_t mask, is;
	const char *text;
} lines[] = {
    {"policy.class_teacher", CLASS_TEACHER, 0, "the class has no teacher"},
    {"policy.class_teacher", CLASS_PRIMARIES, CLASS_PRIMARIES,
	"the class has more than one primary teacher"},
    {"policy.class_students", CLASS_STUDENT, 0, NULL},
};

bool
look_classes(struct run *run)
{
	const struct facts *facts = &run->facts;
	uint64_t taken = 0;

	if (!look_whole(run, CLASSES) || !look_whole(run, ENROLLMENTS) ||
	    run->files[ENROLLMENTS].rows == 0)
		return true;
	struct reading *reading = reading_open(run, CLASSES);
	if (reading == NULL)
		return false;
	for (uint32_t row = 2; row < facts->classes_room && !run->broken; row++) {
		bool loaded = false;
		for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
			if ((facts->has[row] & CLASS_KEPT) == 0 ||
			    (facts->has[row] & lines[i].mask) != lines[i].is)
				continue;
			loaded = loaded || again_load(reading, row);
			if (loaded)
				row_remark(reading, (struct row_remark){.code = lines[i].code,
							.column = -1,
							.text = lines[i].text});
		}
		taken += loaded && again_withdraw(reading);
	}
	reading_close(reading);
	return !run->broken && (taken == 0 || again_cascade(run, ENROLLMENTS, ENROLLMENTS));
}
