// How often what two systems know of a child is damaged, and in which way.
#pragma once

#include "tests/people/people.h"

// How often something is so, of the school's file, and of the application's in the normal set and the hard one. How to add one: a line
// here and in rates.c, its use in damage.c.
struct rates {
	double absent; // from one file, each
	double nickname, typo, middle_as_first, initial, one_of_two, other_spelling, plain_letters,
	    other_case;
	double family_typo, family_part, family_changed, swapped;
	double date_missing, date_swapped, date_digit, date_first_of_january;
	double grade_missing, grade_stale, grade_wrong, school_other, school_missing;
	double number_kept, number_wrong, number_of_another;
	double email_known, email_kept, email_of_sibling, email_of_parent;
	double guardian_absent, guardians_others, guardian_email_kept, guardian_phone_kept,
	    guardian_short, shared_phone;
	double twice;
};

extern const struct rates rates_sis, rates_app[2];

// spelling.c: what becomes of a name that somebody types.
void spelling_mistype(char *name, struct luck *luck);
void spelling_plain_letters(char *name);
void spelling_other_case(char *name, struct luck *luck);
void spelling_one_word(char *name, bool first);
