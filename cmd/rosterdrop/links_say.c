// One student as a person reads it: a sentence, why it is not more, what happens when, and both sides field by field.
#include "cmd/rosterdrop/links.h"

#include <string.h>

#include "pipeline/fate.h"
#include "pipeline/phase.h"

// Adds a reason with why it is not ready and what to take care of each on a line.
static void
say_reason(struct text *text, struct bytes reason)
{
	static const char *const heads[] = {" Not ready: ", " Take care: "};
	size_t begin = 0;
	for (size_t i = 0; i < reason.size; i++)
		for (size_t k = 0; k < sizeof heads / sizeof *heads; k++)
			if (reason.size - i > strlen(heads[k]) &&
			    memcmp(reason.data + i, heads[k], strlen(heads[k])) == 0) {
				text_put(text, "  ");
				links_put(text, (struct bytes){reason.data + begin, i - begin});
				text_put(text, "\n");
				begin = i + 1;
			}
	text_put(text, "  ");
	links_put(text, (struct bytes){reason.data + begin, reason.size - begin});
	text_put(text, "\n");
}

// Adds who comes next, and in what it agrees otherwise.
static void
say_runner_up(struct text *text, const struct suggestion *one)
{
	if (one->runner_up.size == 0)
		return;
	text_put(text, "  Next: ");
	links_put(text, one->runner_up);
	text_put(text, ": ");
	links_put(text, one->why_not);
	text_put(text, ".\n");
}

// Adds what can be done about a student who has an account, and may have had another.
static void
say_merge(struct desk *desk, const struct suggestion *one, struct bytes keep, struct text *text)
{
	text_put(text, "  Has the account ");
	links_put(text, keep);
	if (desk->hand->quiet) { // the answer does it
		text_put(text, ".\n");
		return;
	}
	text_put(text,
	    ". To make one of the two, which keeps connections and history: rosterdrop merge ");
	text_put(text, desk->hand->district->name);
	text_put(text, " ");
	links_put(text, keep);
	text_put(text, " ");
	links_put(text, one->account.size > 0 ? one->account : bytes_of("CANDIDATE"));
	text_put(text, "\n");
}

// Adds what happens if nobody decides.
static void
say_fate(struct desk *desk, const struct suggestion *one, struct text *text)
{
	char today[CALENDAR_DAY_TEXT];
	const struct bytes anybody = {NULL, 0};
	struct bytes keep = desk_linked(desk->hand, one->user, NULL);
	if (keep.size > 0) {
		say_merge(desk, one, keep, text);
		return;
	}
	phase_day(desk->hand->district, clock_now(), today);
	text_put(text, "  ");
	if (roster_waits(desk->roster, one->user) || desk_waits(desk->hand, one->user, anybody))
		fate_unclear(text);
	else
		fate_student(desk->hand->district, desk_schools(desk, one->user),
		    one->class == LINKS_READY, today, text);
	text_put(text, "\n");
}

void
links_say(struct desk *desk, const struct suggestion *one, struct text *text)
{
	struct bytes rest = one->candidates, candidate;
	links_put(text, one->user);
	text_put(text, "  ");
	links_put(text, links_user_name(desk, one->user));
	text_put(text, "  ");
	text_put(text, link_class_name(one->class));
	if (one->account.size > 0) {
		text_put(text, "  ");
		links_put(text, one->account);
		text_put(text, "  ");
		links_put(text, links_account_name(desk->hand, one->account));
	}
	text_put(text, "\n");
	say_reason(text, one->reason);
	say_runner_up(text, one);
	if (one->class <= LINKS_NONE)
		say_fate(desk, one, text);
	if (one->class <= LINKS_NONE && (one->account.size > 0 || one->candidates.size == 0))
		links_say_pair(desk, one->user, one->account, one->evidence, text);
	for (unsigned count = 0; links_part(&rest, " ", &candidate);) {
		bool first = one->account.size == 0 && count++ == 0;
		text_put(text, "  candidate ");
		links_put(text, candidate);
		text_put(text, "  ");
		links_put(text, links_account_name(desk->hand, candidate));
		text_put(text, "\n");
		links_say_pair(desk, one->user, candidate,
		    first ? one->evidence : (struct bytes){NULL, 0}, text);
	}
	text_put(text, "\n");
}
