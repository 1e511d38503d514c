// The names of what can hold a plan, for those who hold and for those who release: the guards of cmd/apply. Besides them, codes of findings hold.
#pragma once

#include <stdbool.h>
#include <stddef.h>

// The most telling first.
enum guard {
	GUARD_SCHOOL, GUARD_REPLACED, GUARD_REMOVALS, GUARD_WEEK, GUARD_CLASS, GUARD_UPDATES, GUARD_CONTACTS, GUARD_USERNAMES,
	GUARDS
};

const char *guard_name(enum guard guard); // "removals"
bool guard_named(const char *name, enum guard *guard);

// Whether what holds a plan (names joined by blanks) are guards of removals and nothing else: then the rest of the plan does not have to wait.
bool guard_only_removals(const char *holds);

// The words of one list (joined by blanks) that are not in another (joined by commas or blanks), joined by commas, as far as there is room. Gives how many there are.
enum { GUARD_NAMES = 256 };
size_t guard_missing(const char *allowed, const char *holds, char *missing, size_t room);
// Whether each word of one list is in the other.
bool guard_covers(const char *allowed, const char *holds);
