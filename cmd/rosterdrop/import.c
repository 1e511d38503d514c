// `import`: the vendor's present directory from its files. Everything is read and checked before anything is written; what is wrong lies in
// import/findings.csv of the district, in the form of a drop's.
#include "cmd/rosterdrop/import.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd/rosterdrop/drop.h"
#include "cmd/rosterdrop/hand.h"
#include "pipeline/fs.h"
#include "pipeline/limits.h"
#include "schema/record.h"

static const char folder[] = "import", findings_name[] = "findings.csv";

// Reads all files. At least one must be there.
static bool
read_all(struct import *import, const char *path, struct fault *fault)
{
	struct source *source = source_open(path, import->district, fault);
	bool there, any = false, good = source != NULL;
	import->checking = true;
	for (unsigned file = 0; good && file < IMPORT_FILES; file++) {
		there = false;
		good = import_read(import, (enum import_file)file, source, &there, fault);
		any = any || there;
	}
	import->checking = false;
	source_close(source);
	if (good && !any)
		return fault_set(fault, FAULT_MISSING,
		    "%s holds none of the files of an import; rosterdrop-import(5) names them",
		    path);
	return good;
}

// Whether a word of the command line can be a part of a line.
static bool
is_line(const char *word, size_t most)
{
	for (const char *at = word; at != NULL && *at != '\0'; at++)
		if ((unsigned char)*at < 0x20 || *at == 0x7f)
			return false;
	return word == NULL || strlen(word) <= most;
}

// Makes the place of the findings, and the memory of the import.
static bool
prepare(struct import *import, struct fault *fault)
{
	static const char work_name[] = "import/tmp";
	import->who = import->as != NULL ? import->as : hand_user();
	clock_text(clock_now(), import->time);
	if (!is_line(import->as, ACT_WHO_MAX) || !is_line(import->why, ACT_WHY_MAX))
		return fault_set(fault, FAULT_USAGE,
		    "who (%d bytes) and why (%d bytes) are one line each, without control "
		    "characters",
		    ACT_WHO_MAX, ACT_WHY_MAX);
	if (!fs_make_dir(import->dir, folder, fault) || !fs_remove(import->dir, work_name, fault) ||
	    !fs_make_dir(import->dir, work_name, fault))
		return false;
	import->work = fs_open_dir(import->dir, work_name, fault);
	if (import->work < 0)
		return false;
	import->findings = findings_of(import->work, import->district);
	import->schools = school_map_new();
	import->ties = school_map_new();
	import->accounts = idmap_new();
	import->classes = idmap_new();
	import->credentials = sort_new(import->work, LIMIT_SORT_BYTES / 4);
	bool good = import->findings != NULL && import->schools != NULL &&
		    import->accounts != NULL && import->classes != NULL && import->ties != NULL &&
		    import->credentials != NULL;
	for (unsigned file = 0; file < IMPORT_FILES; file++) {
		import->files[file].rows = sort_new(import->work, LIMIT_SORT_BYTES / 4);
		good = good && import->files[file].rows != NULL;
	}
	import->next_account = store_meta(import->store)->next_account;
	return good || fault_set(fault, FAULT_TEMP, "out of memory");
}

static void
close_all(struct import *import)
{
	struct fault ignored;
	findings_free(import->findings);
	school_map_free(import->schools);
	school_map_free(import->ties);
	idmap_free(import->accounts);
	idmap_free(import->classes);
	sort_free(import->credentials);
	sort_free(import->enrolled);
	for (unsigned file = 0; file < IMPORT_FILES; file++)
		sort_free(import->files[file].rows);
	store_close(import->store);
	district_free(import->district);
	if (import->work >= 0) {
		close(import->work);
		fs_remove(import->dir, "import/tmp", &ignored);
	}
	if (import->lock >= 0)
		close(import->lock);
	if (import->dir >= 0)
		close(import->dir);
}

// Puts findings.csv in the place of the one before.
static bool
put_findings(struct import *import, struct fault *fault)
{
	struct fault none;
	int to = fs_open_dir(import->dir, folder, fault);
	if (to < 0)
		return false;
	int before = fs_open_file(to, findings_name, &none);
	bool good = findings_write(import->findings, import->work, import->time, before, fault);
	if (before >= 0)
		close(before);
	good = good && fs_remove(to, findings_name, fault) &&
	       fs_publish(import->work, findings_name, to, findings_name, fault);
	close(to);
	return good;
}

// What was found and done, on standard output.
static void
print_counts(const struct import *import, uint64_t all)
{
	static const char *const words[] = {
	    [SEVERITY_FATAL] = "fatal",
	    [SEVERITY_ERROR] = "errors",
	    [SEVERITY_WARNING] = "warnings",
	    [SEVERITY_NOTICE] = "notices",
	};
	for (unsigned file = 0; file < IMPORT_FILES; file++) {
		const struct import_state *state = &import->files[file];
		if (state->there != 0)
			printf("%-18s %" PRIu64 " rows, %" PRIu64 " left out, %" PRIu64
			       " new, %" PRIu64 " changed\n",
			    import_tables[file].name, state->count, state->left_out, state->created,
			    state->changed);
	}
	printf("findings           ");
	for (int severity = SEVERITY_FATAL; severity >= SEVERITY_NOTICE; severity--)
		if (severity != SEVERITY_HOLD)
			printf("%" PRIu64 " %s%s",
			    findings_count(import->findings, (enum severity)severity),
			    words[severity], severity == SEVERITY_NOTICE ? "\n" : ", ");
	printf("%s\n", import->dry_run ? "nothing was imported: --dry-run"
		       : all == 0      ? "nothing to do"
				       : "imported");
}

// Reads, checks, writes.
static bool
run(struct import *import, const char *path, struct fault *fault)
{
	struct import_count count = {0, 0};
	if (!import->dry_run && !store_begin_act(import->store, fault))
		return false;
	if (!read_all(import, path, fault))
		return false;
	bool fatal = findings_count(import->findings, SEVERITY_FATAL) > 0;
	if ((!fatal && !import_check(import, &count, fault)) || !put_findings(import, fault))
		return false;
	if (fatal)
		return fault_set(fault, FAULT_DATA,
		    "nothing was imported; import/findings.csv of the district says why");
	if (!import->dry_run && count.all > 0 &&
	    !import_write(import, count.all, count.changed, fault))
		return false;
	print_counts(import, count.all);
	return true;
}

// Opens the district; --as needs the permission to edit people and to change classes.
static bool
open_district(struct import *import, const char *name, struct fault *fault)
{
	if (!front_conf(import->front, fault))
		return false;
	import->dir = spool_open(import->front->conf, name, fault);
	if (import->dir < 0 || (import->lock = drop_lock(import->dir, STAGE_APPLY, fault)) < 0)
		return false;
	import->district = district_read(import->front->conf, name, fault);
	if (import->district != NULL)
		import->store =
		    store_open(import->front->conf, import->district, !import->dry_run, fault);
	const struct bytes everywhere = {NULL, 0};
	return import->store != NULL &&
	       permission_check(import->store, import->as, MAY_EDIT_PEOPLE, everywhere, fault) &&
	       permission_check(import->store, import->as, MAY_ROSTER, everywhere, fault);
}

bool
command_import(struct front *front, struct fault *fault)
{
	struct import import = {.front = front, .dir = -1, .lock = -1, .work = -1};
	const struct option options[] = {{"--dry-run", &import.dry_run, NULL},
	    {"--as", NULL, &import.as}, {"--why", NULL, &import.why}, {NULL, NULL, NULL}};
	if (!front_words(front, options, 2, 2, fault))
		return false;
	bool good = open_district(&import, front->words[0], fault) && prepare(&import, fault) &&
		    run(&import, front->words[1], fault);
	close_all(&import);
	return good;
}
