// The limits above which a plan waits for a person: the section guards of DISTRICT.conf. Part of pipeline/conf.h; the keys are in conf_guards.inc.
#pragma once

#include <stdbool.h>

// Shares are per cent; 0 holds whatever is above the floor, 100 switches a guard off.
struct conf_guards {
	unsigned removals;  // of students, staff, guardians, classes, enrolments: in the district, and in each school
	unsigned students, staff, guardians, classes, enrollments; // the same for one kind; GUARD_AS_REMOVALS: as removals
	unsigned class_share; // of the enrolments of one class
	unsigned week;	    // removals of seven days together
	unsigned updates;   // records that change
	unsigned contacts;  // people whose e-mail or phones change
	unsigned usernames; // people whose username changes
	unsigned replaced;  // of those who leave, how many come back under another sourcedId
	unsigned floor;	    // records up to which no share counts
	bool removals_wait; // what a guard of removals holds goes in all the same, but for the removals
};

enum { GUARD_AS_REMOVALS = 101 };
