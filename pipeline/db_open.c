// LMDB: environments are opened and closed here. The store is opened with no flag that trades away the promise that a commit is durable
// (MDB_NOTLS only lets one thread hold a snapshot beside its write transaction). Hand-over files are written without syncing each
// commit, because they are worthless until db_finish has synced them whole; never through a writable map, where a full disk is a
// SIGBUS instead of an error.
#include "pipeline/db_env.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pipeline/fs.h"

enum {
	READERS_MAX = 512,
	LOCK_BYTES = 40 * 1024, // of the store's lock.mdb: as many readers, and the head
};

static const char sentinel_key[] = "rosterdrop-store";
static const char sentinel_value[] = "1";

static volatile sig_atomic_t
    environments; // that are open in this process and hold what was written before

bool
db_is_open(void)
{
	return environments > 0;
}

// LMDB finds in a page what cannot be there, and would print a line of its own and abort. It is as if the page were not there, which the
// process knows to tell (pipeline/process.h).
static void
on_damaged_page(MDB_env *env, const char *words)
{
	(void)env;
	(void)words;
	raise(SIGBUS);
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
	mdb_env_set_assert(db->env, on_damaged_page);
	return db;
}

// Opens the environment and its first transaction. Frees and gives NULL on a fault.
static struct db *
db_start(struct db *db, unsigned flags, uint64_t map, struct fault *fault)
{
	int code = 0, dead;
	db->kept = !(db->hand_over && db->write);
	environments += db->kept;
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
	db_failed(db, code, "opening", fault);
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
	    "%s is cut short: %llu pages are written of, the file has %llu bytes; restore the "
	    "backup",
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
		return db_failed(db, code, "reading", fault);
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
	int fd = fs_open_or_create(AT_FDCWD, file);
	if (fd < 0)
		return errno == EROFS || errno == EACCES || // which LMDB knows to deal with
		       fault_system(fault, "opening %s", file);
	bool good = fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, LOCK_BYTES) == 0 || errno == EOPNOTSUPP ||
		    errno == ENOSYS || // then its room is not for us to make
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
			    "%s is not there; make the district with rosterdrop init, or restore "
			    "the backup",
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
	if (!reserve_lock(path, fault))
		return false;
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
		db_failed(db, code, "writing", fault);
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
	db_failed(db, code, "reading", fault);
	db_close(view);
	return NULL;
}

void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	for (unsigned table = 0; table < DB_TABLES_MAX; table++)
		if (db->tails[table] != NULL)
			mdb_cursor_close(db->tails[table]);
	if (db->txn != NULL)
		mdb_txn_abort(db->txn);
	if (db->env != NULL && !db->borrowed)
		mdb_env_close(db->env);
	environments -= db->kept;
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
	return (
	    unsigned)(((uint64_t)info.me_last_pgno + 1) * pages.ms_psize * 100 / info.me_mapsize);
}
