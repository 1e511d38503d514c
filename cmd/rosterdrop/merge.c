// `merge` and `unmerge`: two accounts of one person, one pair at a time or all that match is sure of in one act; and back.
#include "cmd/rosterdrop/desk.h"

// What the options said.
struct wish {
	bool ready, no_block;
	const char *school;
};

// All that are ready, of a school or of the district.
static bool
merge_ready(struct desk *desk, const struct wish *wish, struct fault *fault)
{
	bool good = desk_read_merges(desk, 1U << LINKS_READY, fault);
	for (size_t i = 0; good && i < desk->count; i++) {
		const struct suggestion *one = &desk->list[i];
		if (wish->school == NULL ||
		    people_list_has(desk_schools(desk, one->user), bytes_of(wish->school)))
			good = desk_merge(
			    desk, desk_linked(desk->hand, one->user, NULL), one->account, fault);
	}
	return good;
}

static bool
verb_merge(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	const struct wish *wish = context;
	struct desk desk = {.hand = hand};
	bool pair = count == 2;
	if (pair == wish->ready || count == 1 || (pair && wish->school != NULL))
		return front_usage(hand->front,
		    "name the account to keep and the other one, or --ready with or without "
		    "--school",
		    fault);
	bool good = desk_open(&desk, hand, fault) || (pair && fault->class == FAULT_MISSING);
	good = good && (pair ? desk_merge(&desk, bytes_of(words[0]), bytes_of(words[1]), fault)
			     : merge_ready(&desk, wish, fault));
	desk_close(&desk);
	return good;
}

static bool
verb_unmerge(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	const struct wish *wish = context;
	struct desk desk = {.hand = hand};
	bool good = desk_open(&desk, hand, fault) || fault->class == FAULT_MISSING;
	for (int i = 0; good && i < count; i++)
		good = desk_unmerge(&desk, bytes_of(words[i]), !wish->no_block, fault);
	desk_close(&desk);
	return good;
}

bool
command_merge(struct front *front, struct fault *fault)
{
	static const struct verb verb = {"", "", 0, 2, false, verb_merge};
	struct hand hand = {.as = NULL};
	struct wish wish = {.ready = false};
	const struct option options[] = {HAND_OPTIONS(hand), HAND_CONFIRM(hand),
	    {"--ready", &wish.ready, NULL}, {"--school", NULL, &wish.school}, {NULL, NULL, NULL}};
	return hand_run_one(&hand, front, options, &verb, &wish, fault);
}

bool
command_unmerge(struct front *front, struct fault *fault)
{
	static const struct verb verb = {"", "", 1, HAND_WORDS_MAX, false, verb_unmerge};
	struct hand hand = {.as = NULL};
	struct wish wish = {.ready = false};
	const struct option options[] = {HAND_OPTIONS(hand), HAND_CONFIRM(hand),
	    {"--no-block", &wish.no_block, NULL}, {NULL, NULL, NULL}};
	return hand_run_one(&hand, front, options, &verb, &wish, fault);
}
