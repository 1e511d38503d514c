// Makes the line, its digest, and the record.
#include "pipeline/audit.h"

#include <stdio.h>

#include "pipeline/text.h"
#include "schema/record.h"

// A line holds no more than texts of bounded length and a number an action.
enum { LINE_MAX_BYTES = 16 * 1024 };

// "create user": 12, …
static void
put_counts(struct text *line, const struct audit *audit)
{
	const char *before = "";
	for (unsigned entity = 0; entity < FACTS; entity++)
		for (unsigned action = 0; action < ACTIONS; action++) {
			if (audit->counts[entity][action] == 0)
				continue;
			text_put(line, before);
			text_put(line, "\"");
			text_put(line, action_name((enum action)action));
			text_put(line, " ");
			text_put(line, entity_name(entity));
			text_put(line, "\":");
			text_number(line, audit->counts[entity][action]);
			before = ",";
		}
}

static void
put_member(struct text *line, const char *name, const char *value)
{
	if (value == NULL)
		return;
	text_put(line, ",\"");
	text_put(line, name);
	text_put(line, "\":");
	text_json(line, bytes_of(value));
}

// The line without its own digest.
static void
put_line(struct text *line, struct store *store, const struct audit *audit,
    const struct store_meta *meta)
{
	text_put(line, "{\"number\":");
	text_number(line, meta->audit);
	put_member(line, "time", audit->time);
	put_member(line, "who", audit->who);
	put_member(line, "act", audit->act);
	put_member(line, "drop", audit->drop);
	put_member(line, "sha256", audit->sha256);
	put_member(line, "why", audit->why);
	text_put(line, ",\"generation\":[");
	text_number(line, store_meta(store)->generation);
	text_put(line, ",");
	text_number(line, meta->generation);
	text_put(line, "],\"changes\":{");
	put_counts(line, audit);
	text_put(line, "}");
	put_member(line, "before", meta->audit_head);
}

bool
audit_put(
    struct store *store, const struct audit *audit, struct store_meta *meta, struct fault *fault)
{
	struct text line = {NULL, 0, 0, false};
	char key[8], record[LINE_MAX_BYTES];
	meta->audit++;
	put_line(&line, store, audit, meta);
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
	       store_put(store, STORE_AUDIT, store_sequence_key(meta->audit, key), STORED_ACTIVE,
		   (struct bytes){record, record_write(record, &cell, 1)}, fault);
	text_free(&line);
	return good;
}
