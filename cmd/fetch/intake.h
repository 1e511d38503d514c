// One run of fetch over a district: its lock, its directories, and the way by which a file becomes a drop. A file is made in fetch/tmp/NAME/
// as roster.zip, and published from there.
#pragma once

#include "cmd/fetch/history.h"
#include "pipeline/conf.h"

struct intake {
	struct conf *conf;
	struct district *district;
	int district_dir, stage_dir, tmp, ready, lock;
	struct history history;
	unsigned taken, waiting, left; // files, for the log
	struct fault first;	       // of a part of the run that failed while the others went on
};

// Reads the configuration, takes the lock, sweeps tmp/, reads the history. intake_close in any case.
bool intake_open(struct intake *intake, const char *conf, const char *district, struct fault *fault);
void intake_close(struct intake *intake);

// Makes tmp/NAME and roster.zip in it, open for writing; -1 and a fault.
int intake_begin(struct intake *intake, const char *name, struct fault *fault);

// Makes tmp/NAME the next drop: completes *origin, whose sha256 must be that of roster.zip as it lies there, writes it and the SEAL, and renames.
bool intake_publish(
    struct intake *intake, const char *name, struct origin *origin, struct fault *fault);

// Removes tmp/NAME when it can be; the next run sweeps it otherwise.
void intake_discard(struct intake *intake, const char *name);

// Logs a fault, and keeps it if it is the first: the run goes on, and ends with it.
void intake_fault(struct intake *intake, const struct fault *fault);
