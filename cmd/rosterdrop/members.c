// A class of the SIS that one of the vendor's has adopted goes by the vendor's id.
#include "cmd/rosterdrop/members.h"

#include "pipeline/adopted.h"
#include "pipeline/idmap.h"
#include "schema/record.h"

// The vendor's classes that stand for one of the SIS.
struct adopted {
	struct idmap *classes; // sourcedId -> number of the vendor's
	struct idmap *ids; // of the vendor's, in order
};

// Learns which classes are adopted.
static bool
read_adopted(struct store *store, enum existing_classes existing, struct adopted *adopted,
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

// One enrolment.
static bool
add_member(struct store *store, const struct adopted *adopted, struct sort *sort,
    struct bytes record, struct fault *fault)
{
	char key[2 * DB_KEY_MAX];
	struct bytes cells[RECORD_CELLS_MAX];
	struct stored link;
	uint64_t number, ignored;
	if (!record_read(record, cells, ENROLLMENTS_COLUMNS) ||
	    !store_get(store, STORE_LINKS, cells[ENROLLMENTS_USER], &link))
		return true;
	struct bytes class = cells[ENROLLMENTS_CLASS], account = record_cell(link.record, 0);
	if (idmap_count(adopted->ids) > 0 && idmap_get(adopted->classes, class, &number))
		class = idmap_id(adopted->ids, number, &ignored);
	size_t size = class.size + 1 + account.size;
	if (size > sizeof key)
		return true;
	memcpy(key, class.data, class.size);
	key[class.size] = '\0';
	memcpy(key + class.size + 1, account.data, account.size);
	return sort_add(sort, (struct bytes){key, size}, cells[ENROLLMENTS_ROLE], fault);
}

// All enrolments.
static bool
add_all(struct store *store, const struct adopted *adopted, struct sort *sort, struct fault *fault)
{
	struct bytes key;
	struct stored stored;
	struct store_walk *walk =
	    store_walk_open(store, ENROLLMENTS, (struct bytes){NULL, 0}, fault);
	if (walk == NULL)
		return false;
	bool good = true;
	while (good && store_walk_next(walk, &key, &stored))
		if (stored.state == STORED_ACTIVE)
			good = add_member(store, adopted, sort, stored.record, fault);
	store_walk_close(walk);
	return good && sort_end(sort, fault);
}

bool
members_sort(
    struct store *store, enum existing_classes existing, struct sort *sort, struct fault *fault)
{
	struct adopted adopted = {idmap_new(), idmap_new()};
	bool good = adopted.classes != NULL && adopted.ids != NULL;
	good = good ? read_adopted(store, existing, &adopted, fault) &&
			  add_all(store, &adopted, sort, fault)
		    : fault_set(fault, FAULT_TEMP, "out of memory");
	idmap_free(adopted.classes);
	idmap_free(adopted.ids);
	return good;
}
