// The verbs of `guardian`: guardian.c connects and ends, guardian_add.c makes new ones from a file, guardian_list.c looks, guardian_near.c compares with the SIS
// before the first sync.
#pragma once

#include "cmd/rosterdrop/family.h"

// What the options said; NULL where they did not.
struct guardian_wish {
	const char *school, *file, *relationship, *student;
	bool all;
};

hand_function guardian_list, guardian_add, guardian_near;

// Whether connections of a student may be changed by this person.
bool guardian_may(struct hand *hand, const struct account *student, enum permission permission, struct fault *fault);
