// What the answers of a review do. They are given one by one, so each stands when the terminal goes away behind it.
#include "cmd/rosterdrop/links_review.h"

#include <string.h>

bool
review_link(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	struct review *review = context;
	struct desk desk = {.hand = hand};
	(void)words;
	(void)count;
	bool good = desk_open(&desk, hand, fault) &&
		    desk_link(&desk, bytes_of_id(&review->account[review->chosen]),
			bytes_of_id(&review->user), fault);
	desk_close(&desk);
	return good;
}

bool
review_block(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	struct review *review = context;
	struct desk desk = {.hand = hand};
	(void)words;
	(void)count;
	bool good = desk_open(&desk, hand, fault);
	for (unsigned i = 0; good && i < review->count; i++)
		good = desk_block(
		    &desk, bytes_of_id(&review->account[i]), bytes_of_id(&review->user), fault);
	desk_close(&desk);
	return good;
}

// Takes the last step back.
bool
review_undo(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	struct review *review = context;
	const struct step *step = &review->steps[review->step_count - 1];
	struct desk desk = {.hand = hand};
	(void)words;
	(void)count;
	bool good = desk_open(&desk, hand, fault);
	if (good && step->linked)
		good = desk_unlink(&desk, bytes_of_id(&step->user), false, fault);
	for (unsigned i = 0; good && !step->linked && i < step->count; i++)
		good = desk_unblock(
		    &desk, bytes_of_id(&step->account[i]), bytes_of_id(&step->user), fault);
	desk_close(&desk);
	return good;
}

void
review_note(struct review *review, bool linked)
{
	if (review->step_count == STEPS) {
		memmove(review->steps, review->steps + 1, (STEPS - 1) * sizeof *review->steps);
		review->step_count--;
	}
	struct step *step = &review->steps[review->step_count++];
	step->linked = linked;
	step->user = review->user;
	step->count = linked ? 0 : review->count;
	memcpy(step->account, review->account, sizeof step->account);
}
