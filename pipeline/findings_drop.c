// validate may have a million findings, so their number is read off its report.json; those of later stages are few, and are read themselves.
#include "pipeline/findings_drop.h"

#include <stdio.h>
#include <unistd.h>

#include "pipeline/csv_read.h"
#include "pipeline/findings_kept.h"
#include "pipeline/json.h"
#include "pipeline/undo.h"

static const char file_name[] = "findings.csv";

// How many findings validate has of the drop: its ids are 1 to that.
static uint64_t
count_validated(int dir)
{
	struct fault ignored;
	char path[64];
	uint64_t sum = 0, count;
	struct json *json = json_read(dir, "report.json", &ignored);
	for (int severity = 0; json != NULL && severity < SEVERITIES; severity++) {
		snprintf(path, sizeof path, "findings/%s", severity_name((enum severity)severity));
		if (json_number(json, path, &count))
			sum += count;
	}
	json_free(json);
	return sum;
}

// Keeps the largest id.
static bool
id_take(void *context, const struct bytes *cells)
{
	uint64_t *last = context, id = csv_read_number(cells[0]);
	*last = id > *last ? id : *last;
	return true;
}

// The largest id of a later stage's findings, if it is larger than *last.
static bool
last_id(int dir, uint64_t *last, struct fault *fault)
{
	static const char *const columns[] = {"id"};
	int fd = fs_open_file(dir, file_name, fault);
	if (fd < 0)
		return fault->class == FAULT_MISSING;
	bool good = csv_read(fd, file_name, columns, 1, id_take, last, fault);
	close(fd);
	return good;
}

bool
findings_number(struct findings *findings, int district, const char *drop, enum stage_id stage,
    struct fault *fault)
{
	bool good = true;
	for (int before = STAGE_VALIDATE; good && before < (int)stage; before++) {
		int dir =
		    spool_open_drop(district, (enum stage_id)before, PLACE_READY, drop, fault);
		if (dir < 0)
			return fault->class == FAULT_MISSING;
		if (before == STAGE_VALIDATE)
			findings->first = count_validated(dir);
		else
			good = last_id(dir, &findings->first, fault);
		close(dir);
	}
	return good;
}

// The newest drop of one place, no undo, that came before `drop`, if it came after *newest.
static void
newest_before(int district, enum stage_id stage, enum place place, const char *drop,
    char newest[DROP_NAME_MAX + 1], enum place *found)
{
	struct fs_names drops;
	struct fault ignored;
	if (!spool_list(district, stage, place, &drops, &ignored))
		return;
	for (size_t i = 0; i < drops.count; i++)
		if (drop_name_valid(drops.name[i]) && strcmp(drops.name[i], drop) < 0 &&
		    strcmp(drops.name[i], newest) > 0 && !undo_is(district, drops.name[i])) {
			snprintf(newest, DROP_NAME_MAX + 1, "%s", drops.name[i]);
			*found = place;
		}
	fs_names_free(&drops);
}

int
findings_before(int district, const char *drop, enum stage_id stage)
{
	struct fault ignored;
	char newest[DROP_NAME_MAX + 1] = "";
	enum place place = PLACE_NONE;
	newest_before(district, stage, PLACE_READY, drop, newest, &place);
	newest_before(district, stage, PLACE_HELD, drop, newest, &place);
	if (place == PLACE_NONE || undo_is(district, drop))
		return -1;
	int dir = spool_open_drop(district, stage, place, newest, &ignored);
	int fd = dir < 0 ? -1 : fs_open_file(dir, file_name, &ignored);
	if (dir >= 0)
		close(dir);
	return fd;
}
