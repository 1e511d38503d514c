// A connection of the SIS is found by its users, so ending those of many students is one walk over the relationships, whatever their number.
#include "cmd/rosterdrop/family.h"

#include <string.h>

bool
families_new(struct families *families, struct fault *fault)
{
	*families = (struct families){idmap_new(), idmap_new(), idmap_new()};
	return (families->students != NULL && families->users != NULL &&
		   families->guardians != NULL) ||
	       fault_set(fault, FAULT_TEMP, "out of memory");
}

void
families_free(struct families *families)
{
	idmap_free(families->students);
	idmap_free(families->users);
	idmap_free(families->guardians);
}

bool
families_add(struct families *families, const struct account *student, struct fault *fault)
{
	uint64_t index;
	bool good = true;
	if (idmap_get(families->students, student->id, &index))
		return true;
	index = idmap_count(families->students);
	good = idmap_put(families->students, student->id, 1);
	for (unsigned i = 0; good && i < student->holders.count; i++)
		good = idmap_put(families->users, holders_id(&student->holders, i), index);
	return good || fault_set(fault, FAULT_TEMP, "out of memory");
}

struct bytes
family_account(struct store *store, struct bytes user)
{
	struct stored link;
	if (!store_get_now(store, STORE_LINKS, user, &link))
		return (struct bytes){NULL, 0};
	return record_cell(link.record, 0);
}

// Says by whom, when and why.
static void
sign(const struct hand *hand, struct bytes *cells)
{
	cells[CONNECTION_BY] = bytes_of(act_who(hand->act));
	cells[CONNECTION_TIME] = bytes_of(act_time(hand->act));
	cells[CONNECTION_WHY] = bytes_of(act_why(hand->act));
}

// Puts the fact of a connection.
static bool
put_connection(struct hand *hand, struct bytes student, struct bytes guardian, enum action action,
    const struct bytes *relationship, struct fault *fault)
{
	char room[DB_KEY_MAX];
	struct bytes cells[RECORD_CELLS_MAX] = {{NULL, 0}};
	enum stored_state state;
	struct bytes key = pair_key(student, guardian, room);
	bool ends = action == ACTION_DISCONNECT;
	if (!hand_get(hand, CONNECTIONS, key, &state, cells))
		cells[CONNECTION_ORIGIN] = bytes_of("sis");
	if (!ends)
		cells[CONNECTION_ORIGIN] = bytes_of("manual");
	if (relationship != NULL)
		cells[CONNECTION_RELATIONSHIP] = *relationship;
	sign(hand, cells);
	const struct act_change change = {.action = action,
	    .entity = CONNECTIONS,
	    .key = key,
	    .account_id = guardian,
	    .state = ends ? STORED_ARCHIVED : STORED_ACTIVE,
	    .cells = cells,
	    .reason = REASON_BY_HAND};
	return hand_change(hand, &change, fault);
}

// Ends the connection of a student and a guardian, both accounts.
static bool
end_pair(struct hand *hand, struct families *families, struct bytes student, struct bytes guardian,
    unsigned *ended, struct fault *fault)
{
	++*ended;
	return (idmap_put(families->guardians, guardian, 1) ||
		   fault_set(fault, FAULT_TEMP, "out of memory")) &&
	       put_connection(hand, student, guardian, ACTION_DISCONNECT, NULL, fault);
}

// Ends what the SIS connects.
static bool
end_relationships(struct hand *hand, struct families *families, const struct bytes *only,
    unsigned *ended, struct fault *fault)
{
	struct bytes key, one, other;
	struct stored stored;
	uint64_t index, ignored;
	struct store_walk *walk =
	    store_walk_open(hand->store, RELATIONSHIPS, (struct bytes){NULL, 0}, fault);
	bool good = walk != NULL;
	while (good && store_walk_next(walk, &key, &stored)) {
		if (stored.state != STORED_ACTIVE || !pair_split(key, &one, &other))
			continue;
		bool first = idmap_get(families->users, one, &index);
		if (!first && !idmap_get(families->users, other, &index))
			continue;
		struct bytes guardian = family_account(hand->store, first ? other : one);
		if (guardian.size == 0 || (only != NULL && !bytes_equal(guardian, *only)))
			continue;
		struct bytes student = idmap_id(families->students, (size_t)index, &ignored);
		const struct act_change change = {.action = ACTION_DISCONNECT,
		    .entity = RELATIONSHIPS,
		    .key = key,
		    .account_id = guardian,
		    .state = STORED_ARCHIVED,
		    .reason = REASON_BY_HAND};
		good = hand_change(hand, &change, fault) &&
		       end_pair(hand, families, student, guardian, ended, fault);
	}
	store_walk_close(walk);
	return good;
}

// Ends what people connected, or the vendor's directory had.
static bool
end_connections(struct hand *hand, struct families *families, const struct bytes *only,
    unsigned *ended, struct fault *fault)
{
	struct bytes key, student, guardian;
	struct stored stored, now;
	uint64_t ignored;
	struct store_walk *walk =
	    store_walk_open(hand->store, CONNECTIONS, (struct bytes){NULL, 0}, fault);
	bool good = walk != NULL;
	while (good && store_walk_next(walk, &key, &stored)) {
		if (stored.state != STORED_ACTIVE || !pair_split(key, &student, &guardian) ||
		    !idmap_get(families->students, student, &ignored) ||
		    (only != NULL && !bytes_equal(guardian, *only)) ||
		    !store_get_now(hand->store, CONNECTIONS, key, &now) ||
		    now.state != STORED_ACTIVE)
			continue;
		good = end_pair(hand, families, student, guardian, ended, fault);
	}
	store_walk_close(walk);
	return good;
}

// Takes those out of the guardians who have a connection left: whom a record of a table names, that is active as the act has it.
static bool
keep_connected(struct hand *hand, unsigned table, struct idmap *guardians, struct fault *fault)
{
	struct bytes key, parts[2];
	struct stored stored;
	uint64_t left;
	struct store_walk *walk =
	    store_walk_open_now(hand->store, table, (struct bytes){NULL, 0}, fault);
	bool good = walk != NULL;
	while (good && store_walk_next(walk, &key, &stored)) {
		if (stored.state != STORED_ACTIVE || !pair_split(key, &parts[0], &parts[1]))
			continue;
		for (unsigned i = 0; good && i < 2; i++) {
			struct bytes account =
			    table == CONNECTIONS ? parts[i] : family_account(hand->store, parts[i]);
			if (idmap_get(guardians, account, &left))
				good = idmap_put(guardians, account, 0) ||
				       fault_set(fault, FAULT_TEMP, "out of memory");
		}
	}
	store_walk_close(walk);
	return good;
}

bool
family_archive_lonely(struct hand *hand, struct idmap *guardians, struct fault *fault)
{
	uint64_t lonely;
	struct account account;
	if (!keep_connected(hand, CONNECTIONS, guardians, fault) ||
	    !keep_connected(hand, RELATIONSHIPS, guardians, fault))
		return false;
	for (size_t i = 0; i < idmap_count(guardians); i++) {
		struct bytes id = idmap_id(guardians, i, &lonely), cells[ACCOUNT_CELLS];
		if (lonely == 0 || !people_find(hand, id, &account, fault) ||
		    !people_is(&account, PERSON_GUARDIAN) || people_in_sis(&account) ||
		    bytes_is(account.cells[ACCOUNT_STATE], "archived") ||
		    account_state_by_hand(hand->store, id).size > 0)
			continue;
		memcpy(cells, account.cells, sizeof cells);
		account_set_state(cells, bytes_of("archived"));
		if (!people_put(
			hand, &account, cells, ACTION_ARCHIVE, REASON_BEHIND_ACT, false, fault))
			return false;
	}
	return true;
}

bool
families_end(struct hand *hand, struct families *families, const struct bytes *guardian,
    unsigned *ended, struct fault *fault)
{
	*ended = 0;
	return end_relationships(hand, families, guardian, ended, fault) &&
	       end_connections(hand, families, guardian, ended, fault) &&
	       (*ended == 0 || family_archive_lonely(hand, families->guardians, fault));
}

bool
family_connect(struct hand *hand, const struct account *student, const struct account *guardian,
    struct bytes relationship, struct fault *fault)
{
	char room[DB_KEY_MAX];
	struct stored stored;
	struct bytes cells[ACCOUNT_CELLS], key = pair_key(student->id, guardian->id, room);
	struct bytes before = guardian->cells[ACCOUNT_STATE_BEFORE];
	if (store_get_now(hand->store, CONNECTIONS, key, &stored) &&
	    stored.state == STORED_ACTIVE &&
	    bytes_is(record_cell(stored.record, CONNECTION_ORIGIN), "manual") &&
	    bytes_equal(record_cell(stored.record, CONNECTION_RELATIONSHIP), relationship))
		return true;
	if (!put_connection(hand, student->id, guardian->id, ACTION_CONNECT, &relationship, fault))
		return false;
	if (!bytes_is(guardian->cells[ACCOUNT_STATE], "archived"))
		return true;
	memcpy(cells, guardian->cells, sizeof cells);
	account_set_state(cells, before.size > 0 ? before : bytes_of("invited"));
	return people_put(hand, guardian, cells, ACTION_UNARCHIVE, REASON_BEHIND_ACT, false, fault);
}
