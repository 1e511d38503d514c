// The bytes of a server's file. Reads are asked for ahead, because one at a time costs a round trip each. An answer may be shorter than what
// was asked (OpenSSH gives at most 261,120 bytes, others 32 KiB), and libssh's own offset is wrong from then on, so the offsets are kept here; an empty
// answer looks like the end of the file, so only the count of bytes says that it is whole.
#include "pipeline/sftp.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>

#include "pipeline/digest.h"
#include "pipeline/fs.h"
#include "pipeline/limits.h"
#include "pipeline/sftp_internal.h"

enum {
	PIECE = 32 * 1024, // bytes of one request: what every server gives at once
	IN_FLIGHT = 128, // requests that wait for their answer
	STEP_BYTES = 64 * 1024, // make a step forward for the deadline
};

#define WIDE_FROM (16 * MIB) // a file from this size on is worth more channels

// One request that waits for its answer.
struct piece {
	uint64_t offset;
	uint32_t size;
	uint32_t id;
	sftp_file from;
};

// A copy under way.
struct transfer {
	struct sftp_client *client;
	const struct sftp_file *file;
	sftp_file handle[SFTP_LANES];
	unsigned handles;
	struct piece flying[IN_FLIGHT]; // a ring, in the order of the file
	uint64_t asked, taken; // pieces, since the beginning
	uint32_t stepped; // bytes since the last step
	char *buffer; // PIECE bytes
	struct digest *digest;
	int out;
};

// Sends the request for a piece.
static bool
piece_ask(struct transfer *transfer, struct piece *piece, struct fault *fault)
{
	int id = -1;
	if (sftp_seek64(piece->from, piece->offset) == 0)
		id = sftp_async_read_begin(piece->from, piece->size);
	piece->id = (uint32_t)id;
	return id >= 0 ||
	       sftp_client_file_fault(transfer->client, "reading", transfer->file->name, fault);
}

// Asks for pieces until enough are in flight, in turn from each channel.
static bool
transfer_ask(struct transfer *transfer, struct fault *fault)
{
	while (transfer->asked - transfer->taken < IN_FLIGHT &&
	       transfer->asked * PIECE < transfer->file->size) {
		struct piece *piece = &transfer->flying[transfer->asked % IN_FLIGHT];
		uint64_t left = transfer->file->size - transfer->asked * PIECE;
		*piece = (struct piece){
		    .offset = transfer->asked * PIECE,
		    .size = left < PIECE ? (uint32_t)left : PIECE,
		    .from = transfer->handle[transfer->asked % transfer->handles],
		};
		if (!piece_ask(transfer, piece, fault))
			return false;
		transfer->asked++;
	}
	return true;
}

// Says now and then that bytes come: so a server that gives a byte a minute does not count as going on.
static void
transfer_step(struct transfer *transfer, uint32_t bytes)
{
	transfer->stepped += bytes;
	if (transfer->stepped < STEP_BYTES)
		return;
	transfer->stepped = 0;
	sftp_client_step(transfer->client, "copying a file");
}

// Whether libssh has read the answer already, while it waited for another one.
static bool
answer_is_here(const struct piece *piece)
{
	for (sftp_request_queue entry = piece->from->sftp->queue; entry != NULL;
	     entry = entry->next)
		if (entry->message->id == piece->id)
			return true;
	return false;
}

// Waits for one answer to a piece. sftp_async_read reads from the network before it looks at what it has, and so waits for ever for an answer
// that came out of turn, if nothing else is to come: one more request makes sure that something is.
static int
piece_wait(struct piece *piece, char *to)
{
	if (answer_is_here(piece) &&
	    (sftp_seek64(piece->from, 0) != 0 || sftp_async_read_begin(piece->from, 1) < 0))
		return SSH_ERROR;
	return sftp_async_read(piece->from, to, piece->size, piece->id);
}

// Waits for a piece's answer, and asks again for what a short one left out. FAULT_TEMP when the server has no more.
static bool
piece_take(struct transfer *transfer, struct piece piece, struct fault *fault)
{
	char *to = transfer->buffer;
	while (piece.size > 0) {
		int got = piece_wait(&piece, to);
		if (got < 0)
			return sftp_client_file_fault(
			    transfer->client, "reading", transfer->file->name, fault);
		if (got == 0 || (uint32_t)got > piece.size)
			return fault_set(fault, FAULT_TEMP,
			    "%s was cut at %" PRIu64 " of %" PRIu64 " bytes", transfer->file->name,
			    piece.offset, transfer->file->size);
		to += got;
		piece.offset += (uint32_t)got;
		piece.size -= (uint32_t)got;
		transfer_step(transfer, (uint32_t)got);
		if (piece.size > 0 && !piece_ask(transfer, &piece, fault))
			return false;
	}
	return true;
}

// Moves all bytes, in order, into the file and the digest.
static bool
transfer_run(struct transfer *transfer, struct fault *fault)
{
	const char *name = transfer->file->name;
	while (transfer->taken * PIECE < transfer->file->size) {
		if (!transfer_ask(transfer, fault))
			return false;
		struct piece piece = transfer->flying[transfer->taken % IN_FLIGHT];
		size_t size = piece.size;
		if (!piece_take(transfer, piece, fault))
			return false;
		digest_add(transfer->digest, transfer->buffer, size);
		if (!fs_write(transfer->out, transfer->buffer, size, name, fault))
			return false;
		transfer->taken++;
	}
	return true;
}

// Opens the file once in each channel; the first must be, another is a gain.
static bool
transfer_open(struct transfer *transfer, struct fault *fault)
{
	char path[SFTP_PATH_MAX];
	struct sftp_client *client = transfer->client;
	if (!sftp_client_path(client, transfer->file->name, path, fault))
		return false;
	sftp_client_step(client, "opening a file");
	while (transfer->file->size >= WIDE_FROM && sftp_client_widen(client))
		sftp_client_step(client, "opening a file");
	unsigned lanes = transfer->file->size >= WIDE_FROM ? client->lanes : 1;
	for (unsigned i = 0; i < lanes; i++) {
		sftp_file handle = sftp_open(client->lane[i], path, O_RDONLY, 0);
		if (handle != NULL)
			transfer->handle[transfer->handles++] = handle;
	}
	return transfer->handles > 0 ||
	       sftp_client_file_fault(client, "opening", transfer->file->name, fault);
}

// Looks again: a file that changed while it was copied is half one and half the other.
static bool
check_unchanged(struct sftp_client *client, const struct sftp_file *file, struct fault *fault)
{
	struct sftp_file now;
	if (!sftp_client_look(client, file->name, &now, fault))
		return false;
	return (now.size == file->size && now.modified == file->modified) ||
	       fault_set(fault, FAULT_TEMP, "%s changed while it was copied", file->name);
}

bool
sftp_client_copy(struct sftp_client *client, const struct sftp_file *file, int out, uint64_t most,
    char sha256[65], struct fault *fault)
{
	if (file->size > most)
		return fault_set(fault, FAULT_DATA,
		    "%s has %" PRIu64 " bytes; at most %" PRIu64 " are taken", file->name,
		    file->size, most);
	struct transfer transfer = {.client = client, .file = file, .out = out};
	transfer.buffer = malloc(PIECE);
	transfer.digest = digest_new();
	bool good = transfer.buffer != NULL && transfer.digest != NULL;
	if (!good)
		fault_set(fault, FAULT_TEMP, "out of memory copying %s", file->name);
	good = good && transfer_open(&transfer, fault) && transfer_run(&transfer, fault) &&
	       check_unchanged(client, file, fault);
	while (transfer.handles > 0)
		sftp_close(transfer.handle[--transfer.handles]);
	free(transfer.buffer);
	if (good)
		digest_end(transfer.digest, sha256);
	else
		digest_free(transfer.digest);
	return good;
}
