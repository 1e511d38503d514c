// The report of a drop: one model, which validate makes and apply extends, and three writers. rosterdrop-report(5) describes what
// they write. report.json is the model as it lies on disk: what report_json writes, report_read reads back.
//
// Everything in it is bounded, whatever a drop holds: counts are full, examples and schools are the first or most important ones.
// Texts that come from a drop pass report_clean on their way in: no control characters, no marks that turn the direction of
// text round, valid UTF-8. No personal values, no clock, no host: the same drop gives the same bytes.
#pragma once

#include "schema/oneroster.h"
#include "schema/roster.h"
#include "pipeline/change.h"
#include "pipeline/findings.h"
#include "pipeline/seal.h"
#include "pipeline/text.h"

enum {
	REPORT_FORMAT = 1,
	REPORT_BYTES = 200 * 1024,    // no report is larger
	REPORT_EXAMPLES = 5,	      // of one kind of finding
	REPORT_SCHOOLS = 40,	      // of which a report tells by name
	REPORT_NIGHTS = 14,	      // drops in the picture
	REPORT_SEVERITIES = SEVERITY_FATAL + 1,
	REPORT_CELL = 96,	      // bytes of a name or an id
	REPORT_TEXT = 256,	      // bytes of a message
	REPORT_REASON = 1024,
	REPORT_DISTRICT = 64,
};

enum report_outcome {
	OUTCOME_ACCEPTED, // by validate; nothing is done yet
	OUTCOME_REFUSED,  // by validate
	OUTCOME_APPLIED,
	OUTCOME_SAME,	  // as the last one
	OUTCOME_HELD,
	OUTCOME_NOT_APPLIED, // refused by apply
	OUTCOME_NOT_MATCHED, // refused by match: another district's data
	OUTCOMES
};

// What is counted by school and from night to night.
enum report_count { COUNT_PEOPLE, COUNT_CLASSES, COUNT_ENROLLMENTS, REPORT_COUNTS };

// What becomes of a record, as a reader sees it: several actions are one effect.
enum report_effect { EFFECT_ADDED, EFFECT_CHANGED, EFFECT_ARCHIVED, EFFECT_BACK, EFFECT_LINKED, EFFECTS, NO_EFFECT = -1 };

enum report_link { LINK_READY, LINK_PARTIAL, LINK_MULTIPLE, LINK_NONE, REPORT_LINKS };
// Accounts of students whom nobody of the SIS is found for: whose owners have joined, and others.
enum report_unclaimed { UNCLAIMED_ACTIVE, UNCLAIMED_INACTIVE, REPORT_UNCLAIMED };

struct report_file {
	char mode[8]; // absent, bulk, delta
	uint64_t rows, accepted, left_out, before;
	uint64_t known; // what the next drop has as `before`
};

struct report_example {
	char file[REPORT_CELL], column[REPORT_CELL], id[REPORT_CELL];
	char text[REPORT_TEXT]; // "" when the catalogue's words say it all
	uint64_t row;
	bool fresh;
};

// One line of the catalogue, at one severity.
struct report_line {
	uint64_t count;
	uint64_t consequences; // of these, what only follows from another finding
	uint64_t fresh;	       // of these, what the drop before did not have
	char oldest[DROP_NAME_MAX + 1]; // the drop since which one has been there
	uint64_t follows[ONEROSTER_FILES]; // findings that follow from this one, by file
	unsigned examples;
	struct report_example example[REPORT_EXAMPLES];
};

struct report_school {
	char id[REPORT_CELL], name[REPORT_CELL];
	uint64_t now[REPORT_COUNTS], before[REPORT_COUNTS];
};

struct report_change {
	char id[REPORT_CELL], name[REPORT_CELL];
	uint64_t effect[EFFECTS];
};

struct report_night {
	char drop[DROP_NAME_MAX + 1];
	uint64_t count[REPORT_COUNTS];
};

struct report {
	char district[REPORT_DISTRICT], drop[DROP_NAME_MAX + 1], previous[DROP_NAME_MAX + 1];
	char sha256[DIGEST_HEX], version[8], tool[32];
	uint64_t size; // of the zip
	enum report_outcome outcome;
	bool no_news;  // nothing but a manifest
	char reason[REPORT_REASON]; // of a hold or a refusal by apply
	struct report_file files[ONEROSTER_FILES];
	uint64_t by_file[ONEROSTER_FILES + 1][REPORT_SEVERITIES]; // the last: the package as a whole
	struct report_line *lines[REPORT_SEVERITIES];		  // each as long as the catalogue; NULL: none
	uint64_t *mended;					  // by line of the catalogue
	struct report_school schools[REPORT_SCHOOLS];		  // those that changed most first
	unsigned school_count;
	uint64_t schools_more, schools_same; // that changed too, that did not
	struct report_night nights[REPORT_NIGHTS]; // oldest first, this one last
	unsigned night_count;
	uint64_t changes[FACTS][ACTIONS]; // done, or to be done
	struct report_change changed[REPORT_SCHOOLS];
	unsigned changed_count;
	uint64_t changed_more;
	uint64_t waiting; // rows that are not added before the day of their school
	uint64_t links[REPORT_LINKS], unclaimed[REPORT_UNCLAIMED];
	bool links_known, unclaimed_known;
	bool without_ids; // the writers leave out sourcedIds of rows: for mail
};

// report.c
struct report *report_new(void); // NULL when out of memory
void report_free(struct report *report);
// Copies a text from a drop into `size` bytes; one that is cut ends in "…".
void report_clean(char *out, size_t size, struct bytes text);
// The name of a school, which is not to hold anybody's address or number by mistake: else its id.
void report_school_name(char *out, size_t size, struct bytes name, struct bytes id);
// A line of the catalogue; made when it is not there. NULL when out of memory.
struct report_line *report_line_make(struct report *report, enum severity severity, unsigned code);
const struct report_line *report_line(const struct report *report, enum severity severity, unsigned code);
uint64_t report_count(const struct report *report, enum severity severity); // findings
uint64_t report_left_out(const struct report *report);			    // rows
uint64_t report_effect(const struct report *report, unsigned entity, enum report_effect effect);
const char *report_outcome_name(enum report_outcome outcome); // as report.json has it
const char *report_outcome_stage(enum report_outcome outcome);
const char *report_count_name(enum report_count count);
const char *report_effect_name(enum report_effect effect);
const char *report_link_name(enum report_link link);
const char *report_unclaimed_name(enum report_unclaimed unclaimed);
enum report_effect report_effect_of(enum action action);

// report_tally.c: all findings of a drop, after findings_write; what follows from another is folded under it. Then those of the
// drop before that are no more.
bool report_tally(struct report *report, struct findings *findings, struct fault *fault);
// One finding. `root` is the line of its cause, NULL when it has none or it is not known. False when out of memory.
bool report_finding(struct report *report, const struct finding *finding, struct report_line *root);

// report_read.c: what report_json wrote. A member that is missing counts as none. NULL and a fault.
struct report *report_read(int dir, struct fault *fault);
struct json;
// Only the nights, for the next drop's report: gives how many there are.
unsigned report_read_nights(struct report_night nights[REPORT_NIGHTS], const struct json *json);

// report_join.c: adds what another stage left in its directory: findings.csv, and links.csv and unclaimed.csv if they are there.
bool report_join(struct report *report, int dir, struct fault *fault);
// What validate reported of a drop, for those that extend it. A drop of which it left none, as older versions did, has an empty one.
struct report *report_of(int district, const char *drop, struct fault *fault);

// The writers. They never write more than REPORT_BYTES. What failed is in text->failed.
void report_text(struct text *text, const struct report *report);
void report_html(struct text *text, const struct report *report);
void report_json(struct text *text, const struct report *report);
// report.c: report.txt, report.html and report.json into a directory.
bool report_write(const struct report *report, int dir, struct fault *fault);
