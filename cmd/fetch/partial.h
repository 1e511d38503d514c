// fetch/partial: what came of files whose copy was broken off, so that the next run goes on where this one ended. A directory each, with as
// much of roster.zip as there is; its name stands for the server's file (where, name, size, time) and for this start of the machine:
// a file that changed has another name, and nothing is believed that a power cut may have left half written.
#pragma once

#include "cmd/fetch/intake.h"

enum { PARTIAL_NAME_MAX = 32, PARTIALS_MOST = 4 };

// Opens fetch/partial, and makes it if need be; -1 and a fault.
int partial_open_all(const struct intake *intake, struct fault *fault);
// Removes all that there is, where nothing is pulled any more.
bool partial_remove_all(const struct intake *intake, struct fault *fault);
// The name for a server's file.
void partial_name(const struct origin *origin, char name[PARTIAL_NAME_MAX + 1]);
// Removes those that are not among the names, and all beyond PARTIALS_MOST.
bool partial_sweep(int all, char (*names)[PARTIAL_NAME_MAX + 1], unsigned count, struct fault *fault);
// Opens roster.zip of one, for reading and writing; makes both if need be. Nothing else is left in it. -1 and a fault.
int partial_open(int all, const char *name, struct fault *fault);
// After a copy that failed: keeps what there is when that is worth going on from.
void partial_keep(int all, const char *name, int file, uint64_t size);
