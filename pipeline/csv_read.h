// Reading back a CSV file that a stage wrote: columns by their names, one row after the other, cells as they were before they were made
// harmless. It lies under a SEAL, so a row that cannot be read is passed over. Files of a drop are read by pipeline/table.h alone.
#pragma once

#include <stdint.h>

#include "pipeline/table.h"

enum { CSV_READ_COLUMNS = 16 };

// The cells of the columns, in their order; a column that the file lacks is blank. Borrowed until it returns. False stops.
typedef bool csv_visitor(void *context, const struct bytes *cells);

// Reads an open file from its beginning to its end, or until the visitor stops. `count` columns, at most CSV_READ_COLUMNS. False and a
// fault when the system fails; `name` is for its text.
bool csv_read(int fd, const char *name, const char *const *columns, unsigned count, csv_visitor *visitor, void *context,
    struct fault *fault);

// The same with every row as it stands, the header too: for what is only passed on.
bool csv_rows(int fd, const char *name, table_row_handler *visit, void *context, struct fault *fault);

// The number in a cell; 0 when there is none.
uint64_t csv_read_number(struct bytes cell);
