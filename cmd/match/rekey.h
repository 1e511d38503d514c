// Source IDs that were replaced (pipeline/rekey.h): who and what of the directory is which row of the drop, old to new. Only what is gone from the
// drop and what the directory never had come into question, so a district of which one school, or only the classes, got new ids is no other case.
//
// In the order in which references need it: orgs, sessions, courses; people, by what gives accounts to anybody (people.c, suggest.c) and then by what
// they have in common with those who are known already (rekey_people.c); classes, by what they are called and who is in them; enrolments. Two of a
// kind that cannot be told apart are never paired. People who may be somebody wait (rekey_wait.c); other rows that are unclear count as new and as
// gone.
#pragma once

#include "cmd/match/suggest.h"
#include "pipeline/account.h"

enum rekey_state { REKEY_SAME, REKEY_UNCLEAR, REKEY_FRESH, REKEY_GONE, REKEY_STATES };

struct rekey {
	struct matcher *matcher;
	bool asked; // a person said so; else there are only people who wait since an earlier drop
	db_table rekeyed, added, waits;
	struct sort *maybe; // key = sourcedId of the drop + NUL + accountId that it may be
	struct idmap *settled; // sourcedIds that rekey_people.c gave an account
	struct idmap *overlap, *members; // of classes: old id + NUL + new id -> members in common; REKEY_OLD or REKEY_NEW + id -> members
	struct idmap *waiting, *kept; // users of the drop who wait; users of the directory who stay meanwhile
	struct text text, other;
	struct csv *csv; // rekey.csv
	uint64_t counts[ENTITIES][REKEY_STATES];
};

// Begins, and pairs what people are matched by. matcher->rekey is NULL when there is nothing to do.
bool rekey_begin(struct matcher *matcher, struct fault *fault);
// people.c, before links.csv is written: people whom only what they have in common tells; then, who waits.
bool rekey_people(struct suggest *suggest, struct matcher *matcher, struct fault *fault);
// Pairs the rest, keeps what waits, leaves rekey.csv and `rekey`.
bool rekey_finish(struct matcher *matcher, struct fault *fault);
void rekey_free(struct rekey *rekey);

// Whether a record is gone from the SIS with this drop; whether a row of it is of something that the directory never had.
bool rekey_is_gone(const struct rekey *rekey, unsigned entity, struct bytes id, const struct stored *stored);
bool rekey_is_new(const struct rekey *rekey, unsigned entity, struct bytes id, const struct roster_row *row);
// Notes that one id replaced another.
bool rekey_note(struct rekey *rekey, unsigned entity, struct bytes old, struct bytes new, struct fault *fault);
bool rekey_has(const struct rekey *rekey, unsigned entity, char side, struct bytes id);
// Adds to a text what a reference of an old record is called now: the id that replaced it, else the same.
void rekey_reference(const struct rekey *rekey, struct text *text, unsigned entity, struct bytes id);
// The account that a user of the drop has or gets; empty when none, or a new one. Borrowed from `room`.
struct bytes rekey_account(const struct rekey *rekey, struct bytes user, char room[ACCOUNT_ID_MAX]);
// Somebody of this drop may be who has this account; also a list of them.
bool rekey_maybe(struct matcher *matcher, struct bytes user, struct bytes accounts, struct fault *fault);
// Whether the names speak against a username or e-mail that agrees: it moved from one person to another.
bool rekey_doubts(struct matcher *matcher, const struct bytes *cells, struct bytes account, bool username);

// rekey_pair.c: pairs what has the same signature, if there is one on each side. How to add one: a line in rekey_passes.
enum rekey_part_kind { PART_END, PART_EXACT, PART_NAME, PART_REFERENCE, PART_ACCOUNT };
struct rekey_part {
	unsigned column;
	enum rekey_part_kind kind;
	bool needed;
};
struct rekey_pass {
	unsigned entity;
	struct rekey_part parts[6];
	bool (*check)(struct rekey *rekey, struct bytes old, struct bytes new); // may be NULL
};
bool rekey_pair(struct rekey *rekey, const struct rekey_pass *pass, struct fault *fault);
bool rekey_pair_all(struct rekey *rekey, unsigned first, unsigned last, struct fault *fault); // of entities first to last

// rekey_class.c
bool rekey_count_members(struct rekey *rekey, struct fault *fault);
bool rekey_pair_members(struct rekey *rekey, struct fault *fault);
bool rekey_members_agree(struct rekey *rekey, struct bytes old, struct bytes new);

// What links.csv says of somebody: of whom rekey_people.c gave an account, and of whom nothing else says for whom to wait. True for the first.
struct rekey_saying {
	char account[ACCOUNT_ID_MAX], list[1024];
};
bool rekey_say(struct matcher *matcher, struct bytes user, struct rekey_saying *saying, struct bytes cells[LINK_CELLS]);

// rekey_wait.c, rekey_keep.c: who waits; and what of the directory stays for their sake, and what of the drop does not come.
bool rekey_wait(struct rekey *rekey, struct fault *fault);
bool rekey_keep(struct rekey *rekey, struct fault *fault);

// rekey_report.c
bool rekey_report(struct rekey *rekey, struct fault *fault);
