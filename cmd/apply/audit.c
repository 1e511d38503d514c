// The audit log: a line of JSON an act, each with the digest of itself and of the one before, so that a line that is changed or taken away shows.
#include "cmd/apply/apply.h"

#include <stdio.h>

#include "pipeline/text.h"
#include "schema/record.h"

// "create user": 12, …
static void
put_counts(struct text *line, uint64_t counts[ENTITIES][ACTIONS])
{
	const char *before = "";
	for (unsigned entity = 0; entity < ENTITIES; entity++)
		for (unsigned action = 0; action < ACTIONS; action++) {
			if (counts[entity][action] == 0)
				continue;
			text_put(line, before);
			text_put(line, "\"");
			text_put(line, action_name((enum action)action));
			text_put(line, " ");
			text_put(line, entity_name(entity));
			text_put(line, "\":");
			text_number(line, counts[entity][action]);
			before = ",";
		}
}

static void
put_member(struct text *line, const char *name, const char *value)
{
	text_put(line, ",\"");
	text_put(line, name);
	text_put(line, "\":");
	text_json(line, bytes_of(value));
}

// The line without its own digest.
static void
put_line(struct text *line, struct applier *applier, const char *time,
    uint64_t counts[ENTITIES][ACTIONS], const struct store_meta *meta)
{
	text_put(line, "{\"number\":");
	text_number(line, meta->audit);
	put_member(line, "time", time);
	put_member(line, "who", "system");
	put_member(line, "act", "apply");
	put_member(line, "drop", applier->job->drop);
	put_member(line, "sha256", applier->sha256);
	text_put(line, ",\"generation\":[");
	text_number(line, store_meta(applier->store)->generation);
	text_put(line, ",");
	text_number(line, meta->generation);
	text_put(line, "],\"changes\":{");
	put_counts(line, counts);
	text_put(line, "}");
	put_member(line, "before", meta->audit_head);
}

bool
audit_put(struct applier *applier, const char *time, uint64_t counts[ENTITIES][ACTIONS],
    struct store_meta *meta, struct fault *fault)
{
	struct text line = {NULL, 0, 0, false};
	char key[8], record[8192];
	meta->audit++;
	put_line(&line, applier, time, counts, meta);
	if (line.failed)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	digest_bytes(line.data, line.size, meta->audit_head);
	put_member(&line, "digest", meta->audit_head);
	text_put(&line, "}");
	const struct bytes cell = {line.data, line.size};
	bool good = !line.failed && record_size(&cell, 1) <= sizeof record;
	if (!good)
		fault_set(fault, FAULT_BUG, "an audit record has %zu bytes", line.size);
	good = good &&
	       store_put(applier->store, STORE_AUDIT, store_sequence_key(meta->audit, key),
		   STORED_ACTIVE, (struct bytes){record, record_write(record, &cell, 1)}, fault);
	text_free(&line);
	return good;
}
