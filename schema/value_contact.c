// Addresses and numbers that reach people. OneRoster lets any text stand there; what cannot reach anybody, or reaches a
// stranger, is worse than a blank. So the check is plain and a little narrower than the mail standards.
#include "schema/value.h"
#include "schema/value_kinds.h"

enum { LOCAL_MAX = 64, LABEL_MAX = 63, EMAIL_MAX = 254 };
enum { PHONE_DIGITS_MIN = 7, PHONE_DIGITS_MAX = 20, PHONE_LETTERS_MAX = 4 };

// What people type when the form wants an address and there is none. How to add one: a line. Case does not count.
static const char *const placeholder_locals[] = {
    "none",
    "noemail",
    "no-email",
    "no_email",
    "no.email",
    "nomail",
    "noreply",
    "no-reply",
    "no_reply",
    "no.reply",
    "donotreply",
    "do-not-reply",
    "do_not_reply",
    "noaddress",
    "notprovided",
    "unknown",
    NULL,
};
static const char *const placeholder_domains[] = {
    "none.com",
    "none.none",
    "noemail.com",
    "nomail.com",
    "na.com",
    "null.com",
    "test.com",
    NULL,
};

// Whether a value is one of the words, in any case.
static bool
word_is_listed(struct bytes value, const char *const *words)
{
	for (; *words != NULL; words++)
		if (bytes_equal_fold(value, bytes_of(*words)))
			return true;
	return false;
}

// A letter or digit of ASCII, or a byte of any other letter.
static bool
byte_is_word(unsigned char byte)
{
	unsigned char lower = byte | 0x20;
	return (byte >= '0' && byte <= '9') || (lower >= 'a' && lower <= 'z') || byte >= 0x80;
}

// What stands before the @: RFC 5321's Dot-string.
static bool
local_is_good(struct bytes local)
{
	if (local.size == 0 || local.size > LOCAL_MAX || local.data[0] == '.' ||
	    local.data[local.size - 1] == '.')
		return false;
	for (size_t i = 0; i < local.size; i++) {
		unsigned char byte = (unsigned char)local.data[i];
		if (byte_is_word(byte))
			continue;
		if (byte == 0 || strchr("!#$%&'*+-/=?^_`{|}~.", byte) == NULL ||
		    (byte == '.' && local.data[i - 1] == '.'))
			return false;
	}
	return true;
}

// One label of a domain: letters, digits, and hyphens inside.
static bool
label_is_good(struct bytes label)
{
	if (label.size == 0 || label.size > LABEL_MAX || label.data[0] == '-' ||
	    label.data[label.size - 1] == '-')
		return false;
	for (size_t i = 0; i < label.size; i++)
		if (label.data[i] != '-' && !byte_is_word((unsigned char)label.data[i]))
			return false;
	return true;
}

// What stands behind the @: two labels or more, the last not a number.
static bool
domain_is_good(struct bytes domain)
{
	unsigned labels = 0;
	const char *end = domain.data + domain.size;
	for (const char *at = domain.data; at <= end; labels++) {
		const char *dot = memchr(at, '.', (size_t)(end - at));
		struct bytes label = {at, (size_t)((dot == NULL ? end : dot) - at)};
		if (!label_is_good(label))
			return false;
		at += label.size + 1;
		if (dot == NULL && label.data[0] >= '0' && label.data[0] <= '9')
			return false;
	}
	return labels >= 2;
}

// Cuts at the @ and judges both sides.
bool
value_is_email(struct bytes value)
{
	const char *at = value.size == 0 ? NULL : memchr(value.data, '@', value.size);
	if (at == NULL || value.size > EMAIL_MAX)
		return false;
	struct bytes local = {value.data, (size_t)(at - value.data)};
	struct bytes domain = {at + 1, value.size - local.size - 1};
	return local_is_good(local) && domain_is_good(domain) &&
	       !word_is_listed(local, placeholder_locals) &&
	       !word_is_listed(domain, placeholder_domains);
}

// Counts digits and letters; the country code 1 does not save a number of zeros.
bool
value_is_phone(struct bytes value)
{
	char digits[PHONE_DIGITS_MAX];
	size_t count = 0, letters = 0;
	for (size_t i = 0; i < value.size; i++) {
		unsigned char byte = (unsigned char)value.data[i];
		if (byte >= '0' && byte <= '9') {
			if (count == PHONE_DIGITS_MAX)
				return false;
			digits[count++] = (char)byte;
		} else if (byte == '@' || byte < ' ' || byte == 0x7F)
			return false;
		else if (byte < 0x80 && byte_is_word(byte))
			letters++;
	}
	if (count < PHONE_DIGITS_MIN || letters > PHONE_LETTERS_MAX)
		return false;
	size_t first = count == 11 && digits[0] == '1' ? 1 : 0;
	for (size_t i = first + 1; i < count; i++)
		if (digits[i] != digits[first])
			return true;
	return false;
}

// Looks at the braces, and for a colon with something on both sides.
bool
value_is_user_id(struct bytes value)
{
	if (value.size < strlen("{a:b}") || value.data[0] != '{' ||
	    value.data[value.size - 1] != '}')
		return false;
	struct bytes inside = {value.data + 1, value.size - 2};
	const char *colon = memchr(inside.data, ':', inside.size);
	return colon != NULL && colon != inside.data && colon != inside.data + inside.size - 1 &&
	       memchr(inside.data, '{', inside.size) == NULL &&
	       memchr(inside.data, '}', inside.size) == NULL;
}
