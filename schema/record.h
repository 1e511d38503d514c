// A record: how a row's cells lie in rows.mdb, roster.mdb and the store. One version byte, then for each cell its
// length (LEB128) and its bytes. Cells at the end that are empty may be missing, so a schema can grow at its end.
#pragma once

#include <stdint.h>

#include "schema/bytes.h"

enum { RECORD_VERSION = 1, RECORD_CELLS_MAX = 64 };

// How many bytes the record of these cells takes.
size_t record_size(const struct bytes *cells, unsigned count);

// Writes the record of these cells to `out`, which has room for record_size() bytes. Gives the bytes written.
size_t record_write(char *out, const struct bytes *cells, unsigned count);

// Takes a record apart into exactly `count` cells (missing ones are empty). The cells point into the record and live as
// long as it. False when the record is of an unknown version, is cut, or has more cells than `count`.
bool record_read(struct bytes record, struct bytes *cells, unsigned count);

// One cell of a sound record, without taking the rest apart; empty when the record is damaged or does not reach that far.
struct bytes record_cell(struct bytes record, unsigned index);

// The number that a cell of our own holds in decimal: the digits that it begins with; 0 without any.
uint64_t record_number(struct bytes cell);
