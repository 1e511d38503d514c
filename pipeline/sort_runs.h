// The part of sort that lies on disk: sorted runs, one after the other in an unlinked file, and
// their merge.
#pragma once

#include <stdint.h>

#include "pipeline/fault.h"
#include "pipeline/sort_order.h"

struct sort_runs;

// `dir` is where the file may be; `memory`, in bytes, is shared by the buffers of the merge. NULL
// and a fault.
struct sort_runs *sort_runs_new(int dir, uint64_t memory, struct fault *fault);
// Adds records in order. They become a run, or lengthen the last one when none of them comes before
// its end.
bool sort_runs_add(
    struct sort_runs *runs, const struct sort_entry *entries, size_t count, struct fault *fault);
// All records have been added, or read: begins at the first.
bool sort_runs_rewind(struct sort_runs *runs, struct fault *fault);
// The next record of all runs in order, borrowed until the next call; NULL at the end. Of equal
// keys the one of the earlier run.
bool sort_runs_next(struct sort_runs *runs, const char **record, struct fault *fault);
void sort_runs_free(struct sort_runs *runs);
