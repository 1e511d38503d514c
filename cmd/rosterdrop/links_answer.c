// What the answers of a review do. They are given one by one, so each stands when the terminal goes away behind it.
#include "cmd/rosterdrop/links_review.h"

#include <string.h>

// Opens the desk for an act, and does for each of some accounts what is to be done.
typedef bool account_function(
    struct desk *desk, struct bytes account, struct bytes user, struct fault *fault);

static bool
act_on(struct hand *hand, const struct id *accounts, unsigned count, struct bytes user,
    account_function *function, struct fault *fault)
{
	struct desk desk = {.hand = hand};
	bool good = desk_open(&desk, hand, fault);
	for (unsigned i = 0; good && i < count; i++)
		good = function(&desk, bytes_of_id(&accounts[i]), user, fault);
	desk_close(&desk);
	return good;
}

static bool
review_link(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	const struct review *review = context;
	(void)words;
	(void)count;
	return act_on(hand, &review->account[review->chosen], 1, bytes_of_id(&review->user),
	    desk_link, fault);
}

// What the student has is kept: the SIS feeds it.
static bool
merge_into(struct desk *desk, struct bytes account, struct bytes user, struct fault *fault)
{
	return desk_merge(desk, desk_linked(desk->hand, user, NULL), account, fault);
}

static bool
review_merge(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	const struct review *review = context;
	(void)words;
	(void)count;
	return act_on(hand, &review->account[review->chosen], 1, bytes_of_id(&review->user),
	    merge_into, fault);
}

static bool
review_block(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	const struct review *review = context;
	(void)words;
	(void)count;
	return act_on(
	    hand, review->account, review->count, bytes_of_id(&review->user), desk_block, fault);
}

// The ways back. The pairs are not blocked: the student is asked about again.
static bool
take_link(struct desk *desk, struct bytes account, struct bytes user, struct fault *fault)
{
	(void)account;
	return desk_unlink(desk, user, false, fault);
}

static bool
take_merge(struct desk *desk, struct bytes account, struct bytes user, struct fault *fault)
{
	(void)user;
	return desk_unmerge(desk, account, false, fault);
}

const struct review_deed review_deeds[DEEDS] = {
    [DEED_LINK] = {"review link", "Linked.", review_link},
    [DEED_MERGE] = {"review merge", "One account now.", review_merge},
    [DEED_BLOCK] = {"review block", "Not proposed again.", review_block},
};

bool
review_undo(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	static account_function *const back[DEEDS] = {
	    [DEED_LINK] = take_link, [DEED_MERGE] = take_merge, [DEED_BLOCK] = desk_unblock};
	const struct review *review = context;
	const struct step *step = &review->steps[review->step_count - 1];
	(void)words;
	(void)count;
	return act_on(
	    hand, step->account, step->count, bytes_of_id(&step->user), back[step->deed], fault);
}

void
review_note(struct review *review, enum deed deed)
{
	if (review->step_count == STEPS) {
		memmove(review->steps, review->steps + 1, (STEPS - 1) * sizeof *review->steps);
		review->step_count--;
	}
	struct step *step = &review->steps[review->step_count++];
	const bool all = deed == DEED_BLOCK;
	step->deed = deed;
	step->user = review->user;
	step->count = all ? review->count : 1;
	memcpy(step->account, &review->account[all ? 0 : review->chosen],
	    step->count * sizeof *step->account);
}
