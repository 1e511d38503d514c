// Starting a stage's executable and waiting for it.
#pragma once

#include "cmd/rosterdrop/front.h"
#include "pipeline/spool.h"

// Runs `STAGE -c CONF [--dry-run] DISTRICT [DROP]` to its end; `drop` may be NULL. *code is its exit code, 70 when it died of a signal.
// False and a fault when it could not be started: FAULT_CONFIG when there is no such executable.
bool libexec_run(const struct front *front, enum stage_id stage, bool dry_run, const char *district, const char *drop, int *code,
    struct fault *fault);

// Runs `apply -c CONF --dry-run DISTRICT DROP`, with settings in place of the file's.
bool libexec_plan(const struct front *front, const char *district, const char *drop, char *const *with, int count, int *code,
    struct fault *fault);
// Runs `apply -c CONF --policy FILE DISTRICT`.
bool libexec_replay(const struct front *front, const char *district, const char *policy, int *code, struct fault *fault);

// Runs `match -c CONF --audit SEED [--json] DISTRICT DROP`.
bool libexec_audit(const struct front *front, const char *district, const char *drop, const char *seed, bool json, int *code,
    struct fault *fault);
// True of exit code 0; else the fault that the code stands for, with this text: the program itself has said why.
bool libexec_fault(int code, const char *what, struct fault *fault);

// Runs `report -c CONF DISTRICT` to its end; with NULL, for the operators over all districts.
bool libexec_report(const struct front *front, const char *district, int *code, struct fault *fault);

// Forks a process that ends with its parent: 0 in the child, -1 and a fault.
int libexec_fork(struct fault *fault);

// Waits for a process; gives its exit code, 70 when it died of a signal.
int libexec_wait(int process);
