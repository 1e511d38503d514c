// libarchive, and nothing else of it than its seekable zip reader and its zip writer. The other zip
// reader takes zips that are cut, and every further format is one more parser for hostile bytes.
// What libarchive says is believed only as far as it agrees with the central directory as zip_check
// read it: it may pass over duplicate or odd names and give damaged content with a mere warning.
//
// An entry is found by its place among the local headers, the order in which the reader gives them;
// by name would depend on the locale, in which names that are not ASCII may be no names at all.

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pipeline/archive.h"
#include "pipeline/limits.h"
#include "pipeline/zip.h"

enum { PACK_PIECE = 128 * 1024 };

struct archive_file {
	struct archive *reader;
	uint64_t size, given; // bytes: what the directory promises, what was handed out
	char name[LIMIT_ENTRY_NAME + 1]; // for faults; only printable ASCII
};

// Fails a file by what libarchive says of it.
static bool
fail(const struct archive_file *file, const char *what, struct fault *fault)
{
	const char *reason = archive_error_string(file->reader);

	if (archive_errno(file->reader) == ENOMEM)
		return fault_set(fault, FAULT_TEMP, "unpack %s: out of memory", file->name);
	return fault_set(fault, FAULT_DATA, "unpack %s: %s: %s", file->name, what,
	    reason != NULL ? reason : "no reason given");
}

// Finds the entry in a directory, and how many others have their local header before its own.
static const struct zip_entry *
entry_named(const struct zip *zip, struct bytes name, unsigned *before)
{
	const struct zip_entry *found = NULL;

	for (unsigned i = 0; i < zip->count && found == NULL; i++)
		if (bytes_equal(zip->entries[i].name, name))
			found = &zip->entries[i];
	*before = 0;
	for (unsigned i = 0; found != NULL && i < zip->count; i++)
		*before += zip->entries[i].offset < found->offset;
	return found;
}

static bool
is_ascii(struct bytes name)
{
	for (size_t i = 0; i < name.size; i++)
		if ((unsigned char)name.data[i] >= 0x80)
			return false;
	return true;
}

// Walks the reader to the entry. A warning is let pass only where it can be about the spelling of a
// name.
static bool
reader_seek(struct archive_file *file, struct bytes content, struct bytes name, unsigned before,
    struct fault *fault)
{
	struct archive_entry *entry = NULL;
	int status = archive_read_open_memory(file->reader, content.data, content.size);

	if (status != ARCHIVE_OK)
		return fail(file, "the zip does not open", fault);
	for (unsigned i = 0; i <= before; i++) {
		status = archive_read_next_header(file->reader, &entry);
		if (status != ARCHIVE_OK && status != ARCHIVE_WARN)
			return fail(file, "the zip does not give it", fault);
	}
	if (!is_ascii(name))
		return true;
	const char *given = archive_entry_pathname(entry);
	if (status != ARCHIVE_OK || given == NULL || !bytes_is(name, given))
		return fail(file, "the zip gives something else", fault);
	return true;
}

// A new reader that knows the seekable zip and nothing else.
static struct archive_file *
file_new(const struct zip_entry *entry)
{
	struct archive_file *file = calloc(1, sizeof(*file));

	if (file == NULL)
		return NULL;
	file->reader = archive_read_new();
	if (file->reader == NULL ||
	    archive_read_support_format_zip_seekable(file->reader) != ARCHIVE_OK) {
		archive_close(file);
		return NULL;
	}
	file->size = entry->size;
	for (size_t i = 0; i < entry->name.size && i < LIMIT_ENTRY_NAME; i++) {
		char byte = entry->name.data[i];
		file->name[i] = byte >= 0x20 && byte < 0x7f ? byte : '?';
	}
	return file;
}

// Opens an entry that the directory has.
static struct archive_file *
file_open(struct bytes content, const struct zip *zip, struct bytes name, struct fault *fault)
{
	unsigned before;
	const struct zip_entry *entry = entry_named(zip, name, &before);

	if (entry == NULL || entry->directory) {
		fault_set(fault, FAULT_DATA, "unpack: the zip has no such file");
		return NULL;
	}
	struct archive_file *file = file_new(entry);
	if (file == NULL) {
		fault_set(fault, FAULT_TEMP, "unpack: out of memory");
		return NULL;
	}
	if (!reader_seek(file, content, name, before, fault)) {
		archive_close(file);
		return NULL;
	}
	return file;
}

struct archive_file *
archive_open(struct bytes content, struct bytes name, struct fault *fault)
{
	// The limits are the caller's business, who has checked the zip; here the directory is only
	// read again.
	const struct zip_limits any = {UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT32_MAX};
	struct zip_verdict verdict;
	struct zip zip;

	if (!zip_check(content, &any, &zip, &verdict)) {
		fault_set(fault, verdict.code == NULL ? FAULT_TEMP : FAULT_DATA, "unpack: %s",
		    verdict.text);
		return NULL;
	}
	struct archive_file *file = file_open(content, &zip, name, fault);
	zip_free(&zip);
	return file;
}

bool
archive_read(struct archive_file *file, struct bytes *piece, struct fault *fault)
{
	const void *data = NULL;
	size_t size = 0;
	int64_t offset = 0;
	int status;

	*piece = (struct bytes){NULL, 0};
	do {
		status = archive_read_data_block(file->reader, &data, &size, &offset);
	} while (status == ARCHIVE_OK && size == 0);
	if (status != ARCHIVE_OK && status != ARCHIVE_EOF)
		return fail(file, "its content is damaged", fault);
	if (status == ARCHIVE_EOF) {
		if (file->given != file->size)
			return fault_set(fault, FAULT_DATA,
			    "unpack %s: %" PRIu64 " bytes came, the directory says %" PRIu64,
			    file->name, file->given, file->size);
		return true;
	}
	if (offset < 0 || (uint64_t)offset != file->given || size > file->size - file->given)
		return fault_set(fault, FAULT_DATA,
		    "unpack %s: its content is not the %" PRIu64 " bytes that the directory says",
		    file->name, file->size);
	file->given += size;
	*piece = (struct bytes){data, size};
	return true;
}

void
archive_close(struct archive_file *file)
{
	if (file == NULL)
		return;
	archive_read_free(file->reader);
	free(file);
}

// Fails the packing of a file by what libarchive says.
static bool
pack_fail(struct archive *writer, const char *name, struct fault *fault)
{
	const char *reason = archive_error_string(writer);
	int number = archive_errno(writer);

	errno = number > 0 ? number : EIO;
	return fault_system(
	    fault, "pack %s: %s", name, reason != NULL ? reason : "no reason given");
}

// Copies `size` bytes of an open file, from its beginning, into the entry that was begun. The
// position of the file is left alone.
static bool
pack_content(struct archive *writer, const char *name, int fd, uint64_t size, char *piece,
    struct fault *fault)
{
	uint64_t done = 0;
	ssize_t got;

	while ((got = pread(fd, piece, PACK_PIECE, (off_t)done)) > 0) {
		if ((uint64_t)got > size - done)
			break;
		if (archive_write_data(writer, piece, (size_t)got) != got)
			return pack_fail(writer, name, fault);
		done += (uint64_t)got;
	}
	if (got < 0)
		return fault_system(fault, "pack %s: read", name);
	if (got > 0 || done != size)
		return fault_set(fault, FAULT_TEMP, "pack %s: it changed while it was read", name);
	return true;
}

// Packs one file. No time is set: the writer then puts the first one that a zip knows, whatever the
// time zone.
static bool
pack_file(struct archive *writer, struct archive_entry *entry, const char *name, int fd,
    char *piece, struct fault *fault)
{
	struct stat status;

	if (fstat(fd, &status) != 0)
		return fault_system(fault, "pack %s", name);
	archive_entry_clear(entry);
	archive_entry_set_pathname(entry, name);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0644);
	archive_entry_set_size(entry, status.st_size);
	if (!is_ascii(bytes_of(name)))
		return fault_set(fault, FAULT_DATA, "pack: a file's name is not ASCII");
	if (archive_write_header(writer, entry) != ARCHIVE_OK)
		return pack_fail(writer, name, fault);
	if (!pack_content(writer, name, fd, (uint64_t)status.st_size, piece, fault))
		return false;
	if (archive_write_finish_entry(writer) != ARCHIVE_OK)
		return pack_fail(writer, name, fault);
	return true;
}

// Sets up the writer: deflate, nothing padded at the end.
static bool
pack_open(struct archive *writer, int out, struct fault *fault)
{
	if (archive_write_set_format_zip(writer) != ARCHIVE_OK ||
	    archive_write_zip_set_compression_deflate(writer) != ARCHIVE_OK ||
	    archive_write_set_bytes_in_last_block(writer, 1) != ARCHIVE_OK ||
	    archive_write_open_fd(writer, out) != ARCHIVE_OK)
		return pack_fail(writer, "the zip", fault);
	return true;
}

bool
archive_pack(int out, const char *const *names, const int *fds, unsigned count, struct fault *fault)
{
	struct archive *writer = archive_write_new();
	struct archive_entry *entry = archive_entry_new();
	char *piece = malloc(PACK_PIECE);
	bool good = false;

	if (writer == NULL || entry == NULL || piece == NULL) {
		fault_set(fault, FAULT_TEMP, "pack: out of memory");
		goto done;
	}
	good = pack_open(writer, out, fault);
	for (unsigned i = 0; good && i < count; i++)
		good = pack_file(writer, entry, names[i], fds[i], piece, fault);
	if (good && archive_write_close(writer) != ARCHIVE_OK)
		good = pack_fail(writer, "the zip", fault);
done:
	free(piece);
	archive_entry_free(entry);
	if (writer != NULL)
		archive_write_free(writer);
	return good;
}
