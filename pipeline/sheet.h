// A CSV file that people made with a spreadsheet program, on its way to the reader: with semicolons or tabs where the country has a decimal comma, a first
// line `sep=;` that the program shows to nobody, or in UTF-16. It becomes the CSV that pipeline/table.h reads, byte for byte the same where it is that already.
#pragma once

#include "pipeline/table.h"

struct sheet;

// Goes before a table, which stays the caller's. A file in UTF-16 is recognised by its mark, and only where the table reads UTF-8. NULL when out of memory.
struct sheet *sheet_new(struct table *table, enum table_encoding encoding);
// As table_feed and table_end. False, too, when out of memory, which sheet_failed says then.
bool sheet_feed(struct sheet *sheet, struct bytes piece);
bool sheet_end(struct sheet *sheet);
bool sheet_failed(const struct sheet *sheet);
void sheet_free(struct sheet *sheet);

// The encoding of all of a file: UTF-8, or UTF-16 with its mark, unless some byte cannot be that. The code page of a machine is seen by nothing else.
enum table_encoding sheet_encoding(struct bytes file);
