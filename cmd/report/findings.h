// The findings of a drop, as its stages left them, as one file: for the district's folder, and for a mail.
#pragma once

#include "cmd/report/outcome.h"
#include "pipeline/text.h"

// Writes the findings.csv of all stages that have the drop, under one header, into a new file of `dir`. *any: whether there is one at all.
bool findings_join(const struct desk *desk, const char *drop, int dir, bool *any, struct fault *fault);

// Whether a finding's file ("users.csv") is one that we know by name: any other name is the drop's own word.
bool findings_file_known(struct bytes file);
// Whether the standard knows this column of this file ("users.csv"): any other is the drop's own word.
bool findings_column_known(struct bytes file, struct bytes column);

// The same for a mail, in memory: severity, code, file, row, line, column, the catalogue's words, since; with source_ids also the
// sourcedId and the finding's own words. *large instead when it would be more than `most` bytes.
bool findings_mail(const struct desk *desk, const char *drop, size_t most, struct text *csv, bool *large, struct fault *fault);
