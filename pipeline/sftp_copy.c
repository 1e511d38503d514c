// The bytes of a server's file. Reads are asked for ahead, because one at a time costs a round trip each. An answer may be shorter than what
// was asked (OpenSSH gives at most 261,120 bytes, others 32 KiB), and libssh's own offset is wrong from then on, so the offsets are kept here; an empty
// answer looks like the end of the file, so only the count of bytes says that it is whole.
#include "pipeline/sftp.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "pipeline/clock.h"
#include "pipeline/digest.h"
#include "pipeline/fs.h"
#include "pipeline/limits.h"
#include "pipeline/sftp_internal.h"
#include "pipeline/sink.h"

enum {
	PIECE = 32 * 1024, // bytes of one request: what every server gives at once
	IN_FLIGHT = 128, // requests that wait for their answer
	STEP_PAUSE = 100, // ms between two words to the parent: each wakes it
	HASHED_AT_ONCE = 1024 * 1024, // of what an earlier run left
};

#define WIDE_FROM (16 * MIB) // a file from this size on is worth more channels
#define WRITE_OUT \
	(8 * MIB) // begins to go to the disk at once, so that the last sync finds little to do

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
	uint64_t start; // where the first piece lies: an earlier run may have left some of it
	uint64_t asked, taken; // pieces, since then
	uint64_t stepped, step_time; // bytes since the last step, and when that was
	struct sink *sink;
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

// How many bytes there are from the piece of this number on.
static uint64_t
left_from(const struct transfer *transfer, uint64_t number)
{
	uint64_t offset = transfer->start + number * PIECE;
	return offset < transfer->file->size ? transfer->file->size - offset : 0;
}

// Asks for pieces until enough are in flight, in turn from each channel.
static bool
transfer_ask(struct transfer *transfer, struct fault *fault)
{
	while (transfer->asked - transfer->taken < IN_FLIGHT &&
	       left_from(transfer, transfer->asked) > 0) {
		struct piece *piece = &transfer->flying[transfer->asked % IN_FLIGHT];
		uint64_t left = left_from(transfer, transfer->asked);
		*piece = (struct piece){
		    .offset = transfer->file->size - left,
		    .size = left < PIECE ? (uint32_t)left : PIECE,
		    .from = transfer->handle[transfer->asked % transfer->handles], // NOLINT
		};
		if (!piece_ask(transfer, piece, fault))
			return false;
		transfer->asked++;
	}
	return true;
}

// Says now and then that bytes come. A step is as many as the slowest rate makes in its time, so who gives fewer is cut by the deadline.
static void
transfer_step(struct transfer *transfer, uint32_t bytes)
{
	const struct district *district = transfer->client->district;
	uint64_t now;
	transfer->stepped += bytes;
	if (transfer->stepped < district->sftp.min_rate * district->sftp.step_seconds ||
	    (now = clock_monotonic_ms()) < transfer->step_time + STEP_PAUSE)
		return;
	transfer->stepped = 0;
	transfer->step_time = now;
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
piece_take(struct transfer *transfer, struct piece piece, char *to, struct fault *fault)
{
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

// Fills one block, in the order of the file. *filled is how many bytes of it are good, whatever happens.
static bool
block_fill(struct transfer *transfer, char *block, size_t *filled, struct fault *fault)
{
	*filled = 0;
	while (left_from(transfer, transfer->taken) > 0 && *filled + PIECE <= SINK_BLOCK) {
		if (!transfer_ask(transfer, fault))
			return false;
		struct piece piece = transfer->flying[transfer->taken % IN_FLIGHT];
		if (!piece_take(transfer, piece, block + *filled, fault))
			return false;
		*filled += piece.size;
		transfer->taken++;
	}
	return true;
}

// Moves all bytes into the file and the digest. What came before a fault is written all the same.
static bool
transfer_run(struct transfer *transfer, struct fault *fault)
{
	char *block;
	size_t filled;
	bool good = true;
	struct fault why = {0};
	transfer->sink = sink_open(transfer->out, transfer->digest, transfer->file->name, fault);
	if (transfer->sink == NULL)
		return false;
	while (good && left_from(transfer, transfer->taken) > 0 &&
	       (block = sink_room(transfer->sink)) != NULL) {
		good = block_fill(transfer, block, &filled, fault);
		sink_give(transfer->sink, filled);
	}
	if (sink_close(transfer->sink, &why))
		return good;
	if (good)
		*fault = why;
	return false;
}

// Hashes what an earlier run left in the file, and goes on behind it.
static bool
transfer_resume(struct transfer *transfer, struct fault *fault)
{
	const char *name = transfer->file->name;
	char *piece = malloc(HASHED_AT_ONCE);
	ssize_t got = piece != NULL ? 1 : -1;
	if (piece == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory copying %s", name);
	while (got > 0) {
		sftp_client_step(transfer->client, "hashing what was copied before");
		got = pread(transfer->out, piece, HASHED_AT_ONCE, (off_t)transfer->start);
		if (got < 0)
			fault_system(fault, "reading what was copied of %s before", name);
		if (got > 0) {
			digest_add(transfer->digest, piece, (size_t)got);
			transfer->start += (uint64_t)got;
		}
	}
	free(piece);
	if (got == 0 && (transfer->start > transfer->file->size ||
			    lseek(transfer->out, 0, SEEK_END) != (off_t)transfer->start))
		return fault_set(fault, FAULT_BUG, "more was copied of %s than it has", name);
	return got == 0;
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
	transfer.digest = digest_new();
	bool good = transfer.digest != NULL ||
		    fault_set(fault, FAULT_TEMP, "out of memory copying %s", file->name);
	good = good && transfer_resume(&transfer, fault) && transfer_open(&transfer, fault) &&
	       transfer_run(&transfer, fault) && check_unchanged(client, file, fault);
	while (transfer.handles > 0)
		sftp_close(transfer.handle[--transfer.handles]);
	if (good)
		digest_end(transfer.digest, sha256);
	else
		digest_free(transfer.digest);
	return good;
}
