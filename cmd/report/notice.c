// What is told once is told by a mail whose name says what it is about; there is no list of what was told beside the mails.
#include "cmd/report/notice.h"

#include "cmd/report/queue.h"

bool
notice_made(const struct desk *desk, const char *name, bool *made, struct fault *fault)
{
	struct fs_names names;
	bool good = queue_made(desk, &names, fault);
	*made = good && queue_has(&names, name);
	fs_names_free(&names);
	return good;
}

bool
notice_put(const struct desk *desk, const struct notice *notice, struct fault *fault)
{
	char subject[LETTER_SUBJECT_MAX];
	struct page page;
	bool made;
	if (!notice_made(desk, notice->name, &made, fault))
		return false;
	if (made)
		return true;
	letter_subject(desk, notice->kind, notice->when, subject);
	letter_short(&page, desk, notice->kind, notice->lines, notice->line_count);
	struct letter letter = {.name = notice->name, .subject = subject, .to = notice->to};
	return queue_page(desk, &letter, &page, NULL, fault);
}
