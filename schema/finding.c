// Codes and severities by name.
#include <stdlib.h>

#include "schema/finding.h"

static const char *const severities[] = {
    [SEVERITY_NOTICE] = "notice",
    [SEVERITY_WARNING] = "warning",
    [SEVERITY_ERROR] = "error",
    [SEVERITY_HOLD] = "hold",
    [SEVERITY_FATAL] = "fatal",
};

// For bsearch: a code against a line of the catalogue.
static int
code_compare(const void *code, const void *line)
{
	return strcmp(code, ((const struct finding_code *)line)->code);
}

// The catalogue is sorted, so a binary search finds it.
const struct finding_code *
finding_code_named(const char *code)
{
	return bsearch(
	    code, finding_codes, finding_code_count, sizeof(finding_codes[0]), code_compare);
}

// The word for a severity in reports and configurations.
const char *
severity_name(enum severity severity)
{
	return severities[severity];
}

// The severity that a word stands for.
bool
severity_named(struct bytes name, enum severity *severity)
{
	for (size_t i = 0; i < sizeof(severities) / sizeof(severities[0]); i++) {
		if (!bytes_is(name, severities[i]))
			continue;
		*severity = (enum severity)i;
		return true;
	}
	return false;
}
