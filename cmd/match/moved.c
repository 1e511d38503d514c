// An e-mail address, a mobile phone or a username that was one person's last night and is another's tonight: mostly a typing error, or a row
// that slipped, and whoever signs in by it would be somebody else. Only who gave something up is remembered, which is few. One name is one person
// whose id was replaced or who has two, and those who keep what others get too are validate's to tell.
#include "cmd/match/known.h"
#include "pipeline/idmap.h"
#include "pipeline/person.h"
#include "schema/record.h"

// What somebody is found by. How to add one: a line.
static const struct way {
	unsigned column;
	void (*spell)(struct text *text, struct bytes value);
	const char *message;
} ways[] = {
    {USERS_USERNAME, person_username, "the username was another person's in the drop before"},
    {USERS_EMAIL, person_email, "the e-mail address was another person's in the drop before"},
    {USERS_SMS, text_add, "the mobile phone was another person's in the drop before"},
};
enum { WAYS = sizeof ways / sizeof *ways };

struct moved {
	struct matcher *matcher;
	struct idmap *people; // who gave something up
	struct idmap *given; // number of the way + form of what it was -> index in people
	struct text one, other;
};

// What a credential is remembered by; borrowed until the next one.
static struct bytes
credential_of(struct moved *moved, unsigned way, struct bytes value)
{
	const char number = (char)('0' + way);
	text_clear(&moved->one);
	text_add(&moved->one, (struct bytes){&number, 1});
	ways[way].spell(&moved->one, value);
	return (struct bytes){moved->one.data, moved->one.size};
}

// Remembers what somebody had and has not any more: cells NULL is nothing at all. False when out of memory.
static bool
give_up(struct moved *moved, struct bytes user, struct bytes known, const struct bytes *cells)
{
	uint64_t ignored;
	for (unsigned way = 0; way < WAYS; way++) {
		struct bytes value = record_cell(known, ways[way].column);
		if (value.size == 0 ||
		    (cells != NULL && bytes_equal_fold(cells[ways[way].column], value)))
			continue;
		if (!idmap_get(moved->people, user, &ignored) && !idmap_put(moved->people, user, 0))
			return false;
		struct bytes key = credential_of(moved, way, value);
		if (moved->one.failed ||
		    !idmap_put(moved->given, key, idmap_count(moved->people) - 1))
			return false;
	}
	return true;
}

// Somebody whom the directory knows. `record` is the row of the drop, empty without one.
static bool
known_take(struct moved *moved, struct bytes user, struct bytes known, struct bytes record)
{
	struct bytes cells[RECORD_CELLS_MAX];
	if (bytes_equal(record, known) || (record.size == 0 && match_stays(moved->matcher, user)))
		return true;
	if (record.size == 0)
		return give_up(moved, user, known, NULL);
	return !amended_cells(moved->matcher, USERS, user, record, cells) || // stays as it was
	       give_up(moved, user, known, cells);
}

// Walks the directory's users beside those of the drop, both in order of their sourcedIds.
static bool
find_given(struct moved *moved, struct fault *fault)
{
	struct bytes known, user = {NULL, 0}, none = {NULL, 0};
	struct stored stored;
	struct roster_row row;
	struct store_walk *store = store_walk_open(moved->matcher->store, USERS, none, fault);
	struct roster_walk *users =
	    store == NULL ? NULL : roster_walk_open(moved->matcher->roster, USERS, fault);
	bool good = users != NULL, more = good && roster_walk_next(users, &user, &row);

	while (good && store_walk_next(store, &known, &stored)) {
		while (more && bytes_compare(user, known) < 0)
			more = roster_walk_next(users, &user, &row);
		bool comes = more && bytes_equal(user, known) && row.state == ROSTER_ACTIVE;
		good = stored.state != STORED_ACTIVE ||
		       known_take(moved, known, stored.record, comes ? row.record : none) ||
		       fault_set(fault, FAULT_TEMP, "out of memory");
	}
	roster_walk_close(users);
	store_walk_close(store);
	return good;
}

static void
add_name(struct text *form, struct bytes given, struct bytes family)
{
	text_clear(form);
	person_name(form, given);
	text_put(form, " ");
	person_name(form, family);
}

// Whether who gave something up has another name than who has it now.
static bool
is_another(struct moved *moved, struct bytes person, const struct bytes *cells)
{
	struct stored stored;
	if (!store_get(moved->matcher->store, USERS, person, &stored))
		return false;
	add_name(&moved->one, cells[USERS_GIVEN_NAME], cells[USERS_FAMILY_NAME]);
	add_name(&moved->other, record_cell(stored.record, USERS_GIVEN_NAME),
	    record_cell(stored.record, USERS_FAMILY_NAME));
	return !bytes_equal((struct bytes){moved->one.data, moved->one.size},
	    (struct bytes){moved->other.data, moved->other.size});
}

static bool
tell(struct moved *moved, struct bytes user, unsigned way, struct fault *fault)
{
	struct finding finding = {.code = finding_code_named("unique.moved"),
	    .severity = SEVERITY_DEFAULT,
	    .file = bytes_of("users.csv"),
	    .column = bytes_of(entity_column(USERS, ways[way].column)),
	    .sourced_id = user,
	    .message = bytes_of(ways[way].message)};
	return findings_add(moved->matcher->findings, &finding, fault) != 0;
}

// One user of the drop: what is new of the credentials may be somebody's who gave it up.
static bool
user_take(void *context, struct bytes user, struct bytes record, const struct stored *known,
    struct fault *fault)
{
	struct moved *moved = context;
	struct bytes cells[RECORD_CELLS_MAX];
	uint64_t index, ignored;

	if ((known != NULL && bytes_equal(record, known->record)) ||
	    !amended_cells(moved->matcher, USERS, user, record, cells))
		return true;
	for (unsigned way = 0; way < WAYS; way++) {
		struct bytes value = cells[ways[way].column];
		if (value.size == 0 ||
		    (known != NULL && known->state == STORED_ACTIVE &&
			bytes_equal_fold(record_cell(known->record, ways[way].column), value)))
			continue;
		if (idmap_get(moved->given, credential_of(moved, way, value), &index) &&
		    is_another(moved, idmap_id(moved->people, (size_t)index, &ignored), cells) &&
		    !tell(moved, user, way, fault))
			return false;
	}
	return true;
}

bool
match_moved(struct matcher *matcher, struct fault *fault)
{
	struct moved moved = {.matcher = matcher, .people = idmap_new(), .given = idmap_new()};
	struct roster_undo undo;
	bool good = moved.people != NULL && moved.given != NULL;

	if (!good)
		fault_set(fault, FAULT_TEMP, "out of memory");
	bool asked =
	    store_count(matcher->store, USERS) != 0 && !roster_undo(matcher->roster, &undo);
	if (good && asked)
		good =
		    find_given(&moved, fault) && (idmap_count(moved.given) == 0 ||
						     known_walk(matcher, user_take, &moved, fault));
	if (good && (moved.one.failed || moved.other.failed))
		good = fault_set(fault, FAULT_TEMP, "out of memory");
	text_free(&moved.one);
	text_free(&moved.other);
	if (moved.people != NULL)
		idmap_free(moved.people);
	if (moved.given != NULL)
		idmap_free(moved.given);
	return good;
}
