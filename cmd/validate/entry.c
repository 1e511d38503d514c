// From the zip's bytes to rows. The table is fed with what libarchive lends, piece by piece; nothing is kept.
#include "pipeline/archive.h"
#include "cmd/validate/entry.h"

bool
entry_row_lost(const struct table_trouble *trouble)
{
	return trouble->row_lost && strcmp(trouble->code, "csv.blank_row") != 0;
}

// Feeds all of an open entry. False when it cannot be read, or a handler stopped.
static bool
feed_all(struct archive_file *archive, struct table *table, struct fault *fault)
{
	struct bytes piece;

	for (;;) {
		if (!archive_read(archive, &piece, fault))
			return false;
		if (piece.size == 0)
			return table_end(table);
		if (!table_feed(table, piece))
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

// A table of the district's limits.
static struct table *
table_open(const struct district *district, enum table_encoding encoding, table_row_handler *on_row,
    table_trouble_handler *on_trouble, void *context, struct fault *fault)
{
	struct table_limits limits = {.cell_bytes = district->limits.cell_bytes,
	    .row_bytes = district->limits.row_bytes,
	    .columns = district->limits.columns};
	struct table *table = table_new(encoding, &limits, on_row, on_trouble, context);

	if (table == NULL)
		fault_set(fault, FAULT_TEMP, "out of memory");
	return table;
}

// Feeds an entry of the package, or the text that was made instead of one.
static bool
entry_feed(struct run *run, const struct zip_entry *entry, struct table *table, struct fault *fault)
{
	if (entry == &run->made_entry)
		return table_feed(table, (struct bytes){run->made.data, run->made.size}) &&
		       table_end(table);
	struct archive_file *archive = archive_open(run->zip, entry->name, fault);
	bool good = archive != NULL && feed_all(archive, table, fault);
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
	struct fault fault = {FAULT_NONE, ""};
	struct table *table = table_open(district, encoding, on_row, on_trouble, context, &fault);
	bool good = table != NULL && entry_feed(run, entry, table, &fault);

	judge_fault(run, file, &fault);
	if (table != NULL)
		table_free(table);
	return good && !run->broken;
}

bool
entry_read_text(struct run *run, struct bytes text, const char *file, table_row_handler *on_row,
    table_trouble_handler *on_trouble, void *context)
{
	const struct district *district = run->job->district;
	struct fault fault = {FAULT_NONE, ""};
	struct table *table =
	    table_open(district, district->encoding, on_row, on_trouble, context, &fault);
	bool good =
	    table != NULL && (text.size == 0 || table_feed(table, text)) && table_end(table);

	judge_fault(run, file, &fault);
	if (table != NULL)
		table_free(table);
	return good && !run->broken;
}

void
entry_peek(struct run *run, const struct zip_entry *entry, table_row_handler *on_row,
    table_trouble_handler *on_trouble, void *context)
{
	const struct district *district = run->job->district;
	struct fault fault = {FAULT_NONE, ""};
	struct table *table =
	    table_open(district, district->encoding, on_row, on_trouble, context, &fault);

	if (table != NULL)
		entry_feed(run, entry, table, &fault);
	if (fault.class != FAULT_NONE && fault.class != FAULT_DATA) {
		*run->fault = fault;
		run->broken = true;
	}
	if (table != NULL)
		table_free(table);
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
