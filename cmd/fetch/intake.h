// One run of fetch over a district: its lock, its directories, and the way by which a file becomes a drop. A file is made in fetch/tmp/NAME/
// as roster.zip, and published from there.
#pragma once

#include <sys/types.h>

#include "cmd/fetch/history.h"
#include "cmd/fetch/notes.h"
#include "cmd/fetch/server_log.h"
#include "pipeline/conf.h"

struct intake {
	struct conf *conf;
	struct district *district;
	int district_dir, stage_dir, tmp, ready, lock;
	int kept; // fetch/taken; -1 when originals are removed
	uid_t owner; // of uploads; -1 when that is not looked at
	struct history history;
	struct notes notes;
	struct server_log server_log;
	unsigned taken;	     // drops, for the log and the limits
	unsigned promised;   // in the child that pulls: files that the parent is about to make drops of
	uint64_t tree;	     // bytes of the district's directory; 0: not counted yet
	bool preflight;	     // what is taken now is to be looked at only
	bool full;	     // the file system's reserve was met, and that was said
	struct fault first;	       // of a part of the run that failed while the others went on
};

// Reads the configuration, takes the lock, sweeps tmp/, reads the history. intake_close in any case.
bool intake_open(struct intake *intake, const char *conf, const char *district, struct fault *fault);
void intake_close(struct intake *intake);

// Makes tmp/NAME and roster.zip in it, open for writing; -1 and a fault.
int intake_begin(struct intake *intake, const char *name, struct fault *fault);

// Makes another file in tmp/NAME, open for writing; -1 and a fault.
int intake_add(struct intake *intake, const char *name, const char *file, struct fault *fault);

// Makes tmp/NAME the next drop: completes *origin, whose sha256 and size must be those of roster.zip as it lies there, writes it and the SEAL,
// and renames. The drop's name is that of the last of the history then.
bool intake_publish(
    struct intake *intake, const char *name, struct origin *origin, struct fault *fault);

// The same into fetch/failed, with a report of why: the first line is the reason. The district finds the report in reports/ too.
bool intake_refuse(struct intake *intake, const char *name, struct origin *origin, const char *report,
    struct fault *fault);

// Removes tmp/NAME when it can be; the next run sweeps it otherwise.
void intake_discard(struct intake *intake, const char *name);

// Logs a fault, and keeps it if it is the first: the run goes on, and ends with it.
void intake_fault(struct intake *intake, const struct fault *fault);
