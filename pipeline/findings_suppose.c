// What if: the findings that lie there, under other checks. They say what was found, not where a check lowered or raised it, so a code that the district's
// checks name has that severity, and every other one the severity that it was found with.
#include "pipeline/findings_suppose.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/csv_read.h"
#include "pipeline/fs.h"

static const char file_name[] = "findings.csv";

// What is looked for, and found: codes with blanks between.
struct suppose {
	const struct district *district;
	char *text;
	size_t used, size;
};

// The severity that a finding has.
static enum severity
severity_of(const struct district *district, struct bytes code, struct bytes found)
{
	enum severity severity = SEVERITY_NOTICE;
	for (unsigned i = 0; i < district->check_count; i++)
		if (bytes_is(code, district->checks[i].code))
			return district->checks[i].severity;
	severity_named(found, &severity);
	return severity;
}

// Whether the text has a code already.
static bool
has_word(const char *text, struct bytes word)
{
	for (const char *at = text; *at != '\0'; at += strspn(at, " ")) {
		size_t size = strcspn(at, " ");
		if (size == word.size && memcmp(at, word.data, size) == 0)
			return true;
		at += size;
	}
	return false;
}

// One finding.
static bool
take(void *context, const struct bytes *cells)
{
	struct suppose *suppose = context;
	struct bytes code = cells[1];
	if (severity_of(suppose->district, code, cells[0]) < SEVERITY_HOLD || code.size == 0 ||
	    has_word(suppose->text, code))
		return true;
	suppose->used +=
	    (size_t)snprintf(suppose->text + suppose->used, suppose->size - suppose->used, "%s%.*s",
		suppose->used > 0 ? " " : "", (int)code.size, code.data);
	return suppose->used < suppose->size;
}

bool
findings_suppose(
    int dir, const struct district *district, char *text, size_t size, struct fault *fault)
{
	static const char *const columns[] = {"severity", "code"};
	struct suppose suppose = {district, text, strlen(text), size};
	int fd = fs_open_file(dir, file_name, fault);
	if (fd < 0)
		return fault->class == FAULT_MISSING;
	bool good = csv_read(fd, file_name, columns, 2, take, &suppose, fault);
	close(fd);
	return good && (suppose.used < size ||
			   fault_set(fault, FAULT_BUG, "too many codes would hold a drop"));
}
