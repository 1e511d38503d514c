// From the zip's bytes to rows. The table is fed with what libarchive lends, piece by piece; nothing is kept.
#include "pipeline/archive.h"
#include "pipeline/sheet.h"
#include "cmd/validate/entry.h"

bool
entry_row_lost(const struct table_trouble *trouble)
{
	return trouble->row_lost && strcmp(trouble->code, "csv.blank_row") != 0;
}

// Who is told of rows and of trouble.
struct reader {
	table_row_handler *on_row;
	table_trouble_handler *on_trouble;
	void *context;
};

// What the bytes go into.
struct inlet {
	struct table *table;
	struct sheet *sheet; // before it, of a file that people make; NULL: programs do
};

static bool
inlet_feed(struct inlet *inlet, struct bytes piece)
{
	return inlet->sheet != NULL ? sheet_feed(inlet->sheet, piece)
				    : table_feed(inlet->table, piece);
}

static bool
inlet_end(struct inlet *inlet)
{
	return inlet->sheet != NULL ? sheet_end(inlet->sheet) : table_end(inlet->table);
}

// The end; false when there was no memory on the way.
static bool
inlet_close(struct inlet *inlet, struct fault *fault)
{
	bool good = inlet->sheet == NULL || !sheet_failed(inlet->sheet) ||
		    fault_set(fault, FAULT_TEMP, "out of memory");
	sheet_free(inlet->sheet);
	if (inlet->table != NULL)
		table_free(inlet->table);
	return good;
}

// Feeds all of an open entry. False when it cannot be read, or a handler stopped.
static bool
feed_all(struct archive_file *archive, struct inlet *inlet, struct fault *fault)
{
	struct bytes piece;

	for (;;) {
		if (!archive_read(archive, &piece, fault))
			return false;
		if (piece.size == 0)
			return inlet_end(inlet);
		if (!inlet_feed(inlet, piece))
			return false;
	}
}

// An entry that does not inflate to what the zip says of it is the drop's fault; anything else is ours or the system's.
static void
judge_fault(struct run *run, const char *file, const struct fault *fault)
{
	enum severity severity;

	if (fault->class == FAULT_NONE)
		return;
	if (fault->class == FAULT_DATA) {
		run_remark(run,
		    &(struct remark){.code = "package.crc", .file = file, .text = fault->text},
		    &severity);
		return;
	}
	*run->fault = *fault;
	run->broken = true;
}

// A table of the district's limits, and for guardians.csv, which is made where the SIS cannot, what a spreadsheet program makes of it.
static bool
inlet_open(struct inlet *inlet, const struct district *district, enum table_encoding encoding,
    const char *file, const struct reader *reader, struct fault *fault)
{
	struct table_limits limits = {.cell_bytes = district->limits.cell_bytes,
	    .row_bytes = district->limits.row_bytes,
	    .columns = district->limits.columns};
	bool sheet = file != NULL && strcmp(file, "guardians.csv") == 0;

	inlet->sheet = NULL;
	inlet->table =
	    table_new(encoding, &limits, reader->on_row, reader->on_trouble, reader->context);
	if (inlet->table != NULL && sheet)
		inlet->sheet = sheet_new(inlet->table, encoding);
	return (inlet->table != NULL && (!sheet || inlet->sheet != NULL)) ||
	       fault_set(fault, FAULT_TEMP, "out of memory");
}

// Feeds an entry of the package, or the text that was made instead of one.
static bool
entry_feed(struct run *run, const struct zip_entry *entry, struct inlet *inlet, struct fault *fault)
{
	if (entry == &run->made_entry)
		return inlet_feed(inlet, (struct bytes){run->made.data, run->made.size}) &&
		       inlet_end(inlet);
	struct archive_file *archive = archive_open(run->zip, entry->name, fault);
	bool good = archive != NULL && feed_all(archive, inlet, fault);
	if (archive != NULL)
		archive_close(archive);
	return good;
}

bool
entry_read(struct run *run, const struct zip_entry *entry, const char *file,
    table_row_handler *on_row, table_trouble_handler *on_trouble, void *context)
{
	const struct district *district = run->job->district;
	enum table_encoding encoding = entry == &run->made_entry ? TABLE_UTF8 : district->encoding;
	const struct reader reader = {on_row, on_trouble, context};
	struct fault fault = {FAULT_NONE, ""};
	struct inlet inlet;
	bool good = inlet_open(&inlet, district, encoding, file, &reader, &fault) &&
		    entry_feed(run, entry, &inlet, &fault);

	good = inlet_close(&inlet, &fault) && good;
	judge_fault(run, file, &fault);
	return good && !run->broken;
}

bool
entry_read_text(struct run *run, struct bytes text, const char *file, table_row_handler *on_row,
    table_trouble_handler *on_trouble, void *context)
{
	const struct district *district = run->job->district;
	const struct reader reader = {on_row, on_trouble, context};
	struct fault fault = {FAULT_NONE, ""};
	struct inlet inlet;
	bool good = inlet_open(&inlet, district, district->encoding, file, &reader, &fault) &&
		    (text.size == 0 || inlet_feed(&inlet, text)) && inlet_end(&inlet);

	good = inlet_close(&inlet, &fault) && good;
	judge_fault(run, file, &fault);
	return good && !run->broken;
}

void
entry_peek(struct run *run, const struct zip_entry *entry, table_row_handler *on_row,
    table_trouble_handler *on_trouble, void *context)
{
	const struct district *district = run->job->district;
	const struct reader reader = {on_row, on_trouble, context};
	struct fault fault = {FAULT_NONE, ""};
	struct inlet inlet;

	if (inlet_open(&inlet, district, district->encoding, NULL, &reader, &fault))
		entry_feed(run, entry, &inlet, &fault);
	inlet_close(&inlet, &fault);
	if (fault.class != FAULT_NONE && fault.class != FAULT_DATA) {
		*run->fault = fault;
		run->broken = true;
	}
}

const char *
entry_code_page(struct run *run, const struct zip_entry *entry)
{
	struct fault ignored;
	struct bytes piece;
	bool found = false;
	struct archive_file *archive = archive_open(run->zip, entry->name, &ignored);

	while (
	    archive != NULL && !found && archive_read(archive, &piece, &ignored) && piece.size != 0)
		for (size_t i = 0; i < piece.size && !found; i++)
			found = (unsigned char)piece.data[i] >= 0x80 &&
				(unsigned char)piece.data[i] < 0xa0;
	if (archive != NULL)
		archive_close(archive);
	return found ? "windows-1252" : "iso-8859-1";
}
