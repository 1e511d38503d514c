// What may stand in an envelope and in a header. Checked when the configuration is read and again before anything is sent, because the library that
// sends puts a line break in an address on the wire as it is.
#include "pipeline/mail.h"

#include <stdio.h>

#include "pipeline/mail_base64.h"
#include "schema/value.h"

enum {
	LOCAL_MAX = 64,
	LABEL_MAX = 63,
	DOMAIN_MAX = 253,
	WORD_BYTES = 39 /* 76 characters with the header's name, RFC 2047 */
};

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

static bool
is_alnum(char c)
{
	return c != '\0' && strchr(letters, c) != NULL;
}

// Labels of letters, digits and inner hyphens, joined by dots; `size` bytes.
static bool
domain_valid(const char *domain, size_t size)
{
	size_t label = 0;
	if (size == 0 || size > DOMAIN_MAX)
		return false;
	for (size_t i = 0; i <= size; i++) {
		if (i < size && domain[i] != '.') {
			if (!is_alnum(domain[i]) && domain[i] != '-')
				return false;
			label++;
			continue;
		}
		if (label == 0 || label > LABEL_MAX || domain[i - 1] == '-' ||
		    domain[i - label] == '-')
			return false;
		label = 0;
	}
	return true;
}

bool
mail_address_valid(const char *address)
{
	const char *at = strrchr(address, '@');
	size_t size = strnlen(address, MAIL_ADDRESS_MAX + 1);
	if (at == NULL || size > MAIL_ADDRESS_MAX)
		return false;
	size_t local = (size_t)(at - address);
	if (local == 0 || local > LOCAL_MAX || address[0] == '.' || at[-1] == '.')
		return false;
	for (size_t i = 0; i < local; i++)
		if ((!is_alnum(address[i]) && strchr("!#$%&'*+-/=?^_`{|}~.", address[i]) == NULL) ||
		    (address[i] == '.' && address[i + 1] == '.'))
			return false;
	return domain_valid(at + 1, size - local - 1);
}

// The host of a url without its scheme, and what stands behind it. NULL when the scheme is not ours.
static const char *
url_host(const char *url, size_t *size)
{
	static const char *const schemes[] = {"smtp://", "smtps://"};
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
		size_t skip = strlen(schemes[i]);
		if (strncmp(url, schemes[i], skip) != 0)
			continue;
		const char *host = url + skip;
		*size = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":");
		return host;
	}
	return NULL;
}

// ":1" to ":65535", or nothing.
static bool
port_valid(const char *port)
{
	unsigned number = 0;
	if (port[0] == '\0')
		return true;
	size_t digits = strspn(port + 1, "0123456789");
	for (size_t i = 1; i <= digits && number <= 65535; i++)
		number = 10 * number + (unsigned)(port[i] - '0');
	return port[0] == ':' && digits > 0 && port[digits + 1] == '\0' && number >= 1 &&
	       number <= 65535;
}

bool
mail_server_valid(const char *url)
{
	size_t size = 0;
	const char *host = url_host(url, &size);
	if (host == NULL || size > strlen(host) || !port_valid(host + size))
		return false;
	if (host[0] != '[')
		return domain_valid(host, size);
	return size > 3 && strspn(host + 1, "0123456789abcdefABCDEF:.") == size - 2;
}

bool
mail_server_local(const char *url)
{
	static const char *const hosts[] = {"localhost", "127.0.0.1", "[::1]"};
	size_t size = 0;
	const char *host = url_host(url, &size);
	for (size_t i = 0; host != NULL && i < sizeof hosts / sizeof *hosts; i++)
		if (bytes_is((struct bytes){host, size}, hosts[i]))
			return true;
	return false;
}

bool
mail_subject_valid(const char *subject)
{
	size_t bad, size = strnlen(subject, MAIL_SUBJECT_MAX + 1);
	if (size == 0 || size > MAIL_SUBJECT_MAX ||
	    !value_utf8((struct bytes){subject, size}, &bad))
		return false;
	for (size_t i = 0; i < size; i++)
		if ((unsigned char)subject[i] < 0x20 || subject[i] == 0x7f)
			return false;
	return true;
}

// Three bytes, or what is left of them, as four characters of base64.
static void
base64_group(const char *data, size_t size, struct text *out)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned bits = 0;
	char group[4];
	for (size_t i = 0; i < 3; i++)
		bits = bits << 8 | (i < size ? (unsigned char)data[i] : 0u);
	for (size_t i = 0; i < 4; i++)
		group[i] = i <= size ? digits[bits >> (18 - 6 * i) & 63] : '=';
	text_add(out, (struct bytes){group, sizeof group});
}

void
mail_base64(const char *data, size_t size, struct text *out)
{
	for (size_t i = 0; i < size; i += 3)
		base64_group(data + i, size - i < 3 ? size - i : 3, out);
}

void
mail_subject_encode(const char *subject, struct text *out)
{
	size_t size = strlen(subject);
	bool plain = strstr(subject, "=?") == NULL && size <= 70;
	for (size_t i = 0; plain && i < size; i++)
		plain = (unsigned char)subject[i] < 0x80;
	if (plain) {
		text_put(out, subject);
		return;
	}
	for (size_t from = 0; from < size;) {
		size_t to = size - from > WORD_BYTES ? from + WORD_BYTES : size;
		while (to < size && ((unsigned char)subject[to] & 0xc0) == 0x80)
			to--; // no character is cut in two
		text_put(out, from > 0 ? "\r\n =?UTF-8?B?" : "=?UTF-8?B?");
		mail_base64(subject + from, to - from, out);
		text_put(out, "?=");
		from = to;
	}
}
