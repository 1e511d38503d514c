// Work in threads. Who does which task is chance; each task writes to its own place, so the result is not.
#include "cmd/match/link_inside.h"

#include <pthread.h>
#include <stdatomic.h>

struct turns {
	atomic_uint next, workers;
	unsigned count;
	void (*work)(void *context, unsigned task, unsigned worker);
	void *context;
};

static void *
take_turns(void *argument)
{
	struct turns *turns = argument;
	unsigned worker = atomic_fetch_add(&turns->workers, 1);
	for (unsigned task; (task = atomic_fetch_add(&turns->next, 1)) < turns->count;)
		turns->work(turns->context, task, worker);
	return NULL;
}

// A thread that cannot be had is no harm: the others do its part.
void
link_each(unsigned threads, unsigned count,
    void (*work)(void *context, unsigned task, unsigned worker), void *context)
{
	pthread_t helpers[LINK_THREADS];
	unsigned started = 0;
	struct turns turns = {.count = count, .work = work, .context = context};
	while (started + 1 < threads && started + 1 < LINK_THREADS && started + 1 < count &&
	       pthread_create(&helpers[started], NULL, take_turns, &turns) == 0)
		started++;
	take_turns(&turns);
	while (started > 0)
		pthread_join(helpers[--started], NULL);
}
