// jansson's values stay here: the callers ask for a number or a text by its path, so that a report that lacks something is an
// answer and not a crash.
#include "pipeline/json.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/fs.h"

enum { JSON_PART_MAX = 128 }; // bytes of one part of a path

// jansson's own type is json_t; this one only keeps it out of the header.
struct json {
	json_t *root;
};

struct json *
json_parse(struct bytes text, const char *name, struct fault *fault)
{
	json_error_t error;
	struct json *json = malloc(sizeof *json);
	if (json == NULL) {
		fault_set(fault, FAULT_TEMP, "out of memory reading %s", name);
		return NULL;
	}
	json->root = json_loadb(text.size == 0 ? "" : text.data, text.size,
	    JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
	if (json->root != NULL)
		return json;
	fault_set(fault, FAULT_DATA, "%s is not JSON: line %d, column %d: %s", name, error.line,
	    error.column, error.text);
	free(json);
	return NULL;
}

struct json *
json_read(int dir, const char *name, struct fault *fault)
{
	size_t size;
	char *content = fs_read(dir, name, JSON_FILE_MAX, &size, fault);
	if (content == NULL)
		return NULL;
	struct json *json = json_parse((struct bytes){content, size}, name, fault);
	free(content);
	return json;
}

// The member or the element that one part of a path names; NULL when there is none.
static json_t *
step(json_t *value, const char *part)
{
	char *end;
	if (json_is_object(value))
		return json_object_get(value, part);
	unsigned long index = strtoul(part, &end, 10);
	if (!json_is_array(value) || end == part || *end != '\0')
		return NULL;
	return json_array_get(value, index);
}

// The value at a path, or NULL.
static json_t *
find(const struct json *json, const char *path)
{
	json_t *value = json->root;
	char part[JSON_PART_MAX];
	while (value != NULL && *path != '\0') {
		size_t size = strcspn(path, "/");
		if (size >= sizeof part)
			return NULL;
		memcpy(part, path, size);
		part[size] = '\0';
		value = step(value, part);
		path += size + (path[size] == '/');
	}
	return value;
}

bool
json_number(const struct json *json, const char *path, uint64_t *number)
{
	json_t *value = find(json, path);
	if (!json_is_integer(value) || json_integer_value(value) < 0)
		return false;
	*number = (uint64_t)json_integer_value(value);
	return true;
}

bool
json_flag(const struct json *json, const char *path)
{
	return json_is_true(find(json, path));
}

const char *
json_text(const struct json *json, const char *path)
{
	return json_string_value(find(json, path));
}

size_t
json_count(const struct json *json, const char *path)
{
	json_t *value = find(json, path);
	return json_is_array(value) ? json_array_size(value) : json_object_size(value);
}

void
json_free(struct json *json)
{
	if (json == NULL)
		return;
	json_decref(json->root);
	free(json);
}
