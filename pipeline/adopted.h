// Classes of the vendor's that a class of the SIS takes over: from then on the two are one, which goes by the vendor's id.
#pragma once

#include "pipeline/conf.h"
#include "pipeline/store.h"

// The sourcedId of the class that takes over one of the vendor's (a record of localClasses); empty when none does, since it is tied to none, archived,
// or was brought along and the district leaves such classes, or archives them, whatever they are tied to. Borrowed from the record.
struct bytes adopted_by(const struct stored *stored, enum existing_classes existing);
