// The feed's lines. A first night writes them by the million, so room for a whole line is made once, and then nothing asks for it any more.
#include "pipeline/change.h"

#include <stdio.h>

#include "pipeline/text.h"
#include "schema/record.h"

enum {
	NAME_MAX_BYTES = 64,
	FRAME_MAX = 512
}; // of a column's name in JSON; of all that is the same in every line, and its numbers

// The columns' names as JSON writes them: `,"name":`, made once.
struct member_name {
	char text[NAME_MAX_BYTES];
	size_t size;
};

static const struct member_name *
member_names(unsigned entity)
{
	static struct member_name names[FACTS][ONEROSTER_COLUMNS_MAX];
	struct member_name *own = names[entity];
	for (unsigned i = 0; own[0].size == 0 && i < entity_columns(entity); i++) {
		unsigned at =
		    entity_columns(entity) - 1 - i; // the first one last: it says that all are made
		own[at].size = (size_t)snprintf(
		    own[at].text, sizeof own[at].text, ",\"%s\":", entity_column(entity, at));
	}
	return own;
}

static inline char *
put(char *at, const char *from, size_t size)
{
	memcpy(at, from, size);
	return at + size;
}

// A text that the compiler knows.
#define PUT(at, literal) put(at, literal, sizeof(literal) - 1)

static char *
put_number(char *at, uint64_t number)
{
	char digits[20], *first = digits + sizeof digits;
	do
		*--first = (char)('0' + number % 10);
	while ((number /= 10) != 0);
	return put(at, first, (size_t)(digits + sizeof digits - first));
}

// before or after: an object of the cells that are not blank, or null.
static char *
put_record(char *at, unsigned entity, struct bytes record)
{
	struct bytes cells[RECORD_CELLS_MAX];
	unsigned columns = entity_columns(entity);
	if (record.size == 0 || !record_read(record, cells, columns))
		return PUT(at, "null");
	const struct member_name *names = member_names(entity);
	char *begin = at;
	for (unsigned i = 0; i < columns; i++) {
		if (cells[i].size == 0)
			continue;
		memcpy(at, names[i].text,
		    NAME_MAX_BYTES); // all of it, because that is a few moves and no call
		at += names[i].size;
		at += text_json_at(at, cells[i]);
	}
	if (at == begin)
		at++;
	*begin = '{'; // in place of the first comma
	return PUT(at, "}");
}

// Most bytes that a line of this change takes.
static size_t
line_max(const struct change *change, size_t drop, size_t time)
{
	size_t values = change->account_id.size + change->sourced_id.size + change->before.size +
			change->after.size;
	size_t names = (size_t)2 * NAME_MAX_BYTES * (entity_columns(change->entity) + 1);
	return FRAME_MAX + TEXT_JSON_MAX(values) + names + 2 * (size_t)2 * RECORD_CELLS_MAX +
	       2 * drop + time;
}

void
change_feed_line(struct text *text, const struct change *change, uint64_t seq, uint64_t number,
    const char *drop, const char *time)
{
	char id[CHANGE_ID_MAX];
	size_t drop_size = strlen(drop), time_size = strlen(time);
	if (!text_reserve(text, line_max(change, drop_size, time_size)))
		return;
	char *at = text->data + text->size;
	at = PUT(at, "{\"seq\":");
	at = put_number(at, seq);
	at = PUT(at, ",\"key\":\"");
	at = put(at, drop, drop_size);
	at = PUT(at, "/");
	at = put_number(at, number);
	at = PUT(at, "\",\"drop\":\"");
	at = put(at, drop, strcspn(drop, ".")); // without .part
	at = PUT(at, "\",\"time\":\"");
	at = put(at, time, time_size);
	at = PUT(at, "\",\"action\":\"");
	at = put(at, action_name(change->action), strlen(action_name(change->action)));
	at = PUT(at, "\",\"entity\":\"");
	at = put(at, entity_name(change->entity), strlen(entity_name(change->entity)));
	at = PUT(at, "\",\"accountId\":");
	at += text_json_at(at, change->account_id);
	at = PUT(at, ",\"sourcedId\":");
	at += text_json_at(at, change_shown_id(change, id));
	at = PUT(at, ",\"before\":");
	at = put_record(at, change->entity, change->before);
	at = PUT(at, ",\"after\":");
	at = put_record(at, change->entity, change->after);
	at = change->notify ? PUT(at, ",\"notify\":true}\n") : PUT(at, ",\"notify\":false}\n");
	text->size = (size_t)(at - text->data);
}
