// What of a drop goes in while its removals wait for a person: whatever is added or changed, but for what only makes sense once something is gone. A drop
// that is applied so has two acts, "DROP.part" and later, when it is released, DROP; nothing remembers where the line between them was, because the
// second is whatever is left when the drop is held against the directory again.
//
// Whoever moves, moves whole: a person who loses a role or a connection is left as is, one who loses an enrolment gets no other, and a class that
// changes its school, gets another primary teacher, or comes in place of another, waits too. So does everybody whose username, e-mail or account is
// that of somebody who waits.
#pragma once

#include "cmd/apply/apply.h"

struct part *part_new(struct applier *applier); // NULL when out of memory
void part_free(struct part *part);

// Told every change of the whole plan. False when out of memory. What it is told of is borrowed until the drop is written.
bool part_note(struct part *part, const struct change *change);
// Finds out, when it was told all, who has to wait because of others.
bool part_settle(struct part *part, struct fault *fault);

// Whether a row of the drop waits, which brings something or (`stands`) changes it. Removals do without being asked about. NULL: nothing waits.
bool part_waits(const struct part *part, unsigned entity, struct bytes key, struct bytes record, bool stands);
