// Whoever decides about a held drop needs its plan, also when its night came in one mail; so each plan is a file of its own, under the drop's name. What
// smtp.attachment allows is for all of them together: nobody knows how many drops a district sends in a night.
#include "cmd/report/digest.h"

#include <stdio.h>
#include <stdlib.h>

#include "cmd/report/plan.h"
#include "cmd/report/queue.h"

enum { FILE_NAME_MAX = DROP_NAME_MAX + 16 };

// What the mail says of a drop, and has beside that.
struct entry {
	char file[FILE_NAME_MAX];
	struct text plan;
};

// What is being made. `files` are the mail's, one for each drop; `tables` say of each whether it is there.
struct digest {
	struct entry *entries;
	struct mail_file *files;
	struct letter_tables *tables;
	size_t room; // bytes that the plans to come may have
};

// Takes a drop's plan, if it has one and there is room.
static bool
take_plan(struct digest *digest, const struct desk *desk, const struct outcome *outcome, size_t at,
    struct fault *fault)
{
	struct entry *entry = &digest->entries[at];
	bool large = false;
	if (!plan_is_told(outcome->kind))
		return true;
	if (!plan_mail(desk, outcome->drop, digest->room, &entry->plan, &large, fault))
		return false;
	snprintf(entry->file, sizeof entry->file, "plan-%s.csv", outcome->drop);
	digest->tables[at].plan = large ? TOO_LARGE : entry->plan.size > 0 ? ATTACHED : NOT_THERE;
	if (digest->tables[at].plan == ATTACHED) {
		digest->room -= entry->plan.size;
		digest->files[at] =
		    (struct mail_file){entry->file, {entry->plan.data, entry->plan.size}};
	}
	return true;
}

// Which mails this one stands for, a line each.
static void
put_covers(struct text *covers, const struct outcome *outcomes, size_t count)
{
	char name[MAIL_NAME_MAX];
	for (size_t i = 0; i < count; i++) {
		outcome_mail_name(&outcomes[i], name);
		text_put(covers, name);
		text_put(covers, "\n");
	}
	text_add(covers, (struct bytes){"", 1});
}

// Puts it all into the queue.
static bool
put(const struct desk *desk, const struct outcome *outcomes, size_t count,
    const struct digest *digest, struct fault *fault)
{
	char name[MAIL_NAME_MAX], subject[LETTER_SUBJECT_MAX];
	struct text covers = {0};
	struct page page;
	struct outcome last = outcomes[count - 1];
	last.kind = KIND_DIGEST;
	outcome_mail_name(&last, name);
	letter_subject(desk, KIND_DIGEST, desk->now, subject);
	letter_digest(&page, desk, outcomes, digest->tables, count);
	put_covers(&covers, outcomes, count);
	struct letter letter = {
	    .name = name, .subject = subject, .files = digest->files, .file_count = count};
	return queue_page(desk, &letter, &page, &covers, fault);
}

bool
digest_tell(
    const struct desk *desk, const struct outcome *outcomes, size_t count, struct fault *fault)
{
	struct digest digest = {calloc(count, sizeof *digest.entries),
	    calloc(count, sizeof *digest.files), calloc(count, sizeof *digest.tables),
	    desk->conf->smtp.attachment};
	bool good = digest.entries != NULL && digest.files != NULL && digest.tables != NULL;
	if (!good)
		fault_set(fault, FAULT_TEMP, "out of memory for a mail");
	for (size_t i = 0; good && i < count; i++)
		good = take_plan(&digest, desk, &outcomes[i], i, fault);
	good = good && put(desk, outcomes, count, &digest, fault);
	for (size_t i = 0; digest.entries != NULL && i < count; i++)
		text_free(&digest.entries[i].plan);
	free(digest.entries);
	free(digest.files);
	free(digest.tables);
	return good;
}
