// What LMDB's codes mean. It tells a full disk as EIO (a short write), so the file system is asked.
#include "pipeline/db_env.h"

#include <errno.h>
#include <sys/resource.h>
#include <sys/statvfs.h>

enum { LOW_SPACE = 1024 * 1024 }; // bytes; EIO below it means a full disk

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
bool
db_failed(const struct db *db, int code, const char *what, struct fault *fault)
{
	const char *path = db->path;
	switch (code) {
	case MDB_MAP_FULL:
		return fault_set(fault, FAULT_IO,
		    "%s %s: the map is full; raise limits { store_map } and run again", what, path);
	case MDB_CORRUPTED:
	case MDB_PAGE_NOTFOUND:
	case MDB_PANIC:
	case MDB_BAD_TXN: // of a transaction that met a damaged page before
	case MDB_INVALID:
		return fault_set(fault, FAULT_IO, "%s %s: %s; restore the backup", what, path,
		    mdb_strerror(code));
	case MDB_VERSION_MISMATCH:
		return fault_set(
		    fault, FAULT_IO, "%s %s: made by another version of LMDB", what, path);
	case MDB_READERS_FULL:
		return fault_set(
		    fault, FAULT_TEMP, "%s %s: too many readers; try again later", what, path);
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
