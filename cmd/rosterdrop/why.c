// `why`: why a sourcedId or an account is, or is not, in the directory. What is told comes from four places that each know a part: the feed knows what
// was done, rows.mdb in which row it came, findings.csv why a row was left out, links.csv whose account it was given.
#include "cmd/rosterdrop/why.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/rosterdrop/output.h"
#include "pipeline/list.h"
#include "pipeline/spool.h"
#include "schema/record.h"

bool
why_follows(const struct why *why, struct bytes id)
{
	uint64_t ignored;
	return id.size > 0 && idmap_get(why->ids, id, &ignored);
}

void
why_member(struct text *members, const char *name, struct bytes value)
{
	if (value.size == 0)
		return;
	text_put(members, ",\"");
	text_put(members, name);
	text_put(members, "\":");
	text_json(members, value);
}

// A NUL-terminated copy of a text.
static char *
copy_of(const struct text *text)
{
	char *copy = text->failed ? NULL : malloc(text->size + 1);
	if (copy == NULL)
		return NULL;
	if (text->size > 0)
		memcpy(copy, text->data, text->size);
	copy[text->size] = '\0';
	return copy;
}

bool
why_add(struct why *why, const struct why_words *words, struct fault *fault)
{
	struct text json = {NULL, 0, 0, false};
	if (!list_grow(&why->events, why->count, &why->room, sizeof *why->events))
		return fault_set(fault, FAULT_TEMP, "out of memory");
	text_put(&json, "{\"time\":");
	text_json(&json, bytes_of(words->time));
	why_member(&json, "stage", bytes_of(words->stage));
	why_member(&json, "drop", bytes_of(words->drop));
	text_add(&json, (struct bytes){words->members->data, words->members->size});
	text_put(&json, "}");
	struct why_event *event = &why->events[why->count];
	*event = (struct why_event){.rank = words->rank, .number = words->number};
	memcpy(event->time, words->time, sizeof event->time);
	event->text = copy_of(words->text);
	event->json = copy_of(&json);
	why->count++;
	text_free(&json);
	return (event->text != NULL && event->json != NULL) ||
	       fault_set(fault, FAULT_TEMP, "out of memory");
}

static int
compare_events(const void *a, const void *b)
{
	const struct why_event *one = a, *other = b;
	int order = strcmp(one->time, other->time);
	if (order == 0)
		order = (one->rank > other->rank) - (one->rank < other->rank);
	return order != 0 ? order : (one->number > other->number) - (one->number < other->number);
}

// Follows an id, too.
static bool
follow(struct why *why, struct bytes id, struct fault *fault)
{
	return idmap_put(why->ids, id, 1) || fault_set(fault, FAULT_TEMP, "out of memory");
}

// Follows the sourcedIds that lead to the account.
static bool
follow_users(struct why *why, struct fault *fault)
{
	char room[CREDENTIAL_KEY_MAX];
	struct bytes key, prefix = store_credential_key(
			      CREDENTIAL_LINK, why->account, (struct bytes){NULL, 0}, room);
	struct stored stored;
	struct store_walk *walk =
	    store_walk_open(why->reader.store, STORE_CREDENTIALS, prefix, fault);
	if (walk == NULL)
		return false;
	bool good = true;
	while (good && store_walk_next(walk, &key, &stored) && key.size > prefix.size &&
	       memcmp(key.data, prefix.data, prefix.size) == 0)
		good = follow(
		    why, (struct bytes){key.data + prefix.size, key.size - prefix.size}, fault);
	store_walk_close(walk);
	return good;
}

// What an id is: an account, or the sourcedId of somebody who has one, or of something else.
static bool
find_ids(struct why *why, struct fault *fault)
{
	struct stored stored;
	if (!follow(why, why->id, fault))
		return false;
	if (store_get(why->reader.store, STORE_ACCOUNTS, why->id, &stored)) {
		why->account = why->id;
		return follow_users(why, fault);
	}
	if (store_get(why->reader.store, STORE_LINKS, why->id, &stored))
		why->account = record_cell(stored.record, 0);
	return true;
}

// What the directory has of the id now, in `text`; members of JSON in `members`.
static void
put_present(const struct why *why, struct text *text, struct text *members)
{
	struct stored stored;
	for (unsigned entity = 0; entity < ROSTER_FILES; entity++) {
		if (!store_get(why->reader.store, entity, why->id, &stored))
			continue;
		bool active = stored.state == STORED_ACTIVE;
		text_put(text, text->size > 0 ? "; " : "");
		text_put(text, entity_name(entity));
		text_put(text, active ? " in the SIS" : " no longer in the SIS");
		why_member(members, entity_name(entity), bytes_of(active ? "active" : "archived"));
	}
	if (why->account.size == 0 ||
	    !store_get(why->reader.store, STORE_ACCOUNTS, why->account, &stored))
		return;
	struct bytes state = record_cell(stored.record, ACCOUNT_STATE);
	struct bytes origin = record_cell(stored.record, ACCOUNT_ORIGIN);
	text_put(text, text->size > 0 ? "; account " : "account ");
	text_add(text, why->account);
	text_put(text, ", ");
	text_add(text, record_cell(stored.record, ACCOUNT_KIND));
	text_put(text, ", ");
	text_add(text, state);
	text_put(text, ", origin ");
	text_add(text, origin);
	why_member(members, "accountId", why->account);
	why_member(members, "kind", record_cell(stored.record, ACCOUNT_KIND));
	why_member(members, "state", state);
	why_member(members, "origin", origin);
}

// Prints the story.
static void
print_text(const struct why *why, const struct text *present)
{
	for (size_t i = 0; i < why->count; i++) {
		printf("%s  ", why->events[i].time);
		out_text(why->events[i].text);
		printf("\n");
	}
	printf("now               ");
	out_text(present->size == 0 ? "" : present->data);
	printf("\n");
}
static void
print_json(const struct why *why, const struct text *members)
{
	struct text head = {NULL, 0, 0, false};
	text_json(&head, why->id);
	printf("{\"id\":%.*s,\"now\":{%.*s},\"events\":[", (int)head.size, head.data,
	    members->size == 0 ? 0 : (int)members->size - 1,
	    members->size == 0 ? "" : members->data + 1);
	for (size_t i = 0; i < why->count; i++)
		printf("%s%s", i == 0 ? "\n" : ",\n", why->events[i].json);
	printf("]}\n");
	text_free(&head);
}

// Gathers and prints.
static bool
tell(struct why *why, bool json, struct fault *fault)
{
	struct text present = {NULL, 0, 0, false}, members = {NULL, 0, 0, false};
	bool good = find_ids(why, fault) && why_feed(why, fault) && why_drops(why, fault) &&
		    store_sound(why->reader.store, fault);
	if (good) {
		if (why->count > 0)
			qsort(why->events, why->count, sizeof *why->events, compare_events);
		put_present(why, &present, &members);
		good = present.size > 0 || why->count > 0 ||
		       fault_set(fault, FAULT_MISSING,
			   "no drop, no record and no account of %s has this id", why->district);
	}
	if (good && present.size == 0)
		text_put(&present, "not in the directory");
	text_add(&present, (struct bytes){"", 1}); // ends it
	good = good && ((!present.failed && !members.failed) ||
			   fault_set(fault, FAULT_TEMP, "out of memory"));
	if (good && json)
		print_json(why, &members);
	else if (good)
		print_text(why, &present);
	text_free(&present);
	text_free(&members);
	return good;
}

bool
command_why(struct front *front, struct fault *fault)
{
	bool json = false;
	struct why why = {.front = front, .dir = -1};
	const struct option options[] = {{"--json", &json, NULL}, {NULL, NULL, NULL}};
	if (!front_words(front, options, 2, 2, fault))
		return false;
	why.district = front->words[0];
	why.id = bytes_of(front->words[1]);
	why.ids = idmap_new();
	bool good = (why.ids != NULL || fault_set(fault, FAULT_TEMP, "out of memory")) &&
		    reader_open(front, why.district, &why.reader, fault) &&
		    (why.dir = spool_open(front->conf, why.district, fault)) >= 0 &&
		    tell(&why, json, fault);
	for (size_t i = 0; i < why.count; i++) {
		free(why.events[i].text);
		free(why.events[i].json);
	}
	free(why.events);
	idmap_free(why.ids);
	reader_close(&why.reader);
	if (why.dir >= 0)
		close(why.dir);
	return good;
}
