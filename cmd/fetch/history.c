// There is no list of what was fetched: the drops are the list. So a drop that is taken away for good may be fetched again, and nothing
// else can be forgotten.
#include "cmd/fetch/history.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/log.h"
#include "pipeline/spool.h"

void
history_free(struct history *history)
{
	free(history->drops);
	*history = (struct history){NULL, 0, 0};
}

// Keeps in mind when the newest drop arrived.
static void
note_arrival(struct history *history, const char *drop)
{
	time_t when;
	if (drop_name_valid(drop) && clock_parse_stamp(drop, &when) && when > history->newest)
		history->newest = when;
}

bool
history_add(struct history *history, const char *drop, const struct origin *origin, bool ready,
    struct fault *fault)
{
	if ((history->count & (history->count - 1)) == 0) {
		size_t room = history->count == 0 ? 1 : 2 * history->count;
		struct past *grown = realloc(history->drops, room * sizeof *grown);
		if (grown == NULL)
			return fault_set(fault, FAULT_TEMP, "out of memory reading origins");
		history->drops = grown;
	}
	struct past *past = &history->drops[history->count++];
	snprintf(past->drop, sizeof past->drop, "%s", drop);
	past->origin = *origin;
	past->ready = ready;
	note_arrival(history, drop);
	return true;
}

// Reads one drop's origin. What was refused before there was one has none, which is no news.
static bool
read_drop(
    struct history *history, int district, enum place place, const char *drop, struct fault *fault)
{
	struct origin origin;
	struct fault why = {0};
	int dir = spool_open_drop(district, STAGE_FETCH, place, drop, fault);
	if (dir < 0)
		return false;
	bool good = origin_read(dir, &origin, &why);
	close(dir);
	if (good)
		return history_add(history, drop, &origin, place == PLACE_READY, fault);
	if (place == PLACE_READY)
		log_line("%s: %s; the same file will not be known again", drop, why.text);
	note_arrival(history, drop);
	return true;
}

// Reads those of one place.
static bool
read_place(struct history *history, int district, enum place place, struct fault *fault)
{
	struct fs_names drops;
	bool good = spool_list(district, STAGE_FETCH, place, &drops, fault);
	for (size_t i = 0; good && i < drops.count; i++)
		if (drop_name_valid(drops.name[i]))
			good = read_drop(history, district, place, drops.name[i], fault);
	fs_names_free(&drops);
	return good;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct past *)a)->drop, ((const struct past *)b)->drop);
}

bool
history_read(int district, struct history *history, struct fault *fault)
{
	*history = (struct history){NULL, 0, 0};
	if (!read_place(history, district, PLACE_FAILED, fault) ||
	    !read_place(history, district, PLACE_READY, fault))
		return false;
	if (history->count > 1)
		qsort(history->drops, history->count, sizeof *history->drops, by_name);
	return true;
}

time_t
history_next(const struct history *history)
{
	time_t now = clock_now();
	return now > history->newest ? now : history->newest + 1;
}

// The latest drop that `same` finds to be one with the origin.
static const struct past *
latest(const struct history *history, const struct origin *origin,
    bool (*same)(const struct origin *, const struct origin *))
{
	for (size_t i = history->count; i > 0; i--)
		if (same(&history->drops[i - 1].origin, origin))
			return &history->drops[i - 1];
	return NULL;
}

static bool
same_bytes(const struct origin *a, const struct origin *b)
{
	return strcmp(a->sha256, b->sha256) == 0;
}

static bool
same_upload(const struct origin *a, const struct origin *b)
{
	return strcmp(a->from, "inbox") == 0 && strcmp(a->name, b->name) == 0 &&
	       strcmp(a->inode, b->inode) == 0 && strcmp(a->changed, b->changed) == 0 &&
	       same_bytes(a, b);
}

static bool
same_remote(const struct origin *a, const struct origin *b)
{
	return strcmp(a->from, "sftp") == 0 && strcmp(a->name, b->name) == 0 &&
	       strcmp(a->size, b->size) == 0 && strcmp(a->modified, b->modified) == 0;
}

const struct past *
history_upload(const struct history *history, const struct origin *origin)
{
	return latest(history, origin, same_upload);
}

const struct past *
history_remote(const struct history *history, const struct origin *origin)
{
	return latest(history, origin, same_remote);
}

const struct past *
history_bytes(const struct history *history, const char *sha256)
{
	struct origin wanted = {.from = ""};
	snprintf(wanted.sha256, sizeof wanted.sha256, "%s", sha256);
	for (size_t i = history->count; i > 0; i--)
		if (history->drops[i - 1].ready &&
		    same_bytes(&history->drops[i - 1].origin, &wanted))
			return &history->drops[i - 1];
	return NULL;
}
