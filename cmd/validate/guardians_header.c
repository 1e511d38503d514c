// The header of guardians.csv: names in any case and order, and what is wrong with them.
#include "cmd/validate/guardians.h"

#include "cmd/validate/header.h"

void
guardians_file_remark(struct guardians *guardians, const char *code, enum as as, uint64_t row,
    struct bytes column, const char *text)
{
	enum severity severity;

	run_remark(guardians->run,
	    &(struct remark){.code = code,
		.as = as,
		.file = guardians_name,
		.row = row,
		.line = row,
		.column = column,
		.text = text},
	    &severity);
	guardians->lost = guardians->lost || severity == SEVERITY_FATAL;
}

// Takes one name of the header.
static void
name_take(struct guardians *guardians, struct bytes cell, unsigned source, uint64_t row)
{
	char clean[HEADER_NAME];
	bool invisible;
	struct bytes name = header_name(cell, clean, &invisible);
	int column = guardians_column_named(name);

	if (name.size == 0)
		return;
	if (column < 0) {
		guardians_file_remark(guardians, "header.unknown", AS_WARNING, row,
		    (struct bytes){name.data, name.size < 64 ? name.size : 0}, NULL);
		return;
	}
	struct bytes known = bytes_of(guardians_file.columns[column].name);
	if (guardians->source[column] >= 0)
		guardians_file_remark(guardians, "header.twice", AS_FATAL, row, known, NULL);
	else if (invisible || !bytes_equal(name, known))
		guardians_file_remark(guardians, invisible ? "header.invisible" : "header.case",
		    AS_WARNING, row, known, NULL);
	guardians->source[column] = (int)source;
}

bool
guardians_header(struct guardians *guardians, const struct table_row *row)
{
	unsigned found = 0;

	guardians->header = true;
	guardians->header_cells = row->cell_count;
	for (unsigned i = 0; i < row->cell_count; i++)
		found += guardians_column_named(value_trim(row->cells[i])) >= 0;
	if (found == 0) { // somebody's data, which must not be named
		guardians_file_remark(
		    guardians, "header.missing", AS_FATAL, row->row, (struct bytes){NULL, 0}, NULL);
		return false;
	}
	for (unsigned i = 0; i < row->cell_count; i++)
		name_take(guardians, row->cells[i], i, row->row);
	for (unsigned i = 0; i < GUARDIANS_COLUMNS; i++) {
		bool required = guardians_file.columns[i].required != 0;
		if (guardians->source[i] < 0)
			guardians_file_remark(guardians,
			    required ? "header.required" : "header.optional_missing",
			    required ? AS_FATAL : AS_NOTICE, row->row,
			    bytes_of(guardians_file.columns[i].name), NULL);
	}
	return !guardians->lost && !guardians->run->broken;
}
