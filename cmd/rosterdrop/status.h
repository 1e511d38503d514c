// What status says of a district and of a drop, gathered before anything is printed.
#pragma once

#include "cmd/rosterdrop/drop.h"
#include "pipeline/phase.h"
#include "schema/finding.h"

enum { SEVERITIES = SEVERITY_FATAL + 1, STATUS_WHY_MAX = 240 };

// People without a link, by class, and accounts of students whom nobody is found for.
enum { STATUS_LINKS = 6, STATUS_NONE = 3 };
extern const char *const status_links[STATUS_LINKS]; // as report.json has them

struct status_drop {
	const char *name;
	struct drop_state state;
	char why[STATUS_WHY_MAX];  // why it stopped, or what came of it; may be empty
	char report[FS_PATH_MAX];  // path of its latest report; may be empty
	bool validated;		   // rows and findings are known
	uint64_t rows;		   // that were accepted
	uint64_t findings[SEVERITIES];
	bool linked;		   // who has an account is known
	uint64_t links[STATUS_LINKS];
	bool planned;		   // changes are known
	uint64_t changes;
	uint64_t waiting; // rows that wait for the day of their school
};

struct status {
	const char *district;
	int dir;
	const char *phase; // NULL when the district's configuration cannot be read
	enum phase in;	   // the same
	struct district *own; // its configuration; NULL, too
	struct fs_names drops; // in order
	struct status_drop last;
	size_t held, failed, mail, mail_failed;
	size_t inbox_waiting, inbox_left; // files that fetch found and did not take
};

// Looks at a district; status_free in any case. The fault of a configuration that cannot be read goes to *broken, and is no failure.
bool status_look(const struct conf *conf, const char *district, struct status *status, struct fault *broken, struct fault *fault);
void status_free(struct status *status);

// Looks at one of its drops. What cannot be read is left empty.
void status_look_drop(const struct conf *conf, const struct status *status, const char *name, struct status_drop *drop);

// The schools that are in setup until a day of their own, one after the other from *next = 0; NULL when there are no more. *day begins with it.
const char *status_school(const struct status *status, size_t *next, const char **day);

// As the JSON that rosterdrop(1) describes; with `drops`, every drop too.
struct text;
void status_json(struct text *text, const struct conf *conf, const struct status *status, bool drops);
