// A message as bytes. libcurl can write MIME too, but only while it sends it, and never the same twice: its boundaries are random. Here the same mail
// gives the same bytes, so that what lies in the queue is what every attempt sends, and a mail can go to a folder as well. It is
// the smallest MIME there is: everything in base64, so that no byte and no length of line can matter, and a boundary that base64
// cannot hold.
#include "pipeline/mail.h"

#include <stdio.h>

#include "pipeline/mail_base64.h"

enum { LINE_BYTES = 57 }; // 76 characters of base64

static const char inner[] = "=_rosterdrop_alternative";
static const char outer[] = "=_rosterdrop_mixed";

static void
put_header(struct text *out, const char *name, const char *value)
{
	text_put(out, name);
	text_put(out, ": ");
	text_put(out, value);
	text_put(out, "\r\n");
}

// The date as RFC 5322 writes it, in UTC and in English whatever the locale.
static void
put_date(struct text *out, time_t when)
{
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char value[64];
	struct tm parts;
	gmtime_r(&when, &parts);
	snprintf(value, sizeof value, "%.3s, %d %.3s %d %02d:%02d:%02d +0000",
	    days + 3 * parts.tm_wday, parts.tm_mday, months + 3 * parts.tm_mon,
	    parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
	put_header(out, "Date", value);
}

static void
put_head(struct text *out, const struct mail *mail)
{
	put_header(out, "From", mail->from);
	text_put(out, "To: ");
	for (size_t i = 0; mail->to[i] != NULL; i++) {
		text_put(out, i > 0 ? ",\r\n " : "");
		text_put(out, mail->to[i]);
	}
	text_put(out, "\r\nSubject: ");
	mail_subject_encode(mail->subject, out);
	text_put(out, "\r\n");
	put_date(out, mail->date);
	text_put(out, "Message-ID: <");
	text_put(out, mail->message_id);
	text_put(out, ">\r\n");
	put_header(out, "Auto-Submitted", "auto-generated");
	put_header(out, "Precedence", "bulk");
	put_header(out, "Content-Language", mail->language);
	put_header(out, "MIME-Version", "1.0");
}

// Opens a part that holds others.
static void
put_multipart(struct text *out, const char *kind, const char *boundary)
{
	text_put(out, "Content-Type: multipart/");
	text_put(out, kind);
	text_put(out, "; boundary=\"");
	text_put(out, boundary);
	text_put(out, "\"\r\n");
}

// The line between parts, or behind the last.
static void
put_boundary(struct text *out, const char *boundary, bool last)
{
	text_put(out, "\r\n--");
	text_put(out, boundary);
	text_put(out, last ? "--\r\n" : "\r\n");
}

// Adds the content with CR LF at the end of every line, as text has to have it before it is encoded.
static void
put_lines(struct text *out, struct bytes content)
{
	for (size_t i = 0; i < content.size; i++) {
		char c = content.data[i];
		bool line = c == '\n' || c == '\r';
		i += c == '\r' && i + 1 < content.size && content.data[i + 1] == '\n';
		text_add(out, line ? (struct bytes){"\r\n", 2} : (struct bytes){&c, 1});
	}
}

// One part; a file when it has a name, whose bytes are not touched then.
static void
put_part(struct text *out, const char *type, const char *file, struct bytes content)
{
	struct text lines = {0};
	text_put(out, "Content-Type: ");
	text_put(out, type);
	text_put(out, "; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n");
	if (file != NULL) {
		text_put(out, "Content-Disposition: attachment; filename=\"");
		text_put(out, file);
		text_put(out, "\"\r\n");
	} else {
		put_lines(&lines, content);
		content = (struct bytes){lines.data, lines.size};
	}
	for (size_t i = 0; i < content.size; i += LINE_BYTES) {
		size_t left = content.size - i;
		text_put(out, "\r\n");
		mail_base64(content.data + i, left < LINE_BYTES ? left : LINE_BYTES, out);
	}
	out->failed = out->failed || lines.failed;
	text_free(&lines);
}

// Text and HTML, of which a reader sees one.
static void
put_alternative(struct text *out, const struct mail *mail)
{
	put_multipart(out, "alternative", inner);
	put_boundary(out, inner, false);
	put_part(out, "text/plain", NULL, mail->text);
	put_boundary(out, inner, false);
	put_part(out, "text/html", NULL, mail->html);
	put_boundary(out, inner, true);
}

static bool
has_files(const struct mail *mail)
{
	bool any = false;
	for (size_t i = 0; i < mail->file_count; i++)
		any = any || mail->files[i].content.data != NULL;
	return any;
}

static void
put_files(struct text *out, const struct mail *mail)
{
	for (size_t i = 0; i < mail->file_count; i++) {
		if (mail->files[i].content.data == NULL)
			continue;
		put_boundary(out, outer, false);
		put_part(out, "text/csv", mail->files[i].name, mail->files[i].content);
	}
}

// Addresses and subject, once more.
static bool
check(const struct mail *mail, struct fault *fault)
{
	bool good = mail_address_valid(mail->from) && mail->to[0] != NULL;
	for (size_t i = 0; good && mail->to[i] != NULL; i++)
		good = mail_address_valid(mail->to[i]);
	if (!good)
		return fault_set(fault, FAULT_CONFIG, "an address of the mail cannot be used");
	return (mail_subject_valid(mail->subject) && mail_address_valid(mail->message_id)) ||
	       fault_set(fault, FAULT_CONFIG, "the subject of the mail cannot be used");
}

bool
mail_make(const struct mail *mail, struct text *message, struct fault *fault)
{
	*message = (struct text){0};
	if (!check(mail, fault))
		return false;
	put_head(message, mail);
	if (!has_files(mail)) {
		put_alternative(message, mail);
	} else {
		put_multipart(message, "mixed", outer);
		put_boundary(message, outer, false);
		put_alternative(message, mail);
		put_files(message, mail);
		put_boundary(message, outer, true);
	}
	if (!message->failed)
		return true;
	text_free(message);
	return fault_set(fault, FAULT_TEMP, "out of memory for a mail");
}
