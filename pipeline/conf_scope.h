// What a district is to share and how its values are written: the sections scope, identity, values, guardians and guards of DISTRICT.conf. Part of
// pipeline/conf.h.
#pragma once

enum username_style { USERNAME_ANY, USERNAME_EMAIL, USERNAME_PREFIX };
enum guardians_source { GUARDIANS_ROSTER, GUARDIANS_FILE };
enum date_order { DATES_ISO, DATES_MONTH_FIRST, DATES_DAY_FIRST };

struct conf_scope {
	char **schools;	   // sourcedIds of the schools that take part, NULL-terminated; NULL: all
	char **school_names; // "ID NAME" of schools, for the small form; NULL: their ids
	char **roles;	   // that are taken over; NULL: all
	char **subjects;   // words, one of which a class's title should have; NULL: not looked at
	unsigned licences; // students; 0: not counted
	char *source;	   // systemName / systemCode that the manifest must name; NULL: any
	enum username_style style;
	char *prefix;	       // of usernames; NULL: none
	enum date_order dates; // of dates written with strokes
	char *username_prefix; // that normalise puts before usernames that lack it; NULL: none
	char *country;	       // two letters, by whose rules phone numbers are read
	enum guardians_source guardians; // whether guardians.csv counts
	unsigned reused;       // sourcedIds that may belong to somebody else in one drop before it is held
};
