// `status`: one screen for all districts, one line each; of one district, its drops too, newest first.
#include "cmd/rosterdrop/status.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cmd/rosterdrop/output.h"
#include "pipeline/clock.h"
#include "pipeline/log.h"
#include "pipeline/text.h"

// The columns of the screen, in order. How to add one: a line, its cell in fill_row; numbers stand on the right.
enum {
	COLUMN_DISTRICT,
	COLUMN_PHASE,
	COLUMN_DROP,
	COLUMN_AGE,
	COLUMN_AT,
	COLUMN_ROWS,
	COLUMN_ERRORS,
	COLUMN_WARNINGS,
	COLUMN_CHANGES,
	COLUMN_HELD,
	COLUMN_FAILED,
	COLUMN_INBOX,
	COLUMN_MAIL,
	COLUMNS
};
static const char *const headers[COLUMNS] = {"DISTRICT", "PHASE", "LAST DROP", "AGE", "STAGE",
    "ROWS", "ERR", "WARN", "CHANGES", "HELD", "FAIL", "IN", "MAIL"};
static_assert((int)COLUMNS <= (int)GRID_COLUMNS, "a row of the screen has room for its columns");
enum { RIGHT = 1u << COLUMN_AGE | 0x1fffu << COLUMN_ROWS };

// What one call of status prints.
struct screen {
	struct front *front;
	bool json;
	bool drops; // one district: its drops too
	struct grid grid;
	struct text text;
	struct fault broken; // the last district, or its configuration, that could not be read
};

// A number in at most five characters.
static void
short_number(char cell[GRID_CELL_MAX], uint64_t number)
{
	if (number < 100000)
		snprintf(cell, GRID_CELL_MAX, "%llu", (unsigned long long)number);
	else if (number < 1000000)
		snprintf(cell, GRID_CELL_MAX, "%lluk", (unsigned long long)(number / 1000));
	else
		snprintf(cell, GRID_CELL_MAX, "%.1fM", (double)number / 1e6);
}

// How long ago a drop came, in one unit.
static void
short_age(char cell[GRID_CELL_MAX], const char *drop)
{
	time_t arrival;
	if (!clock_parse_stamp(drop, &arrival))
		return;
	long long minutes = (clock_now() - arrival) / 60;
	if (minutes < 100)
		snprintf(cell, GRID_CELL_MAX, "%lldm", minutes < 0 ? 0 : minutes);
	else if (minutes < 48 * 60)
		snprintf(cell, GRID_CELL_MAX, "%lldh", minutes / 60);
	else
		snprintf(cell, GRID_CELL_MAX, "%lldd", minutes / (24 * 60));
}

// What is known of the last drop.
static void
fill_drop(char (*row)[GRID_CELL_MAX], const struct status_drop *drop)
{
	snprintf(row[COLUMN_DROP], GRID_CELL_MAX, "%s", drop->name);
	short_age(row[COLUMN_AGE], drop->name);
	snprintf(row[COLUMN_AT], GRID_CELL_MAX, "%s/%s", stage_name(drop->state.stage),
	    place_name(drop->state.place));
	if (drop->validated) {
		short_number(row[COLUMN_ROWS], drop->rows);
		short_number(row[COLUMN_ERRORS],
		    drop->findings[SEVERITY_FATAL] + drop->findings[SEVERITY_ERROR]);
		short_number(row[COLUMN_WARNINGS], drop->findings[SEVERITY_WARNING]);
	}
	if (drop->planned)
		short_number(row[COLUMN_CHANGES], drop->changes);
}

// What waits, and behind a slash, if there is any, what nobody works on any more.
static void
put_pair(char cell[GRID_CELL_MAX], size_t waiting, size_t given_up)
{
	if (given_up > 0)
		snprintf(cell, GRID_CELL_MAX, "%zu/%zu", waiting, given_up);
	else
		short_number(cell, waiting);
}

// One district's line; "-" where nothing is known.
static bool
fill_row(struct grid *grid, const struct status *status, struct fault *fault)
{
	char(*row)[GRID_CELL_MAX] = grid_row(grid);
	if (row == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory for the screen");
	snprintf(row[COLUMN_DISTRICT], GRID_CELL_MAX, "%s", status->district);
	snprintf(row[COLUMN_PHASE], GRID_CELL_MAX, "%s",
	    status->phase == NULL ? "unknown" : status->phase);
	if (status->drops.count > 0)
		fill_drop(row, &status->last);
	short_number(row[COLUMN_HELD], status->held);
	short_number(row[COLUMN_FAILED], status->failed);
	put_pair(row[COLUMN_INBOX], status->inbox_waiting, status->inbox_left);
	put_pair(row[COLUMN_MAIL], status->mail, status->mail_failed);
	for (unsigned column = 0; column < COLUMNS; column++)
		if (row[column][0] == '\0')
			snprintf(row[column], GRID_CELL_MAX, "-");
	return true;
}

// What each stage does with drops in the district's phase.
static void
print_stages(const struct status *status)
{
	if (status->phase == NULL)
		return;
	printf("\nphase %s:", status->phase);
	for (int stage = 0; stage < STAGES; stage++)
		printf("%s %s %s", stage > 0 ? "," : "", stage_name((enum stage_id)stage),
		    phase_words(phase_does(status->in, (enum stage_id)stage)));
	printf("\n");
}

// The schools that go live later than the district.
static void
print_schools(const struct status *status)
{
	const char *school, *day;
	size_t next = 0;
	bool any = false;
	for (; (school = status_school(status, &next, &day)) != NULL; any = true) {
		printf("\n");
		out_text(school);
		printf(" setup until %.10s", day);
	}
	printf(any ? "\n" : "");
	if (status->last.waiting > 0)
		printf(any ? "%llu rows of the last drop wait for that\n"
			   : "%llu rows of the last drop waited for the day of their school, which "
			     "has come: the next bulk drop brings them\n",
		    (unsigned long long)status->last.waiting);
}

// Who has an account, after the newest drop: nothing of a district where there is nobody to link.
static void
print_links(const struct status *status)
{
	const uint64_t *links = status->last.links;
	uint64_t sum = 0;
	for (size_t i = 0; i < STATUS_LINKS; i++)
		sum += i == STATUS_NONE ? 0 : links[i];
	if (!status->last.linked || sum == 0)
		return;
	printf("\nlinks: %" PRIu64 " ready, %" PRIu64 " partial, %" PRIu64 " multiple, %" PRIu64
	       " none; accounts that nobody is found for: %" PRIu64 " active, %" PRIu64
	       " inactive\n",
	    links[0], links[1], links[2], links[STATUS_NONE], links[4], links[5]);
}

// The drops of one district, two lines each at most.
static void
print_drops(const struct conf *conf, const struct status *status)
{
	char words[DROP_WORDS_MAX];
	for (size_t i = status->drops.count; i-- > 0;) {
		struct status_drop drop;
		status_look_drop(conf, status, status->drops.name[i], &drop);
		printf("\n%s  %s", drop.name, drop_words(&drop.state, words));
		if (drop.why[0] != '\0') {
			printf(": ");
			out_text(drop.why);
		}
		if (drop.report[0] != '\0') {
			printf("\n    ");
			out_text(drop.report);
		}
	}
	printf(status->drops.count > 0 ? "\n" : "");
}

// Looks at one district and adds it to what is printed. One of many that cannot be looked at has its line all the same.
static bool
add_district(struct screen *screen, const char *name, struct fault *fault)
{
	struct status status;
	struct fault broken = {FAULT_NONE, ""};
	const struct conf *conf = screen->front->conf;
	bool good = status_look(conf, name, &status, &broken, screen->drops ? fault : &broken) ||
		    !screen->drops;
	if (good && status.phase == NULL) {
		log_about(name, NULL);
		log_line("%s", broken.text);
		screen->broken = broken;
	}
	if (good && screen->json) {
		text_put(&screen->text, screen->text.size > 1 ? ",\n" : "");
		status_json(&screen->text, conf, &status, screen->drops);
	} else if (good) {
		good = fill_row(&screen->grid, &status, fault);
		if (good && screen->drops) {
			grid_print(&screen->grid);
			print_stages(&status);
			print_schools(&status);
			print_links(&status);
			print_drops(conf, &status);
		}
	}
	status_free(&status);
	return good;
}

// The headers, or the opening of the array.
static bool
begin(struct screen *screen, struct fault *fault)
{
	screen->grid = (struct grid){.columns = COLUMNS, .right = RIGHT};
	if (screen->json) {
		text_put(&screen->text, "[");
		return true;
	}
	char(*row)[GRID_CELL_MAX] = grid_row(&screen->grid);
	if (row == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory for the screen");
	for (unsigned column = 0; column < COLUMNS; column++)
		snprintf(row[column], GRID_CELL_MAX, "%s", headers[column]);
	return true;
}

// Prints what was gathered, unless that was done as it came.
static bool
end(struct screen *screen, struct fault *fault)
{
	if (screen->json) {
		text_put(&screen->text, "]\n");
		if (screen->text.failed)
			return fault_set(fault, FAULT_TEMP, "out of memory for the status");
		fwrite(screen->text.data, 1, screen->text.size, stdout);
	} else if (!screen->drops) {
		grid_print(&screen->grid);
	}
	if (screen->broken.class == FAULT_NONE)
		return true;
	return fault_set(fault, screen->broken.class,
	    "a district, or its configuration, cannot be read; the lines above say which");
}

bool
command_status(struct front *front, struct fault *fault)
{
	struct screen screen = {.front = front};
	const struct option options[] = {{"--json", &screen.json, NULL}, {NULL, NULL, NULL}};
	struct fs_names names = {NULL, 0};
	if (!front_words(front, options, 0, 1, fault) || !front_conf(front, fault))
		return false;
	screen.drops = front->word_count == 1;
	bool good = begin(&screen, fault);
	if (good && screen.drops)
		good = add_district(&screen, front->words[0], fault);
	else if (good)
		good = spool_districts(front->conf, &names, fault);
	for (size_t i = 0; good && i < names.count; i++)
		good = add_district(&screen, names.name[i], fault);
	good = good && end(&screen, fault);
	fs_names_free(&names);
	grid_free(&screen.grid);
	text_free(&screen.text);
	return good;
}
