// What the manifest says, held against the package: version, modes, and the files that must come together.
#include <stdio.h>

#include "cmd/validate/manifest_state.h"

// The values of oneroster.version. How to add one: a line.
static const struct {
	const char *value;
	enum version version;
} versions[] = {{"1.1", V11}, {"1.1.1", V11}, {"1.2", V121}, {"1.2.1", V121}};

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
				    ? manifest_fixed[i].required
				    : (oneroster_files[i - FIXED].versions & run->version) != 0;
		if (!required || manifest->stated[i].row != 0 || i == ONEROSTER_VERSION)
			continue;
		snprintf(name, sizeof(name), "%s%s", i < FIXED ? "" : "file.",
		    i < FIXED ? manifest_fixed[i].name : oneroster_files[i - FIXED].name);
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

void
manifest_guess(struct run *run)
{
	run->version = version_guess(run);
	for (unsigned i = 0; i < ONEROSTER_FILES; i++)
		run->files[i].mode =
		    run->files[i].entry != NULL && (oneroster_files[i].versions & run->version) != 0
			? MODE_BULK
			: MODE_ABSENT;
}

void
manifest_judge(struct manifest *manifest)
{
	version_take(manifest);
	missing_take(manifest);
	for (unsigned i = 0; i < ONEROSTER_FILES; i++)
		file_take(manifest, i);
	set_take(manifest->run);
	source_take(manifest);
}
