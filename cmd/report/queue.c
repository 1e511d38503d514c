// Names tell everything: there is no list of what was mailed beside the mails.
#include "cmd/report/queue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/report/tries.h"
#include "pipeline/log.h"

enum { COVERS_MAX = 16 * 1024 * 1024 };

static const char standard_from[] = "rosterdrop@localhost.localdomain";

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

bool
queue_names_add(struct fs_names *made, const char *name, size_t size, struct fault *fault)
{
	if ((made->count & (made->count - 1)) == 0) { // room doubles at powers of two
		size_t room = made->count == 0 ? 1 : 2 * made->count;
		char **grown = realloc(made->name, room * sizeof *grown);
		if (grown == NULL)
			return fault_set(fault, FAULT_TEMP, "out of memory for mails");
		made->name = grown;
	}
	made->name[made->count] = strndup(name, size);
	if (made->name[made->count] == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory for mails");
	made->count++;
	return true;
}

// What a mail covers besides its name.
static bool
made_covers(int folder, const char *mail, struct fs_names *made, struct fault *fault)
{
	char path[MAIL_NAME_MAX + 16];
	size_t size;
	struct fault missing;
	if (snprintf(path, sizeof path, "%s/covers", mail) >= (int)sizeof path)
		return true;
	char *text = fs_read(folder, path, COVERS_MAX, &size, &missing);
	bool good = true;
	for (const char *line = text; good && line != NULL && *line != '\0';) {
		size_t length = strcspn(line, "\n");
		good = queue_names_add(made, line, length, fault);
		line += length + (line[length] != '\0');
	}
	free(text);
	return good;
}

bool
queue_made(const struct desk *desk, struct fs_names *made, struct fault *fault)
{
	int folders[] = {desk->queued, desk->sent, desk->failed};
	bool good = true;
	*made = (struct fs_names){NULL, 0};
	for (size_t i = 0; good && i < sizeof folders / sizeof *folders; i++) {
		struct fs_names names;
		good = fs_list(folders[i], &names, fault);
		for (size_t n = 0; good && n < names.count; n++)
			good = queue_names_add(made, names.name[n], strlen(names.name[n]), fault) &&
			       made_covers(folders[i], names.name[n], made, fault);
		fs_names_free(&names);
	}
	if (made->count > 1)
		qsort(made->name, made->count, sizeof *made->name, by_name);
	return good;
}

bool
queue_has(const struct fs_names *made, const char *name)
{
	return made->count > 0 &&
	       bsearch(&name, made->name, made->count, sizeof *made->name, by_name) != NULL;
}

bool
queue_has_any(const struct fs_names *made, const char *beginning)
{
	for (size_t i = 0; i < made->count; i++)
		if (strncmp(made->name[i], beginning, strlen(beginning)) == 0)
			return true;
	return false;
}

// The recipients, a line each.
static bool
put_recipients(int dir, char *const *to, struct fault *fault)
{
	struct text text = {0};
	for (size_t i = 0; to[i] != NULL; i++) {
		text_put(&text, to[i]);
		text_put(&text, "\n");
	}
	bool good = text.failed ? fault_set(fault, FAULT_TEMP, "out of memory for a mail")
				: fs_put(dir, "to", text.data, text.size, fault);
	text_free(&text);
	return good;
}

// Writes the mail's files.
static bool
fill(const struct desk *desk, int dir, const struct letter *letter, struct fault *fault)
{
	const char *from = desk->conf->smtp.from != NULL ? desk->conf->smtp.from : standard_from;
	char *const *to = letter->to != NULL ? letter->to : desk->to;
	char id[MAIL_ADDRESS_MAX + 128], both[128], hex[DIGEST_HEX];
	struct text message;
	// From district and name alone, so that the same mail, sent twice, is known again.
	snprintf(both, sizeof both, "%s/%s", desk->name, letter->name);
	digest_bytes(both, strlen(both), hex);
	snprintf(id, sizeof id, "%s.%.12s%s", letter->name, hex, strrchr(from, '@'));
	struct mail mail = {.from = from,
	    .to = (const char *const *)to,
	    .subject = letter->subject,
	    .message_id = id,
	    .language = language_codes[desk->language],
	    .date = desk->now,
	    .text = letter->text,
	    .html = letter->html,
	    .files = letter->files,
	    .file_count = letter->file_count};
	if (!mail_make(&mail, &message, fault))
		return false;
	bool good = fs_put(dir, "mail.eml", message.data, message.size, fault) &&
		    put_recipients(dir, to, fault) && tries_begin(dir, desk->now, fault) &&
		    (letter->covers == NULL ||
			fs_put(dir, "covers", letter->covers, strlen(letter->covers), fault));
	text_free(&message);
	return good;
}

bool
queue_put(const struct desk *desk, const struct letter *letter, struct fault *fault)
{
	bool folder = desk->conf->smtp.server == NULL;
	if (desk->to == NULL && letter->to == NULL)
		return true;
	if (!fs_make_dir(desk->tmp, letter->name, fault))
		return false;
	int dir = fs_open_dir(desk->tmp, letter->name, fault);
	bool good = dir >= 0 && fill(desk, dir, letter, fault);
	if (dir >= 0)
		close(dir);
	good = good && fs_publish(desk->tmp, letter->name, folder ? desk->sent : desk->queued,
			   letter->name, fault);
	if (good)
		log_line("mail %s is made", letter->name);
	return good;
}

bool
queue_page(const struct desk *desk, struct letter *letter, struct page *page, struct text *covers,
    struct fault *fault)
{
	letter->text = (struct bytes){page->text.data, page->text.size};
	letter->html = (struct bytes){page->html.data, page->html.size};
	letter->covers = covers == NULL ? NULL : covers->data;
	bool good = page->text.failed || page->html.failed || (covers != NULL && covers->failed)
			? fault_set(fault, FAULT_TEMP, "out of memory for a mail")
			: queue_put(desk, letter, fault);
	letter_free(page);
	if (covers != NULL)
		text_free(covers);
	return good;
}
