// What a key may hold: from the file's text into a member of a struct, and back. Every complaint
// says what would be right.
#include "pipeline/conf_keys.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "schema/value.h"

_Static_assert(
    sizeof(enum profile) == sizeof(unsigned) && sizeof(enum table_encoding) == sizeof(unsigned),
    "a term is stored as an unsigned");

static const struct {
	const char *word;
	bool on;
} switch_words[] = {
    {"no", false}, {"yes", true}, {"false", false}, {"true", true}, {"off", false}, {"on", true}};

static const char units[] = " KMGT"; // each 1024 times the one before

// "sftp.port", for complaints.
static const char *
key_full(const struct conf_key *key, char room[KEY_FORMATTED])
{
	snprintf(room, KEY_FORMATTED, "%s%s%s", key->section, key->section[0] != '\0' ? "." : "",
	    key->name);
	return room;
}

// Says that a value is not what the key takes.
static bool
wrong(const struct conf_key *key, const char *value, const char *right, struct fault *fault)
{
	char name[KEY_FORMATTED];
	return fault_set(
	    fault, FAULT_CONFIG, "%s = \"%s\": must be %s", key_full(key, name), value, right);
}

// An amount in the largest unit that leaves nothing over.
static void
amount_format(uint64_t amount, char room[KEY_FORMATTED])
{
	const char *unit = units;
	for (; unit[1] != '\0' && amount != 0 && amount % 1024 == 0; unit++)
		amount /= 1024;
	snprintf(room, KEY_FORMATTED, "%" PRIu64 "%.*s", amount, unit != units, unit);
}

// Reads digits, and a unit where one may stand. False when it is not a number or does not fit 64
// bits.
static bool
amount_read(const char *value, bool unit, uint64_t *amount)
{
	const char *at = value;
	*amount = 0;
	for (; *at >= '0' && *at <= '9'; at++)
		if (__builtin_mul_overflow(*amount, 10, amount) ||
		    __builtin_add_overflow(*amount, (uint64_t)(*at - '0'), amount))
			return false;
	if (at == value || *at == ' ')
		return false;
	const char *found = *at != '\0' && unit ? strchr(units, *at) : units;
	if (found == NULL || (*at != '\0' && at[found != units] != '\0'))
		return false;
	for (; found > units; found--)
		if (__builtin_mul_overflow(*amount, 1024, amount))
			return false;
	return true;
}

static bool
set_number(const struct conf_key *key, void *member, const char *value, struct fault *fault)
{
	uint64_t number;
	char least[KEY_FORMATTED], most[KEY_FORMATTED], right[3 * KEY_FORMATTED];
	if (!amount_read(value, key->kind == KEY_AMOUNT, &number) || number < key->least ||
	    number > key->most) {
		amount_format(key->least, least);
		amount_format(key->most, most);
		snprintf(right, sizeof right, "a number from %s to %s", least, most);
		return wrong(key, value, right, fault);
	}
	if (key->kind == KEY_AMOUNT)
		*(uint64_t *)member = number;
	else
		*(unsigned *)member = (unsigned)number;
	return true;
}

static bool
set_switch(const struct conf_key *key, void *member, const char *value, struct fault *fault)
{
	for (size_t i = 0; i < sizeof switch_words / sizeof switch_words[0]; i++)
		if (strcmp(switch_words[i].word, value) == 0) {
			*(bool *)member = switch_words[i].on;
			return true;
		}
	return wrong(key, value, "yes or no", fault);
}

static bool
set_term(const struct conf_key *key, void *member, const char *value, struct fault *fault)
{
	char right[256] = "one of";
	size_t size = strlen(right);
	for (unsigned i = 0; key->terms[i] != NULL; i++) {
		if (strcmp(key->terms[i], value) == 0) {
			*(unsigned *)member = i;
			return true;
		}
		size += (size_t)snprintf(right + size, sizeof right - size, " %s", key->terms[i]);
	}
	return wrong(key, value, right, fault);
}

// A copy of the value; of a path, behind the folder that it is relative to. NULL when out of
// memory.
static char *
text_copy(const struct conf_key *key, const char *folder, const char *value)
{
	char *path;
	if (key->kind != KEY_PATH || value[0] == '/')
		return strdup(value);
	return asprintf(&path, "%s/%s", folder, value) < 0 ? NULL : path;
}

static bool
set_text(const struct conf_key *key, char **member, const char *folder, const char *value,
    struct fault *fault)
{
	long day;
	char *copy = NULL;
	if (value[0] == '\0' && key->text != NULL)
		return wrong(key, value, "something", fault);
	if (key->kind == KEY_DATE && value[0] != '\0' && !value_date(bytes_of(value), &day))
		return wrong(key, value, "a day of the calendar as YYYY-MM-DD", fault);
	if (value[0] != '\0' && (copy = text_copy(key, folder, value)) == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory reading the configuration");
	free(*member);
	*member = copy;
	return true;
}

// Adds a text to the list.
static bool
add_text(const struct conf_key *key, char ***member, const char *value, struct fault *fault)
{
	size_t count = 0;
	if (value[0] == '\0')
		return wrong(key, value, "something", fault);
	while (*member != NULL && (*member)[count] != NULL)
		count++;
	char *copy = strdup(value);
	char **grown = copy != NULL ? realloc(*member, (count + 2) * sizeof *grown) : NULL;
	if (grown == NULL) {
		free(copy);
		return fault_set(fault, FAULT_TEMP, "out of memory reading the configuration");
	}
	grown[count] = copy;
	grown[count + 1] = NULL;
	*member = grown;
	return true;
}

bool
key_set(const struct conf_key *key, void *target, const char *folder, const char *value,
    struct fault *fault)
{
	void *member = (char *)target + key->offset;
	switch (key->kind) {
	case KEY_SWITCH:
		return set_switch(key, member, value, fault);
	case KEY_NUMBER:
	case KEY_AMOUNT:
		return set_number(key, member, value, fault);
	case KEY_TERM:
		return set_term(key, member, value, fault);
	case KEY_TEXTS:
		return add_text(key, member, value, fault);
	case KEY_TEXT:
	case KEY_PATH:
	case KEY_DATE:
		break;
	}
	return set_text(key, member, folder, value, fault);
}

bool
keys_default(const struct conf_table *table, void *target, const char *folder, struct fault *fault)
{
	for (unsigned i = 0; i < table->count; i++) {
		const struct conf_key *key = &table->keys[i];
		void *member = (char *)target + key->offset;
		if (key->kind == KEY_SWITCH)
			*(bool *)member = key->standard != 0;
		else if (key->kind == KEY_AMOUNT)
			*(uint64_t *)member = key->standard;
		else if (key->kind == KEY_NUMBER || key->kind == KEY_TERM)
			*(unsigned *)member = (unsigned)key->standard;
		else if (key->text != NULL && !key_set(key, target, folder, key->text, fault))
			return false;
	}
	return true;
}

const char *
key_format(const struct conf_key *key, const void *target, char room[KEY_FORMATTED])
{
	const void *member = (const char *)target + key->offset;
	char *const *text = member;
	if (key->kind == KEY_SWITCH)
		return *(const bool *)member ? "yes" : "no";
	if (key->kind == KEY_TERM)
		return key->terms[*(const unsigned *)member];
	if (key->kind == KEY_NUMBER)
		snprintf(room, KEY_FORMATTED, "%u", *(const unsigned *)member);
	else if (key->kind == KEY_AMOUNT)
		amount_format(*(const uint64_t *)member, room);
	else
		return *text != NULL ? *text : "";
	return room;
}

void
keys_free(const struct conf_table *table, void *target)
{
	for (unsigned i = 0; i < table->count; i++) {
		const struct conf_key *key = &table->keys[i];
		void *member = (char *)target + key->offset;
		if (key->kind == KEY_TEXT || key->kind == KEY_PATH || key->kind == KEY_DATE)
			free(*(char **)member);
		if (key->kind != KEY_TEXTS)
			continue;
		char **list = *(char ***)member;
		for (unsigned n = 0; list != NULL && list[n] != NULL; n++)
			free(list[n]);
		free(list);
	}
}
