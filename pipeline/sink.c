// A ring of blocks between two threads. What is written is sent on to the disk at once, so that the sync at the end finds little to do.
#include "pipeline/sink.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "pipeline/fs.h"

enum { BLOCKS = 4, WRITE_OUT = 32 }; // blocks: of the ring; that are sent to the disk together

struct sink {
	int file;
	struct digest *digest;
	const char *name;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	size_t size[BLOCKS]; // of what was given
	unsigned given, written; // blocks, since the beginning
	bool ended, failed;
	struct fault fault; // why it failed
	char block[BLOCKS][SINK_BLOCK];
};

// Waits for a block. False when there is no more.
static bool
wait_given(struct sink *sink)
{
	pthread_mutex_lock(&sink->lock);
	while (sink->given == sink->written && !sink->ended)
		pthread_cond_wait(&sink->changed, &sink->lock);
	bool more = sink->given != sink->written;
	pthread_mutex_unlock(&sink->lock);
	return more;
}

// The life of the thread.
static void *
drain(void *context)
{
	struct sink *sink = context;
	bool good = true;
	while (good && wait_given(sink)) {
		unsigned at = sink->written % BLOCKS;
		digest_add(sink->digest, sink->block[at], sink->size[at]);
		good =
		    fs_write(sink->file, sink->block[at], sink->size[at], sink->name, &sink->fault);
		if (sink->written % WRITE_OUT == WRITE_OUT - 1)
			sync_file_range(sink->file, 0, 0, SYNC_FILE_RANGE_WRITE);
		pthread_mutex_lock(&sink->lock);
		sink->written++;
		sink->failed = !good;
		pthread_cond_signal(&sink->changed);
		pthread_mutex_unlock(&sink->lock);
	}
	return NULL;
}

struct sink *
sink_open(int file, struct digest *digest, const char *name, struct fault *fault)
{
	struct sink *sink = malloc(sizeof *sink);
	if (sink == NULL) {
		fault_set(fault, FAULT_TEMP, "out of memory writing %s", name);
		return NULL;
	}
	sink->file = file;
	sink->digest = digest;
	sink->name = name;
	sink->given = sink->written = 0;
	sink->ended = sink->failed = false;
	pthread_mutex_init(&sink->lock, NULL);
	pthread_cond_init(&sink->changed, NULL);
	if (pthread_create(&sink->thread, NULL, drain, sink) == 0)
		return sink;
	fault_set(fault, FAULT_TEMP, "no thread to write %s", name);
	pthread_cond_destroy(&sink->changed);
	pthread_mutex_destroy(&sink->lock);
	free(sink);
	return NULL;
}

char *
sink_room(struct sink *sink)
{
	pthread_mutex_lock(&sink->lock);
	while (sink->given - sink->written == BLOCKS && !sink->failed)
		pthread_cond_wait(&sink->changed, &sink->lock);
	char *room = sink->failed ? NULL : sink->block[sink->given % BLOCKS];
	pthread_mutex_unlock(&sink->lock);
	return room;
}

void
sink_give(struct sink *sink, size_t size)
{
	pthread_mutex_lock(&sink->lock);
	sink->size[sink->given % BLOCKS] = size;
	sink->given++;
	pthread_cond_signal(&sink->changed);
	pthread_mutex_unlock(&sink->lock);
}

bool
sink_close(struct sink *sink, struct fault *fault)
{
	if (sink == NULL)
		return false;
	pthread_mutex_lock(&sink->lock);
	sink->ended = true;
	pthread_cond_signal(&sink->changed);
	pthread_mutex_unlock(&sink->lock);
	pthread_join(sink->thread, NULL);
	bool good = !sink->failed;
	if (!good)
		*fault = sink->fault;
	pthread_cond_destroy(&sink->changed);
	pthread_mutex_destroy(&sink->lock);
	free(sink);
	return good;
}
