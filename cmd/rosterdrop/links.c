// `links`: who waits for whom. One list, four ways to write it: for people, as links.csv, as JSON for programs, and as a spreadsheet that comes back.
#include "cmd/rosterdrop/links.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/rosterdrop/output.h"
#include "pipeline/csv.h"
#include "pipeline/fate.h"
#include "pipeline/phase.h"
#include "schema/value.h"

bool
links_wanted(struct desk *desk, const struct links_wish *wish, struct search *search,
    const struct suggestion *one)
{
	struct fault ignored;
	if (!search_finds(search, one->user, one->account, one->candidates))
		return false;
	if (wish->school == NULL && desk->hand->as == NULL)
		return true;
	struct bytes schools = desk_schools(desk, one->user);
	return (wish->school == NULL || value_has_member(schools, bytes_of(wish->school))) &&
	       hand_may(desk->hand, MAY_LINK, schools, &ignored);
}

// A list of texts in JSON.
static void
json_list(struct text *text, struct bytes list, const char *separator)
{
	struct bytes part;
	const char *before = "[";
	while (links_part(&list, separator, &part)) {
		text_put(text, before);
		text_json(text, part);
		before = ",";
	}
	text_put(text, before[0] == '[' ? "[]" : "]");
}

static void
say_json(struct text *text, const struct suggestion *one, bool first)
{
	text_put(text, first ? "[{\"sourcedId\":" : ",\n {\"sourcedId\":");
	text_json(text, one->user);
	text_put(text, ",\"accountId\":");
	text_json(text, one->account);
	text_put(text, ",\"class\":\"");
	text_put(text, link_class_name(one->class));
	text_put(text, "\",\"score\":");
	text_add(text, one->score.size > 0 ? one->score : bytes_of("0"));
	text_put(text, ",\"evidence\":");
	json_list(text, one->evidence, "; ");
	text_put(text, ",\"candidates\":");
	json_list(text, one->candidates, " ");
	text_put(text, ",\"reason\":");
	text_json(text, one->reason);
	text_put(text, ",\"runnerUp\":");
	text_json(text, one->runner_up);
	text_put(text, ",\"whyNot\":");
	text_json(text, one->why_not);
	text_put(text, "}");
}

void
links_put_row(struct desk *desk, struct csv *csv, const struct suggestion *one)
{
	const struct bytes cells[] = {one->user, one->account,
	    bytes_of(link_class_name(one->class)), one->score, one->evidence, one->candidates,
	    one->reason, one->runner_up, one->why_not, links_user_name(desk, one->user),
	    links_account_name(desk->hand, one->account), desk_schools(desk, one->user)};
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
		csv_cell(csv, cells[i]);
}

bool
links_put_out(const struct text *text, struct fault *fault)
{
	if (text->failed)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	return (fwrite(text->data, 1, text->size, stdout) == text->size && fflush(stdout) == 0) ||
	       fault_system(fault, "writing standard output");
}

// For people.
static bool
print_text(
    struct desk *desk, const struct links_wish *wish, struct search *search, struct fault *fault)
{
	struct text text = {NULL, 0, 0, false};
	size_t counts[LINK_CLASSES] = {0};
	char today[CALENDAR_DAY_TEXT];
	bool good = true;
	for (size_t i = 0; good && i < desk->count; i++) {
		if (!links_wanted(desk, wish, search, &desk->list[i]))
			continue;
		counts[desk->list[i].class]++;
		text_clear(&text);
		links_say(desk, &desk->list[i], &text);
		good = links_put_out(&text, fault);
	}
	text_clear(&text);
	for (unsigned i = 0; i < LINK_CLASSES; i++)
		if (counts[i] > 0) {
			text_put(&text, text.size > 0 ? ", " : "");
			text_number(&text, counts[i]);
			text_put(&text, " ");
			text_put(&text, link_class_name((enum link_class)i));
		}
	text_put(&text, text.size > 0 ? ".\n" : "Nobody.\n");
	phase_day(desk->hand->district, clock_now(), today);
	fate_district(desk->hand->district, today, &text);
	good = good && links_put_out(&text, fault);
	text_free(&text);
	return good;
}

static bool
print_json(
    struct desk *desk, const struct links_wish *wish, struct search *search, struct fault *fault)
{
	struct text text = {NULL, 0, 0, false};
	bool good = true, first = true;
	for (size_t i = 0; good && i < desk->count; i++) {
		if (!links_wanted(desk, wish, search, &desk->list[i]))
			continue;
		text_clear(&text);
		say_json(&text, &desk->list[i], first);
		good = links_put_out(&text, fault);
		first = false;
	}
	text_clear(&text);
	text_put(&text, first ? "[]\n" : "]\n");
	good = good && links_put_out(&text, fault);
	text_free(&text);
	return good;
}

static bool
print_csv(
    struct desk *desk, const struct links_wish *wish, struct search *search, struct fault *fault)
{
	char seen[LINKS_SEEN];
	struct csv *csv = out_csv(true);
	csv_line(csv, LINKS_COLUMNS ",seen,decision");
	for (size_t i = 0; i < desk->count; i++) {
		if (!links_wanted(desk, wish, search, &desk->list[i]))
			continue;
		links_put_row(desk, csv, &desk->list[i]);
		links_seen(&desk->list[i], seen);
		csv_text(csv, desk->list[i].class == LINKS_BLOCKED ? "" : seen);
		csv_text(csv, "");
		csv_end_row(csv);
	}
	return csv_finish(csv, "standard output", fault);
}

// Writes what was read.
static bool
print_list(
    struct desk *desk, const struct links_wish *wish, struct search *search, struct fault *fault)
{
	return wish->json  ? print_json(desk, wish, search, fault)
	       : wish->csv ? print_csv(desk, wish, search, fault)
			   : print_text(desk, wish, search, fault);
}

// The students of some classes.
static bool
list(struct hand *hand, const struct links_wish *wish, unsigned classes, bool merges,
    struct fault *fault)
{
	struct desk desk = {.hand = hand};
	struct search search;
	bool good = search_begin(&search, hand->district, wish->search, fault);
	good =
	    good && desk_open(&desk, hand, fault) && desk_ties(&desk, fault) &&
	    search_read(&search, &desk, fault) &&
	    (merges ? desk_read_merges(&desk, classes, fault) : desk_read(&desk, classes, fault)) &&
	    print_list(&desk, wish, &search, fault);
	desk_close(&desk);
	search_free(&search);
	return good;
}

bool
links_list(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	const struct links_wish *wish = context;
	enum link_class class;
	unsigned classes = LINKS_WAITING;
	(void)words;
	(void)count;
	if (wish->state != NULL && !link_class_named(wish->state, &class))
		return front_usage(hand->front,
		    "--state is ready, partial, multiple, none, linked or blocked", fault);
	if (wish->state != NULL)
		classes = 1U << class;
	else if (wish->search != NULL)
		classes |= 1U << LINKS_LINKED;
	return list(hand, wish, classes, false, fault);
}

bool
links_merges(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	const struct links_wish *wish = context;
	enum link_class class = LINKS_NONE;
	(void)words;
	(void)count;
	if (wish->state != NULL && (!link_class_named(wish->state, &class) || class >= LINKS_NONE))
		return front_usage(
		    hand->front, "merges takes --state ready, partial or multiple", fault);
	return list(hand, wish, wish->state != NULL ? 1U << class : LINKS_WAITING, true, fault);
}

bool
command_links(struct front *front, struct fault *fault)
{
	static const struct verb verbs[] = {
	    {"", "", 0, 0, true, links_list},
	    {"merges", "[--state S] [--school ID] [--search TEXT|-] [--json | --csv]", 0, 0, true,
		links_merges},
	    {"unclaimed", "[--school ID] [--search TEXT|-]", 0, 0, true, links_unclaimed},
	    {"review", "[--merges] [--state S] [--school ID]", 0, 0, true, links_review},
	    {"decide", "--file FILE|- [--no-block]", 0, 0, false, links_decide},
	    {"audit", "[--seed S] [--json] | --sample N | --reviewed FILE|-", 0, 0, true,
		links_audit},
	    {NULL, NULL, 0, 0, false, NULL},
	};
	struct hand hand = {.as = NULL};
	struct links_wish wish = {.state = NULL};
	const struct option options[] = {HAND_OPTIONS(hand), HAND_CONFIRM(hand),
	    {"--state", NULL, &wish.state}, {"--school", NULL, &wish.school},
	    {"--search", NULL, &wish.search}, {"--file", NULL, &wish.file},
	    {"--json", &wish.json, NULL}, {"--csv", &wish.csv, NULL},
	    {"--no-block", &wish.no_block, NULL}, {"--merges", &wish.merges, NULL},
	    {"--seed", NULL, &wish.seed}, {"--sample", NULL, &wish.sample},
	    {"--reviewed", NULL, &wish.reviewed}, {NULL, NULL, NULL}};
	return hand_run(&hand, front, options, verbs, &wish, fault);
}
