// A drop's roster and a district's store, row by row, for the tests of match and apply. A row's cells are given as pairs of a column and its text,
// ended by -1.
#pragma once

#include "tests/unit/scratch.h"

#include "pipeline/roster_file.h"
#include "pipeline/store.h"
#include "schema/record.h"

static struct db *roster_db;
static char roster_path[64];

// Takes pairs off a call.
static inline void
cells_of(va_list pairs, struct bytes cells[RECORD_CELLS_MAX])
{
	memset(cells, 0, RECORD_CELLS_MAX * sizeof *cells);
	for (int column = va_arg(pairs, int); column >= 0; column = va_arg(pairs, int))
		cells[column] = text(va_arg(pairs, const char *));
}

// Puts a value into a table of the roster.
static inline void
roster_put(const char *name, struct bytes key, struct bytes value)
{
	db_table table;
	must(db_table_open(roster_db, name, &table, &fault));
	must(db_put(roster_db, table, key, value, &fault));
}

// Says how an entity comes: "bulk" or "delta".
static inline void
roster_comes(unsigned entity, const char *mode)
{
	char key[64];
	snprintf(key, sizeof key, "mode.%s", entity_table(entity));
	roster_put("meta", text(key), text(mode));
}

// Begins a roster of a version.
static inline void
roster_begin(const char *version)
{
	snprintf(roster_path, sizeof roster_path, "%s/roster.mdb", folder);
	roster_db = db_create(roster_path, (uint64_t)32 * 1024 * 1024, &fault);
	must(roster_db != NULL);
	roster_put("meta", text("version"), text(version));
}

// A row of the roster.
static inline void
roster_row(unsigned entity, struct bytes key, int row_state, ...)
{
	char value[1024];
	struct bytes cells[RECORD_CELLS_MAX];
	va_list pairs;
	va_start(pairs, row_state);
	cells_of(pairs, cells);
	va_end(pairs);
	value[0] = (char)row_state;
	size_t size = 1 + record_write(value + 1, cells, entity_columns(entity));
	roster_put(entity_table(entity), key, (struct bytes){value, size});
}

// Who a user of the roster is.
static inline void
roster_is(const char *user, const char *kind, const char *schools)
{
	char value[256];
	const struct bytes cells[PERSON_CELLS] = {text(kind), text(schools)};
	value[0] = ROSTER_ACTIVE;
	roster_put("people", text(user),
	    (struct bytes){value, 1 + record_write(value + 1, cells, PERSON_CELLS)});
}

// A row that was left out.
static inline void
roster_leave_out(unsigned entity, struct bytes key)
{
	char made[AMENDED_KEY_MAX];
	roster_put("left_out", roster_amended_key(entity, key, made), (struct bytes){"", 0});
}

// Ends the roster and opens it as match and apply do.
static inline struct roster *
roster_end(const char *match_path)
{
	must(db_finish(roster_db, &fault));
	db_close(roster_db);
	struct roster *roster = roster_open(roster_path, match_path, &fault);
	must(roster != NULL);
	return roster;
}

// Makes the district's store and opens it with an act begun.
static inline struct store *
store_begin(void)
{
	must(fs_make_dir(dir, "north", &fault) && fs_make_dir(dir, "north/store", &fault));
	must(store_create(&conf, &district, &fault));
	struct store *store = store_open(&conf, &district, true, &fault);
	must(store != NULL && store_begin_act(store, &fault));
	return store;
}

// A record of the store.
static inline void
store_row(struct store *store, unsigned table, struct bytes key, enum stored_state row_state, ...)
{
	char record[1024];
	struct bytes cells[RECORD_CELLS_MAX];
	va_list pairs;
	va_start(pairs, row_state);
	cells_of(pairs, cells);
	va_end(pairs);
	size_t size = record_write(record, cells, 32);
	must(store_put(store, table, key, row_state, (struct bytes){record, size}, &fault));
}

// A credential of the store.
static inline void
store_credential(struct store *store, enum credential credential, const char *value,
    const char *holder)
{
	char key[CREDENTIAL_KEY_MAX];
	must(store_put(store, STORE_CREDENTIALS,
	    store_credential_key(credential, text(value), text(holder), key), STORED_ACTIVE,
	    (struct bytes){"", 0}, &fault));
}

// An account with its credentials, and its link to a user if there is one.
static inline void
store_account(struct store *store, const char *account, const char *kind, const char *account_state,
    const char *username, const char *email, const char *user)
{
	store_row(store, STORE_ACCOUNTS, text(account), STORED_ACTIVE, ACCOUNT_KIND, kind,
	    ACCOUNT_STATE, account_state, ACCOUNT_USERNAME, username, ACCOUNT_EMAIL, email, -1);
	if (username != NULL)
		store_credential(store, CREDENTIAL_USERNAME, username, account);
	if (email != NULL)
		store_credential(store, CREDENTIAL_EMAIL, email, account);
	if (user == NULL)
		return;
	store_row(store, STORE_LINKS, text(user), STORED_ACTIVE, 0, account, 1, "new", -1);
	store_credential(store, CREDENTIAL_LINK, account, user);
}

// Commits what was put.
static inline void
store_end(struct store *store)
{
	struct store_meta meta = *store_meta(store);
	meta.act++;
	must(store_commit_act(store, &meta, &fault));
}
