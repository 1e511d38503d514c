// Replays changes.ndjson from standard input over an empty directory, as the vendor's application would, and prints what there is in the end: a
// line a record, the file's name and the cells of the export's columns between tabs (of a relationship: its two sourcedIds), in no order. Fails when a sequence number is left
// out, a key comes twice, or what a change says was there before is not what the changes before it left.
//
//   cat */changes.ndjson | replay | sort
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/idmap.h"
#include "pipeline/json.h"
#include "pipeline/text.h"
#include "schema/roster.h"

// A record as the changes so far have left it.
struct record {
	char *line; // NULL before its first change
	bool active;
};

struct directory {
	struct idmap *places, *keys; // entity/sourcedId -> index of a record; keys that were seen
	struct record *records;
	size_t room;
	uint64_t seq;
};

static void
die(const char *what, uint64_t seq)
{
	fprintf(stderr, "replay: seq %llu: %s\n", (unsigned long long)seq, what);
	exit(1);
}

// The entity of a change; ENTITIES when there is no such.
static unsigned
entity_of(const char *name)
{
	unsigned entity = 0;
	while (entity < ENTITIES && (name == NULL || strcmp(entity_name(entity), name) != 0))
		entity++;
	return entity;
}

// Whether a column of users or other files stands in what is exported: the columns of 1.2.1.
static bool
is_exported(unsigned entity, unsigned column)
{
	return entity < ROSTER_FILES &&
	       (oneroster_files[entity].columns[column].versions & V121) != 0;
}

// The record under `before` or `after` as a line; NULL when it is null. The caller frees.
static char *
line_of(const struct json *json, const char *side, unsigned entity, const char *id)
{
	struct text line = {NULL, 0, 0, false};
	char path[128];
	if (json_count(json, side) == 0 && entity != RELATIONSHIPS) // theirs is empty
		return NULL;
	text_put(&line, entity_table(entity));
	if (entity == RELATIONSHIPS) {
		text_put(&line, "\t");
		text_put(&line, id);
	}
	for (unsigned i = 0; i < entity_columns(entity); i++) {
		snprintf(path, sizeof path, "%s/%s", side, entity_column(entity, i));
		const char *value = json_text(json, path);
		if (!is_exported(entity, i))
			continue;
		text_put(&line, "\t");
		text_put(&line, i == SOURCED_ID ? id : value == NULL ? "" : value);
	}
	text_add(&line, (struct bytes){"", 1});
	if (line.failed)
		abort();
	return line.data;
}

// The record of an id; a new one is made.
static struct record *
record_of(struct directory *directory, const char *entity, const char *sourced_id)
{
	char key[2048];
	uint64_t place;
	int size = snprintf(key, sizeof key, "%s/%s", entity, sourced_id);
	struct bytes id = {key, (size_t)size};
	if (idmap_get(directory->places, id, &place))
		return &directory->records[place];
	place = idmap_count(directory->places);
	if (place == directory->room) {
		directory->room = 2 * directory->room + 1024;
		directory->records =
		    realloc(directory->records, directory->room * sizeof *directory->records);
	}
	if (directory->records == NULL || !idmap_put(directory->places, id, place))
		abort();
	directory->records[place] = (struct record){NULL, false};
	return &directory->records[place];
}

// Whether the action of a change is one that ends a record.
static bool
ends(const char *action)
{
	return strcmp(action, "archive") == 0 || strcmp(action, "unenrol") == 0 ||
	       strcmp(action, "disconnect") == 0;
}

// Numbers run without a gap and keys never come twice.
static void
check_numbers(struct directory *directory, const struct json *json)
{
	uint64_t seq, seen;
	const char *key = json_text(json, "key");
	if (!json_number(json, "seq", &seq) || seq != directory->seq + 1)
		die("does not follow the one before", directory->seq + 1);
	directory->seq = seq;
	if (key == NULL || idmap_get(directory->keys, bytes_of(key), &seen))
		die("its key is missing or came before", seq);
	if (!idmap_put(directory->keys, bytes_of(key), 1))
		abort();
}

// Takes one change. What a change says was before is what the record was, also while it is archived.
static void
take(struct directory *directory, const struct json *json)
{
	const char *name = json_text(json, "entity"), *id = json_text(json, "sourcedId");
	const char *action = json_text(json, "action");
	unsigned entity = entity_of(name);
	check_numbers(directory, json);
	if (entity == ENTITIES || id == NULL || action == NULL)
		die("lacks its entity, sourcedId or action", directory->seq);
	struct record *record = record_of(directory, name, id);
	char *before = line_of(json, "before", entity, id);
	char *after = line_of(json, "after", entity, id);
	bool was = entity == RELATIONSHIPS ? ends(action) : before != NULL;
	if (was ? record->line == NULL || strcmp(record->line, before) != 0
		: record->line != NULL && entity != RELATIONSHIPS)
		die("what was before is not what the changes before it left", directory->seq);
	if (record->active != (ends(action) || strcmp(action, "update") == 0) &&
	    strcmp(action, "link") != 0)
		die("begins what is there, or changes what is not", directory->seq);
	record->active = !ends(action);
	free(record->active ? record->line : after);
	record->line = record->active ? after : record->line;
	free(before);
}

int
main(void)
{
	struct directory directory = {idmap_new(), idmap_new(), NULL, 0, 0};
	struct fault fault = {FAULT_NONE, ""};
	char *text = NULL;
	size_t room = 0;
	ssize_t size;
	if (directory.places == NULL || directory.keys == NULL)
		abort();
	while ((size = getline(&text, &room, stdin)) > 0) {
		struct json *json =
		    json_parse((struct bytes){text, (size_t)size}, "changes", &fault);
		if (json == NULL)
			die(fault.text, directory.seq + 1);
		take(&directory, json);
		json_free(json);
	}
	for (size_t i = 0; i < idmap_count(directory.places); i++) {
		if (directory.records[i].active)
			puts(directory.records[i].line);
		free(directory.records[i].line);
	}
	free(directory.records);
	free(text);
	idmap_free(directory.places);
	idmap_free(directory.keys);
	return fflush(stdout) == 0 && directory.seq > 0 ? 0 : 1;
}
