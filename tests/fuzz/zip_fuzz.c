// Any bytes through the zip check and, when it finds them good, through libarchive: whatever comes,
// no entry gives more than its directory says, and reading it twice gives the same verdict.

#include <stdlib.h>

#include "pipeline/archive.h"
#include "pipeline/limits.h"
#include "pipeline/zip.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

// Small, so that a find costs little time and memory.
static const struct zip_limits limits = {
    .zip_bytes = 256 * KIB,
    .entry_bytes = 1 * MIB,
    .total_bytes = 2 * MIB,
    .ratio = 200,
    .entries = 64,
};

// Reads one entry to its end; ends the program when more comes than was promised.
static void
read_entry(struct bytes content, const struct zip_entry *entry)
{
	struct fault fault;
	struct bytes piece;
	uint64_t total = 0;
	struct archive_file *file = archive_open(content, entry->name, &fault);

	if (file == NULL && (fault.class != FAULT_DATA || fault.text[0] == '\0'))
		abort();
	if (file == NULL)
		return;
	bool good;
	while ((good = archive_read(file, &piece, &fault)) && piece.size > 0) {
		total += piece.size;
		if (total > entry->size)
			abort();
	}
	if (good ? total != entry->size : fault.class != FAULT_DATA)
		abort();
	archive_close(file);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct bytes content = {(const char *)data, size};
	struct zip_verdict verdict;
	struct zip zip;
	bool good = zip_check(content, &limits, &zip, &verdict);

	if (good != (verdict.code == NULL) ||
	    (!good && (zip.entries != NULL || verdict.text[0] == '\0')))
		abort();
	for (unsigned i = 0; i < zip.count; i++)
		if (!zip.entries[i].directory)
			read_entry(content, &zip.entries[i]);
	zip_free(&zip);
	return 0;
}
