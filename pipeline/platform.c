// Two of its tables: `usernames`, key = the username's form, record = district and what reserved it; `pending`, key = district, record = what it
// announced. Only a crash makes anybody walk over all usernames. The third is that of pipeline/schools.h.
#include "pipeline/platform_inside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "pipeline/fs.h"
#include "pipeline/person.h"
#include "schema/record.h"

enum cell { CELL_DISTRICT, CELL_BY, CELLS };
enum { LONG_KEY = 400, RECORD_MAX = 256 };

static const char folder[] = ".platform", making[] = "making";

// The file being there, the store is whole: it is made aside and renamed.
static bool
make_store(const struct conf *conf, int dir, struct fault *fault)
{
	char path[FS_PATH_MAX];
	int size = snprintf(path, sizeof path, "%s/%s/%s", conf->spool, folder, making);
	if (size < 0 || size >= (int)sizeof path)
		return fault_set(fault, FAULT_CONFIG, "the path of the spool is too long");
	if (!fs_remove(dir, making, fault) || !fs_make_dir(dir, making, fault) ||
	    !db_create_store(path, conf->limits.store_map, fault))
		return false;
	int made = fs_open_dir(dir, making, fault);
	bool good = made >= 0 && fs_publish(made, "data.mdb", dir, "data.mdb", fault);
	if (made >= 0)
		close(made);
	return good && fs_remove(dir, making, fault);
}

// Makes it unless it is there; two who meet take turns.
static bool
make_once(const struct conf *conf, int spool, struct fault *fault)
{
	if (!fs_make_dir(spool, folder, fault))
		return false;
	int dir = fs_open_dir(spool, folder, fault);
	if (dir < 0)
		return false;
	bool good = fs_exists(dir, "data.mdb");
	int lock = good ? -1 : fs_open_or_create(dir, "lock");
	if (!good && lock < 0)
		fault_system(fault, "opening %s/lock", folder);
	while (lock >= 0 && flock(lock, LOCK_EX) != 0)
		if (errno != EINTR) {
			fault_system(fault, "locking %s", folder);
			close(lock);
			lock = -1;
		}
	if (lock >= 0) {
		good = fs_exists(dir, "data.mdb") || make_store(conf, dir, fault);
		close(lock);
	}
	close(dir);
	return good;
}

// Opens the tables; a reader of a store that nobody wrote to yet makes them by the way.
static bool
open_tables(struct platform *platform, struct fault *fault)
{
	return db_table_open(platform->db, "usernames", &platform->usernames, fault) &&
	       db_table_open(platform->db, "pending", &platform->pending, fault) &&
	       db_table_open(platform->db, "schools", &platform->schools, fault);
}

static bool
open_store(struct platform *platform, const struct conf *conf, bool write, struct fault *fault)
{
	char path[FS_PATH_MAX];
	int size = snprintf(path, sizeof path, "%s/%s", conf->spool, folder);
	if (size < 0 || size >= (int)sizeof path)
		return fault_set(fault, FAULT_CONFIG, "the path of the spool is too long");
	platform->spool = fs_open_dir(AT_FDCWD, conf->spool, fault);
	if (platform->spool < 0 || !make_once(conf, platform->spool, fault))
		return false;
	platform->db = db_open_store(path, write, conf->limits.store_map, fault);
	if (platform->db == NULL)
		return false;
	if (open_tables(platform, fault))
		return true;
	if (write || fault->class != FAULT_MISSING)
		return false;
	db_close(platform->db);
	platform->db = db_open_store(path, true, conf->limits.store_map, fault);
	return platform->db != NULL && open_tables(platform, fault) &&
	       db_commit(platform->db, fault);
}

struct platform *
platform_open(const struct conf *conf, bool write, struct fault *fault)
{
	struct platform *platform = calloc(1, sizeof *platform);
	if (platform == NULL) {
		fault_set(fault, FAULT_TEMP, "out of memory");
		return NULL;
	}
	platform->spool = -1;
	if (open_store(platform, conf, write, fault))
		return platform;
	platform_close(platform);
	return NULL;
}

void
platform_close(struct platform *platform)
{
	if (platform == NULL)
		return;
	db_close(platform->db);
	if (platform->spool >= 0)
		close(platform->spool);
	text_free(&platform->key);
	free(platform);
}

// The key of a username, borrowed until the next one: its form, or for a very long one how it begins and a digest. Empty when out of memory.
static struct bytes
key_of(struct platform *platform, struct bytes username)
{
	struct text *key = &platform->key;
	text_clear(key);
	person_username(key, username);
	if (key->size > LONG_KEY && !key->failed) {
		XXH128_canonical_t digest;
		XXH128_canonicalFromHash(&digest, XXH3_128bits(key->data, key->size));
		key->size = LONG_KEY;
		text_add(key, (struct bytes){(const char *)digest.digest, sizeof digest.digest});
	}
	return (struct bytes){key->data, key->failed ? 0 : key->size};
}

static bool
read_holder(struct bytes value, struct platform_holder *holder)
{
	struct bytes cells[CELLS];
	if (!record_read(value, cells, CELLS))
		return false;
	*holder = (struct platform_holder){cells[CELL_DISTRICT], cells[CELL_BY]};
	return true;
}

// Whether a district has a directory in the spool: who has none holds nothing.
static bool
is_there(const struct platform *platform, struct bytes district)
{
	char name[DISTRICT_NAME_MAX + 1];
	if (district.size == 0 || district.size > DISTRICT_NAME_MAX)
		return false;
	memcpy(name, district.data, district.size);
	name[district.size] = '\0';
	return district_name_valid(name) && fs_exists(platform->spool, name);
}

// Who holds a key, as it stands.
static bool
find(struct platform *platform, struct bytes key, struct platform_holder *holder)
{
	struct bytes value;
	return key.size > 0 && db_get(platform->db, platform->usernames, key, &value) &&
	       read_holder(value, holder);
}

bool
platform_find(struct platform *platform, struct bytes username, struct platform_holder *holder)
{
	return find(platform, key_of(platform, username), holder) &&
	       is_there(platform, holder->district);
}

bool
platform_is_empty(struct platform *platform)
{
	return db_table_count(platform->db, platform->usernames) == 0;
}

bool
platform_pending(struct platform *platform, const char *district, char by[PLATFORM_BY_MAX + 1])
{
	struct bytes value, cell;
	if (!db_get(platform->db, platform->pending, bytes_of(district), &value) ||
	    !record_read(value, &cell, 1) || cell.size > PLATFORM_BY_MAX)
		return false;
	memcpy(by, cell.data, cell.size);
	by[cell.size] = '\0';
	return true;
}

// Takes back all that one district reserved by one act.
static bool
take_back(struct platform *platform, const char *district, const char *by, struct fault *fault)
{
	struct bytes key, value;
	struct platform_holder holder;
	char gone[DB_KEY_MAX];
	struct db_cursor *cursor = db_cursor_open(platform->db, platform->usernames, fault);
	bool good = cursor != NULL;
	bool more = good && db_cursor_seek(cursor, (struct bytes){NULL, 0}, &key, &value);
	while (good && more) {
		size_t size = key.size;
		bool mine = read_holder(value, &holder) && bytes_is(holder.district, district) &&
			    bytes_is(holder.by, by);
		memcpy(gone, key.data, size);
		if (mine) {
			good = db_delete(
			    platform->db, platform->usernames, (struct bytes){gone, size}, fault);
			more = good &&
			       db_cursor_seek(cursor, (struct bytes){gone, size}, &key, &value);
		} else
			more = db_cursor_next(cursor, &key, &value);
	}
	db_cursor_close(cursor);
	return good;
}

bool
platform_recover(struct platform *platform, const char *district, bool counts, struct fault *fault)
{
	char by[PLATFORM_BY_MAX + 1];
	if (!platform_pending(platform, district, by))
		return true;
	return (counts || take_back(platform, district, by, fault)) &&
	       db_delete(platform->db, platform->pending, bytes_of(district), fault);
}

bool
platform_announce(
    struct platform *platform, const char *district, const char *by, struct fault *fault)
{
	char record[RECORD_MAX];
	const struct bytes cell = bytes_of(by);
	if (cell.size > PLATFORM_BY_MAX)
		return fault_set(fault, FAULT_BUG, "a reservation by %zu bytes", cell.size);
	size_t size = record_write(record, &cell, 1);
	return db_put(platform->db, platform->pending, bytes_of(district),
	    (struct bytes){record, size}, fault);
}

bool
platform_reserve(struct platform *platform, struct bytes username, const char *district,
    const char *by, bool *taken, struct fault *fault)
{
	char record[RECORD_MAX];
	struct platform_holder holder;
	const struct bytes cells[CELLS] = {
	    [CELL_DISTRICT] = bytes_of(district), [CELL_BY] = bytes_of(by)};
	struct bytes key = key_of(platform, username);
	*taken = false;
	if (key.size == 0)
		return !platform->key.failed || fault_set(fault, FAULT_TEMP, "out of memory");
	if (find(platform, key, &holder)) {
		bool mine = bytes_is(holder.district, district);
		*taken = !mine && is_there(platform, holder.district);
		if (mine || *taken)
			return true;
	}
	if (cells[CELL_DISTRICT].size > DISTRICT_NAME_MAX || cells[CELL_BY].size > PLATFORM_BY_MAX)
		return fault_set(
		    fault, FAULT_BUG, "a reservation by %zu bytes", cells[CELL_BY].size);
	size_t size = record_write(record, cells, CELLS);
	return db_put(platform->db, platform->usernames, key, (struct bytes){record, size}, fault);
}

bool
platform_release(
    struct platform *platform, struct bytes username, const char *district, struct fault *fault)
{
	struct platform_holder holder;
	struct bytes key = key_of(platform, username);
	return !find(platform, key, &holder) || !bytes_is(holder.district, district) ||
	       db_delete(platform->db, platform->usernames, key, fault);
}

bool
platform_commit(struct platform *platform, struct fault *fault)
{
	return db_commit(platform->db, fault);
}
