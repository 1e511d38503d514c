// What people did by hand that a drop has to heed: cells that they put in place of the SIS's, connections that they ended, classes that they tied to a sourcedId.
// Read once, when a drop is opened; where nobody did anything there is nothing to look up.
#pragma once

#include "pipeline/account.h"

struct by_hand;

struct roster;

// NULL with a fault. `roster` says under which ids classes come now that were edited under others. `existing` says whether classes that were there before are taken over.
struct by_hand *by_hand_read(struct store *store, const struct roster *roster, enum existing_classes existing, struct fault *fault);
void by_hand_free(struct by_hand *by_hand);

// All of these take NULL, too: nobody did anything.
//
// A row of the drop as it counts: `record`, or a copy of it with the edited cells, which lives until by_hand_free. *failed when memory is short.
struct bytes by_hand_record(struct by_hand *by_hand, unsigned entity, struct bytes key, struct bytes record, bool *failed);
// The same of a user who takes over an account whose cells were edited.
struct bytes by_hand_linked(struct by_hand *by_hand, struct bytes account, struct bytes user, struct bytes record, bool *failed);
bool by_hand_has_ended(const struct by_hand *by_hand, unsigned entity);	 // some record of it was ended
bool by_hand_has_edited(const struct by_hand *by_hand, unsigned entity); // some row of it was edited
// Whether the connection of two accounts was, whichever of them is the student.
bool by_hand_ended(const struct by_hand *by_hand, struct bytes one, struct bytes other);
// The hand-made class that was tied to a sourcedId; empty when there is none.
struct bytes by_hand_class(const struct by_hand *by_hand, struct bytes sourced_id);
