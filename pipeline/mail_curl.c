// The one file that knows libcurl. TLS is demanded, certificates are checked, no other protocol is spoken, and no proxy, no .netrc and no home of the
// user has a say.
//
// libcurl gives one answer for a whole transfer. Which recipient was refused, and whether it is this mail or the server that failed, is
// read off the conversation: commands go by as HEADER_OUT, answers as HEADER_IN, one after the other. The texts of answers are not
// kept: servers put addresses into them.
#include "pipeline/mail.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

// How far the conversation came.
enum at { AT_CONNECT, AT_HELLO, AT_TLS, AT_AUTH, AT_SENDER, AT_RECIPIENT, AT_DATA, AT_END };

// By the first word of a command. What is none of these belongs to signing in. How to add one: a line.
static const struct {
	const char *word;
	enum at at;
	const char *what;
} commands[] = {
    {"EHLO", AT_HELLO, "the greeting"},
    {"HELO", AT_HELLO, "the greeting"},
    {"STARTTLS", AT_TLS, "STARTTLS"},
    {"AUTH", AT_AUTH, "signing in"},
    {"MAIL", AT_SENDER, "the sender"},
    {"RCPT", AT_RECIPIENT, "a recipient"},
    {"DATA", AT_DATA, "the message"},
    {"QUIT", AT_END, "QUIT"},
};

struct sending {
	struct mail_recipient *to;
	size_t count, asked; // recipients that were asked
	struct bytes message;
	size_t sent; // of it
	enum at at;
	bool ended; // we said QUIT: what comes now is no answer
	int answer; // the last
	int message_answer; // behind the message; 0: none came
};

static size_t
give(char *buffer, size_t one, size_t count, void *context)
{
	struct sending *sending = context;
	size_t left = sending->message.size - sending->sent, size = one * count;
	size = left < size ? left : size;
	memcpy(buffer, sending->message.data + sending->sent, size);
	sending->sent += size;
	return size;
}

static void
hear_command(struct sending *sending, const char *line, size_t size)
{
	enum at at = AT_AUTH;
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		size_t word = strlen(commands[i].word);
		if (size >= word && strncasecmp(line, commands[i].word, word) == 0)
			at = commands[i].at;
	}
	sending->ended = sending->ended || at == AT_END;
	if (!sending->ended)
		sending->at = at;
	if (at == AT_RECIPIENT)
		sending->asked++;
}

// The last line of an answer has a blank behind its number.
static void
hear_answer(struct sending *sending, const char *line, size_t size)
{
	int code = 0;
	if (sending->ended || size < 4 || (line[3] != ' ' && line[3] != '\r' && line[3] != '\n'))
		return;
	for (size_t i = 0; i < 3; i++)
		code = line[i] >= '0' && line[i] <= '9' ? 10 * code + (line[i] - '0') : 0;
	sending->answer = code;
	if (sending->at == AT_RECIPIENT && sending->asked > 0 && sending->asked <= sending->count)
		sending->to[sending->asked - 1].answer = code;
	if (sending->at == AT_DATA && code != 354)
		sending->message_answer = code;
}

static int
hear(CURL *easy, curl_infotype type, char *data, size_t size, void *context)
{
	(void)easy;
	if (type == CURLINFO_HEADER_OUT)
		hear_command(context, data, size);
	else if (type == CURLINFO_HEADER_IN)
		hear_answer(context, data, size);
	return 0;
}

// Answers are heard by hear(); this keeps them off standard output.
static size_t
swallow(char *data, size_t one, size_t count, void *context)
{
	(void)data;
	(void)context;
	return one * count;
}

// The server, and how to be sure of it.
static bool
set_server(CURL *easy, const struct mail_server *server, const char *url)
{
	return curl_easy_setopt(easy, CURLOPT_URL, url) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps") == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_PROXY, "") == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_USE_SSL,
		   server->tls == MAIL_TLS_NONE ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL) ==
		   CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) ==
		   CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK &&
	       (server->ca_file == NULL ||
		   (curl_easy_setopt(easy, CURLOPT_CAINFO, server->ca_file) == CURLE_OK &&
		       curl_easy_setopt(easy, CURLOPT_CAPATH, NULL) == CURLE_OK)) &&
	       (server->user == NULL ||
		   (curl_easy_setopt(easy, CURLOPT_USERNAME, server->user) == CURLE_OK &&
		       curl_easy_setopt(easy, CURLOPT_PASSWORD, server->password) == CURLE_OK));
}

// How long anything may take: a step, and all of it. A stalled transfer counts as a step.
static bool
set_limits(CURL *easy, const struct mail_server *server)
{
	long step = (long)server->step_seconds, total = (long)server->total_seconds;
	return curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, step) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, step) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, step) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_TIMEOUT, total) == CURLE_OK;
}

// The envelope and the message.
static bool
set_message(CURL *easy, const char *envelope, struct curl_slist *to, struct sending *sending)
{
	return curl_easy_setopt(easy, CURLOPT_MAIL_FROM, envelope) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, to) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_READFUNCTION, give) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_READDATA, sending) == CURLE_OK &&
	       curl_easy_setopt(
		   easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)sending->message.size) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, swallow) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, swallow) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, hear) == CURLE_OK &&
	       curl_easy_setopt(easy, CURLOPT_DEBUGDATA, sending) == CURLE_OK;
}

// Whether every recipient was refused for good.
static bool
all_refused(const struct sending *sending)
{
	for (size_t i = 0; i < sending->count; i++)
		if (sending->to[i].answer < 500)
			return false;
	return true;
}

// What the conversation comes to. Only 5xx to this sender, these recipients or this message is for good: 5xx to a greeting or to a password is
// between us and the server, and will be mended.
static void
judge(const struct sending *sending, CURLcode code, struct mail_result *result)
{
	const char *what = "the connection";
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		if (commands[i].at == sending->at)
			what = commands[i].what;
	result->answer = sending->answer;
	result->away = sending->at < AT_SENDER;
	if (sending->message_answer / 100 == 2) {
		result->verdict = MAIL_SENT;
		result->text[0] = '\0';
		return;
	}
	result->verdict = MAIL_LATER;
	if ((sending->at == AT_SENDER || sending->at == AT_DATA) && sending->answer >= 500)
		result->verdict = MAIL_REFUSED;
	if (sending->at >= AT_RECIPIENT && sending->asked == sending->count && all_refused(sending))
		result->verdict = MAIL_REFUSED;
	if (result->answer >= 400)
		snprintf(result->text, sizeof result->text, "the server answered %d to %s",
		    result->answer, what);
	else
		snprintf(
		    result->text, sizeof result->text, "%s: %s", what, curl_easy_strerror(code));
}

// Everything that is going to be on the wire, once more.
static bool
check(const struct mail_server *server, const char *envelope, const struct mail_recipient *to,
    size_t count, struct fault *fault)
{
	bool good = envelope[0] == '\0' || mail_address_valid(envelope);
	for (size_t i = 0; good && i < count; i++)
		good = mail_address_valid(to[i].address);
	if (!good || count == 0)
		return fault_set(fault, FAULT_CONFIG, "an address of the mail cannot be used");
	if (!mail_server_valid(server->url) ||
	    (server->tls == MAIL_TLS_NONE && !mail_server_local(server->url)))
		return fault_set(fault, FAULT_CONFIG, "the mail server's url cannot be used");
	return true;
}

// The recipients as libcurl has them. NULL when out of memory.
static struct curl_slist *
list_recipients(struct sending *sending)
{
	struct curl_slist *list = NULL;
	for (size_t i = 0; i < sending->count; i++) {
		sending->to[i].answer = 0;
		struct curl_slist *grown = curl_slist_append(list, sending->to[i].address);
		if (grown == NULL) {
			curl_slist_free_all(list);
			return NULL;
		}
		list = grown;
	}
	return list;
}

bool
mail_send(const struct mail_server *server, const char *envelope, struct mail_recipient *to,
    size_t count, struct bytes message, struct mail_result *result, struct fault *fault)
{
	struct sending sending = {.to = to, .count = count, .message = message};
	char url[512];
	*result = (struct mail_result){.verdict = MAIL_LATER};
	if (!check(server, envelope, to, count, fault))
		return false;
	// What stands behind the slash is the name in our greeting: never this machine's.
	const char *from = strrchr(envelope, '@');
	snprintf(url, sizeof url, "%s/%s", server->url, from != NULL ? from + 1 : "localhost");
	struct curl_slist *list = list_recipients(&sending);
	CURL *easy = curl_easy_init();
	bool good = list != NULL && easy != NULL && set_server(easy, server, url) &&
		    set_limits(easy, server) && set_message(easy, envelope, list, &sending);
	if (good)
		judge(&sending, curl_easy_perform(easy), result);
	else
		fault_set(fault, FAULT_TEMP, "libcurl cannot be set up: out of memory?");
	curl_easy_cleanup(easy);
	curl_slist_free_all(list);
	return good;
}
