// The second look at rows that stand, once what follows them was read. All give false only when the run broke.
#pragma once

#include "cmd/validate/reading.h"

// Whether all of a file was read, as bulk: only then does it mean anything that a row is not there.
bool look_whole(const struct run *run, enum roster_file file);

// look_tree.c: orgs or sessions as a tree, while they are being read, at their end.
void look_tree(struct reading *reading);
// look_roles.c: after roles.csv: who has none.
bool look_roles(struct run *run);
// look_people.c, look_classes.c: at the end.
bool look_people(struct run *run);
bool look_classes(struct run *run);
// Students with more than six guardians: whether they are too many to be believed, and what is told then.
bool crowd_is_large(const struct facts *facts);
void crowd_remark(struct run *run, const char *file);

// again.c: loads a row that stands into a reading of reading_open; its cells are borrowed until the next write. False when it does not.
bool again_load(struct reading *reading, uint32_t row);
// Takes the row in hand back when it was found to be out or out of scope; true when it was.
bool again_withdraw(struct reading *reading);
// Rows of the files from `first` to `last` that name what was taken back are taken back too, or lose the reference.
bool again_cascade(struct run *run, enum roster_file first, enum roster_file last);
