// A class of the SIS that one of the vendor's has adopted goes by the vendor's id.
#include "cmd/rosterdrop/members.h"

#include <stdlib.h>

#include "pipeline/account.h"
#include "pipeline/adopted.h"
#include "pipeline/idmap.h"
#include "schema/directory.h"
#include "schema/record.h"

// The vendor's classes that stand for one of the SIS.
struct adopted {
	struct idmap *classes; // sourcedId -> number of the vendor's
	struct idmap *ids; // of the vendor's, in order
};

// Learns which classes are adopted.
static bool
read_all(struct store *store, enum existing_classes existing, struct adopted *adopted,
    struct fault *fault)
{
	struct bytes key;
	struct stored stored;
	struct store_walk *walk =
	    store_walk_open(store, LOCAL_CLASSES, (struct bytes){NULL, 0}, fault);
	if (walk == NULL)
		return false;
	bool good = true;
	while (good && store_walk_next(walk, &key, &stored)) {
		struct bytes id = adopted_by(&stored, existing);
		if (id.size > 0)
			good = idmap_put(adopted->classes, id, idmap_count(adopted->ids)) &&
			       idmap_put(adopted->ids, key, 0);
	}
	store_walk_close(walk);
	return good || fault_set(fault, FAULT_TEMP, "out of memory");
}

struct adopted *
adopted_read(struct store *store, enum existing_classes existing, struct fault *fault)
{
	struct adopted *adopted = calloc(1, sizeof *adopted);
	if (adopted == NULL) {
		fault_set(fault, FAULT_TEMP, "out of memory");
		return NULL;
	}
	adopted->classes = idmap_new();
	adopted->ids = idmap_new();
	bool good = (adopted->classes != NULL && adopted->ids != NULL) ||
		    fault_set(fault, FAULT_TEMP, "out of memory");
	if (good && read_all(store, existing, adopted, fault))
		return adopted;
	adopted_free(adopted);
	return NULL;
}

struct bytes
adopted_id(const struct adopted *adopted, struct bytes class)
{
	uint64_t number, ignored;
	if (idmap_count(adopted->ids) == 0 || !idmap_get(adopted->classes, class, &number))
		return (struct bytes){NULL, 0};
	return idmap_id(adopted->ids, number, &ignored);
}

void
adopted_free(struct adopted *adopted)
{
	if (adopted == NULL)
		return;
	idmap_free(adopted->classes);
	idmap_free(adopted->ids);
	free(adopted);
}

// Somebody in a class, by the id that it goes by.
static bool
add_pair(struct sort *sort, struct bytes class, struct bytes account, struct bytes role,
    struct fault *fault)
{
	char key[2 * DB_KEY_MAX];
	size_t size = class.size + 1 + account.size;
	if (size > sizeof key)
		return true;
	memcpy(key, class.data, class.size);
	key[class.size] = '\0';
	memcpy(key + class.size + 1, account.data, account.size);
	return sort_add(sort, (struct bytes){key, size}, role, fault);
}

// One enrolment.
static bool
add_enrolled(struct store *store, const struct adopted *adopted, struct sort *sort,
    struct bytes key, struct bytes record, struct fault *fault)
{
	struct bytes cells[RECORD_CELLS_MAX];
	struct stored link;
	(void)key;
	if (!record_read(record, cells, ENROLLMENTS_COLUMNS) ||
	    !store_get(store, STORE_LINKS, cells[ENROLLMENTS_USER], &link))
		return true;
	struct bytes class = cells[ENROLLMENTS_CLASS], id = adopted_id(adopted, class);
	return add_pair(sort, id.size > 0 ? id : class, record_cell(link.record, 0),
	    cells[ENROLLMENTS_ROLE], fault);
}

// Somebody whom a person put into a class of the SIS.
static bool
add_by_hand(struct store *store, const struct adopted *adopted, struct sort *sort, struct bytes key,
    struct bytes record, struct fault *fault)
{
	struct bytes class, account;
	(void)store;
	if (key.size == 0 || key.data[0] != CLASS_SIS || !pair_split(key, &class, &account))
		return true;
	struct bytes id = adopted_id(adopted, (struct bytes){class.data + 1, class.size - 1});
	return id.size == 0 ||
	       add_pair(sort, id, account, record_cell(record, LOCAL_MEMBER_ROLE), fault);
}

typedef bool member_adder(struct store *store, const struct adopted *adopted, struct sort *sort,
    struct bytes key, struct bytes record, struct fault *fault);

// All records of a table that stand.
static bool
add_all(struct store *store, unsigned table, member_adder *add, const struct adopted *adopted,
    struct sort *sort, struct fault *fault)
{
	struct bytes key;
	struct stored stored;
	struct store_walk *walk = store_walk_open(store, table, (struct bytes){NULL, 0}, fault);
	bool good = walk != NULL;
	while (good && store_walk_next(walk, &key, &stored))
		good = stored.state != STORED_ACTIVE ||
		       add(store, adopted, sort, key, stored.record, fault);
	store_walk_close(walk);
	return good;
}

bool
members_sort(struct store *store, const struct adopted *adopted, bool by_hand, struct sort *sort,
    struct fault *fault)
{
	return add_all(store, ENROLLMENTS, add_enrolled, adopted, sort, fault) &&
	       (!by_hand || add_all(store, LOCAL_MEMBERS, add_by_hand, adopted, sort, fault)) &&
	       sort_end(sort, fault);
}
