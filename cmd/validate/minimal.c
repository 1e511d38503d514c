// What other drops say in manifest.csv and orgs.csv. The schools are made into the text of an orgs.csv and read like one that came, so that no rule is
// written twice.
#include "cmd/validate/minimal.h"

#include <stdio.h>

#include "pipeline/text.h"
#include "schema/value.h"
#include "cmd/validate/entry.h"

// The files that make the small form.
static const enum roster_file needed[] = {USERS, CLASSES, ENROLLMENTS};

// What a header says of the version.
struct peek {
	bool role, later; // the column of 1.1; one that only 1.2 has
};

// Looks at the names of the first row, and stops there.
static bool
header_peek(void *context, const struct table_row *row)
{
	struct peek *peek = context;

	for (unsigned i = 0; i < row->cell_count; i++) {
		struct bytes name = value_trim(row->cells[i]);
		int index = oneroster_column_named(USERS, name, V_ALL, true);
		if (index < 0)
			continue;
		uint8_t versions = oneroster_files[USERS].columns[index].versions;
		peek->role = peek->role || index == USERS_ROLE;
		peek->later = peek->later || (versions & V11) == 0;
	}
	return false;
}

// What is wrong with the text is told when it is read.
static bool
trouble_pass(void *context, const struct table_trouble *trouble)
{
	(void)context;
	return !trouble->file_lost;
}

// 1.1 has the role in users.csv, 1.2 in a file of its own.
static bool
version_tell(struct run *run)
{
	struct peek peek = {false, false};
	const struct zip_entry *users = run->files[USERS].entry;

	run->version = V11;
	if (users != NULL)
		entry_peek(run, users, header_peek, trouble_pass, &peek);
	if (run->files[ROLES].entry != NULL || (peek.later && !peek.role))
		run->version = V121;
	return !run->broken;
}

// A finding about a file that is not there.
static void
lack_remark(struct run *run, enum roster_file file, const char *text)
{
	enum severity severity;

	run_remark(run,
	    &(struct remark){.code = "manifest.set",
		.as = AS_FATAL,
		.file = run->files[file].name,
		.text = text},
	    &severity);
}

// The name of a school: what stands behind its id in scope { school_names }, or the id itself.
static struct bytes
school_name(const struct conf_scope *scope, const char *id)
{
	size_t size = strlen(id);

	for (char *const *name = scope->school_names; name != NULL && *name != NULL; name++)
		if (strncmp(*name, id, size) == 0 && (*name)[size] == ' ')
			return value_trim(bytes_of(*name + size));
	return bytes_of(id);
}

// A cell in quotes.
static void
cell_put(struct text *text, struct bytes cell)
{
	text_put(text, "\"");
	for (size_t i = 0; i < cell.size; i++) {
		if (cell.data[i] == '"')
			text_put(text, "\"");
		text_add(text, (struct bytes){cell.data + i, 1});
	}
	text_put(text, "\"");
}

// One row of orgs.csv: what has no value is blank. For the header, the names.
static void
row_put(struct text *text, const char *id, struct bytes name)
{
	const struct oneroster_file *orgs = &oneroster_files[ORGS];

	for (unsigned i = 0; i < orgs->column_count; i++) {
		struct bytes cell = id == NULL        ? bytes_of(orgs->columns[i].name)
				    : i == SOURCED_ID ? bytes_of(id)
				    : i == ORGS_NAME  ? name
				    : i == ORGS_TYPE  ? bytes_of("school")
						      : (struct bytes){NULL, 0};
		if (i > 0)
			text_put(text, ",");
		cell_put(text, cell);
	}
	text_put(text, "\n");
}

// Makes orgs.csv of the configured schools.
static void
schools_make(struct run *run)
{
	const struct conf_scope *scope = &run->job->district->scope;
	struct run_file *orgs = &run->files[ORGS];

	if (scope->schools == NULL) {
		lack_remark(run, ORGS,
		    "the small form has no orgs.csv: the schools have to be set for the district "
		    "(scope { schools })");
		return;
	}
	row_put(&run->made, NULL, (struct bytes){NULL, 0});
	for (char *const *id = scope->schools; *id != NULL; id++)
		row_put(&run->made, *id, school_name(scope, *id));
	if (run->made.failed) {
		run->broken = !fault_set(run->fault, FAULT_TEMP, "out of memory");
		return;
	}
	run->made_entry = (struct zip_entry){.size = run->made.size};
	orgs->entry = &run->made_entry;
	orgs->mode = MODE_BULK;
}

bool
minimal_take(struct run *run)
{
	run->minimal = true;
	if (!version_tell(run))
		return false;
	for (unsigned i = 0; i < ONEROSTER_FILES; i++)
		run->files[i].mode =
		    run->files[i].entry != NULL && (oneroster_files[i].versions & run->version) != 0
			? MODE_BULK
			: MODE_ABSENT;
	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
		if (run->files[needed[i]].entry == NULL)
			lack_remark(run, needed[i],
			    "the small form is users.csv, classes.csv and enrollments.csv "
			    "together");
	if (run->version != V11 && run->files[ROLES].entry == NULL)
		lack_remark(run, ROLES,
		    "users.csv has the columns of OneRoster 1.2 and no role: roles.csv must come "
		    "with it");
	if (run->files[ORGS].entry == NULL)
		schools_make(run);
	return !run->broken;
}
