// The keys of the configuration as tables, which know nothing of the file's syntax: conf_file.c
// reads by them, conf_sample.c explains by them, defaults, ranges and the digest come from them.
#pragma once

#include "pipeline/conf.h"

enum key_kind {
	KEY_SWITCH, // bool
	KEY_TEXT,   // char *, NULL when not set
	KEY_PATH,   // the same, absolute
	KEY_DATE,   // the same, a day of the calendar
	KEY_TEXTS,  // char **, NULL-terminated, NULL when not set
	KEY_NUMBER, // unsigned
	KEY_AMOUNT, // uint64_t, may be written with K, M, G or T
	KEY_TERM,   // an enum whose values are the indexes of the terms
};

struct conf_key {
	const char *section; // "" for the top of the file
	const char *name;
	enum key_kind kind;
	bool decides;	   // it changes what comes out of a drop, so it is part of the digest
	size_t offset;	   // in struct conf or struct district
	uint64_t standard; // the default of a switch, a number or a term
	const char *text;  // the default of a text; NULL: not set
	uint64_t least, most;
	const char *const *terms; // NULL-terminated
	const char *example;	  // of a value, where there is no default
	const char *help;	  // one sentence for the sample
};

struct conf_table {
	const struct conf_key *keys; // those of one section stand together, those of the top first
	unsigned count;
};

extern const struct conf_table conf_keys;     // rosterdrop.conf, struct conf
extern const struct conf_table district_keys; // DISTRICT.conf, struct district

enum { KEY_FORMATTED = 64, KEYS_MOST = 128 };

// Sets one value in the struct at `target`; of KEY_TEXTS: adds it. `folder` is what paths are
// relative to. False and a fault without a place.
bool key_set(const struct conf_key *key, void *target, const char *folder, const char *value,
    struct fault *fault);
// Adds a check's severity to the district. FAULT_CONFIG when it is no severity, lower than may be, or set already.
bool check_add(struct district *district, const struct finding_code *code, const char *value, struct fault *fault);
// Sets the defaults of all keys. `target` is zeroed.
bool keys_default(
    const struct conf_table *table, void *target, const char *folder, struct fault *fault);
// Reads a file (conf_file.c): keys of the table into `target`, the section `checks` into the
// district, which is NULL where there is none. FAULT_MISSING when the file is not there,
// FAULT_CONFIG with file and line.
bool keys_read(const struct conf_table *table, void *target, struct district *district,
    const char *path, const char *folder, struct fault *fault);
// A value as it is written in the file, without quotes; "" when it is not set. `room` is for those
// that are not texts. Not for KEY_TEXTS.
const char *key_format(const struct conf_key *key, const void *target, char room[KEY_FORMATTED]);
void keys_free(const struct conf_table *table, void *target);
