// A digest of id and name is enough: nobody wants to know more than whether two are the same. Of a district there is one record, because all of them are
// gone through by whoever asks: 5,000 districts of 50 schools are 4 MB, and no index has to be kept in step.
#include "pipeline/schools.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "pipeline/fs.h"
#include "pipeline/person.h"
#include "pipeline/platform_inside.h"
#include "schema/record.h"

enum cell { CELL_STAMP, CELL_DIGESTS, CELLS };

static const char unsettled[] = "?";

bool
schools_digest(struct bytes id, struct bytes name, char digest[SCHOOLS_DIGEST])
{
	XXH128_canonical_t made;
	struct text form = {NULL, 0, 0, false};
	person_name(&form, name);
	bool good = form.size > 0;
	text_add(&form, (struct bytes){"", 1});
	text_add(&form, id);
	good = good && !form.failed;
	if (good) {
		XXH128_canonicalFromHash(&made, XXH3_128bits(form.data, form.size));
		memcpy(digest, made.digest, SCHOOLS_DIGEST);
	}
	text_free(&form);
	return good;
}

// Whether the file may have been written to since by somebody whose time would be the same: the clock of files stands still for some milliseconds.
static bool
is_settled(const struct stat *file)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME_COARSE, &now);
	return file->st_mtim.tv_sec + 1 < now.tv_sec;
}

bool
schools_stamp(int spool, const char *district, char stamp[SCHOOLS_STAMP])
{
	char path[DISTRICT_NAME_MAX + 32];
	struct stat file;
	snprintf(path, sizeof path, "%.*s/store/data.mdb", DISTRICT_NAME_MAX, district);
	if (fstatat(spool, path, &file, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(file.st_mode))
		return false;
	snprintf(stamp, SCHOOLS_STAMP, "%s%" PRIu64 ".%" PRId64 ".%" PRId64 ".%ld",
	    is_settled(&file) ? "" : unsettled, (uint64_t)file.st_ino, (int64_t)file.st_size,
	    (int64_t)file.st_mtim.tv_sec, file.st_mtim.tv_nsec);
	return true;
}

bool
schools_stamp_counts(const char *stamp, struct bytes noted)
{
	return stamp[0] != unsettled[0] && bytes_is(noted, stamp);
}

bool
schools_read(struct store *store, struct text *digests, struct fault *fault)
{
	char digest[SCHOOLS_DIGEST];
	struct bytes id;
	struct stored stored;
	struct store_walk *walk = store_walk_open(store, ORGS, (struct bytes){NULL, 0}, fault);
	if (walk == NULL)
		return false;
	while (store_walk_next(walk, &id, &stored))
		if (stored.state == STORED_ACTIVE &&
		    schools_digest(id, record_cell(stored.record, ORGS_NAME), digest))
			text_add(digests, (struct bytes){digest, sizeof digest});
	store_walk_close(walk);
	return (!digests->failed || fault_set(fault, FAULT_TEMP, "out of memory")) &&
	       store_sound(store, fault);
}

bool
schools_noted(
    struct platform *platform, const char *district, struct bytes *stamp, struct bytes *digests)
{
	struct bytes value, cells[CELLS];
	if (!db_get(platform->db, platform->schools, bytes_of(district), &value) ||
	    !record_read(value, cells, CELLS) || cells[CELL_DIGESTS].size % SCHOOLS_DIGEST != 0)
		return false;
	*stamp = cells[CELL_STAMP];
	*digests = cells[CELL_DIGESTS];
	return true;
}

bool
schools_note(struct platform *platform, const char *district, const char *stamp,
    struct bytes digests, struct fault *fault)
{
	const struct bytes cells[CELLS] = {
	    [CELL_STAMP] = bytes_of(stamp), [CELL_DIGESTS] = digests};
	char *record = malloc(record_size(cells, CELLS));
	if (record == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	struct bytes made = {record, record_write(record, cells, CELLS)};
	bool good = db_put(platform->db, platform->schools, bytes_of(district), made, fault);
	free(record);
	return good;
}
