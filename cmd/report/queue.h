// Mails on disk. A mail is a directory: mail.eml, the message as it goes over the wire; `to`, its recipients, a line each; `covers`, if it tells of more than
// its name says; and try.1, try.2 … for each attempt to send it. It is made in tmp/ and lies, by renames, in queued/, then in
// sent/ or failed/. That its name is in one of the three is how a mail is known to have been made.
#pragma once

#include "cmd/report/letter.h"
#include "cmd/report/outcome.h"
#include "pipeline/mail.h"

// The names of all mails that were made, and what else they cover, sorted; fs_names_free.
bool queue_made(const struct desk *desk, struct fs_names *made, struct fault *fault);
// Adds a name to such a list, which it leaves unsorted.
bool queue_names_add(struct fs_names *made, const char *name, size_t size, struct fault *fault);
bool queue_has(const struct fs_names *made, const char *name);
// Whether a mail was made that begins so.
bool queue_has_any(const struct fs_names *made, const char *beginning);

// What a mail says. `covers` may be NULL: names, a line each.
struct letter {
	const char *name;
	const char *subject;
	struct bytes text, html;
	const struct mail_file *files; // attached, in order; those without data are none
	size_t file_count;
	const char *covers;
	char *const *to; // NULL: those of the desk
};

// Makes the mail and puts it into queued/, or where no server is configured, into sent/. Nothing when there are no recipients.
bool queue_put(const struct desk *desk, const struct letter *letter, struct fault *fault);
// The same, with the words of a page, and what the mail covers or NULL; it frees both in any case.
bool queue_page(const struct desk *desk, struct letter *letter, struct page *page, struct text *covers, struct fault *fault);
