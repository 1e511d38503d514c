// Runs go to one file, so that a sort costs one descriptor whatever its size. The file has no name
// (or loses it at once): a crash leaves nothing behind.
#include "pipeline/sort_runs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "pipeline/fs.h"

enum { WRITE_BUFFER = 256 * 1024, READ_BUFFER_LEAST = 4096, READ_BUFFER_MOST = 1024 * 1024 };

struct run {
	uint64_t from, to; // where it lies in the file
	uint64_t at; // read up to here
	char *buffer;
	size_t capacity, filled, next; // bytes; the current record begins at `next`
	size_t number;
};

struct sort_runs {
	int fd;
	uint64_t memory, size; // size: of the file
	char *pending; // what is not written yet
	size_t filled;
	char *last; // the last record that was added
	struct run *run;
	size_t count;
	struct run **heap; // runs that have records left, the one with the smallest on top
	size_t left;
	bool begun; // the record on top has been handed out
};

static const char name[] = "a sort's temporary file";
static atomic_uint files; // that got a name, to make names differ

static bool
out_of_memory(struct fault *fault)
{
	return fault_set(fault, FAULT_TEMP, "out of memory while sorting");
}

// A file without a name, or, where the file system has none, one that loses its name at once.
static int
file_new(int dir, struct fault *fault)
{
	char text[64];
	int fd = openat(dir, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd >= 0)
		return fd;
	if (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT) {
		fault_system(fault, "making %s", name);
		return -1;
	}
	snprintf(text, sizeof text, ".sort-%ld-%u", (long)getpid(), atomic_fetch_add(&files, 1));
	fd = fs_create(dir, text, fault);
	if (fd >= 0)
		unlinkat(dir, text, 0);
	return fd;
}

struct sort_runs *
sort_runs_new(int dir, uint64_t memory, struct fault *fault)
{
	struct sort_runs *runs = calloc(1, sizeof *runs);
	if (runs == NULL || (runs->pending = malloc(WRITE_BUFFER)) == NULL) {
		out_of_memory(fault);
		free(runs);
		return NULL;
	}
	runs->memory = memory;
	runs->fd = file_new(dir, fault);
	if (runs->fd >= 0)
		return runs;
	sort_runs_free(runs);
	return NULL;
}

void
sort_runs_free(struct sort_runs *runs)
{
	if (runs == NULL)
		return;
	for (size_t i = 0; i < runs->count; i++)
		free(runs->run[i].buffer);
	if (runs->fd >= 0)
		close(runs->fd);
	free(runs->run);
	free(runs->heap);
	free(runs->last);
	free(runs->pending);
	free(runs);
}

static bool
pending_flush(struct sort_runs *runs, struct fault *fault)
{
	size_t size = runs->filled;
	runs->filled = 0;
	return fs_write(runs->fd, runs->pending, size, name, fault);
}

// Writes a record behind the others.
static bool
record_put(struct sort_runs *runs, const char *record, struct fault *fault)
{
	size_t size = sort_record_size(record);
	if (size > WRITE_BUFFER - runs->filled && !pending_flush(runs, fault))
		return false;
	runs->size += size;
	if (size > WRITE_BUFFER)
		return fs_write(runs->fd, record, size, name, fault);
	memcpy(runs->pending + runs->filled, record, size);
	runs->filled += size;
	return true;
}

// Remembers the end of the run, to see whether the next records lengthen it.
static bool
last_keep(struct sort_runs *runs, const char *record, struct fault *fault)
{
	size_t size = sizeof(struct sort_sizes) + sort_sizes(record).key;
	char *last = realloc(runs->last, size);
	if (last == NULL)
		return out_of_memory(fault);
	memcpy(last, record, size);
	runs->last = last;
	return true;
}

static bool
run_begin(struct sort_runs *runs, struct fault *fault)
{
	struct run *grown = realloc(runs->run, (runs->count + 1) * sizeof *grown);
	if (grown == NULL)
		return out_of_memory(fault);
	runs->run = grown;
	grown[runs->count] = (struct run){.from = runs->size, .number = runs->count};
	runs->count++;
	return true;
}

bool
sort_runs_add(
    struct sort_runs *runs, const struct sort_entry *entries, size_t count, struct fault *fault)
{
	if (count == 0)
		return true;
	bool longer = runs->last != NULL &&
		      bytes_compare(sort_key(runs->last), sort_key(entries[0].record)) <= 0;
	if (!longer && !run_begin(runs, fault))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!record_put(runs, entries[i].record, fault))
			return false;
	runs->run[runs->count - 1].to = runs->size;
	return last_keep(runs, entries[count - 1].record, fault);
}

// Makes the buffer hold `need` bytes from the current record on.
static bool
run_fill(struct run *run, int fd, size_t need, struct fault *fault)
{
	run->filled -= run->next;
	memmove(run->buffer, run->buffer + run->next, run->filled);
	run->next = 0;
	if (need > run->capacity) {
		char *larger = realloc(run->buffer, need);
		if (larger == NULL)
			return out_of_memory(fault);
		run->buffer = larger;
		run->capacity = need;
	}
	while (run->filled < need) {
		uint64_t rest = run->to - run->at;
		size_t room = run->capacity - run->filled;
		ssize_t got =
		    pread(fd, run->buffer + run->filled, room < rest ? room : rest, (off_t)run->at);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fault_system(fault, "reading %s", name);
		if (got == 0)
			return fault_set(fault, FAULT_IO, "%s is shorter than it was", name);
		run->filled += (size_t)got;
		run->at += (uint64_t)got;
	}
	return true;
}

// Sees to it that the record at `next` is whole in the buffer. There is one.
static bool
run_look(struct run *run, int fd, struct fault *fault)
{
	size_t need = sizeof(struct sort_sizes);
	if (run->filled - run->next < need && !run_fill(run, fd, need, fault))
		return false;
	need = sort_record_size(run->buffer + run->next);
	return run->filled - run->next >= need || run_fill(run, fd, need, fault);
}

static bool
run_before(const struct run *a, const struct run *b)
{
	int order = bytes_compare(sort_key(a->buffer + a->next), sort_key(b->buffer + b->next));
	return order < 0 || (order == 0 && a->number < b->number);
}

// Lets the run at `at` sink to its place in the heap.
static void
heap_sink(struct sort_runs *runs, size_t at)
{
	for (size_t child; (child = 2 * at + 1) < runs->left; at = child) {
		struct run *run = runs->heap[at];
		if (child + 1 < runs->left && run_before(runs->heap[child + 1], runs->heap[child]))
			child++;
		if (!run_before(runs->heap[child], run))
			return;
		runs->heap[at] = runs->heap[child];
		runs->heap[child] = run;
	}
}

// An equal part of the memory, but never so small or so large that it does no good.
static size_t
buffer_size(const struct sort_runs *runs)
{
	uint64_t share = runs->memory / runs->count;
	if (share < READ_BUFFER_LEAST)
		return READ_BUFFER_LEAST;
	return share > READ_BUFFER_MOST ? READ_BUFFER_MOST : (size_t)share;
}

// Gives a run its buffer and its first record.
static bool
run_open(struct sort_runs *runs, struct run *run, struct fault *fault)
{
	if (run->buffer == NULL) {
		run->capacity = buffer_size(runs);
		run->buffer = malloc(run->capacity);
		if (run->buffer == NULL)
			return out_of_memory(fault);
	}
	run->at = run->from;
	run->filled = run->next = 0;
	return run_look(run, runs->fd, fault);
}

bool
sort_runs_rewind(struct sort_runs *runs, struct fault *fault)
{
	if (!pending_flush(runs, fault))
		return false;
	if (runs->heap == NULL && (runs->heap = calloc(runs->count, sizeof *runs->heap)) == NULL)
		return out_of_memory(fault);
	for (size_t i = 0; i < runs->count; i++) {
		if (!run_open(runs, &runs->run[i], fault))
			return false;
		runs->heap[i] = &runs->run[i];
	}
	runs->left = runs->count;
	runs->begun = false;
	for (size_t i = runs->left / 2; i-- > 0;)
		heap_sink(runs, i);
	return true;
}

// Puts away the record that was handed out.
static bool
top_advance(struct sort_runs *runs, struct fault *fault)
{
	struct run *run = runs->heap[0];
	run->next += sort_record_size(run->buffer + run->next);
	if (run->next == run->filled && run->at == run->to)
		runs->heap[0] = runs->heap[--runs->left];
	else if (!run_look(run, runs->fd, fault))
		return false;
	heap_sink(runs, 0);
	return true;
}

bool
sort_runs_next(struct sort_runs *runs, const char **record, struct fault *fault)
{
	*record = NULL;
	if (runs->begun && runs->left > 0 && !top_advance(runs, fault))
		return false;
	runs->begun = true;
	if (runs->left > 0)
		*record = runs->heap[0]->buffer + runs->heap[0]->next;
	return true;
}
