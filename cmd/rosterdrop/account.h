// The verbs of `account`: account.c makes and edits, account_state.c enables and archives, account_list.c looks.
#pragma once

#include "cmd/rosterdrop/people.h"

// What the options said; NULL where they did not.
struct account_wish {
	const char *school, *kind, *state, *search, *file;
	bool all;
};

hand_function account_list, account_show, account_add, account_edit, account_restore, account_enable, account_archive;
