// One CSV file of the package, inflated and taken apart as it comes.
#pragma once

#include "pipeline/table.h"
#include "cmd/validate/run.h"

// Whether a row that should count is lost: a blank one never reaches the row handler, and nothing is lost with it.
bool entry_row_lost(const struct table_trouble *trouble);

// Reads an entry through the two handlers. What keeps it from being read whole is a finding against `file`; false then, and when the
// run broke or a handler stopped.
bool entry_read(struct run *run, const struct zip_entry *entry, const char *file, table_row_handler *on_row,
    table_trouble_handler *on_trouble, void *context);
