// The roster is handed on as it is. It is held against fetch's SEAL on the way, since nothing else between the two reads it whole.
#include "cmd/normalise/undo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/undo.h"

enum { PIECE = 256 * 1024 };

static const char name[] = "roster.mdb";

// Copies an open file into another, and gives its digest.
static bool
copy(int from, int to, char hex[DIGEST_HEX], struct fault *fault)
{
	char *piece = malloc(PIECE);
	struct digest *digest = digest_new();
	ssize_t got = 0;
	bool good =
	    (piece != NULL && digest != NULL) || fault_set(fault, FAULT_TEMP, "out of memory");
	while (good && (got = read(from, piece, PIECE)) > 0) {
		digest_add(digest, piece, (size_t)got);
		good = fs_write(to, piece, (size_t)got, name, fault);
	}
	if (good && got < 0)
		good = fault_system(fault, "reading %s", name);
	if (good)
		digest_end(digest, hex);
	else
		digest_free(digest);
	free(piece);
	return good;
}

// The digest that fetch's SEAL has of the roster.
static bool
read_sealed(int fetch, struct sealed *sealed, struct fault *fault)
{
	struct seal seal;
	if (!seal_read(fetch, &seal, fault))
		return false;
	const struct sealed *content = undo_content(&seal);
	if (content == NULL || strcmp(content->name, name) != 0)
		return fault_set(fault, FAULT_IO, "fetch left no %s", name);
	*sealed = *content;
	return true;
}

// Copies the roster, which must be what was sealed.
static bool
hand_on(struct job *job, int fetch, struct fault *fault)
{
	struct sealed sealed;
	struct fault late;
	char hex[DIGEST_HEX];
	if (!read_sealed(fetch, &sealed, fault))
		return false;
	int from = fs_open_file(fetch, name, fault);
	int to = from < 0 ? -1 : fs_create(job->out, name, fault);
	bool good = to >= 0 && copy(from, to, hex, fault);
	if (to >= 0)
		good = fs_finish(to, name, good ? fault : &late) && good;
	if (from >= 0)
		close(from);
	if (good && strcmp(hex, sealed.digest) != 0)
		return fault_set(fault, FAULT_IO, "%s is not what fetch sealed", name);
	if (good)
		seal_know(job->seal, name, hex, sealed.size);
	return good;
}

bool
undo_normalise(struct job *job, struct fault *fault)
{
	int fetch = spool_open_drop(job->district_dir, STAGE_FETCH, PLACE_READY, job->drop, fault);
	bool good = fetch >= 0 && hand_on(job, fetch, fault);
	if (fetch >= 0)
		close(fetch);
	snprintf(job->summary, sizeof job->summary, "as it was");
	return good;
}
