// The files that `init` writes: every key with its default, commented out, so that a file stays
// short of what nobody decided and the defaults can become better. They are made from the tables,
// so they cannot be out of date.
#include "pipeline/conf_keys.h"

#include <stdio.h>
#include <stdlib.h>

#include "pipeline/text.h"

static const char checks[] = "\n"
			     "checks {\n"
			     "\t# The severity of a check: notice, warning, error, hold or fatal.\n"
			     "\t#value.grade = notice\n"
			     "}\n";

// The value as the file takes it: quoted, unless it is a number or a word of ours.
static void
put_value(struct text *text, enum key_kind kind, const char *value)
{
	if (kind >= KEY_NUMBER || kind == KEY_SWITCH) {
		text_put(text, value);
		return;
	}
	text_put(text, kind == KEY_TEXTS ? "{\"" : "\"");
	for (; *value != '\0'; value++) {
		if (strchr("\"\\$", *value) != NULL)
			text_put(text, "\\");
		text_add(text, (struct bytes){value, 1});
	}
	text_put(text, kind == KEY_TEXTS ? "\"}" : "\"");
}

// One key with its sentence; as a comment unless a value is given.
static void
put_key(struct text *text, const struct conf_key *key, const void *defaults, const char *given)
{
	char room[KEY_FORMATTED];
	const char *indent = key->section[0] != '\0' ? "\t" : "";
	const char *value = given != NULL          ? given
			    : key->example != NULL ? key->example
						   : key_format(key, defaults, room);
	text_put(text, indent);
	text_put(text, "# ");
	text_put(text, key->help);
	text_put(text, "\n");
	text_put(text, indent);
	text_put(text, given != NULL ? "" : "#");
	text_put(text, key->name);
	text_put(text, " = ");
	put_value(text, key->kind, value);
	text_put(text, "\n");
}

// All keys of a table, section by section. `given`: values of the first keys, NULL-terminated.
static void
put_table(struct text *text, const struct conf_table *table, const void *defaults,
    const char *const *given)
{
	const char *section = "";
	for (unsigned i = 0; i < table->count; i++) {
		const struct conf_key *key = &table->keys[i];
		if (strcmp(key->section, section) != 0) {
			text_put(text, section[0] != '\0' ? "}\n\n" : "\n");
			text_put(text, key->section);
			text_put(text, " {\n");
		}
		section = key->section;
		put_key(text, key, defaults, *given);
		given += *given != NULL;
	}
	if (section[0] != '\0')
		text_put(text, "}\n");
}

// The text, ended, or NULL when out of memory.
static char *
text_take(struct text *text)
{
	text_add(text, (struct bytes){"", 1});
	if (!text->failed)
		return text->data;
	text_free(text);
	return NULL;
}

char *
conf_sample(const char *spool, const char *districts)
{
	const char *const given[] = {spool, districts, NULL};
	struct text text = {0};
	struct conf defaults = {0};
	struct fault fault;
	if (keys_default(&conf_keys, &defaults, "/", &fault)) {
		text_put(&text, "# rosterdrop: see rosterdrop.conf(5). What stands behind # is the "
				"default.\n\n");
		put_table(&text, &conf_keys, &defaults, given);
	} else {
		text.failed = true;
	}
	keys_free(&conf_keys, &defaults);
	return text_take(&text);
}

char *
district_sample(const char *name)
{
	static const char *const given[] = {NULL};
	struct text text = {0};
	struct district defaults = {0};
	struct fault fault;
	if (keys_default(&district_keys, &defaults, "/", &fault)) {
		text_put(&text, "# The district ");
		text_put(&text, name);
		text_put(&text,
		    ": see rosterdrop.conf(5). What stands behind # is the default, or an "
		    "example.\n\n");
		put_table(&text, &district_keys, &defaults, given);
		text_put(&text, checks);
	} else {
		text.failed = true;
	}
	keys_free(&district_keys, &defaults);
	return text_take(&text);
}
