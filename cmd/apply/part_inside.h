// What noting (part.c) and settling (part_settle.c) share. Nobody else includes this.
#pragma once

#include "cmd/apply/part.h"

// What somebody loses by the drop.
enum { LOSES_ALL = 1, LOSES_ROLE = 2, LOSES_PLACE = 4, LOSES_TIE = 8 };
// What is the matter with a class: it waits; its primary teacher leaves.
enum { CLASS_WAITS = 1, CLASS_LEFT = 2 };
// How a user waits: the row alone, or with all that belongs to it because the directory has nobody.
enum { USER_ROW = 1, USER_ALL = 2 };

// Somebody or a class that comes, or changes what it is found by.
struct comer {
	struct bytes key, before, after;
	bool stands; // is active in the directory
};

struct comers {
	struct comer *one;
	size_t count, room;
};

struct part {
	struct applier *applier;
	struct idmap *loses; // user -> mask of what is lost
	struct idmap *classes; // class -> mask of what is the matter
	struct idmap *ended; // what a class that ends is known by
	struct idmap *names; // of who leaves: whoever comes with one may be the same person under another sourcedId
	struct idmap *kept; // usernames, e-mails and phones of who waits
	struct idmap *waiting; // user -> how
	struct idmap *accounts; // of a comer -> its place
	struct comers users, new_classes;
};

// What a user is found by: username, e-mail, mobile phone.
enum { WAYS = 3 };
extern const unsigned part_ways[WAYS];

// The mask of an id; 0 when it has none. Adding to it is false when out of memory.
uint64_t part_mask(struct idmap *map, struct bytes id);
bool part_mark(struct idmap *map, struct bytes id, uint64_t mask);
// What somebody is found by, as it is compared; empty when the cell is. A phone stands among the e-mails, which it is never like.
struct bytes part_found_by(struct bytes record, unsigned way, char key[CREDENTIAL_KEY_MAX]);
// Notes what stays with somebody who waits.
bool part_keep(struct part *part, struct bytes record);
// What a class is known by when it gets another sourcedId: its school, its course and its title.
struct bytes part_class_name(struct bytes record, char name[CREDENTIAL_KEY_MAX]);
