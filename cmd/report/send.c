// The order that makes a loss impossible: the server takes the mail, the attempt is written into it, the mail is renamed into sent/. A crash between two of these
// means that it is sent again, with the same Message-ID. When the server itself cannot be used, the others are not tried: they would
// fare the same, and somebody waits for the end of this run.
#include "cmd/report/send.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/report/tries.h"
#include "pipeline/log.h"

enum { MESSAGE_MAX = 64 * 1024 * 1024, PASSWORD_MAX = 1024 };

// One run over the queue.
struct sending {
	struct desk *desk;
	struct mail_server server;
	char password[PASSWORD_MAX + 1];
	size_t later; // mails that stay because of an answer, or none
	bool away; // the server cannot be used: nothing more is tried
	struct mail_result last;
};

// The first line of the password's file. It is in memory only while mails are sent.
static bool
read_password(struct sending *sending, struct fault *fault)
{
	const char *path = sending->desk->conf->smtp.password_file;
	if (path == NULL)
		return true;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, sending->password, PASSWORD_MAX);
	if (fd >= 0)
		close(fd);
	if (got < 0)
		return fault_set(
		    fault, FAULT_CONFIG, "smtp.password_file cannot be read: %s", strerror(errno));
	sending->password[got] = '\0';
	sending->password[strcspn(sending->password, "\r\n")] = '\0';
	return sending->password[0] != '\0' ||
	       fault_set(fault, FAULT_CONFIG, "smtp.password_file is empty");
}

// How it went, for the log. No address.
static void
log_result(const char *name, const struct mail_result *result, const struct mail_recipient *asked,
    size_t count)
{
	unsigned taken = 0, refused = 0;
	for (size_t i = 0; i < count; i++) {
		taken += asked[i].answer / 100 == 2;
		refused += asked[i].answer / 100 == 5;
	}
	if (result->verdict == MAIL_SENT && taken == count)
		log_line("mail %s is sent", name);
	else if (result->verdict == MAIL_SENT)
		log_line("mail %s is sent to %u of %u; %u recipients were refused", name, taken,
		    (unsigned)count, refused);
	else if (result->verdict == MAIL_REFUSED)
		log_line("mail %s is given up: %s", name, result->text);
	else
		log_line("mail %s waits: %s", name, result->text);
}

// Asks the server to take the mail for those recipients that are not settled, and writes down what it said.
static bool
try_mail(
    struct sending *sending, const char *name, int mail, struct tries *tries, struct fault *fault)
{
	size_t size, count = 0;
	char *message = fs_read(mail, "mail.eml", MESSAGE_MAX, &size, fault);
	struct mail_recipient *asked = calloc(tries->recipient_count + 1, sizeof *asked);
	const char *envelope = sending->desk->conf->smtp.envelope;
	bool good = message != NULL;
	if (good && asked == NULL)
		good = fault_set(fault, FAULT_TEMP, "out of memory for a mail");
	for (size_t i = 0; good && i < tries->recipient_count; i++)
		if (tries->recipients[i].answer == 0)
			asked[count++] = tries->recipients[i]; // NOLINT
	struct mail_result *result = &sending->last;
	good = good && mail_send(&sending->server, envelope != NULL ? envelope : "", asked, count,
			   (struct bytes){message, size}, result, fault);
	if (good) {
		log_result(name, result, asked, count);
		good = tries_write(mail, tries, sending->desk->now, asked, count, result, fault);
	}
	if (good) {
		sending->away = result->away;
		sending->later += result->verdict == MAIL_LATER;
		tries_free(tries);
		good = tries_read(mail, tries, fault);
	}
	free(asked);
	free(message);
	return good;
}

// Whether nobody waits for the mail any longer.
static bool
is_overdue(const struct sending *sending, const struct tries *tries)
{
	time_t patience = (time_t)sending->desk->conf->smtp.give_up * 60 * 60;
	return tries->made != 0 && sending->desk->now - tries->made >= patience;
}

// Where a mail belongs that is not asked for any more: one that anybody got is sent.
static int
place_of(const struct sending *sending, const struct tries *tries)
{
	for (size_t i = 0; i < tries->recipient_count; i++)
		if (tries->recipients[i].answer / 100 == 2)
			return sending->desk->sent;
	return sending->desk->failed;
}

// One mail of the queue: tried if it is time, moved if it is settled or has waited for too long.
static bool
take_mail(struct sending *sending, const char *name, struct fault *fault)
{
	struct desk *desk = sending->desk;
	struct tries tries = {.count = 0};
	int mail = fs_open_dir(desk->queued, name, fault);
	bool good = mail >= 0 && tries_read(mail, &tries, fault);
	if (good && tries_open(&tries) > 0 && tries.next <= desk->now && !sending->away)
		good = try_mail(sending, name, mail, &tries, fault);
	bool overdue = good && tries_open(&tries) > 0 && is_overdue(sending, &tries);
	if (overdue)
		log_line(
		    "mail %s is given up: it waited for %u hours", name, desk->conf->smtp.give_up);
	if (good && (overdue || tries_open(&tries) == 0))
		good = fs_publish(desk->queued, name, place_of(sending, &tries), name, fault);
	tries_free(&tries);
	if (mail >= 0)
		close(mail);
	return good;
}

// Goes through the queue. A mail that cannot be read holds up no other.
static bool
take_all(struct sending *sending, const struct fs_names *mails, struct fault *fault)
{
	struct fault why;
	bool good = true;
	for (size_t i = 0; i < mails->count; i++)
		if (!take_mail(sending, mails->name[i], &why)) {
			log_line("mail %s: %s", mails->name[i], why.text);
			good = good && fault_set(fault, why.class, "a mail could not be sent");
		}
	if (good && sending->later > 0)
		good = fault_set(fault, FAULT_TEMP, "mails wait: %s", sending->last.text);
	return good;
}

bool
send_take(struct desk *desk, struct fault *fault)
{
	const struct conf_smtp *smtp = &desk->conf->smtp;
	struct fs_names mails;
	if (!fs_list(desk->queued, &mails, fault))
		return false;
	struct sending sending = {.desk = desk,
	    .server = {.url = smtp->server,
		.tls = smtp->tls,
		.user = smtp->user,
		.ca_file = smtp->ca_file,
		.step_seconds = smtp->step_seconds,
		.total_seconds = smtp->total_seconds}};
	bool good = true;
	if (smtp->server != NULL && mails.count > 0) {
		good = read_password(&sending, fault);
		sending.server.password = sending.password;
		good = good && take_all(&sending, &mails, fault);
		explicit_bzero(sending.password, sizeof sending.password);
	}
	fs_names_free(&mails);
	return good;
}
