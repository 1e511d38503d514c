// One CSV file of the package, inflated and taken apart as it comes.
#pragma once

#include "pipeline/table.h"
#include "cmd/validate/run.h"

// Whether a row that should count is lost: a blank one never reaches the row handler, and nothing is lost with it.
bool entry_row_lost(const struct table_trouble *trouble);

// The code page that the bytes of an entry look like, as the key `encoding` names it: windows-1252 has characters where ISO-8859-1 has
// none that anybody uses.
const char *entry_code_page(struct run *run, const struct zip_entry *entry);

// Reads a text that is no entry, such as a file beside the package.
bool entry_read_text(struct run *run, struct bytes text, const char *file, table_row_handler *on_row,
    table_trouble_handler *on_trouble, void *context);

// Reads the beginning of an entry: the row handler stops. Whatever is wrong with it is told when it is read; the run breaks when the system fails.
void entry_peek(struct run *run, const struct zip_entry *entry, table_row_handler *on_row, table_trouble_handler *on_trouble,
    void *context);

// Reads an entry through the two handlers. What keeps it from being read whole is a finding against `file`; false then, and when the
// run broke or a handler stopped.
bool entry_read(struct run *run, const struct zip_entry *entry, const char *file, table_row_handler *on_row,
    table_trouble_handler *on_trouble, void *context);
