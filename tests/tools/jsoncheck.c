// Reads JSON from standard input and prints what lies at the given paths (pipeline/json.h), a line each; fails when the input is not
// JSON or a path names nothing. With -l every line is a text of its own, and at least one must be there.
//
//   rosterdrop status --json | jsoncheck 0/district 0/last/drop
//   rosterdrop feed riverbend | jsoncheck -l seq
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/json.h"

// Prints what lies at a path: a text, a number, or how many members a list has.
static bool
print(const struct json *json, const char *path)
{
	uint64_t number;
	const char *text = json_text(json, path);
	if (text != NULL)
		printf("%s\n", text);
	else if (json_number(json, path, &number))
		printf("%llu\n", (unsigned long long)number);
	else if (json_count(json, path) > 0)
		printf("[%zu]\n", json_count(json, path));
	else
		return false;
	return true;
}

// One text with all the paths.
static bool
check(struct bytes text, char **paths)
{
	struct fault fault = {FAULT_NONE, ""};
	struct json *json = json_parse(text, "standard input", &fault);
	bool good = json != NULL;
	if (!good)
		fprintf(stderr, "jsoncheck: %s\n", fault.text);
	for (; good && *paths != NULL; paths++) {
		good = print(json, *paths);
		if (!good)
			fprintf(stderr, "jsoncheck: nothing at %s\n", *paths);
	}
	json_free(json);
	return good;
}

int
main(int argc, char **argv)
{
	bool lines = argc > 1 && strcmp(argv[1], "-l") == 0, good = true;
	char **paths = argv + 1 + lines, *text = NULL;
	size_t room = 0, count = 0;
	ssize_t size;
	while (good && (size = getdelim(&text, &room, lines ? '\n' : '\0', stdin)) > 0) {
		good = check((struct bytes){text, (size_t)size}, paths);
		count++;
	}
	free(text);
	if (good && count == 0)
		fprintf(stderr, "jsoncheck: nothing to read\n");
	return good && count > 0 ? 0 : 1;
}
