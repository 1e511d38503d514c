// Who loses something, and who comes or changes what they are found by, from one walk over the plan; and which rows wait because of that.
#include "cmd/apply/part_inside.h"

#include <stdlib.h>

#include "pipeline/list.h"
#include "schema/record.h"

const unsigned part_ways[WAYS] = {USERS_USERNAME, USERS_EMAIL, USERS_SMS};

struct part *
part_new(struct applier *applier)
{
	struct part *part = calloc(1, sizeof *part);
	if (part == NULL)
		return NULL;
	part->applier = applier;
	part->loses = idmap_new();
	part->classes = idmap_new();
	part->ended = idmap_new();
	part->names = idmap_new();
	part->kept = idmap_new();
	part->waiting = idmap_new();
	part->accounts = idmap_new();
	if (part->loses != NULL && part->classes != NULL && part->ended != NULL &&
	    part->names != NULL && part->kept != NULL && part->waiting != NULL &&
	    part->accounts != NULL)
		return part;
	part_free(part);
	return NULL;
}

void
part_free(struct part *part)
{
	if (part == NULL)
		return;
	struct idmap *maps[] = {part->loses, part->classes, part->ended, part->names, part->kept,
	    part->waiting, part->accounts};
	for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
		idmap_free(maps[i]);
	free(part->users.one);
	free(part->new_classes.one);
	free(part);
}

// The mask of an id; 0 when it has none.
uint64_t
part_mask(struct idmap *map, struct bytes id)
{
	uint64_t mask = 0;
	return id.size > 0 && idmap_get(map, id, &mask) ? mask : 0;
}

bool
part_mark(struct idmap *map, struct bytes id, uint64_t mask)
{
	return id.size == 0 || idmap_put(map, id, part_mask(map, id) | mask);
}

static bool
comers_add(struct comers *comers, const struct comer *comer)
{
	if (!list_grow(&comers->one, comers->count, &comers->room, sizeof *comers->one))
		return false;
	comers->one[comers->count++] = *comer;
	return true;
}

// What somebody is found by, as it is compared; empty when the cell is. A phone stands among the e-mails, which it is never like.
struct bytes
part_found_by(struct bytes record, unsigned way, char key[CREDENTIAL_KEY_MAX])
{
	struct bytes value = record_cell(record, part_ways[way]);
	return value.size == 0
		   ? value
		   : store_credential_key(
			 part_ways[way] == USERS_USERNAME ? CREDENTIAL_USERNAME : CREDENTIAL_EMAIL,
			 value, (struct bytes){NULL, 0}, key);
}

// Notes what stays with somebody who waits.
bool
part_keep(struct part *part, struct bytes record)
{
	char key[CREDENTIAL_KEY_MAX];
	bool good = true;
	for (unsigned way = 0; good && record.size > 0 && way < WAYS; way++)
		good = part_mark(part->kept, part_found_by(record, way, key), 1);
	return good;
}

// What a class is known by when it gets another sourcedId: its school, its course and its title.
struct bytes
part_class_name(struct bytes record, char name[CREDENTIAL_KEY_MAX])
{
	static const unsigned cells[] = {CLASSES_SCHOOL, CLASSES_COURSE, CLASSES_TITLE};
	size_t used = 0;
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
		struct bytes cell = record_cell(record, cells[i]);
		if (used + cell.size + 1 > CREDENTIAL_KEY_MAX)
			break;
		if (cell.size > 0)
			memcpy(name + used, cell.data, cell.size);
		used += cell.size;
		name[used++] = '\0';
	}
	return (struct bytes){name, used};
}

static bool
is_primary(struct bytes record)
{
	return bytes_is(record_cell(record, ENROLLMENTS_PRIMARY), "true");
}

// Something goes.
static bool
note_end(struct part *part, const struct change *change)
{
	char name[CREDENTIAL_KEY_MAX], full[GUARDS_NAME_MAX];
	struct bytes record = change->before, one, other;
	switch (change->entity) {
	case USERS:
		return part_mark(part->loses, change->sourced_id, LOSES_ALL) &&
		       part_mark(part->names, guards_name(record, full), 1) &&
		       part_keep(part, record);
	case CLASSES:
		return part_mark(part->ended, part_class_name(record, name), 1);
	case ROLES:
		return part_mark(part->loses, record_cell(record, ROLES_USER), LOSES_ROLE);
	case ENROLLMENTS:
		return part_mark(part->loses, record_cell(record, ENROLLMENTS_USER), LOSES_PLACE) &&
		       (!is_primary(record) ||
			   part_mark(
			       part->classes, record_cell(record, ENROLLMENTS_CLASS), CLASS_LEFT));
	case RELATIONSHIPS:
		return !pair_split(change->sourced_id, &one, &other) ||
		       (part_mark(part->loses, one, LOSES_TIE) &&
			   part_mark(part->loses, other, LOSES_TIE));
	default:
		return true;
	}
}

// A user comes, or changes.
static bool
note_user(struct part *part, const struct change *change)
{
	struct comer comer = {
	    change->sourced_id, change->before, change->after, change->action == ACTION_UPDATE};
	bool differs = !comer.stands;
	for (unsigned way = 0; way < WAYS; way++)
		differs = differs || !bytes_equal(record_cell(comer.before, part_ways[way]),
					 record_cell(comer.after, part_ways[way]));
	return !differs || ((change->action != ACTION_LINK || change->account_id.size == 0 ||
				idmap_put(part->accounts, change->account_id, part->users.count)) &&
			       comers_add(&part->users, &comer));
}

// A class comes, or changes.
static bool
note_class(struct part *part, const struct change *change)
{
	const struct comer comer = {change->sourced_id, change->before, change->after, false};
	if (change->action != ACTION_UPDATE)
		return comers_add(&part->new_classes, &comer);
	return bytes_equal(record_cell(change->before, CLASSES_SCHOOL),
		   record_cell(change->after, CLASSES_SCHOOL)) ||
	       part_mark(part->classes, change->sourced_id, CLASS_WAITS);
}

bool
part_note(struct part *part, const struct change *change)
{
	if (action_ends(change->action))
		return note_end(part, change);
	return change->entity == USERS     ? note_user(part, change)
	       : change->entity == CLASSES ? note_class(part, change)
					   : true;
}

// Whether the row of a user stays as it is; connections, which rows of users name, then do so too.
static bool
user_waits(const struct part *part, struct bytes user)
{
	return (part_mask(part->loses, user) & (LOSES_ALL | LOSES_ROLE | LOSES_TIE)) != 0 ||
	       part_mask(part->waiting, user) != 0;
}

// Whether somebody is not there before the rest goes in.
static bool
is_out(const struct part *part, struct bytes user)
{
	return (part_mask(part->waiting, user) & USER_ALL) != 0;
}

// One that stands may change even though its user loses another: who gives up being the primary teacher must not wait while the next one comes.
static bool
enrollment_waits(const struct part *part, struct bytes record, bool stands)
{
	uint64_t class = part_mask(part->classes, record_cell(record, ENROLLMENTS_CLASS));
	uint64_t lost = part_mask(part->loses, record_cell(record, ENROLLMENTS_USER));
	return (!stands && (lost & (LOSES_ALL | LOSES_ROLE | LOSES_PLACE)) != 0) ||
	       (class & CLASS_WAITS) != 0 || ((class & CLASS_LEFT) != 0 && is_primary(record));
}

bool
part_waits(
    const struct part *part, unsigned entity, struct bytes key, struct bytes record, bool stands)
{
	struct bytes one, other;
	if (part == NULL)
		return false;
	struct bytes user = owner_user(entity, key, record);
	uint64_t lost = part_mask(part->loses, user);
	switch (entity) {
	case CLASSES:
		return (part_mask(part->classes, key) & CLASS_WAITS) != 0;
	case USERS:
		return user_waits(part, key);
	case ROLES:
		return (lost & (LOSES_ALL | LOSES_ROLE)) != 0 || is_out(part, user);
	case ENROLLMENTS:
		return is_out(part, user) || enrollment_waits(part, record, stands);
	case RELATIONSHIPS:
		return pair_split(key, &one, &other) &&
		       (user_waits(part, one) || user_waits(part, other));
	default:
		return is_out(part, user);
	}
}
