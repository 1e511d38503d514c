// LMDB, behind the few verbs that the pipeline needs. The store is opened with no flag that trades away the promise that a commit is
// durable (MDB_NOTLS only lets one thread hold a snapshot beside its write transaction). Hand-over files are written without syncing each commit, because they are worthless until
// db_finish has synced them whole; never through a writable map, where a full disk is a SIGBUS instead of an error.
#include "pipeline/db.h"

#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum {
	RENEW_BYTES = 1024 * 1024, // written to a hand-over file before its transaction is renewed
	READERS_MAX = 512,
	LOCK_BYTES = 40 * 1024, // of the store's lock.mdb: as many readers, and the head
	LOW_SPACE = 1024 * 1024, // bytes; EIO below it means a full disk
};

static const char sentinel_key[] = "rosterdrop-store";
static const char sentinel_value[] = "1";

struct db {
	MDB_env *env;
	MDB_txn *txn;
	bool write, hand_over, borrowed; // borrowed: a snapshot, the environment is another's
	char *path;
	uint64_t unsynced; // bytes put since the transaction began
	MDB_cursor *tails[DB_TABLES_MAX]; // for appending, by table; for getting, in a reader
};

struct db_cursor {
	MDB_cursor *cursor;
};

static MDB_val
value_of(struct bytes bytes)
{
	return (MDB_val){bytes.size, (void *)(uintptr_t)bytes.data};
}

static struct bytes
bytes_from(MDB_val value)
{
	return (struct bytes){value.mv_data, value.mv_size};
}

// Whether the file system of this path is full: LMDB reports a full disk as EIO.
static bool
disk_full(const char *path)
{
	struct statvfs space;
	return statvfs(path, &space) == 0 && space.f_bavail * space.f_frsize < LOW_SPACE;
}

// Whether files may only grow so far: LMDB reports a write that this cut short as EIO or ENOSPC.
static bool
size_limited(void)
{
	struct rlimit limit;
	return getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
}

// Says what LMDB's code means and what to do. The texts stand in rosterdrop(1), DIAGNOSTICS.
static bool
failed(const struct db *db, int code, const char *what, struct fault *fault)
{
	const char *path = db->path;
	switch (code) {
	case MDB_MAP_FULL:
		return fault_set(fault, FAULT_IO,
		    "%s %s: the map is full; raise limits { store_map } and run again", what, path);
	case MDB_CORRUPTED:
	case MDB_PAGE_NOTFOUND:
	case MDB_PANIC:
	case MDB_INVALID:
		return fault_set(fault, FAULT_IO,
		    "%s %s: %s; check with rosterdrop verify, then restore the backup", what, path,
		    mdb_strerror(code));
	case MDB_VERSION_MISMATCH:
		return fault_set(fault, FAULT_IO, "%s %s: made by another version of LMDB", what,
		    path);
	case MDB_READERS_FULL:
		return fault_set(fault, FAULT_TEMP, "%s %s: too many readers; try again later",
		    what, path);
	case EIO:
	case ENOSPC:
		if (size_limited() && !disk_full(path))
			return fault_set(fault, FAULT_IO,
			    "%s %s: %s; perhaps the file is as large as it may be (ulimit -f)",
			    what, path, mdb_strerror(code));
		if (code == ENOSPC || disk_full(path))
			return fault_set(fault, FAULT_TEMP,
			    "%s %s: the disk is full; make room and run again", what, path);
		break;
	case ENOMEM:
	case EAGAIN:
		return fault_set(fault, FAULT_TEMP, "%s %s: %s", what, path, mdb_strerror(code));
	default:
		break;
	}
	return fault_set(fault, FAULT_IO, "%s %s: %s", what, path, mdb_strerror(code));
}

static struct db *
db_new(const char *path, struct fault *fault)
{
	struct db *db = calloc(1, sizeof *db);
	if (db == NULL || (db->path = strdup(path)) == NULL || mdb_env_create(&db->env) != 0) {
		fault_set(fault, FAULT_TEMP, "out of memory opening %s", path);
		db_close(db);
		return NULL;
	}
	return db;
}

// Opens the environment and its first transaction. Frees and gives NULL on a fault.
static struct db *
db_start(struct db *db, unsigned flags, uint64_t map, struct fault *fault)
{
	int code = 0, dead;
	if (map != 0)
		code = mdb_env_set_mapsize(db->env, map);
	if (code == 0)
		code = mdb_env_set_maxdbs(db->env, DB_TABLES_MAX);
	if (code == 0)
		code = mdb_env_set_maxreaders(db->env, READERS_MAX);
	if (code == 0)
		code = mdb_env_open(db->env, db->path, flags, 0640);
	if (code == 0 && !db->hand_over)
		code = mdb_reader_check(db->env, &dead);
	if (code == 0)
		code = mdb_txn_begin(db->env, NULL, db->write ? 0 : MDB_RDONLY, &db->txn);
	if (code == 0)
		return db;
	failed(db, code, "opening", fault);
	db_close(db);
	return NULL;
}

struct db *
db_create(const char *path, uint64_t map, struct fault *fault)
{
	struct stat status;
	if (lstat(path, &status) == 0) {
		fault_set(fault, FAULT_BUG, "%s is there already", path);
		return NULL;
	}
	struct db *db = db_new(path, fault);
	if (db == NULL)
		return NULL;
	db->write = db->hand_over = true;
	return db_start(db, MDB_NOSUBDIR | MDB_NOSYNC | MDB_NOLOCK, map, fault);
}

// The pages that the file's meta pages speak of must be in the file, or reading them would be a SIGBUS.
static bool
is_whole(struct db *db, const char *file, struct fault *fault)
{
	struct stat status;
	MDB_envinfo info;
	MDB_stat pages;
	if (stat(file, &status) != 0)
		return fault_system(fault, "looking at %s", file);
	if (mdb_env_info(db->env, &info) != 0 || mdb_env_stat(db->env, &pages) != 0)
		return fault_set(fault, FAULT_BUG, "no information on %s", file);
	if ((uint64_t)status.st_size >= ((uint64_t)info.me_last_pgno + 1) * pages.ms_psize)
		return true;
	return fault_set(fault, FAULT_IO,
	    "%s is cut short: %llu pages are written of, the file has %llu bytes; restore the backup",
	    file, (unsigned long long)info.me_last_pgno + 1, (unsigned long long)status.st_size);
}

// A file that is missing or empty would become a new, empty database without a word.
static bool
is_there(const char *file, struct fault *fault)
{
	struct stat status;
	if (stat(file, &status) != 0 && errno == ENOENT)
		return fault_set(fault, FAULT_MISSING, "%s is not there", file);
	if (stat(file, &status) != 0)
		return fault_system(fault, "looking at %s", file);
	if (status.st_size == 0)
		return fault_set(fault, FAULT_IO, "%s is empty; restore the backup", file);
	return true;
}

struct db *
db_open(const char *path, struct fault *fault)
{
	if (!is_there(path, fault))
		return NULL;
	struct db *db = db_new(path, fault);
	if (db == NULL)
		return NULL;
	db->hand_over = true;
	db = db_start(db, MDB_NOSUBDIR | MDB_RDONLY | MDB_NOLOCK, 0, fault);
	if (db != NULL && !is_whole(db, path, fault)) {
		db_close(db);
		return NULL;
	}
	return db;
}

// The unnamed table, which holds the sentinel beside the names of the others.
static int
root_table(struct db *db, MDB_dbi *root)
{
	return mdb_dbi_open(db->txn, NULL, 0, root);
}

// The sentinel tells a store of ours from any other file, and its format.
static bool
check_sentinel(struct db *db, struct fault *fault)
{
	MDB_dbi root;
	MDB_val key = value_of(bytes_of(sentinel_key)), value;
	int code = root_table(db, &root);
	if (code == 0)
		code = mdb_get(db->txn, root, &key, &value);
	if (code == MDB_NOTFOUND)
		return fault_set(fault, FAULT_IO,
		    "%s is not a store that `rosterdrop init` made; restore the backup", db->path);
	if (code != 0)
		return failed(db, code, "reading", fault);
	if (!bytes_is(bytes_from(value), sentinel_value))
		return fault_set(fault, FAULT_IO,
		    "%s has format %.*s; this version knows format %s: use a later rosterdrop",
		    db->path, (int)value.mv_size, (const char *)value.mv_data, sentinel_value);
	return true;
}

// LMDB makes its lock file sparse and writes it through a map, where a full disk is a SIGBUS: so it gets its room first.
static bool
reserve_lock(const char *path, struct fault *fault)
{
	char file[4096];
	snprintf(file, sizeof file, "%s/lock.mdb", path);
	int fd = open(file, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0640);
	if (fd < 0)
		return errno == EROFS || errno == EACCES || // which LMDB knows to deal with
		    fault_system(fault, "opening %s", file);
	bool good = fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, LOCK_BYTES) == 0 ||
	    errno == EOPNOTSUPP || errno == ENOSYS || // then its room is not for us to make
	    fault_system(fault, "making room for %s", file);
	close(fd);
	return good;
}

struct db *
db_open_store(const char *path, bool write, uint64_t map, struct fault *fault)
{
	char file[4096];
	snprintf(file, sizeof file, "%s/data.mdb", path);
	if (!is_there(file, fault)) {
		if (fault->class == FAULT_MISSING)
			fault_set(fault, FAULT_IO,
			    "%s is not there; make the district with rosterdrop init, or restore the backup",
			    file);
		return NULL;
	}
	if (!reserve_lock(path, fault))
		return NULL;
	struct db *db = db_new(path, fault);
	if (db == NULL)
		return NULL;
	db->write = write;
	db = db_start(db, write ? MDB_NOTLS : MDB_RDONLY, map, fault);
	if (db != NULL && (!is_whole(db, file, fault) || !check_sentinel(db, fault))) {
		db_close(db);
		return NULL;
	}
	return db;
}

bool
db_create_store(const char *path, uint64_t map, struct fault *fault)
{
	char file[4096];
	struct stat status;
	MDB_dbi root;
	MDB_val key = value_of(bytes_of(sentinel_key)), value = value_of(bytes_of(sentinel_value));
	snprintf(file, sizeof file, "%s/data.mdb", path);
	if (lstat(file, &status) == 0)
		return fault_set(fault, FAULT_USAGE, "%s is there already", file);
	struct db *db = db_new(path, fault);
	if (db == NULL)
		return false;
	db->write = true;
	db = db_start(db, 0, map, fault);
	if (db == NULL)
		return false;
	int code = root_table(db, &root);
	if (code == 0)
		code = mdb_put(db->txn, root, &key, &value, 0);
	if (code != 0)
		failed(db, code, "writing", fault);
	bool good = code == 0 && db_commit(db, fault);
	db_close(db);
	return good;
}

struct db *
db_snapshot(struct db *db, struct fault *fault)
{
	struct db *view = calloc(1, sizeof *view);
	int code = ENOMEM;
	if (view != NULL && (view->path = strdup(db->path)) != NULL) {
		view->env = db->env;
		view->borrowed = true;
		code = mdb_txn_begin(db->env, NULL, MDB_RDONLY, &view->txn);
	}
	if (code == 0)
		return view;
	failed(db, code, "reading", fault);
	db_close(view);
	return NULL;
}

static void
close_tails(struct db *db)
{
	for (unsigned table = 0; table < DB_TABLES_MAX; table++) {
		if (db->tails[table] != NULL)
			mdb_cursor_close(db->tails[table]);
		db->tails[table] = NULL;
	}
}

// Commits and begins the next transaction of the same kind.
static bool
renew(struct db *db, struct fault *fault)
{
	close_tails(db);
	int code = mdb_txn_commit(db->txn);
	db->txn = NULL;
	db->unsynced = 0;
	if (code == 0)
		code = mdb_txn_begin(db->env, NULL, db->write ? 0 : MDB_RDONLY, &db->txn);
	return code == 0 || failed(db, code, "committing", fault);
}

bool
db_table_open(struct db *db, const char *name, db_table *table, struct fault *fault)
{
	int code = mdb_dbi_open(db->txn, name, db->write ? MDB_CREATE : 0, table);
	if (code == MDB_NOTFOUND)
		return fault_set(fault, FAULT_MISSING, "%s has no table %s", db->path, name);
	if (code != 0)
		return failed(db, code, "opening a table of", fault);
	if (*table >= DB_TABLES_MAX + 2)
		return fault_set(fault, FAULT_BUG, "too many tables in %s", db->path);
	return true;
}

bool
db_table_exists(struct db *db, const char *name)
{
	MDB_dbi root;
	MDB_val key = value_of(bytes_of(name)), value;
	return root_table(db, &root) == 0 && mdb_get(db->txn, root, &key, &value) == 0;
}

uint64_t
db_table_count(struct db *db, db_table table)
{
	MDB_stat pages;
	return mdb_stat(db->txn, table, &pages) == 0 ? pages.ms_entries : 0;
}

// Counts what was put, and renews a hand-over file's transaction when that is much.
static bool
note_put(struct db *db, struct bytes key, struct bytes value, struct fault *fault)
{
	db->unsynced += key.size + value.size + 32;
	return !db->hand_over || db->unsynced < RENEW_BYTES || renew(db, fault);
}

// The cursor that a table of this environment is written at the end, or read, with; NULL when there is no memory for one.
static MDB_cursor *
cursor_of(struct db *db, db_table table)
{
	MDB_cursor **cursor = &db->tails[table % DB_TABLES_MAX];
	if (*cursor == NULL && mdb_cursor_open(db->txn, table, cursor) != 0)
		*cursor = NULL;
	return *cursor;
}

// Puts a record after the last one of its table if that is where it belongs: in half the time, and on full pages. MDB_KEYEXIST when it belongs
// elsewhere.
static int
put_at_end(struct db *db, db_table table, MDB_val *k, MDB_val *v, unsigned flags)
{
	MDB_cursor *tail = cursor_of(db, table);
	return tail == NULL ? ENOMEM : mdb_cursor_put(tail, k, v, MDB_APPEND | flags);
}

bool
db_append(struct db *db, db_table table, struct bytes key, struct bytes value, struct fault *fault)
{
	MDB_val k = value_of(key), v = value_of(value);
	int code = put_at_end(db, table, &k, &v, 0);
	if (code == MDB_KEYEXIST)
		return fault_set(fault, FAULT_BUG, "records of %s are out of order", db->path);
	if (code != 0)
		return failed(db, code, "writing", fault);
	return note_put(db, key, value, fault);
}

// Puts a value, or makes room for one (MDB_RESERVE), at the end or anywhere.
static int
put(struct db *db, db_table table, MDB_val *k, MDB_val *v, unsigned flags)
{
	int code = put_at_end(db, table, k, v, flags);
	return code == MDB_KEYEXIST ? mdb_put(db->txn, table, k, v, flags) : code;
}

bool
db_put(struct db *db, db_table table, struct bytes key, struct bytes value, struct fault *fault)
{
	MDB_val k = value_of(key), v = value_of(value);
	int code = put(db, table, &k, &v, 0);
	if (code != 0)
		return failed(db, code, "writing", fault);
	return note_put(db, key, value, fault);
}

char *
db_reserve(struct db *db, db_table table, struct bytes key, size_t size, struct fault *fault)
{
	MDB_val k = value_of(key), v = {size, NULL};
	int code = db->hand_over ? EINVAL : put(db, table, &k, &v, MDB_RESERVE);
	if (code == 0)
		return v.mv_data;
	failed(db, code, "writing", fault);
	return NULL;
}

bool
db_delete(struct db *db, db_table table, struct bytes key, struct fault *fault)
{
	MDB_val k = value_of(key);
	int code = mdb_del(db->txn, table, &k, NULL);
	if (code != 0 && code != MDB_NOTFOUND)
		return failed(db, code, "deleting from", fault);
	return note_put(db, key, (struct bytes){NULL, 0}, fault);
}

// In a reader a cursor stays where it was, so that the next key, when it is near, is found without a way from the root.
bool
db_get(struct db *db, db_table table, struct bytes key, struct bytes *value)
{
	MDB_val k = value_of(key), v = {0, NULL};
	MDB_cursor *cursor = db->write ? NULL : cursor_of(db, table);
	bool found = cursor != NULL ? mdb_cursor_get(cursor, &k, &v, MDB_SET) == 0
				    : mdb_get(db->txn, table, &k, &v) == 0;
	if (!found)
		v = (MDB_val){0, NULL};
	*value = bytes_from(v);
	return found;
}

struct db_cursor *
db_cursor_open(struct db *db, db_table table, struct fault *fault)
{
	struct db_cursor *cursor = malloc(sizeof *cursor);
	int code = cursor == NULL ? ENOMEM : mdb_cursor_open(db->txn, table, &cursor->cursor);
	if (code == 0)
		return cursor;
	failed(db, code, "walking", fault);
	free(cursor);
	return NULL;
}

// One step of a cursor.
static bool
cursor_step(struct db_cursor *cursor, MDB_cursor_op step, MDB_val k, struct bytes *key,
    struct bytes *value)
{
	MDB_val v = {0, NULL};
	if (mdb_cursor_get(cursor->cursor, &k, &v, step) != 0) {
		*key = *value = (struct bytes){NULL, 0};
		return false;
	}
	*key = bytes_from(k);
	*value = bytes_from(v);
	return true;
}

bool
db_cursor_seek(struct db_cursor *cursor, struct bytes from, struct bytes *key, struct bytes *value)
{
	return cursor_step(cursor, from.size == 0 ? MDB_FIRST : MDB_SET_RANGE, value_of(from), key,
	    value);
}

bool
db_cursor_next(struct db_cursor *cursor, struct bytes *key, struct bytes *value)
{
	return cursor_step(cursor, MDB_NEXT, (MDB_val){0, NULL}, key, value);
}

void
db_cursor_close(struct db_cursor *cursor)
{
	if (cursor != NULL)
		mdb_cursor_close(cursor->cursor);
	free(cursor);
}

bool
db_commit(struct db *db, struct fault *fault)
{
	return renew(db, fault);
}

bool
db_finish(struct db *db, struct fault *fault)
{
	if (!renew(db, fault))
		return false;
	int code = mdb_env_sync(db->env, 1);
	return code == 0 || failed(db, code, "syncing", fault);
}

void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	close_tails(db);
	if (db->txn != NULL)
		mdb_txn_abort(db->txn);
	if (db->env != NULL && !db->borrowed)
		mdb_env_close(db->env);
	free(db->path);
	free(db);
}

unsigned
db_used_percent(struct db *db)
{
	MDB_envinfo info;
	MDB_stat pages;
	if (mdb_env_info(db->env, &info) != 0 || mdb_env_stat(db->env, &pages) != 0 ||
	    info.me_mapsize == 0)
		return 0;
	return (unsigned)(((uint64_t)info.me_last_pgno + 1) * pages.ms_psize * 100 / info.me_mapsize);
}
