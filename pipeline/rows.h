// rows.mdb: what validate hands on. One table a OneRoster file, named as the file; key = the row's number (4 bytes, most significant first),
// value = the record (schema/record.h) of the row's cells in schema order, after repairs. Only rows that stand are in it.
//
// Table "meta": key = a name, value = text:
//   version           "1.1" or "1.2"
//   mode.NAME         "absent", "bulk" or "delta" for each of the rostering files
//   rows.NAME         number of rows that stand
//   unknown.NAME      number of rows left out whose sourcedId could not be read: while it is not 0, nothing of this file counts as gone
//   source            source.systemName / source.systemCode of the manifest, if any
// Table "left_out": key = file's number (1 byte, enum roster_file) + sourcedId of a row that was left out: it never counts as removed.
#pragma once

#include <stdint.h>

#include "schema/bytes.h"

enum { ROWS_KEY = 4 };

static inline struct bytes
rows_key(uint32_t row, char key[ROWS_KEY])
{
	key[0] = (char)(row >> 24);
	key[1] = (char)(row >> 16);
	key[2] = (char)(row >> 8);
	key[3] = (char)row;
	return (struct bytes){key, ROWS_KEY};
}

// The row's number of a key.
static inline uint32_t
rows_number(struct bytes key)
{
	const unsigned char *at = (const unsigned char *)key.data;
	return key.size != ROWS_KEY ? 0
				    : (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}
