// `links review`: partial and multiple suggestions, of links or with --merges of accounts to be made one, one by one, for somebody who is no programmer. Every answer is an act of its own at once, so that nothing is
// lost when the terminal goes away, and coming back goes on with what is left. Answers are a letter and Enter: a key that is hit by mistake does nothing.
#include "cmd/rosterdrop/links_review.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/rosterdrop/screen.h"

// Takes a suggestion as the one that is asked about.
static void
take(struct review *review, struct desk *desk, const struct suggestion *one)
{
	struct bytes part, rest = one->candidates;
	set_id(&review->user, one->user);
	review->count = 0;
	if (one->account.size > 0)
		set_id(&review->account[review->count++], one->account);
	while (review->count < CHOICES && links_part(&rest, " ", &part))
		set_id(&review->account[review->count++], part);
	links_say(desk, one, &review->text);
	for (unsigned i = 0; i < review->count; i++) {
		struct bytes id = bytes_of_id(&review->account[i]);
		text_put(&review->text, "  ");
		text_number(&review->text, i + 1);
		text_put(&review->text, "  ");
		links_put(&review->text, id);
		text_put(&review->text, "  ");
		links_put(&review->text, links_account_name(desk->hand, id));
		text_put(&review->text, "\n");
	}
}

// Looks for the next one behind the last.
static bool
look(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	struct review *review = context;
	struct desk desk = {.hand = hand};
	struct search search;
	struct bytes last = bytes_of_id(&review->user);
	const bool stay = review->stay;
	(void)words;
	(void)count;
	review->found = false;
	review->left = 0;
	text_clear(&review->text);
	bool good =
	    search_begin(&search, hand->district, NULL, fault) && desk_open(&desk, hand, fault);
	good = good && desk_ties(&desk, fault) &&
	       (review->wish->merges ? desk_read_merges(&desk, review->classes, fault)
				     : desk_read(&desk, review->classes, fault));
	for (size_t i = 0; good && i < desk.count; i++) {
		int order = bytes_compare(desk.list[i].user, last);
		if ((stay ? order < 0 : order <= 0) ||
		    !links_wanted(&desk, review->wish, &search, &desk.list[i]))
			continue;
		review->left++;
		if (!review->found)
			take(review, &desk, &desk.list[i]);
		review->found = true;
	}
	desk_close(&desk);
	search_free(&search);
	return good;
}

// Does an answer as an act of its own, and says when it cannot be.
static bool
do_act(struct review *review, const char *name, hand_function *function)
{
	const struct verb verb = {name, "", 0, 0, false, function};
	struct fault fault = {.class = FAULT_NONE};
	if (hand_again(review->hand, &verb, review, &fault))
		return true;
	printf("This was not done: %s\n", fault.text);
	return false;
}

static void
undo(struct review *review)
{
	review->stay = true;
	if (review->step_count == 0) {
		puts("There is nothing to take back.");
		return;
	}
	if (!do_act(review, "review undo", review_undo))
		return;
	review->user = review->steps[--review->step_count].user;
	puts("Taken back.");
}

// Does a deed that was answered. A student of whom two accounts became one may have had a third: they are looked at again, if there is anything left.
static void
answer_with(struct review *review, enum deed deed)
{
	const struct review_deed *what = &review_deeds[deed];
	review->stay = true;
	if (!do_act(review, what->act, what->run))
		return;
	review->stay = deed == DEED_MERGE;
	review_note(review, deed);
	puts(what->said);
}

// Does what was answered. False to stop.
static bool
answer(struct review *review, const char *line)
{
	unsigned chosen = line[0] == 'y'                     ? 1
			  : line[0] >= '1' && line[0] <= '9' ? (unsigned)(line[0] - '0')
							     : 0;
	review->stay = false;
	if (line[0] == 'q')
		return false;
	if (line[0] == 'u') {
		undo(review);
	} else if (chosen > 0 && chosen <= review->count) {
		review->chosen = chosen - 1;
		answer_with(review, review->words->deed);
	} else if (line[0] == 'n' && review->count > 0) {
		answer_with(review, DEED_BLOCK);
	} else if (line[0] != 's' && line[0] != '\0') {
		review->stay = true;
		puts(review->words->help);
	}
	return true;
}

// Reads an answer. False at the end of the input.
static bool
ask(const struct review *review, char line[ANSWER])
{
	printf("%u to go. %s", review->left, review->words->prompt);
	fflush(stdout);
	if (fgets(line, ANSWER, stdin) == NULL)
		return false;
	if (strchr(line, '\n') == NULL)
		for (int c = getchar(); c != '\n' && c != EOF;)
			c = getchar();
	line[strcspn(line, "\r\n")] = '\0';
	return true;
}

// What somebody who has never done this should know.
static void
greet(const struct review *review)
{
	puts(review->words->greeting);
	if (!screen_utf8())
		puts("Letters that this terminal is not set up for are shown as ?; LANG=C.UTF-8 "
		     "sets it up.");
	puts("");
}

// Asks until there is nobody left; then the last answer may still be taken back.
static bool
ask_all(struct review *review, struct fault *fault)
{
	static const struct verb looking = {"review", "", 0, 0, true, look};
	char line[ANSWER];
	for (;;) {
		if (!hand_again(review->hand, &looking, review, fault))
			return false;
		if (review->text.failed)
			return fault_set(fault, FAULT_TEMP, "out of memory");
		if (review->found)
			fwrite(review->text.data, 1, review->text.size, stdout);
		else
			puts("Nobody is left here; who was left for later comes the next time.");
		if (!review->found && review->step_count == 0)
			return true;
		if (!review->found)
			review->count = 0;
		if (!ask(review, line) || (!review->found && line[0] != 'u') ||
		    !answer(review, line))
			return true;
	}
}

bool
links_review(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	enum link_class class;
	struct review review = {
	    .wish = context, .hand = hand, .classes = 1U << LINKS_PARTIAL | 1U << LINKS_MULTIPLE};
	review.words = review.wish->merges ? &review_of_merges : &review_of_links;
	(void)words;
	(void)count;
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return fault_set(fault, FAULT_USAGE,
		    "review asks on a terminal; elsewhere use --csv and decide");
	if (review.wish->state != NULL) {
		if (!link_class_named(review.wish->state, &class) || class >= LINKS_NONE)
			return front_usage(
			    hand->front, "review takes --state ready, partial or multiple", fault);
		review.classes = 1U << class;
	}
	review.steps = calloc(STEPS, sizeof *review.steps);
	bool good = review.steps != NULL || fault_set(fault, FAULT_TEMP, "out of memory");
	if (good)
		greet(&review);
	good = good && ask_all(&review, fault);
	text_free(&review.text);
	free(review.steps);
	return good;
}
