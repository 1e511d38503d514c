// A sample for people to look at. Each student has a number that follows from the seed and the id alone, and the sample is those with the least ones, in that
// order: so the beginning of a sample is a sample too, and one that turns out too small is continued, not begun anew.
#include "cmd/rosterdrop/links.h"
#include "cmd/rosterdrop/output.h"

#include <stdlib.h>
#include <unistd.h>
#include <xxhash.h>

struct lot {
	uint64_t number;
	const struct suggestion *one;
};

bool
links_machine_made(const struct suggestion *one)
{
	static const char *const ways[] = {"match", "username", "email"};
	if (one->class == LINKS_READY)
		return true;
	for (size_t i = 0; one->class == LINKS_LINKED && i < sizeof ways / sizeof *ways; i++)
		if (bytes_is(one->evidence, ways[i]))
			return true;
	return false;
}

static int
compare_lots(const void *a, const void *b)
{
	const struct lot *x = a, *y = b;
	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	return bytes_compare(x->one->user, y->one->user);
}

// Those who may be drawn, in the order in which they are.
static struct lot *
draw(struct desk *desk, const struct links_wish *wish, uint64_t seed, size_t *count,
    struct fault *fault)
{
	struct search search = {.wanted = false};
	struct lot *lots = malloc((desk->count + 1) * sizeof *lots);
	*count = 0;
	if (lots == NULL)
		fault_set(fault, FAULT_TEMP, "out of memory");
	for (size_t i = 0; lots != NULL && i < desk->count; i++) {
		const struct suggestion *one = &desk->list[i];
		if (links_machine_made(one) && links_wanted(desk, wish, &search, one))
			lots[(*count)++] = (struct lot){
			    XXH3_64bits_withSeed(one->user.data, one->user.size, seed), one};
	}
	if (*count > 0)
		qsort(lots, *count, sizeof *lots, compare_lots);
	return lots;
}

bool
links_sample(struct hand *hand, const struct links_wish *wish, uint64_t seed, uint64_t most,
    struct fault *fault)
{
	struct desk desk = {.hand = hand};
	struct lot *lots = NULL;
	size_t count = 0;
	bool good = desk_open(&desk, hand, fault) &&
		    desk_read(&desk, 1U << LINKS_READY | 1U << LINKS_LINKED, fault) &&
		    (lots = draw(&desk, wish, seed, &count, fault)) != NULL;
	if (good) {
		struct csv *csv = out_csv(true);
		csv_line(csv, LINKS_COLUMNS ",review");
		for (size_t i = 0; i < count && i < most; i++) {
			links_put_row(&desk, csv, lots[i].one);
			csv_text(csv, "");
			csv_end_row(csv);
		}
		good = csv_finish(csv, "standard output", fault);
	}
	free(lots);
	desk_close(&desk);
	return good;
}
