// The catalogue itself, sorted by code. It lies in parts, because it is long; each part says how to add a line.
// rosterdrop-findings.5 is made from it by tests/tools/findings_page.c, and a test holds one against the other.
#include "schema/finding.h"

#define NOTICE SEVERITY_NOTICE
#define WARNING SEVERITY_WARNING
#define ERROR SEVERITY_ERROR
#define HOLD SEVERITY_HOLD
#define FATAL SEVERITY_FATAL

// Whether a district may lower the severity.
#define FIXED true
#define OPEN false

const struct finding_code finding_codes[] = {
#include "schema/finding_form.inc"
#include "schema/finding_package.inc"
#include "schema/finding_value.inc"
};

const unsigned finding_code_count = sizeof(finding_codes) / sizeof(finding_codes[0]);
