// What people made goes along when the sourcedId that it is tied to is replaced.
#pragma once

#include "cmd/apply/apply.h"
#include "schema/value.h"

// Tells, at the end of a pass, what moves to other keys, and the vendor's schools; of an undo, what moves back.
bool rekey_tell_facts(struct applier *applier, change_visitor *visit, void *context, struct fault *fault);
// Tells of one fact that names an id in a cell, if it names another one now.
bool rekey_fact(struct applier *applier, unsigned table, struct bytes key, const struct stored *stored, change_visitor *visit, void *context,
    struct fault *fault);
// Puts the edits of classes under the ids of now, into the open act. The feed tells of edits by what they change.
bool rekey_put_edits(struct applier *applier, struct fault *fault);
