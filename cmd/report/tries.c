// An attempt that a crash cut short says nothing that can be read: it counts as one that was made, and its recipients are asked again. So there may be a
// mail twice, with one Message-ID, and never none.
#include "cmd/report/tries.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/clock.h"

enum {
	TO_MAX = 1024 * 1024,
	TRIES_MAX = 100000,
	FIRST_PAUSE = 5 * 60,
	LONGEST_PAUSE = 4 * 60 * 60
};

static const char first_line[] = "rosterdrop-try 1\nat ";
static const char made_line[] = "rosterdrop-mail 1\nat ";

// Seconds between an attempt, counted from 1, and the next.
static time_t
pause_after(unsigned attempt)
{
	time_t pause = FIRST_PAUSE;
	for (unsigned i = 1; i < attempt && pause < LONGEST_PAUSE; i++)
		pause *= 2;
	return pause < LONGEST_PAUSE ? pause : LONGEST_PAUSE;
}

// Splits the file `to` into recipients.
static bool
read_recipients(int mail, struct tries *tries, struct fault *fault)
{
	size_t size, lines = 0;
	tries->text = fs_read(mail, "to", TO_MAX, &size, fault);
	if (tries->text == NULL)
		return false;
	for (size_t i = 0; i < size; i++)
		lines += tries->text[i] == '\n';
	tries->recipients = calloc(lines + 1, sizeof *tries->recipients);
	if (tries->recipients == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory for a mail");
	for (char *line = tries->text; *line != '\0' && tries->recipient_count < lines;) {
		char *end = strchr(line, '\n');
		tries->recipients[tries->recipient_count++].address = line;
		if (end == NULL)
			break;
		*end = '\0';
		line = end + 1;
	}
	return true;
}

// Notes one line `NUMBER ADDRESS` of an attempt.
static void
note_line(struct tries *tries, const char *line)
{
	int answer = (int)strtol(line, NULL, 10);
	const char *address = strchr(line, ' ');
	if (address == NULL || (answer / 100 != 2 && answer / 100 != 5))
		return;
	for (size_t i = 0; i < tries->recipient_count; i++)
		if (strcmp(tries->recipients[i].address, address + 1) == 0) // NOLINT
			tries->recipients[i].answer = answer;
}

// The time behind the first line `beginning`. Gives what follows, or NULL when the text does not begin so.
static char *
note_time(char *text, const char *beginning, time_t *when)
{
	struct tm parts = {0};
	if (strncmp(text, beginning, strlen(beginning)) != 0)
		return NULL;
	const char *end = strptime(text + strlen(beginning), "%Y-%m-%dT%H:%M:%SZ\n", &parts);
	if (end == NULL)
		return NULL;
	*when = timegm(&parts);
	return text + (end - text);
}

// Takes one attempt's text apart.
static void
note_try(struct tries *tries, char *text)
{
	time_t at;
	text = note_time(text, first_line, &at);
	if (text == NULL)
		return;
	tries->next = at + pause_after(tries->count);
	if (tries->made == 0)
		tries->made = at;
	char *place, *line = strtok_r(text, "\n", &place); // the answer
	while (line != NULL && (line = strtok_r(NULL, "\n", &place)) != NULL)
		note_line(tries, line);
}

bool
tries_begin(int mail, time_t now, struct fault *fault)
{
	char at[CLOCK_TEXT], text[64];
	clock_text(now, at);
	int size = snprintf(text, sizeof text, "%s%s\n", made_line, at);
	return fs_put(mail, "made", text, (size_t)size, fault);
}

// When the mail was made. A mail of an older version does not say it: then its first attempt counts.
static void
read_made(int mail, struct tries *tries)
{
	size_t size;
	struct fault missing;
	char *text = fs_read(mail, "made", TO_MAX, &size, &missing);
	if (text != NULL)
		note_time(text, made_line, &tries->made);
	free(text);
}

bool
tries_read(int mail, struct tries *tries, struct fault *fault)
{
	char name[32];
	size_t size;
	*tries = (struct tries){.count = 0};
	if (!read_recipients(mail, tries, fault))
		return false;
	read_made(mail, tries);
	for (; tries->count < TRIES_MAX;) {
		struct fault missing;
		snprintf(name, sizeof name, "try.%u", tries->count + 1);
		char *text = fs_read(mail, name, TO_MAX, &size, &missing);
		if (text == NULL)
			return missing.class == FAULT_MISSING ||
			       fault_set(fault, missing.class, "%s", missing.text);
		tries->count++;
		tries->next = 0;
		note_try(tries, text);
		free(text);
	}
	return true;
}

void
tries_free(struct tries *tries)
{
	free(tries->recipients);
	free(tries->text);
	*tries = (struct tries){.count = 0};
}

size_t
tries_open(const struct tries *tries)
{
	size_t open = 0;
	for (size_t i = 0; i < tries->recipient_count; i++)
		open += tries->recipients[i].answer == 0;
	return open;
}

bool
tries_write(int mail, const struct tries *tries, time_t now, const struct mail_recipient *asked,
    size_t count, const struct mail_result *result, struct fault *fault)
{
	char name[32], at[CLOCK_TEXT], number[16];
	struct text text = {0};
	clock_text(now, at);
	text_put(&text, first_line);
	text_put(&text, at);
	text_put(&text, "\nanswer ");
	text_number(&text, (uint64_t)result->answer);
	text_put(&text, " ");
	text_put(&text, result->text);
	text_put(&text, "\n");
	for (size_t i = 0; i < count; i++) {
		// What the server said yes to counts only when it took the message too.
		int answer = asked[i].answer / 100 == 2 && result->verdict != MAIL_SENT
				 ? 0
				 : asked[i].answer;
		if (result->verdict == MAIL_REFUSED && answer / 100 != 5)
			answer = result->answer;
		snprintf(number, sizeof number, "%03d ", answer);
		text_put(&text, number);
		text_put(&text, asked[i].address);
		text_put(&text, "\n");
	}
	snprintf(name, sizeof name, "try.%u", tries->count + 1);
	bool good = text.failed ? fault_set(fault, FAULT_TEMP, "out of memory for a mail")
				: fs_put(mail, name, text.data, text.size, fault) &&
				      fs_sync_dir(mail, fault);
	text_free(&text);
	return good;
}
