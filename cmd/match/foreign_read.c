// The stores of other districts are read in a child: one that is damaged ends whoever reads it, and that must not be this district. Then the next one
// is read. What the child found comes district by district, digests by the hundred.
#include <string.h>

#include "cmd/match/foreign.h"
#include "pipeline/child.h"
#include "pipeline/log.h"

enum { STEP_SECONDS = 60, TOTAL_SECONDS = 3600, DIGESTS_MAX = 200 };

// What the child says: which district it reads now, then what that has; the last word of a district says so.
struct word {
	size_t at;
	size_t size; // of the digests
	bool last;
	char digests[DIGESTS_MAX * SCHOOLS_DIGEST];
};
_Static_assert(sizeof(struct word) <= CHILD_MESSAGE_MAX, "a word is a message");

struct reading {
	struct foreign *foreign;
	size_t at; // the district that is read, by the child's last word
	bool begun;
};

// Says what a district has.
static bool
send(struct child *child, size_t at, const struct text *digests, struct fault *fault)
{
	struct word word = {.at = at};
	size_t sent = 0;
	bool good = true;

	while (good && !word.last) {
		size_t left = digests->size - sent;
		word.size = left < sizeof word.digests ? left : sizeof word.digests;
		word.last = word.size == left;
		if (word.size > 0)
			memcpy(word.digests, digests->data + sent, word.size);
		sent += word.size;
		good = child_send(child, &word, sizeof word, fault);
	}
	return good;
}

// Reads one district. One that cannot be read is no reason to stop this one; what it has is not known then.
static bool
read_other(const struct foreign *foreign, const char *name, struct text *digests)
{
	const struct conf *conf = foreign->matcher->job->conf;
	struct fault ignored;
	struct district *district = district_read(conf, name, &ignored);
	struct store *other = district == NULL ? NULL : store_open(conf, district, false, &ignored);
	bool good = other != NULL && schools_read(other, digests, &ignored);

	store_close(other);
	district_free(district);
	return good;
}

// In the child: reads from one district on.
static bool
read_all(struct child *child, void *context, struct fault *fault)
{
	struct reading *reading = context;
	const struct foreign *foreign = reading->foreign;
	struct text digests = {NULL, 0, 0, false};
	bool good = true;

	for (size_t i = reading->at; good && i < foreign->count; i++) {
		const struct word word = {.at = i};
		text_clear(&digests);
		child_step(child, "reading another district");
		log_about(foreign->others[i].name,
		    NULL); // what the child says from here on is of that one
		good = child_send(child, &word, sizeof word, fault);
		if (good && read_other(foreign, foreign->others[i].name, &digests))
			good = send(child, i, &digests, fault);
	}
	text_free(&digests);
	return good;
}

// Takes what a district has.
static bool
take_word(void *context, const void *message, size_t size, struct fault *fault)
{
	struct reading *reading = context;
	struct foreign *foreign = reading->foreign;
	struct word word;

	if (size != sizeof word)
		return fault_set(fault, FAULT_BUG, "a word of %zu bytes", size);
	memcpy(&word, message, sizeof word);
	if (word.at >= foreign->count || word.size > sizeof word.digests)
		return fault_set(fault, FAULT_BUG, "a word about district %zu", word.at);
	struct other *other = &foreign->others[word.at];
	struct bytes digests = {word.digests, word.size};
	if (!reading->begun || reading->at != word.at)
		other->from = foreign->digests.size;
	reading->begun = true;
	reading->at = word.at;
	text_add(&foreign->digests, digests);
	other->size += word.size;
	other->read = word.last;
	if (foreign->theirs == NULL && foreign_has(foreign, digests))
		foreign->theirs = other->name;
	return !foreign->digests.failed || fault_set(fault, FAULT_TEMP, "out of memory");
}

bool
foreign_read(struct foreign *foreign, struct fault *fault)
{
	struct reading reading = {.foreign = foreign};
	const struct child_task task = {.work = read_all,
	    .receive = take_word,
	    .context = &reading,
	    .step_seconds = STEP_SECONDS,
	    .total_seconds = TOTAL_SECONDS};

	for (;;) {
		reading.begun = false;
		if (child_run(&task, fault))
			return true;
		if ((fault->class != FAULT_BUG && fault->class != FAULT_IO) || !reading.begun)
			return false;
		log_line("the store of the district %s cannot be read; whether orgs of this drop "
			 "are its own is not known",
		    foreign->others[reading.at].name);
		reading.at++;
	}
}
