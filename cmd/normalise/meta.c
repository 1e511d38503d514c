// What the roster says of itself beyond what validate said: of what was not known, nothing counts as gone.
#include "cmd/normalise/normalise.h"

#include <string.h>

#include "schema/guardians.h"
#include "schema/value.h"

// In 1.1 what roles and relationships are follows users.csv; in 1.2 relationships do.
static bool
write_modes(struct normaliser *normaliser, struct fault *fault)
{
	static const char *const of_users[][2] = {
	    {"mode.users", "mode.relationships"},
	    {"mode.users", "mode.roles"}, // 1.1
	    {"unknown.users", "unknown.roles"},
	};
	db_table meta;
	struct bytes value;
	if (!db_table_open(normaliser->roster, "meta", &meta, fault))
		return false;
	for (size_t i = 0; i < (normaliser->old ? 3 : 1); i++)
		if (db_get(normaliser->roster, meta, bytes_of(of_users[i][0]), &value)) {
			char copy[32];
			size_t size = value.size < sizeof copy ? value.size : sizeof copy;
			memcpy(copy, value.data, size);
			if (!db_put(normaliser->roster, meta, bytes_of(of_users[i][1]),
				(struct bytes){copy, size}, fault))
				return false;
		}
	return true;
}

// guardians.csv counts and did not come, or rows of it could not be read: then nobody of whom it told is gone, and no relationship.
static bool
write_guardians_meta(struct normaliser *normaliser, struct fault *fault)
{
	static const char *const unknown[] = {"unknown.guardians", "unknown.relationships"};
	db_table meta;
	struct bytes mode, lost;
	if (normaliser->job->district->scope.guardians != GUARDIANS_FILE)
		return true;
	if (!db_table_open(normaliser->roster, "meta", &meta, fault))
		return false;
	db_get(normaliser->roster, meta, bytes_of("mode.guardians"), &mode);
	db_get(normaliser->roster, meta, bytes_of("unknown.guardians"), &lost);
	bool known = bytes_is(mode, "bulk") && (lost.size == 0 || bytes_is(lost, "0"));
	for (size_t i = 0; !known && i < sizeof unknown / sizeof *unknown; i++)
		if (!db_put(normaliser->roster, meta, bytes_of(unknown[i]), bytes_of("1"), fault))
			return false;
	return true;
}

// Who was left out of guardians.csv is left out as a user, too.
static bool
write_guardians_left_out(struct normaliser *normaliser, struct fault *fault)
{
	db_table from, to;
	struct bytes key, value;
	const char first[] = {GUARDIANS_LEFT_OUT};
	char made[1 + SOURCED_ID_MAX];
	if (normaliser->job->district->scope.guardians != GUARDIANS_FILE ||
	    !db_table_exists(normaliser->rows, "left_out"))
		return true;
	if (!db_table_open(normaliser->rows, "left_out", &from, fault) ||
	    !db_table_open(normaliser->roster, "left_out", &to, fault))
		return false;
	struct db_cursor *cursor = db_cursor_open(normaliser->rows, from, fault);
	bool good = cursor != NULL;
	bool more = good && db_cursor_seek(cursor, (struct bytes){first, 1}, &key, &value);
	for (; good && more && key.data[0] == GUARDIANS_LEFT_OUT;
	     more = db_cursor_next(cursor, &key, &value)) {
		const char *nul = memchr(key.data, '\0', key.size);
		size_t size = nul == NULL ? 0 : (size_t)(key.data + key.size - nul - 1);
		if (size == 0 || size > SOURCED_ID_MAX)
			continue;
		made[0] = USERS;
		memcpy(made + 1, nul + 1, size);
		good = db_put(normaliser->roster, to, (struct bytes){made, 1 + size}, value, fault);
	}
	db_cursor_close(cursor);
	return good;
}

bool
meta_write(struct normaliser *normaliser, struct fault *fault)
{
	return write_modes(normaliser, fault) && write_guardians_meta(normaliser, fault) &&
	       write_guardians_left_out(normaliser, fault);
}
