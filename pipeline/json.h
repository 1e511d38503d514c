// The one file that knows jansson: small JSON files that a stage left (report.json, summary.json), read whole. What is written is
// written through pipeline/text.h, and never needs a tree.
//
// A path names a value from the top: members and numbers in arrays, joined by "/": "findings/error", "files/0/name". The empty path
// is the whole. No member that is read this way has a "/" in its name.
#pragma once

#include <stdint.h>

#include "schema/bytes.h"
#include "pipeline/fault.h"

enum { JSON_FILE_MAX = 1024 * 1024 }; // bytes of a file that json_read takes

struct json;

// Takes a text apart. NULL and FAULT_DATA, with the line, when it is not JSON or names a member twice; `name` is for the fault.
struct json *json_parse(struct bytes text, const char *name, struct fault *fault);

// The same for a file of a directory. FAULT_MISSING when it is not there.
struct json *json_read(int dir, const char *name, struct fault *fault);

// Whether there is a whole number, not below 0, at the path.
bool json_number(const struct json *json, const char *path, uint64_t *number);

// Whether `true` stands at the path.
bool json_flag(const struct json *json, const char *path);

// The text at the path, borrowed until json_free; NULL when there is none.
const char *json_text(const struct json *json, const char *path);

// How many members the array or object at the path has; 0 for everything else.
size_t json_count(const struct json *json, const char *path);

void json_free(struct json *json);
