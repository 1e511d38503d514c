// What was fetched before: the origins of the drops in fetch/ready and fetch/failed, read once at the start of a run.
#pragma once

#include <time.h>

#include "cmd/fetch/origin.h"

struct past {
	char drop[DROP_NAME_MAX + 1];
	bool ready; // in fetch/ready; else given up, in fetch/failed
	struct origin origin;
};

struct history {
	struct past *drops; // in order of arrival
	size_t count;
	time_t newest; // arrival of the newest drop in fetch/ready or fetch/failed; 0 when there is none
};

// Reads it. A drop in fetch/ready whose origin cannot be read is logged and passed over: nothing will be known again by it.
bool history_read(int district, struct history *history, struct fault *fault);
bool history_add(struct history *history, const char *drop, const struct origin *origin, bool ready,
    struct fault *fault);
void history_free(struct history *history);

// When the next drop arrives: now, but always a second after the newest one, so that names sort in order of arrival although the clock
// may have been set back.
time_t history_next(const struct history *history);

// The drop that was made of this very upload (name, inode, ctime, bytes); of this file of a server (name, size, time); the latest of the
// same bytes in fetch/ready. NULL when there is none. Borrowed until the next history_add.
const struct past *history_upload(const struct history *history, const struct origin *origin);
const struct past *history_remote(const struct history *history, const struct origin *origin);
const struct past *history_bytes(const struct history *history, const char *sha256);
