// Classes as the commands by hand see them: those that the SIS does not have, and those of the SIS. class.c makes and changes them, class_member.c says who
// is in them though the SIS does not.
#pragma once

#include "cmd/rosterdrop/people.h"

// What the options said; NULL where they did not.
struct class_wish {
	const char *school, *title, *role, *file;
};

// A class; lives as long as the hand.
struct class {
	char kind; // CLASS_LOCAL or CLASS_SIS
	struct bytes id, title, school;
	enum stored_state state;
	struct bytes cells[RECORD_CELLS_MAX]; // of LOCAL_CLASSES or CLASSES
};

// Finds a class by the id of a hand-made one or the sourcedId of one of the SIS; "hand:" or "sis:" before it says which, where both have it.
// FAULT_MISSING when there is none that is not archived.
bool class_find(struct hand *hand, const char *word, struct class *class, struct fault *fault);
// Whether the person may change it; FAULT_DENIED too when the SIS has it and `edits = locked`.
bool class_may(struct hand *hand, const struct class *class, struct fault *fault);

hand_function class_list, class_member_add, class_member_remove;
