// `links audit`: how far what match proposes can be believed. What needs the matcher is match's own work (`match --audit`), which is started here when the
// person may know; what needs people is a sample that they look at.
#include "cmd/rosterdrop/links.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/rosterdrop/libexec.h"

enum { SAMPLE = 200, SAMPLE_MAX = 1000000 };
static const char first_seed[] = "1";

// A whole number of the command line.
static bool
read_number(const struct front *front, const char *word, const char *name, uint64_t least,
    uint64_t most, uint64_t *number, struct fault *fault)
{
	char *end, reason[80];
	errno = 0;
	*number = strtoull(word, &end, 10);
	if (errno == 0 && word[0] >= '0' && word[0] <= '9' && *end == '\0' && *number >= least &&
	    *number <= most)
		return true;
	snprintf(reason, sizeof reason, "%s is a whole number", name);
	return front_usage(front, reason, fault);
}

// Lets match hold itself against the district.
static bool
audit_drop(struct hand *hand, const struct links_wish *wish, const char *seed, struct fault *fault)
{
	struct desk desk = {.hand = hand};
	int code;
	const struct bytes whole = {NULL, 0};
	bool good = hand_may(hand, MAY_LINK, whole, fault) && desk_open(&desk, hand, fault) &&
		    libexec_audit(hand->front, hand->district->name, desk.drop, seed, wish->json,
			&code, fault) &&
		    libexec_fault(code, "match could not audit itself", fault);
	desk_close(&desk);
	return good;
}

bool
links_audit(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	const struct links_wish *wish = context;
	const char *seed = wish->seed == NULL ? first_seed : wish->seed;
	const bool sample = wish->sample != NULL || wish->csv;
	uint64_t number, most = SAMPLE;
	(void)words;
	(void)count;
	if (wish->state != NULL || wish->search != NULL || wish->file != NULL || wish->no_block ||
	    (wish->school != NULL && !sample) || (sample && (wish->json || wish->reviewed != NULL)))
		return front_usage(hand->front, "these options do not go together", fault);
	if (!read_number(hand->front, seed, "--seed", 0, UINT64_MAX, &number, fault) ||
	    (wish->sample != NULL &&
		!read_number(hand->front, wish->sample, "--sample", 1, SAMPLE_MAX, &most, fault)))
		return false;
	if (wish->reviewed != NULL)
		return links_reviewed(hand, wish, fault);
	return sample ? links_sample(hand, wish, number, most, fault)
		      : audit_drop(hand, wish, seed, fault);
}
