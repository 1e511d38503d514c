// Mail: what may stand in one, how one is made, how one is sent. A mail is made once, as the bytes that go over the wire, and sent as these bytes however
// often it is tried; so what lies in a queue is what arrives.
//
// Only pipeline/mail_curl.c knows libcurl.
#pragma once

#include <time.h>

#include "schema/bytes.h"
#include "pipeline/fault.h"
#include "pipeline/text.h"

enum { MAIL_ADDRESS_MAX = 254, MAIL_SUBJECT_MAX = 200, MAIL_ANSWER_MAX = 160 };

// An address as we take it: LOCAL@DOMAIN of ASCII, no quotes, no comments, no blanks, no control characters, no angle brackets. libcurl puts
// what it is given on the wire, line breaks too.
bool mail_address_valid(const char *address);
// smtp:// or smtps://, a host name or an address, perhaps a port; nothing else.
bool mail_server_valid(const char *url);
// Whether the host of a valid url is this machine itself.
bool mail_server_local(const char *url);
// One line of UTF-8 without control characters, of at most MAIL_SUBJECT_MAX bytes.
bool mail_subject_valid(const char *subject);
// The subject as RFC 2047 has it in a header, folded; ASCII stays as it is. The caller takes a valid one.
void mail_subject_encode(const char *subject, struct text *out);

struct mail {
	const char *from;	// address
	const char *const *to;	// addresses, NULL-terminated
	const char *subject;	// UTF-8
	const char *message_id; // without angle brackets; has the form of an address
	const char *language;	// "en"
	time_t date;
	struct bytes text, html; // UTF-8; any line ends, lines of any length
	const struct mail_file *files; // attached, in order; those without data are none
	size_t file_count;
};

// A CSV.
struct mail_file {
	const char *name;
	struct bytes content;
};

// Makes the whole message. FAULT_CONFIG when an address or the subject is not valid.
bool mail_make(const struct mail *mail, struct text *message, struct fault *fault);

enum mail_tls { MAIL_TLS_REQUIRED, MAIL_TLS_IMPLICIT, MAIL_TLS_NONE };

struct mail_server {
	const char *url;
	enum mail_tls tls;
	const char *user, *password; // NULL: no authentication
	const char *ca_file;	     // NULL: the system's
	unsigned step_seconds, total_seconds;
};

struct mail_recipient {
	const char *address;
	int answer; // of the server to this recipient; 0 when it was not asked
};

enum mail_verdict {
	MAIL_SENT,    // the server took it for the recipients whose answer is 2xx
	MAIL_LATER,   // not now: 4xx, no answer, no connection
	MAIL_REFUSED, // never: 5xx to the sender, the message, or all recipients
};

struct mail_result {
	enum mail_verdict verdict;
	bool away; // it is not this mail: the server cannot be used at all, so others need not be tried
	int answer; // the last of the server, or 0
	char text[MAIL_ANSWER_MAX]; // what went wrong, without any address
};

// Sends the message. True whenever there is a result; false when the system failed, or FAULT_CONFIG for an address or a server that is not valid.
// `envelope` may be empty: the null sender.
bool mail_send(const struct mail_server *server, const char *envelope, struct mail_recipient *to, size_t count, struct bytes message,
    struct mail_result *result, struct fault *fault);
