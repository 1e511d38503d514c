// guardians.csv has no manifest, no version and no sourcedId of its own, so it is not read as the files of OneRoster are: the header, the rows, and
// what of them is kept fit in here.
#include "cmd/validate/guardians.h"

#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pipeline/fs.h"
#include "pipeline/limits.h"
#include "pipeline/rows.h"
#include "schema/record.h"
#include "cmd/validate/entry.h"
#include "cmd/validate/look.h"

enum { RECORD_MAX = 64 * 1024 };

const char guardians_name[] = "guardians.csv";

// Remembers who a row that is left out was about, so that nothing of them counts as gone.
static void
leave_out(struct guardians *guardians)
{
	struct run *run = guardians->run;
	struct bytes student = guardians->cells[GUARDIANS_STUDENT];
	struct bytes guardian = guardians->cells[GUARDIANS_ID], empty = {NULL, 0};
	char key[2 + 2 * SOURCED_ID_MAX];

	if (student.size == 0 || student.size > SOURCED_ID_MAX || guardian.size > SOURCED_ID_MAX) {
		guardians->unknown++;
		return;
	}
	key[0] = GUARDIANS_LEFT_OUT;
	memcpy(key + 1, student.data, student.size);
	key[1 + student.size] = '\0';
	if (guardian.size > 0)
		memcpy(key + 2 + student.size, guardian.data, guardian.size);
	struct bytes made = {key, 2 + student.size + guardian.size};
	if (made.size > DB_KEY_MAX)
		guardians->unknown++;
	else if (!db_put(run->rows, run->left_out, made, empty, run->fault))
		run->broken = true;
}

// Writes the row in hand.
static void
keep(struct guardians *guardians)
{
	struct run *run = guardians->run;
	char record[RECORD_MAX], key[ROWS_KEY];

	if (record_size(guardians->cells, GUARDIANS_COLUMNS) > sizeof record) {
		guardians_remark(
		    guardians, "csv.limit", AS_FATAL, -1, 0, "the row has more than 65,536 bytes");
		return;
	}
	struct bytes made = {record, record_write(record, guardians->cells, GUARDIANS_COLUMNS)};
	if (!db_append(run->rows, guardians->table, rows_key((uint32_t)guardians->row, key), made,
		run->fault))
		run->broken = true;
	guardians->accepted++;
}

// The row handler.
static bool
row_read(void *context, const struct table_row *row)
{
	struct guardians *guardians = context;
	struct run *run = guardians->run;

	if (!guardians->header)
		return guardians_header(guardians, row);
	guardians->row = row->row;
	guardians->line = row->line;
	guardians->rows++;
	for (unsigned i = 0; i < GUARDIANS_COLUMNS; i++) {
		int source = guardians->source[i];
		guardians->cells[i] = source >= 0 && (unsigned)source < row->cell_count
					  ? value_trim(row->cells[source])
					  : (struct bytes){NULL, 0};
	}
	guardians->out = guardians->again = false;
	guardians->asked = true;
	if (row->cell_count != guardians->header_cells)
		guardians_remark(guardians, "csv.fields", AS_ERROR, -1, 0, NULL);
	guardians_judge(guardians);
	guardians->left_out += guardians->out;
	guardians->scoped += !guardians->out && !guardians->asked;
	if (guardians->out || !guardians->asked)
		leave_out(guardians);
	else if (!guardians->again)
		keep(guardians);
	return !run->broken && !run->stopped;
}

// What the reader has to say of the text.
static bool
trouble_read(void *context, const struct table_trouble *trouble)
{
	struct guardians *guardians = context;
	bool lost_row = entry_row_lost(trouble);
	enum severity severity;

	run_remark(guardians->run,
	    &(struct remark){.code = trouble->code,
		.floor = trouble->file_lost || (lost_row && !guardians->header) ? SEVERITY_FATAL
			 : lost_row                                             ? SEVERITY_ERROR
										: SEVERITY_NOTICE,
		.file = guardians_name,
		.row = trouble->row,
		.line = trouble->line,
		.text = trouble->text},
	    &severity);
	guardians->rows += lost_row;
	guardians->left_out += lost_row;
	guardians->unknown += lost_row;
	guardians->lost = guardians->lost || severity == SEVERITY_FATAL;
	return !guardians->run->broken && !guardians->run->stopped && !guardians->lost;
}

// What is told at the end.
static void
settle(struct guardians *guardians)
{
	struct run *run = guardians->run;
	const struct bytes none = {NULL, 0};
	unsigned share = run->job->district->limits.error_share;

	if (!guardians->header && !guardians->lost)
		guardians_file_remark(guardians, "header.missing", AS_FATAL, 0, none,
		    "the file is empty: it has not even a header");
	if (guardians->scoped != 0)
		guardians_file_remark(guardians, "policy.scope", AS_NOTICE, 0, none,
		    run_text(run,
			"%llu rows are of students who were not asked for; they were left out",
			(unsigned long long)guardians->scoped));
	if (guardians->phones_kept != 0)
		guardians_file_remark(guardians, "value.phone", AS_NOTICE, 0, none,
		    run_text(
			run, "%llu %s", (unsigned long long)guardians->phones_kept, PHONES_KEPT));
	if (guardians->left_out > LIMIT_ERROR_FLOOR &&
	    guardians->left_out * 100 > guardians->rows * share)
		guardians_file_remark(guardians, "package.limit", AS_FATAL, 0, none,
		    run_text(run,
			"%llu of %llu rows are left out: more than the %u %% of limits { "
			"error_share "
			"}; mend the rows named, or raise the limit in the district's "
			"configuration",
			(unsigned long long)guardians->left_out,
			(unsigned long long)guardians->rows, share));
	if (!guardians->crowded && crowd_is_large(&run->facts))
		crowd_remark(run, guardians_name);
	guardians_settle_reach(guardians);
	run->guardians = guardians->lost || run->stopped ? MODE_ABSENT : MODE_BULK;
	run->guardians_accepted = guardians->accepted;
	run->guardians_unknown = guardians->unknown;
}

// Reads the text of the file, or its entry of the package.
static bool
file_read(struct run *run, const struct zip_entry *entry, struct bytes text)
{
	struct guardians guardians = {.run = run, .crowded = crowd_is_large(&run->facts)};

	for (unsigned i = 0; i < GUARDIANS_COLUMNS; i++)
		guardians.source[i] = -1;
	if (!db_table_open(run->rows, guardians_file.name, &guardians.table, run->fault))
		return false;
	bool whole =
	    entry != NULL
		? entry_read(run, entry, guardians_name, row_read, trouble_read, &guardians)
		: entry_read_text(run, text, guardians_name, row_read, trouble_read, &guardians);
	guardians.lost = guardians.lost || !whole;
	if (!run->broken)
		settle(&guardians);
	ids_free(&guardians.people);
	ids_free(&guardians.pairs);
	return !run->broken;
}

// The file beside the zip, mapped.
static bool
beside_read(struct run *run)
{
	struct stat status;
	struct guardians told = {.run = run};
	int fd = fs_open_file(run->job->input, guardians_name, run->fault);
	bool good = fd >= 0 && (fstat(fd, &status) == 0 ||
				   fault_system(run->fault, "looking at guardians.csv"));
	size_t size = good ? (size_t)status.st_size : 0;
	void *map = size == 0 ? NULL : mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);

	if (map == MAP_FAILED)
		good = fault_system(run->fault, "mapping guardians.csv");
	if (fd >= 0)
		close(fd);
	run->broken = !good;
	if (good && size > run->job->district->limits.entry_bytes)
		guardians_file_remark(&told, "package.limit", AS_FATAL, 0, (struct bytes){NULL, 0},
		    "the file is larger than limits { entry_bytes }");
	else if (good)
		good = file_read(run, NULL, (struct bytes){map, size});
	if (map != NULL && map != MAP_FAILED)
		munmap(map, size);
	return good && !run->broken;
}

bool
guardians_take(struct run *run)
{
	bool beside = fs_exists(run->job->input, guardians_name);
	struct guardians told = {.run = run};

	if (!beside && run->guardians_entry == NULL)
		return true;
	if (run->job->district->scope.guardians != GUARDIANS_FILE) {
		guardians_file_remark(&told, "policy.scope", AS_NOTICE, 0, (struct bytes){NULL, 0},
		    "the file was passed over: guardians are taken from the roster alone "
		    "(guardians { source })");
		return !run->broken;
	}
	if (beside && run->guardians_entry != NULL)
		guardians_file_remark(&told, "package.unknown", AS_WARNING, 0,
		    (struct bytes){NULL, 0},
		    "there is a guardians.csv beside the zip, too; the one in the zip was not "
		    "read");
	return beside ? beside_read(run)
		      : file_read(run, run->guardians_entry, (struct bytes){NULL, 0});
}
