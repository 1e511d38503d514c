// One setting on the command line in place of the file's: what if. It passes the same table, so what the file may not say, nobody may.
#include <stdio.h>
#include <stdlib.h>

#include "pipeline/conf_keys.h"
#include "pipeline/conf_report.h"
#include "schema/finding.h"
#include "schema/value.h"

enum { NAME_MAX_BYTES = 64, VALUE_MAX_BYTES = 4096 };

// The key that is called "section.name"; NULL when there is none.
static const struct conf_key *
find_key(const char *full)
{
	char name[2 * NAME_MAX_BYTES];
	for (unsigned i = 0; i < district_keys.count; i++) {
		const struct conf_key *key = &district_keys.keys[i];
		snprintf(name, sizeof name, "%s%s%s", key->section,
		    key->section[0] != '\0' ? "." : "", key->name);
		if (strcmp(name, full) == 0)
			return key;
	}
	return NULL;
}

// Empties a list.
static void
clear_list(char ***list)
{
	for (size_t i = 0; *list != NULL && (*list)[i] != NULL; i++)
		free((*list)[i]);
	free(*list);
	*list = NULL;
}

// Sets a list anew, from its members between commas.
static bool
set_list(const struct conf_key *key, struct district *district, const char *folder,
    const char *value, struct fault *fault)
{
	char member[VALUE_MAX_BYTES];
	struct bytes rest = bytes_of(value), part;
	clear_list((char ***)(void *)((char *)district + key->offset));
	while (value_next_member(&rest, &part)) {
		snprintf(member, sizeof member, "%.*s", (int)part.size, part.data);
		if (!key_set(key, district, folder, member, fault))
			return false;
	}
	return true;
}

// Takes a check's severity out.
static void
check_forget(struct district *district, const char *code)
{
	for (unsigned i = 0; i < district->check_count; i++)
		if (strcmp(district->checks[i].code, code) == 0) {
			free(district->checks[i].code);
			district->checks[i--] = district->checks[--district->check_count];
		}
}

// A check's severity in place of the file's: what holds a drop is found again among its findings; rows that a check leaves out, and drops that it
// refuses, are not.
static bool
set_check(struct district *district, const char *code, const char *value, struct fault *fault)
{
	const struct finding_code *known = finding_code_named(code);
	if (known == NULL)
		return fault_set(fault, FAULT_USAGE, "there is no check '%s'", code);
	if (strcmp(value, "error") == 0 || strcmp(value, "fatal") == 0)
		return fault_set(fault, FAULT_USAGE,
		    "checks.%s = %s: what is left out or refused is found by validate; "
		    "set it in the district's file, and rosterdrop retry DROP validate",
		    code, value);
	check_forget(district, code);
	district->supposed = true;
	return check_add(district, known, value, fault);
}

// Whether a plan goes by a setting: it is made by apply. How to add one: its section here, when cmd/apply reads it.
static bool
is_planned(const char *name)
{
	static const char *const sections[] = {
	    "abandoned.", "classes.", "contacts.", "guards.", "sync."};
	bool planned = false;
	for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
		planned = planned || strncmp(name, sections[i], strlen(sections[i])) == 0;
	return planned && strcmp(name, "guards.reused") != 0; // that is match's
}

// A key of the table in place of the file's.
static bool
set_key(struct district *district, const struct conf *conf, const char *name, const char *value,
    struct fault *fault)
{
	const struct conf_key *key = find_key(name);
	if (key == NULL)
		return fault_set(fault, FAULT_USAGE, "there is no setting '%s'", name);
	if (!is_planned(name))
		return fault_set(fault, FAULT_USAGE,
		    "no plan goes by %s, but validate, normalise or match do; set it in the "
		    "district's file, and rosterdrop retry DROP from there",
		    name);
	return key->kind == KEY_TEXTS ? set_list(key, district, conf->districts, value, fault)
				      : key_set(key, district, conf->districts, value, fault);
}

bool
district_with(
    struct district *district, const struct conf *conf, const char *setting, struct fault *fault)
{
	char name[NAME_MAX_BYTES];
	const char *equals = strchr(setting, '=');
	size_t size = equals == NULL ? 0 : (size_t)(equals - setting);
	if (size == 0 || size >= sizeof name || strlen(equals) > VALUE_MAX_BYTES)
		return fault_set(fault, FAULT_USAGE,
		    "'%.100s' is not SECTION.KEY=VALUE, as guards.removals=5", setting);
	memcpy(name, setting, size);
	name[size] = '\0';
	bool check = strncmp(name, "checks.", strlen("checks.")) == 0;
	bool good = check ? set_check(district, name + strlen("checks."), equals + 1, fault)
			  : set_key(district, conf, name, equals + 1, fault);
	good = good &&
	       conf_sync_check(district->sync.leaders, district->sync.grace,
		   district->sync.blackout, "--with", fault) &&
	       conf_report_check(&district->report, &district->expect, "--with", fault);
	if (!good && fault->class == FAULT_CONFIG)
		fault->class = FAULT_USAGE;
	return good;
}
