// The bytes of a server's file. Reads are asked for ahead, because one at a time costs a round trip each. An answer may be shorter than what
// was asked (OpenSSH gives at most 261,120 bytes, others 32 KiB), and libssh's own offset is wrong from then on, so the offsets are kept here; an empty
// answer looks like the end of the file, so only the count of bytes says that it is whole. Large requests cost both sides least, but what a
// short answer leaves out costs a round trip: so the first one is waited for, and no more is asked at once than a server gave.
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
	PIECE_MOST = 128 * 1024, // bytes of one request, until a server gives fewer
	PIECE_LEAST = 4 * 1024, // however few it gives
	IN_FLIGHT = 128, // requests that wait for their answer
	FAR =
	    5, // ms for an answer from which on a server is worth more channels; near, they only cost
	STEP_PAUSE = 100, // ms between two words to the parent: each wakes it
	HASHED_AT_ONCE = 1024 * 1024, // of what an earlier run left
};

#define WIDE_FROM (16 * MIB) // a file from this size on is worth more channels
#define AHEAD (4 * MIB) // that are asked for and not here yet

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
	uint64_t asked, taken; // pieces
	uint64_t next, done; // where the next piece to ask for begins; how far the file is here
	uint32_t piece; // bytes to ask for at once
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

// Whether another piece may be asked for. Nothing more before the first answer, which tells how much the server gives at once.
static bool
may_ask(const struct transfer *transfer)
{
	return transfer->handles > 0 && transfer->next < transfer->file->size &&
	       (transfer->taken > 0 || transfer->asked == 0) &&
	       transfer->asked - transfer->taken < IN_FLIGHT &&
	       transfer->next - transfer->done < AHEAD;
}

// Asks for pieces until enough are in flight, in turn from each channel.
static bool
transfer_ask(struct transfer *transfer, struct fault *fault)
{
	while (may_ask(transfer)) {
		struct piece *piece = &transfer->flying[transfer->asked % IN_FLIGHT];
		uint64_t left = transfer->file->size - transfer->next;
		*piece = (struct piece){
		    .offset = transfer->next,
		    .size = left < transfer->piece ? (uint32_t)left : transfer->piece,
		    .from = transfer->handle[transfer->asked % transfer->handles],
		};
		if (!piece_ask(transfer, piece, fault))
			return false;
		transfer->next += piece->size;
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
		if (piece.size == 0)
			return true;
		if ((uint32_t)got < transfer->piece)
			transfer->piece = got < PIECE_LEAST ? PIECE_LEAST : (uint32_t)got;
		if (!piece_ask(transfer, &piece, fault))
			return false;
	}
	return true;
}

// Fills one block, in the order of the file. *filled is how many bytes of it are good, whatever happens.
static bool
block_fill(struct transfer *transfer, char *block, size_t *filled, struct fault *fault)
{
	*filled = 0;
	while (transfer->done < transfer->file->size && *filled + PIECE_MOST <= SINK_BLOCK) {
		if (!transfer_ask(transfer, fault))
			return false;
		struct piece piece = transfer->flying[transfer->taken % IN_FLIGHT];
		if (!piece_take(transfer, piece, block + *filled, fault))
			return false;
		*filled += piece.size;
		transfer->done += piece.size;
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
	while (good && transfer->done < transfer->file->size &&
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
		got = pread(transfer->out, piece, HASHED_AT_ONCE, (off_t)transfer->done);
		if (got < 0)
			fault_system(fault, "reading what was copied of %s before", name);
		if (got > 0) {
			digest_add(transfer->digest, piece, (size_t)got);
			transfer->done += (uint64_t)got;
		}
	}
	free(piece);
	if (got == 0 && (transfer->done > transfer->file->size ||
			    lseek(transfer->out, 0, SEEK_END) != (off_t)transfer->done))
		return fault_set(fault, FAULT_BUG, "more was copied of %s than it has", name);
	return got == 0;
}

// Opens the file in one more channel.
static bool
open_lane(struct transfer *transfer, unsigned lane, const char *path)
{
	sftp_file handle = sftp_open(transfer->client->lane[lane], path, O_RDONLY, 0);
	if (handle == NULL)
		return false;
	transfer->handle[transfer->handles++] = handle;
	return true;
}

// Opens the file; in more channels too if it is large and the server is far away. The first must be, another is a gain.
static bool
transfer_open(struct transfer *transfer, struct fault *fault)
{
	char path[SFTP_PATH_MAX];
	struct sftp_client *client = transfer->client;
	if (!sftp_client_path(client, transfer->file->name, path, fault))
		return false;
	sftp_client_step(client, "opening a file");
	uint64_t began = clock_monotonic_ms();
	if (!open_lane(transfer, 0, path))
		return sftp_client_file_fault(client, "opening", transfer->file->name, fault);
	if (transfer->file->size < WIDE_FROM || clock_monotonic_ms() < began + FAR)
		return true;
	while (sftp_client_widen(client))
		sftp_client_step(client, "opening a file");
	for (unsigned i = 1; i < client->lanes; i++)
		open_lane(transfer, i, path);
	return true;
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
	transfer.piece = PIECE_MOST;
	bool good = transfer.digest != NULL ||
		    fault_set(fault, FAULT_TEMP, "out of memory copying %s", file->name);
	good = good && transfer_resume(&transfer, fault);
	transfer.next = transfer.done;
	good = good && transfer_open(&transfer, fault) && transfer_run(&transfer, fault) &&
	       check_unchanged(client, file, fault);
	while (transfer.handles > 0)
		sftp_close(transfer.handle[--transfer.handles]);
	if (good)
		digest_end(transfer.digest, sha256);
	else
		digest_free(transfer.digest);
	return good;
}
