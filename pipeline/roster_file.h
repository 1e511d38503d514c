// Reading roster.mdb (schema/roster.h): what match and apply see of a drop, amended by what match found against the store.
//
// match leaves match.mdb beside links.csv. Its tables:
//   links    key = sourcedId of a user that has no link yet; value = a record of enum match_cell: the account that it is to have
//   amended  key = number of the entity (1 byte) + key of a row of the roster; value = "R": the row is refused; "A" + record: it stands so
//   added    the same key, of a row that the drop has not: it stays as the record says
//   rekeyed  of a drop whose source IDs were replaced: REKEY_OLD or REKEY_NEW + number of the entity + id; value = the other id
//   waits    key = id of a user that is not added + NUL + id of one who is not archived, because they may be one (schema/directory.h)
// What is handed out is borrowed until roster_close.
#pragma once

#include "pipeline/db.h"
#include "schema/roster.h"

enum file_mode { MODE_ABSENT, MODE_BULK, MODE_DELTA };
enum match_cell { MATCH_ACCOUNT, MATCH_HOW /* "username", "email", "mobile", "match", "rekey" or "undo" */, MATCH_CELLS };

struct roster;

struct roster_row {
	char state; // ROSTER_ACTIVE, ROSTER_DELETED
	struct bytes record;
};

// Opens a drop's roster.mdb, and its match.mdb if `match_path` is not NULL.
struct roster *roster_open(const char *path, const char *match_path, struct fault *fault);
void roster_close(struct roster *roster);

enum file_mode roster_mode(const struct roster *roster, unsigned entity);
bool roster_has_delta(const struct roster *roster); // some file of it is a delta
bool roster_is_old(const struct roster *roster);    // OneRoster 1.1

// Whether rows of this entity were left out that nobody can name: then nothing of it counts as gone.
bool roster_has_unknown(const struct roster *roster, unsigned entity);
// Whether guardians.csv counts and was not read whole: then nobody who came from it counts as gone.
bool roster_has_unknown_guardians(const struct roster *roster);
// Whether some row was left out: of an entity that nobody can name, or any that can be.
bool roster_has_doubt(const struct roster *roster, unsigned entity);
// Whether the row that brings this record was left out, or refused by match: the record stays as it is.
bool roster_left_out(const struct roster *roster, unsigned entity, struct bytes key);
// Whether match refused the row.
bool roster_refused(const struct roster *roster, unsigned entity, struct bytes key);

// What somebody's undo says of itself (pipeline/snapshot.h). False of what came from a district.
struct roster_undo {
	struct bytes drop, by, why;
};
bool roster_undo(const struct roster *roster, struct roster_undo *undo);
// The links that an undo takes away, in order of the users: the first at or after `from`, or, without `at`, behind it. False at the end.
bool roster_unlinked(const struct roster *roster, struct bytes from, bool at, struct bytes *user, struct bytes *account);
// The links, as the store's records, that an undo makes anew of those who had left: the first behind `from`. False at the end.
bool roster_relinked(const struct roster *roster, struct bytes from, struct bytes *user, struct bytes *record);

uint64_t roster_count(const struct roster *roster); // rows of all entities

// A row, amended. False when it is not in the drop, or refused.
bool roster_get(const struct roster *roster, unsigned entity, struct bytes key, struct roster_row *row);
// Who a user is by this drop: with the other rows of the same person when there are any.
bool roster_person(const struct roster *roster, struct bytes user, struct bytes cells[PERSON_CELLS]);
// Whether a guardian is not to be added tonight.
bool roster_waits(const struct roster *roster, struct bytes user);
// The account that a user without a link is to have: as match found it, or as it was before what is undone (MATCH_HOW is "undo").
bool roster_link(const struct roster *roster, struct bytes user, struct bytes cells[MATCH_CELLS]);

// What replaced an id, or what it replaces; false when nothing does. Whether the drop was matched old to new at all.
enum { REKEY_OLD = 'o', REKEY_NEW = 'n' };
bool roster_rekeyed(const struct roster *roster, unsigned entity, char side, struct bytes id, struct bytes *other);
bool roster_is_rekeyed(const struct roster *roster);
// The key of a pair in `rekeyed`.
enum { REKEY_KEY_MAX = 2 + DB_KEY_MAX };
struct bytes roster_rekey_key(unsigned entity, char side, struct bytes id, char out[REKEY_KEY_MAX]);
// A record in which everything that it names is called as `name` adds it to a text; in `out`, behind what stands there. False when it is damaged or memory is
// short (then text->failed, or out->failed). `scratch` is emptied.
struct text;
typedef void roster_namer(void *context, struct text *text, unsigned entity, struct bytes id);
bool roster_rename(unsigned entity, struct bytes record, roster_namer *name, void *context, struct text *scratch, struct text *out);
// Who waits, in order of the keys: the first at or after `from`, or, without `at`, behind it. False at the end.
bool roster_wait(const struct roster *roster, struct bytes from, bool at, struct bytes *key);

// Walks the rows of an entity in key order; refused ones are passed over.
struct roster_walk;
struct roster_walk *roster_walk_open(const struct roster *roster, unsigned entity, struct fault *fault);
bool roster_walk_next(struct roster_walk *walk, struct bytes *key, struct roster_row *row);
// The row that roster_walk_next will give, without giving it.
bool roster_walk_peek(struct roster_walk *walk, struct bytes *key, struct roster_row *row);
void roster_walk_close(struct roster_walk *walk);

// The user whose row brings a record of roles (1.1); of a relationship, the one who stands first. Empty for others.
struct bytes roster_owner(const struct roster *roster, unsigned entity, struct bytes key, struct bytes record);
// The key of a row in `amended`.
enum { AMENDED_KEY_MAX = 1 + DB_KEY_MAX };
struct bytes roster_amended_key(unsigned entity, struct bytes key, char out[AMENDED_KEY_MAX]);
