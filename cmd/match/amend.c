// The users of a drop beside what is known of them; and the table amended, for those who change rows one after the other: each begins with what
// the one before has left.
#include <stdlib.h>

#include "cmd/match/known.h"
#include "schema/record.h"

bool
known_walk(struct matcher *matcher, user_visitor *visit, void *context, struct fault *fault)
{
	struct bytes user, known = {NULL, 0}, none = {NULL, 0};
	struct roster_row row;
	struct stored stored;
	struct roster_walk *users = roster_walk_open(matcher->roster, USERS, fault);
	struct store_walk *store =
	    users == NULL ? NULL : store_walk_open(matcher->store, USERS, none, fault);
	bool good = store != NULL;
	bool more = good && store_walk_next(store, &known, &stored);

	while (good && roster_walk_next(users, &user, &row)) {
		while (more && bytes_compare(known, user) < 0)
			more = store_walk_next(store, &known, &stored);
		if (row.state == ROSTER_ACTIVE)
			good = visit(context, user, row.record,
			    more && bytes_equal(known, user) ? &stored : NULL, fault);
	}
	store_walk_close(store);
	roster_walk_close(users);
	return good;
}

bool
amended_cells(struct matcher *matcher, unsigned entity, struct bytes key, struct bytes record,
    struct bytes *cells)
{
	char made[AMENDED_KEY_MAX];
	struct bytes value;

	if (db_get(matcher->out, matcher->amended, roster_amended_key(entity, key, made), &value)) {
		if (value.size == 0 || value.data[0] != 'A')
			return false;
		record = (struct bytes){value.data + 1, value.size - 1};
	}
	return record_read(record, cells, entity_columns(entity));
}

bool
amended_put(struct matcher *matcher, unsigned entity, struct bytes key, const struct bytes *cells,
    struct fault *fault)
{
	unsigned count = entity_columns(entity);
	char made[AMENDED_KEY_MAX];
	struct bytes at = roster_amended_key(entity, key, made);

	if (cells == NULL) {
		matcher->refused++;
		return db_put(matcher->out, matcher->amended, at, bytes_of("R"), fault);
	}
	char *value = malloc(1 + record_size(cells, count));
	if (value == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	value[0] = 'A';
	size_t size = 1 + record_write(value + 1, cells, count);
	bool good = db_put(matcher->out, matcher->amended, at, (struct bytes){value, size}, fault);
	free(value);
	return good;
}
