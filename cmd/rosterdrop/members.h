// Who is in which class, in the words of the vendor's directory: classes by the id under which the directory has them, people by account.
#pragma once

#include "pipeline/conf.h"
#include "pipeline/sort.h"
#include "pipeline/store.h"

// Which of the vendor's classes stand for one of the SIS. NULL with a fault.
struct adopted *adopted_read(struct store *store, enum existing_classes existing, struct fault *fault);
// The id of the one that stands for a class of the SIS; empty when none does. Borrowed until adopted_free.
struct bytes adopted_id(const struct adopted *adopted, struct bytes class);
void adopted_free(struct adopted *adopted);

// Adds one for each enrolment that stands, of a user who has an account: key = class + NUL + account, value = role. Two of one account's users in a
// class are two. With `by_hand` also those whom people put into a class of the SIS that goes by another id.
bool members_sort(struct store *store, const struct adopted *adopted, bool by_hand, struct sort *sort, struct fault *fault);
