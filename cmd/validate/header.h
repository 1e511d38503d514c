// What header.c and header_name.c share.
#pragma once

#include "cmd/validate/reading.h"

// Whether a value must stand in the column. In the small form what would name a row of a file that is not part of it need not.
bool header_demands(const struct reading *reading, const struct column *column);

enum { HEADER_NAME = 256 }; // bytes of a name that is looked at for invisible characters

// A name without blanks round it and invisible characters in it; *found says whether there were any. Lives as long as `name` and
// `clean`.
struct bytes header_name(struct bytes name, char clean[HEADER_NAME], bool *found);
// Finds a column of this version by its name: -1 when there is none; *code is what is wrong with the name, or NULL.
int header_column(const struct reading *reading, struct bytes name, const char **code);
// Whether the name at `source` stands further to the left already.
bool header_again(const struct table_row *row, unsigned source);
// Whether the first row is a header at all. If it is not, its cells are somebody's data, and are not to be named in a finding.
bool header_is_one(const struct reading *reading, const struct table_row *row);
