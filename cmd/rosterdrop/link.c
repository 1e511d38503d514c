// `link`, `unlink`, `block`, `unblock`: one pair at a time, or all that are ready in one act. What is proposed is match's; what is decided here is never
// overruled by it.
#include "cmd/rosterdrop/desk.h"
#include "pipeline/log.h"

// What the options said.
struct wish {
	bool ready, no_block;
	const char *school;
};

// Says how many of a school were passed over: their accounts are of schools where the person may not link. Those of whom that is so are nobody's fault, but when
// there are no others the fault stands.
static bool
end_ready(const struct desk *desk, unsigned others)
{
	if (others > 0 && desk->hand->deeds > 0)
		log_line("%u more are ready, but with accounts of other schools", others);
	return others == 0 || desk->hand->deeds > 0;
}

// All that are ready, of a school or of the district.
static bool
link_ready(struct desk *desk, const struct wish *wish, struct fault *fault)
{
	struct bytes cells[USERS_COLUMNS], person[PERSON_CELLS];
	unsigned others = 0;
	if (!desk_read(desk, 1U << LINKS_READY, fault))
		return false;
	for (size_t i = 0; i < desk->count; i++) {
		const struct suggestion *one = &desk->list[i];
		if (wish->school != NULL &&
		    (!desk_person(desk, one->user, cells, person) ||
			!people_list_has(person[PERSON_SCHOOLS], bytes_of(wish->school))))
			continue;
		if (desk_link(desk, one->account, one->user, fault))
			continue;
		if (wish->school == NULL || fault->class != FAULT_DENIED)
			return false;
		others++;
	}
	return end_ready(desk, others);
}

static bool
verb_link(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	const struct wish *wish = context;
	struct desk desk = {.hand = hand};
	bool pair = count == 2;
	if (pair == wish->ready || count == 1 || (pair && wish->school != NULL))
		return front_usage(hand->front,
		    "name an account and a sourcedId, or --ready with or without --school", fault);
	bool good = desk_open(&desk, hand, fault) &&
		    (pair ? desk_link(&desk, bytes_of(words[0]), bytes_of(words[1]), fault)
			  : link_ready(&desk, wish, fault));
	desk_close(&desk);
	return good;
}

// Opens the newest drop; without one, what is in the store is enough.
static bool
open_any(struct desk *desk, struct hand *hand, struct fault *fault)
{
	return desk_open(desk, hand, fault) || fault->class == FAULT_MISSING;
}

static bool
verb_unlink(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	const struct wish *wish = context;
	struct desk desk = {.hand = hand};
	bool good = open_any(&desk, hand, fault);
	for (int i = 0; good && i < count; i++)
		good = desk_unlink(&desk, bytes_of(words[i]), !wish->no_block, fault);
	desk_close(&desk);
	return good;
}

static bool
verb_block(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	struct desk desk = {.hand = hand};
	bool good = open_any(&desk, hand, fault) &&
		    desk_block(&desk, bytes_of(words[0]), bytes_of(words[1]), fault);
	(void)context;
	(void)count;
	desk_close(&desk);
	return good;
}

static bool
verb_unblock(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	struct desk desk = {.hand = hand};
	bool good = open_any(&desk, hand, fault) &&
		    desk_unblock(&desk, bytes_of(words[0]), bytes_of(words[1]), fault);
	(void)context;
	(void)count;
	desk_close(&desk);
	return good;
}

bool
command_link(struct front *front, struct fault *fault)
{
	static const struct verb verb = {"", "", 0, 2, false, verb_link};
	struct hand hand = {.as = NULL};
	struct wish wish = {.ready = false};
	const struct option options[] = {HAND_OPTIONS(hand), HAND_CONFIRM(hand),
	    {"--ready", &wish.ready, NULL}, {"--school", NULL, &wish.school}, {NULL, NULL, NULL}};
	return hand_run_one(&hand, front, options, &verb, &wish, fault);
}

bool
command_unlink(struct front *front, struct fault *fault)
{
	static const struct verb verb = {"", "", 1, HAND_WORDS_MAX, false, verb_unlink};
	struct hand hand = {.as = NULL};
	struct wish wish = {.ready = false};
	const struct option options[] = {HAND_OPTIONS(hand), HAND_CONFIRM(hand),
	    {"--no-block", &wish.no_block, NULL}, {NULL, NULL, NULL}};
	return hand_run_one(&hand, front, options, &verb, &wish, fault);
}

// Both take an account and a sourcedId.
static bool
run_pair(struct front *front, hand_function *function, struct fault *fault)
{
	const struct verb verb = {"", "", 2, 2, false, function};
	struct hand hand = {.as = NULL};
	const struct option options[] = {HAND_OPTIONS(hand), {NULL, NULL, NULL}};
	return hand_run_one(&hand, front, options, &verb, NULL, fault);
}

bool
command_block(struct front *front, struct fault *fault)
{
	return run_pair(front, verb_block, fault);
}

bool
command_unblock(struct front *front, struct fault *fault)
{
	return run_pair(front, verb_unblock, fault);
}
