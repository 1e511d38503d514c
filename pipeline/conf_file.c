// libconfuse splits the file into keys and values; what they mean is in conf_keys.c, so that its
// types stay here.
//
// Two of its habits have to be lived with. Its callbacks carry no pointer of ours, hence the one
// static variable. And it takes a file that ends inside a section or a comment for whole: so a last
// line of ours is added, and a file whose last line is not seen is refused.
#include "pipeline/conf_keys.h"

#include <confuse.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "pipeline/fs.h"

enum { FILE_MOST = 1024 * 1024 };

static const char last_line[] = "\nend-of-file = reached\n";
static const char last_key[] = "end-of-file";
static const char unfinished[] =
    "the file ends inside a section, a list, a string or a comment, or before a value";

// What is being read.
struct reading {
	const char *path;
	int lines; // of the file
	const char *folder;
	const struct conf_table *table;
	void *target;
	struct district *district; // with checks; NULL for rosterdrop.conf
	bool seen[KEYS_MOST];
	bool whole; // the last line was seen
	bool failed;
	struct fault *fault; // the first one counts
};
static _Thread_local struct reading *reading;

// libconfuse's own complaints, and ours, with the place.
__attribute__((format(printf, 2, 0))) static void
complain(cfg_t *cfg, const char *format, va_list arguments)
{
	char text[800];
	if (reading == NULL || reading->failed)
		return;
	vsnprintf(text, sizeof text, format, arguments);
	reading->failed = true;
	if (cfg->line > reading->lines)
		snprintf(text, sizeof text, "%s", unfinished);
	fault_set(reading->fault, FAULT_CONFIG, "%s:%d: %s", reading->path,
	    cfg->line < reading->lines ? cfg->line : reading->lines, text);
}

// A value that cannot stand: its fault gets the place.
static int
refuse(cfg_t *cfg, const struct fault *fault)
{
	cfg_error(cfg, "%s", fault->text);
	reading->fault->class = fault->class;
	return -1;
}

// The key's index in the table, or -1. libconfuse calls the top of the file "root".
static int
key_index(const char *section, const char *name)
{
	if (strcmp(section, "root") == 0)
		section = "";
	for (unsigned i = 0; i < reading->table->count; i++)
		if (strcmp(reading->table->keys[i].section, section) == 0 &&
		    strcmp(reading->table->keys[i].name, name) == 0)
			return (int)i;
	return -1;
}

// Called by libconfuse for every value of a key.
static int
take_value(cfg_t *cfg, cfg_opt_t *option, const char *value, void *result)
{
	struct fault fault = {0};
	int index = key_index(cfg->name, option->name);
	*(const char **)result = value;
	if (index < 0) {
		cfg_error(cfg, "%s belongs into its section", option->name);
		return -1;
	}
	if (reading->seen[index] && option->nvalues <= 1) {
		cfg_error(cfg, "%s is set twice", option->name);
		return -1;
	}
	reading->seen[index] = true;
	if (!key_set(&reading->table->keys[index], reading->target, reading->folder, value, &fault))
		return refuse(cfg, &fault);
	return 0;
}

bool
check_add(struct district *district, const struct finding_code *code, const char *value,
    struct fault *fault)
{
	struct conf_check check = {.code = NULL};
	if (!severity_named(bytes_of(value), &check.severity))
		return fault_set(fault, FAULT_CONFIG,
		    "checks.%s = \"%s\": must be one of notice warning error hold fatal",
		    code->code, value);
	if (code->fixed && check.severity < code->severity)
		return fault_set(fault, FAULT_CONFIG, "checks.%s may not be lower than %s",
		    code->code, severity_name(code->severity));
	for (unsigned i = 0; i < district->check_count; i++)
		if (strcmp(district->checks[i].code, code->code) == 0)
			return fault_set(fault, FAULT_CONFIG, "checks.%s is set twice", code->code);
	struct conf_check *grown =
	    realloc(district->checks, (district->check_count + 1) * sizeof *grown);
	if (grown != NULL)
		district->checks = grown;
	if (grown == NULL || (check.code = strdup(code->code)) == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory reading the configuration");
	grown[district->check_count++] = check;
	return true;
}

// Called by libconfuse for every line of the section `checks`.
static int
take_check(cfg_t *cfg, cfg_opt_t *option, const char *value, void *result)
{
	struct fault fault = {0};
	*(const char **)result = value;
	if (strcmp(cfg->name, "checks") != 0) {
		cfg_error(cfg, "%s belongs into the section checks", option->name);
		return -1;
	}
	if (!check_add(reading->district, finding_code_named(option->name), value, &fault))
		return refuse(cfg, &fault);
	return 0;
}

// Called by libconfuse for the line that was added; the top of the file is the only place where it
// counts.
static int
take_end(cfg_t *cfg, cfg_opt_t *option, const char *value, void *result)
{
	(void)option;
	*(const char **)result = value;
	if (reading != NULL)
		reading->whole = strcmp(cfg->name, "root") == 0;
	return 0;
}

// The options of one section of the table, ended; gives the place after them.
static cfg_opt_t *
options_of_section(const struct conf_table *table, const char *section, cfg_opt_t *at)
{
	for (unsigned i = 0; i < table->count; i++) {
		const struct conf_key *key = &table->keys[i];
		cfg_flag_t list = key->kind == KEY_TEXTS ? CFGF_LIST : CFGF_NONE;
		if (strcmp(key->section, section) == 0)
			*at++ = (cfg_opt_t)CFG_STR_CB(
			    key->name, NULL, CFGF_NODEFAULT | list, take_value);
	}
	return at;
}

// An option for each code of the catalogue, so that a wrong one is an unknown key like any other.
static cfg_opt_t *
options_of_checks(cfg_opt_t *at)
{
	for (unsigned i = 0; i < finding_code_count; i++)
		*at++ =
		    (cfg_opt_t)CFG_STR_CB(finding_codes[i].code, NULL, CFGF_NODEFAULT, take_check);
	return at;
}

// The table in libconfuse's words. NULL when out of memory.
static cfg_t *
cfg_new(const struct conf_table *table, bool checks)
{
	cfg_opt_t top[KEYS_MOST + 3], *last = options_of_section(table, "", top), *at;
	cfg_opt_t *options = at =
	    calloc(2 * table->count + finding_code_count + 1, sizeof *options);
	if (options == NULL)
		return NULL;
	for (unsigned i = 0; i < table->count; i++) {
		const char *section = table->keys[i].section;
		if (section[0] == '\0' ||
		    (i > 0 && strcmp(section, table->keys[i - 1].section) == 0))
			continue;
		*last++ = (cfg_opt_t)CFG_SEC(section, at, CFGF_NONE);
		at = options_of_section(table, section, at);
		*at++ = (cfg_opt_t)CFG_END();
	}
	if (checks) {
		*last++ = (cfg_opt_t)CFG_SEC("checks", at, CFGF_NONE);
		at = options_of_checks(at);
		*at = (cfg_opt_t)CFG_END();
	}
	*last++ = (cfg_opt_t)CFG_STR_CB(last_key, NULL, CFGF_NODEFAULT, take_end);
	*last = (cfg_opt_t)CFG_END();
	cfg_t *cfg = cfg_init(top, CFGF_NONE);
	free(options);
	if (cfg != NULL)
		cfg_set_error_function(cfg, complain);
	return cfg;
}

// Lets libconfuse go through a text for this reading. False when it could not, with or without a
// complaint.
static bool
text_parse(struct reading *what, const char *text)
{
	cfg_t *cfg = cfg_new(what->table, what->district != NULL);
	if (cfg == NULL)
		return fault_set(what->fault, FAULT_TEMP, "out of memory reading %s", what->path);
	reading = what;
	int result = cfg_parse_buf(cfg, text);
	reading = NULL;
	cfg_free(cfg);
	return result == CFG_SUCCESS && !what->failed;
}

// Reads the text of a file, with the last line added.
static bool
text_read(struct reading *what, char *text, size_t size)
{
	if (memchr(text, '\0', size) != NULL)
		return fault_set(what->fault, FAULT_CONFIG,
		    "%s: is not a text: there is a NUL in it", what->path);
	what->lines = 1;
	for (size_t i = 0; i < size; i++)
		what->lines += text[i] == '\n';
	memcpy(text + size, last_line, sizeof last_line);
	what->fault->class = FAULT_NONE;
	if (text_parse(what, text) && what->whole)
		return true;
	if (what->fault->class == FAULT_NONE)
		fault_set(
		    what->fault, FAULT_CONFIG, "%s:%d: %s", what->path, what->lines, unfinished);
	return false;
}

bool
keys_read(const struct conf_table *table, void *target, struct district *district, const char *path,
    const char *folder, struct fault *fault)
{
	struct reading what = {.path = path,
	    .folder = folder,
	    .table = table,
	    .target = target,
	    .district = district,
	    .fault = fault};
	char place[PATH_MAX];
	size_t size;
	const char *file = realpath(path, place) != NULL ? place : path;
	char *text = fs_read(AT_FDCWD, file, FILE_MOST, &size, fault);
	if (text == NULL)
		return false;
	char *longer = realloc(text, size + sizeof last_line);
	bool good = longer != NULL ? text_read(&what, longer, size)
				   : fault_set(fault, FAULT_TEMP, "out of memory reading %s", path);
	free(longer != NULL ? longer : text);
	return good;
}
