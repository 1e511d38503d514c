// Opening and walking a store takes the same steps for every command that only reads it.
#include "cmd/rosterdrop/reader.h"

#include <unistd.h>

#include "pipeline/spool.h"

bool
reader_open(struct front *front, const char *name, struct reader *reader, struct fault *fault)
{
	*reader = (struct reader){NULL, NULL};
	if (!front_conf(front, fault))
		return false;
	int dir = spool_open(front->conf, name, fault);
	if (dir < 0)
		return false;
	close(dir);
	reader->district = district_read(front->conf, name, fault);
	if (reader->district != NULL)
		reader->store = store_open(front->conf, reader->district, false, fault);
	return reader->store != NULL;
}

void
reader_close(struct reader *reader)
{
	store_close(reader->store);
	district_free(reader->district);
	*reader = (struct reader){NULL, NULL};
}

bool
reader_walk(const struct reader *reader, unsigned table, struct bytes from, reader_visitor *visit,
    void *context, struct fault *fault)
{
	struct bytes key;
	struct stored stored;
	struct store_walk *walk = store_walk_open(reader->store, table, from, fault);
	if (walk == NULL)
		return false;
	bool good = true;
	while (good && store_walk_next(walk, &key, &stored))
		good = visit(context, key, &stored, fault);
	store_walk_close(walk);
	return good && store_sound(reader->store, fault);
}
