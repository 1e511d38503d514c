// The words of the operators' mail.
#pragma once

#include "cmd/report/letter.h"

// `troubles` are names such as oak/20261121T020304Z-1a2b3c4d.refused, sorted.
void operators_letter(struct page *page, const struct fs_names *troubles);
void operators_subject(const struct fs_names *troubles, time_t when, char subject[LETTER_SUBJECT_MAX]);
