// The manifest decides what is bulk, and so what may count as removed: it is taken at its word or the drop is refused, but for
// blanks and case. What is wrong with it never keeps the other files from being looked at.
#include <stdio.h>

#include "schema/value.h"
#include "cmd/validate/entry.h"
#include "cmd/validate/manifest.h"

enum { PROPERTY_VALUE = 256 };

// The properties that are not of a file. Those of the files follow them, in the order of enum roster_file.
enum fixed { MANIFEST_VERSION, ONEROSTER_VERSION, SOURCE_NAME, SOURCE_CODE, FIXED };

// How to add one: a line, and its place in enum fixed.
static const struct property {
	const char *name;
	bool required;
} fixed[FIXED] = {
    {"manifest.version", true},
    {"oneroster.version", true},
    {"source.systemName", false},
    {"source.systemCode", false},
};

// The values of oneroster.version. How to add one: a line.
static const struct {
	const char *value;
	enum version version;
} versions[] = {{"1.1", V11}, {"1.1.1", V11}, {"1.2", V121}, {"1.2.1", V121}};

// The manifest as it is being read.
struct manifest {
	struct run *run;
	bool header, good;
	struct stated {
		uint64_t row, line; // 0: not stated
		char value[PROPERTY_VALUE];
	} stated[FIXED + ONEROSTER_FILES];
};

static const char file_name[] = "manifest.csv";

// A finding against the manifest, for a property or the whole.
static enum severity
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
	return severity;
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
		if (property_is(name, fixed[i].name, folded))
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
		return !manifest->run->broken;
	struct stated *stated = &manifest->stated[index];
	if (stated->row != 0) {
		stated_again(manifest, stated, value, row->row);
		return !manifest->run->broken;
	}
	if (blanks && index >= FIXED)
		manifest_remark(manifest, "manifest.mode", AS_WARNING, row->row, NULL,
		    "there are blanks round this property or its value");
	stated->row = row->row;
	stated->line = row->line;
	snprintf(stated->value, sizeof(stated->value), "%.*s", (int)value.size, value.data);
	return !manifest->run->broken;
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
	return !manifest->run->broken && !trouble->file_lost;
}

// Tells the version from the files, where the manifest does not: roles.csv came with 1.2.
static enum version
version_guess(const struct run *run)
{
	return run->files[ROLES].entry != NULL ? V121 : V11;
}

// Sets the version, with what is to say of the two properties about versions.
static void
version_take(struct manifest *manifest)
{
	const struct stated *format = &manifest->stated[MANIFEST_VERSION];
	const struct stated *stated = &manifest->stated[ONEROSTER_VERSION];
	bool known = false;

	manifest->run->version = version_guess(manifest->run);
	if (format->row != 0 && strcmp(format->value, "1.0") != 0)
		manifest_remark(
		    manifest, "manifest.version", AS_CATALOGUED, format->row, "value", NULL);
	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		if (strcmp(stated->value, versions[i].value) != 0)
			continue;
		manifest->run->version = versions[i].version;
		known = true;
	}
	if (!known)
		manifest_remark(
		    manifest, "manifest.oneroster", AS_CATALOGUED, stated->row, "value", NULL);
}

// Names the properties that this version's manifest must state and this one does not.
static void
missing_take(struct manifest *manifest)
{
	struct run *run = manifest->run;
	char name[64];

	for (int i = 0; i < FIXED + ONEROSTER_FILES; i++) {
		bool required = i < FIXED
				    ? fixed[i].required
				    : (oneroster_files[i - FIXED].versions & run->version) != 0;
		if (!required || manifest->stated[i].row != 0 || i == ONEROSTER_VERSION)
			continue;
		snprintf(name, sizeof(name), "%s%s", i < FIXED ? "" : "file.",
		    i < FIXED ? fixed[i].name : oneroster_files[i - FIXED].name);
		manifest_remark(manifest, "manifest.property_missing", AS_CATALOGUED, 0, NULL,
		    run_text(run, "the manifest does not state %s", name));
	}
}

// The mode that is stated for a file; absent when none is.
static enum mode
mode_take(struct manifest *manifest, unsigned file)
{
	const struct stated *stated = &manifest->stated[FIXED + file];

	if (stated->row == 0)
		return MODE_ABSENT;
	for (enum mode mode = MODE_ABSENT; mode < MODES; mode++) {
		if (!bytes_equal_fold(bytes_of(stated->value), bytes_of(mode_name(mode))))
			continue;
		if (strcmp(stated->value, mode_name(mode)) != 0)
			manifest_remark(manifest, "manifest.mode", AS_WARNING, stated->row, "value",
			    "the word is spelt in another case");
		return mode;
	}
	manifest_remark(manifest, "manifest.mode", AS_CATALOGUED, stated->row, "value", NULL);
	return manifest->run->files[file].entry != NULL ? MODE_BULK : MODE_ABSENT;
}

// Holds one file of the package against what the manifest says of it.
static void
file_take(struct manifest *manifest, unsigned index)
{
	struct run *run = manifest->run;
	struct run_file *file = &run->files[index];
	enum severity severity;
	bool known = (oneroster_files[index].versions & run->version) != 0;

	file->mode = mode_take(manifest, index);
	if (!known && file->mode != MODE_ABSENT)
		manifest_remark(manifest, "manifest.property_unknown", AS_CATALOGUED,
		    manifest->stated[FIXED + index].row, NULL,
		    run_text(run, "%s is no file of this version", file->name));
	if (file->entry == NULL && file->mode != MODE_ABSENT && known && !run->no_news)
		run_remark(run,
		    &(struct remark){.code = "manifest.file_missing", .file = file->name},
		    &severity);
	if (file->entry != NULL && (file->mode == MODE_ABSENT || !known))
		run_remark(run,
		    &(struct remark){
			.code = "manifest.file_extra", .as = AS_WARNING, .file = file->name},
		    &severity);
	if (!known)
		file->mode = MODE_ABSENT;
	if (run->no_news && file->mode == MODE_BULK)
		file->mode = MODE_DELTA;
}

// Files that must come together: what is missing of them is fatal unless it came before.
static void
set_take(struct run *run)
{
	enum severity severity;

	for (unsigned i = 0; i < ONEROSTER_FILES && !run->no_news; i++) {
		struct run_file *file = &run->files[i];
		if ((oneroster_files[i].needed & run->version) == 0 || file->mode != MODE_ABSENT)
			continue;
		bool known = run->before.rows[i] != 0;
		run_remark(run,
		    &(struct remark){.code = "manifest.set",
			.as = known ? AS_NOTICE : AS_FATAL,
			.file = file->name,
			.text =
			    known ? "the file is marked absent; what is known of it stays as it is"
				  : NULL},
		    &severity);
	}
}

// Joins the two names of the source system.
static void
source_take(struct manifest *manifest)
{
	const char *name = manifest->stated[SOURCE_NAME].value;
	const char *code = manifest->stated[SOURCE_CODE].value;

	if (name[0] != '\0' || code[0] != '\0')
		snprintf(manifest->run->source, sizeof(manifest->run->source), "%.250s / %.250s",
		    name, code);
}

// Without a usable manifest: what is there counts as bulk, to be looked at before the drop is refused.
static void
modes_guess(struct run *run)
{
	run->version = version_guess(run);
	for (unsigned i = 0; i < ONEROSTER_FILES; i++)
		run->files[i].mode =
		    run->files[i].entry != NULL && (oneroster_files[i].versions & run->version) != 0
			? MODE_BULK
			: MODE_ABSENT;
}

bool
manifest_take(struct run *run)
{
	struct manifest manifest = {.run = run, .good = true};
	enum severity severity;

	if (run->manifest == NULL) {
		run_remark(run,
		    &(struct remark){.code = "manifest.missing", .as = AS_FATAL, .file = file_name},
		    &severity);
		modes_guess(run);
		return !run->broken;
	}
	bool whole = entry_read(run, run->manifest, file_name, row_take, trouble_take, &manifest);
	if (!run->broken && whole && !manifest.header)
		manifest_remark(&manifest, "manifest.header", AS_FATAL, 0, NULL, NULL);
	if (!whole || !manifest.header || !manifest.good) {
		modes_guess(run);
		return !run->broken;
	}
	version_take(&manifest);
	missing_take(&manifest);
	for (unsigned i = 0; i < ONEROSTER_FILES; i++)
		file_take(&manifest, i);
	set_take(run);
	source_take(&manifest);
	return !run->broken;
}
