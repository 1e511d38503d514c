// Who is in which class by the SIS, in the words of the vendor's directory: classes by the id under which the directory has them, people by account.
#pragma once

#include "pipeline/conf.h"
#include "pipeline/sort.h"
#include "pipeline/store.h"

// Adds one for each enrolment that stands, of a user who has an account: key = class + NUL + account, value = role. Two of one account's users in a
// class are two.
bool members_sort(struct store *store, enum existing_classes existing, struct sort *sort, struct fault *fault);
