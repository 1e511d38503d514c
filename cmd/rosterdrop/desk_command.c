// A whole act is done or none of it: so what cannot be done is found out before anything of it is.
#include "cmd/rosterdrop/desk_command.h"

#include "pipeline/log.h"
#include "schema/value.h"

#define SHOWN(bytes) \
	(int)((bytes).size < 64 ? (bytes).size : 64), (bytes).size > 0 ? (bytes).data : ""

// What the options said, and which command it is.
struct wish {
	bool ready, no_block;
	const char *school;
	const struct desk_joining *joining;
	desk_part_function *part;
	desk_pair_function *pair;
};

// Whether one that is ready and cannot be joined is passed over: one pair is no reason to leave the others. Not so where something of it was done; and who may not do
// it asks for what is theirs by --school, and for too much without.
static bool
passes(const struct desk *desk, const struct wish *wish, unsigned deeds, const struct fault *fault)
{
	if (desk->hand->deeds != deeds)
		return false;
	return fault->class == FAULT_USAGE || fault->class == FAULT_MISSING ||
	       (fault->class == FAULT_DENIED && wish->school != NULL);
}

// Says how many were passed over. That is nobody's fault, but when there are no others the fault stands.
static bool
end_ready(const struct desk *desk, unsigned others, unsigned left)
{
	if (desk->hand->deeds == 0)
		return others + left == 0;
	if (others > 0)
		log_line("%u more are ready, but with accounts of other schools", others);
	return true;
}

// All that are ready, of a school or of the district.
static bool
join_ready(struct desk *desk, const struct wish *wish, struct fault *fault)
{
	unsigned others = 0, left = 0;
	if (!wish->joining->read(desk, 1U << LINKS_READY, fault))
		return false;
	for (size_t i = 0; i < desk->count; i++) {
		const struct suggestion *one = &desk->list[i];
		unsigned deeds = desk->hand->deeds;
		if (wish->school != NULL &&
		    !value_has_member(desk_schools(desk, one->user), bytes_of(wish->school)))
			continue;
		if (wish->joining->suggested(desk, one, fault))
			continue;
		if (!passes(desk, wish, deeds, fault))
			return false;
		others += fault->class == FAULT_DENIED;
		left += fault->class != FAULT_DENIED;
		if (fault->class != FAULT_DENIED)
			log_line(
			    "%.*s is ready, but was left: %.400s", SHOWN(one->user), fault->text);
	}
	return end_ready(desk, others, left);
}

static bool
verb_join(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	const struct wish *wish = context;
	struct desk desk = {.hand = hand};
	bool pair = count == 2;
	if (pair == wish->ready || count == 1 || (pair && wish->school != NULL))
		return front_usage(hand->front, wish->joining->usage, fault);
	bool good = desk_open(&desk, hand, fault) ||
		    (pair && wish->joining->any && fault->class == FAULT_MISSING);
	good = good &&
	       (pair ? wish->joining->pair(&desk, bytes_of(words[0]), bytes_of(words[1]), fault)
		     : join_ready(&desk, wish, fault));
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
verb_part(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	const struct wish *wish = context;
	struct desk desk = {.hand = hand};
	bool good = open_any(&desk, hand, fault);
	for (int i = 0; good && i < count; i++)
		good = wish->part(&desk, bytes_of(words[i]), !wish->no_block, fault);
	desk_close(&desk);
	return good;
}

static bool
verb_pair(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	const struct wish *wish = context;
	struct desk desk = {.hand = hand};
	bool good = open_any(&desk, hand, fault) &&
		    wish->pair(&desk, bytes_of(words[0]), bytes_of(words[1]), fault);
	(void)count;
	desk_close(&desk);
	return good;
}

bool
desk_command_join(struct front *front, const struct desk_joining *joining, struct fault *fault)
{
	static const struct verb verb = {"", "", 0, 2, false, verb_join};
	struct hand hand = {.as = NULL};
	struct wish wish = {.joining = joining};
	const struct option options[] = {HAND_OPTIONS(hand), HAND_CONFIRM(hand),
	    {"--ready", &wish.ready, NULL}, {"--school", NULL, &wish.school}, {NULL, NULL, NULL}};
	return hand_run_one(&hand, front, options, &verb, &wish, fault);
}

bool
desk_command_part(struct front *front, desk_part_function *part, struct fault *fault)
{
	static const struct verb verb = {"", "", 1, HAND_WORDS_MAX, false, verb_part};
	struct hand hand = {.as = NULL};
	struct wish wish = {.part = part};
	const struct option options[] = {HAND_OPTIONS(hand), HAND_CONFIRM(hand),
	    {"--no-block", &wish.no_block, NULL}, {NULL, NULL, NULL}};
	return hand_run_one(&hand, front, options, &verb, &wish, fault);
}

bool
desk_command_pair(struct front *front, desk_pair_function *pair, struct fault *fault)
{
	static const struct verb verb = {"", "", 2, 2, false, verb_pair};
	struct hand hand = {.as = NULL};
	struct wish wish = {.pair = pair};
	const struct option options[] = {HAND_OPTIONS(hand), {NULL, NULL, NULL}};
	return hand_run_one(&hand, front, options, &verb, &wish, fault);
}
