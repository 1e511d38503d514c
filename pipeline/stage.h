// What all stages share: the command line `STAGE [-c CONF] [--dry-run] DISTRICT [DROP]`, the lock, sweeping tmp/, the order of drops, the SEAL,
// and the one rename that publishes. A stage is the function that fills a directory.
#pragma once

#include "pipeline/conf.h"
#include "pipeline/spool.h"

// One drop in one stage.
struct job {
	const struct conf *conf;
	const struct district *district;
	const char *drop;
	int district_dir;	   // SPOOL/DISTRICT
	int input;		   // the drop's ready/ directory of the stage before; -1 for fetch
	int out;		   // the stage's tmp/DROP/, to be filled
	enum stage_id stage;
	bool dry_run;
	enum place place;	   // where the work goes: ready unless the stage says failed or held
	uint64_t generation;	   // of the store that was read, for the SEAL
	struct seal *seal;	   // that will be written: seal_know saves reading a file again
	char summary[256];	   // one line for the log: what came of it; no personal values
};

struct stage {
	enum stage_id id;
	// May be NULL: called once a run, under the lock, before drops are looked for.
	bool (*prepare)(struct job *job, struct fault *fault);
	// Fills job->out. False and a fault when nothing is to be published: FAULT_DATA too is published, in failed/, with the fault's text
	// in the file `refused`.
	bool (*work)(struct job *job, struct fault *fault);
	// May be NULL: called after a refusal without a report of its own was written, to add one. The directory has nothing else.
	bool (*refused)(struct job *job, const struct fault *refusal, struct fault *fault);
	// May be NULL: called after the rename, before the lock is given up.
	bool (*after)(struct job *job, struct fault *fault);
	// May be NULL: whether this drop has to wait although it is its turn (true: skip it for now; the reason goes to the log).
	bool (*waits)(struct job *job);
	// May be NULL: `--policy FILE`. The job's district is read from there, and is about no drop; says what that policy would have made of what was.
	bool (*review)(struct job *job, struct fault *fault);
};

enum { STAGE_WITH_MAX = 16 }; // settings of one command line

// The whole of a stage's main(); gives the exit code.
int stage_main(const struct stage *stage, int argc, char **argv);

// A file of an earlier stage's ready/ directory of this drop, as a path.
bool job_input_path(const struct job *job, enum stage_id stage, const char *file, char *path, size_t size, struct fault *fault);
// A file in the directory being filled, as a path.
bool job_out_path(const struct job *job, const char *file, char *path, size_t size, struct fault *fault);
// The district's store directory.
bool job_store_path(const struct job *job, char *path, size_t size, struct fault *fault);
