// The manifest decides what is bulk, and so what may count as removed: it is taken at its word or the drop is refused, but for
// blanks and case. What is wrong with it never keeps the other files from being looked at.
#include <stdio.h>

#include "schema/value.h"
#include "cmd/validate/entry.h"
#include "cmd/validate/manifest_state.h"
#include "cmd/validate/minimal.h"

// How to add one: a line, and its place in enum fixed.
const struct property manifest_fixed[FIXED] = {
    {"manifest.version", true},
    {"oneroster.version", true},
    {"source.systemName", false},
    {"source.systemCode", false},
};

static const char file_name[] = "manifest.csv";

void
manifest_remark(struct manifest *manifest, const char *code, enum as as, uint64_t row,
    const char *column, const char *text)
{
	enum severity severity;

	run_remark(manifest->run,
	    &(struct remark){.code = code,
		.as = as,
		.file = file_name,
		.row = row,
		.line = row,
		.column = {column, column == NULL ? 0 : strlen(column)},
		.text = text},
	    &severity);
}

// Whether a name is that of the property, and whether only case tells them apart.
static bool
property_is(struct bytes name, const char *known, bool *folded)
{
	*folded = !bytes_is(name, known);
	return bytes_equal_fold(name, bytes_of(known));
}

// The index of a property, or -1.
static int
property_named(struct bytes name, bool *folded)
{
	char known[64];

	for (int i = 0; i < FIXED; i++)
		if (property_is(name, manifest_fixed[i].name, folded))
			return i;
	for (int i = 0; i < ONEROSTER_FILES; i++) {
		snprintf(known, sizeof(known), "file.%s", oneroster_files[i].name);
		if (property_is(name, known, folded))
			return FIXED + i;
	}
	return -1;
}

// The first row must be propertyName,value.
static bool
header_take(struct manifest *manifest, const struct table_row *row)
{
	bool good = row->cell_count >= 2;
	bool exact = good;
	static const char *const names[] = {"propertyName", "value"};

	for (unsigned i = 0; good && i < 2; i++) {
		struct bytes name = value_trim(row->cells[i]);
		exact = exact && bytes_is(name, names[i]);
		good = bytes_equal_fold(name, bytes_of(names[i]));
	}
	manifest->header = true;
	manifest->good = good;
	if (!good)
		manifest_remark(manifest, "manifest.header", AS_FATAL, row->row, NULL, NULL);
	else if (!exact)
		manifest_remark(manifest, "header.case", AS_CATALOGUED, row->row, NULL, NULL);
	return good && !manifest->run->broken;
}

// Says what is wrong with a property that is stated again.
static void
stated_again(
    struct manifest *manifest, const struct stated *stated, struct bytes value, uint64_t row)
{
	bool same = bytes_is(value, stated->value);

	manifest_remark(manifest, "manifest.property_twice", same ? AS_WARNING : AS_FATAL, row,
	    NULL,
	    run_text(manifest->run, "this property stands in row %llu already, with %s value",
		(unsigned long long)stated->row, same ? "the same" : "another"));
}

// Takes one property.
static bool
row_take(void *context, const struct table_row *row)
{
	struct manifest *manifest = context;
	bool folded, blanks = row->blanks;

	if (!manifest->header)
		return header_take(manifest, row);
	struct bytes name = value_trim(row->cells[0]);
	struct bytes value = {NULL, 0};
	if (row->cell_count > 1) {
		value = value_trim(row->cells[1]);
		blanks = blanks || value.size != row->cells[1].size;
	}
	int index = property_named(name, &folded);
	if (index < 0 || folded)
		manifest_remark(manifest, "manifest.property_unknown", AS_CATALOGUED, row->row,
		    NULL, index < 0 ? NULL : "the name of this property is spelt in another case");
	if (index < 0)
		return !manifest->run->broken && !manifest->run->stopped;
	struct stated *stated = &manifest->stated[index];
	if (stated->row != 0) {
		stated_again(manifest, stated, value, row->row);
		return !manifest->run->broken && !manifest->run->stopped;
	}
	if (blanks && index >= FIXED)
		manifest_remark(manifest, "manifest.mode", AS_WARNING, row->row, NULL,
		    "there are blanks round this property or its value");
	stated->row = row->row;
	stated->line = row->line;
	snprintf(stated->value, sizeof(stated->value), "%.*s", (int)value.size, value.data);
	return !manifest->run->broken && !manifest->run->stopped;
}

// Passes on what the reader has to say of the text.
static bool
trouble_take(void *context, const struct table_trouble *trouble)
{
	struct manifest *manifest = context;
	enum severity severity;

	run_remark(manifest->run,
	    &(struct remark){.code = trouble->code,
		.floor = entry_row_lost(trouble) || trouble->file_lost ? SEVERITY_FATAL
								       : SEVERITY_NOTICE,
		.file = file_name,
		.row = trouble->row,
		.line = trouble->line,
		.text = trouble->text},
	    &severity);
	manifest->good = manifest->good && !trouble->file_lost;
	return !manifest->run->broken && !manifest->run->stopped && !trouble->file_lost;
}

bool
manifest_take(struct run *run)
{
	struct manifest manifest = {.run = run, .good = true};
	enum severity severity;

	if (run->manifest == NULL && run->job->district->profile == PROFILE_MINIMAL)
		return minimal_take(run);
	if (run->manifest == NULL) {
		run_remark(run,
		    &(struct remark){.code = "manifest.missing", .as = AS_FATAL, .file = file_name},
		    &severity);
		manifest_guess(run);
		return !run->broken;
	}
	bool whole = entry_read(run, run->manifest, file_name, row_take, trouble_take, &manifest);
	if (!run->broken && whole && !manifest.header)
		manifest_remark(&manifest, "manifest.header", AS_FATAL, 0, NULL, NULL);
	if (!whole || !manifest.header || !manifest.good) {
		manifest_guess(run);
		return !run->broken;
	}
	manifest_judge(&manifest);
	return !run->broken;
}
