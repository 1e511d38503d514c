// A file that a spreadsheet program saved: with semicolons or tabs where the country has a decimal comma, in the code page of the machine. It becomes the CSV that
// pipeline/table.h reads. Takes bytes, so that anything can be tried on it.
#pragma once

#include "pipeline/table.h"
#include "pipeline/text.h"

enum { SHEET_BYTES_MAX = 256 * 1024 * 1024 };

// What divides the cells of the first line: a comma, a semicolon or a tab.
char sheet_delimiter(struct bytes sheet);
// The encoding of all of it: UTF-8 unless some byte cannot be that.
enum table_encoding sheet_encoding(struct bytes sheet);
// Adds the sheet with commas in place of the delimiter; cells that hold commas get quotes.
void sheet_commas(struct bytes sheet, char delimiter, struct text *text);
