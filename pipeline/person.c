// The rules are those that hold whoever types: no guess at nicknames or transliteration, which is the matcher's work. A form is only ever
// compared with another form.
#include "pipeline/person.h"

#include <string.h>

#include "pipeline/text_fold.h"

// Words that belong to the one after them. How to add one: a line of the list.
static const char *const particles[] = {"abu", "al", "af", "av", "ap", "bin", "bint", "d", "da",
    "das", "de", "degli", "dei", "del", "della", "den", "der", "di", "do", "dos", "du", "el", "ibn",
    "la", "las", "le", "los", "mac", "mc", "o", "saint", "st", "ten", "ter", "van", "vom", "von",
    "zu", "zum", "zur"};

// Words that tell a son from his father.
static const char *const suffixes[] = {"jr", "sr", "junior", "senior", "ii", "iii", "iv", "v"};

// Countries and territories of the North American Numbering Plan.
static const char nanp[] =
    "AG AI AS BB BM BS CA DM DO GD GU JM KN KY LC MP MS PR SX TC TT US VC VG VI";

// Whether a word is in a list.
static bool
listed(const char *const *list, size_t count, struct bytes word)
{
	for (size_t i = 0; i < count; i++)
		if (bytes_is(word, list[i]))
			return true;
	return false;
}

static bool
is_particle(struct bytes word)
{
	return word.size <= 5 && listed(particles, sizeof particles / sizeof *particles, word);
}

// What a byte of a folded name is: 'a' for a part of a word, ' ' for what parts words, '\'' for nothing at all.
static char
byte_kind(unsigned char c)
{
	if (c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
		return 'a';
	return c == '\'' || c == '`' ? '\'' : ' ';
}

// Writes the words of a folded name anew, in place, from `start` on.
static void
join_words(struct text *text, size_t start)
{
	size_t out = start, word = start; // where the last word as it was given begins
	bool open = false; // the last word may grow
	for (size_t i = start; i < text->size; i++) {
		char c = text->data[i], kind = byte_kind((unsigned char)c);
		if (kind == 'a' && !open) {
			bool glued = out > word &&
				     is_particle((struct bytes){text->data + word, out - word});
			if (out > start && !glued)
				text->data[out++] = ' ';
			word = out;
			open = true;
		}
		if (kind == 'a')
			text->data[out++] = c;
		else if (kind == ' ')
			open = false;
	}
	text->size = out;
}

void
person_name(struct text *text, struct bytes name)
{
	size_t start = text->size;
	text_fold(text, name);
	if (!text->failed)
		join_words(text, start);
}

struct bytes
person_suffix(struct bytes form, struct bytes *bare)
{
	const struct bytes none = {NULL, 0};
	const char *blank = form.size == 0 ? NULL : memrchr(form.data, ' ', form.size);
	*bare = form;
	if (blank == NULL)
		return none;
	size_t before = (size_t)(blank - form.data);
	struct bytes last = {blank + 1, form.size - before - 1};
	if (!listed(suffixes, sizeof suffixes / sizeof *suffixes, last))
		return none;
	bare->size = before;
	return last;
}

void
person_email(struct text *text, struct bytes email)
{
	size_t start = text->size, out = start;
	text_spell(text, email);
	for (size_t i = start; i < text->size; i++) {
		char c = text->data[i];
		if (c != ' ')
			text->data[out++] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
	}
	if (text->size > start)
		text->size = out;
}

void
person_username(struct text *text, struct bytes username)
{
	size_t start = text->size;
	text_spell(text, username);
	for (size_t i = start; i < text->size; i++)
		if (text->data[i] >= 'A' && text->data[i] <= 'Z')
			text->data[i] = (char)(text->data[i] | 0x20);
}

// Whether the country's numbers follow the North American plan.
static bool
is_nanp(const char *country)
{
	for (const char *at = nanp; strlen(country) == 2 && at < nanp + sizeof nanp; at += 3)
		if (memcmp(at, country, 2) == 0)
			return true;
	return false;
}

// The digits of a number, up to where an extension begins; 0 when there are too many.
static size_t
digits_of(struct bytes phone, char digits[32])
{
	size_t count = 0;
	for (size_t i = 0; i < phone.size; i++) {
		char c = phone.data[i];
		if (c >= '0' && c <= '9') {
			if (count == 32)
				return 0;
			digits[count++] = c;
		} else if (count > 0 && (c == 'x' || c == 'X' || c == 'e' || c == 'E' || c == '#' ||
					    c == ';' || c == ','))
			break;
	}
	return count;
}

// Ten digits of the North American plan: area code and exchange begin with 2 to 9 and are no service code.
static bool
is_nanp_number(const char *digits, size_t count)
{
	return count == 10 && digits[0] >= '2' && digits[3] >= '2' &&
	       !(digits[1] == '1' && digits[2] == '1') && !(digits[4] == '1' && digits[5] == '1');
}

// Writes a number with its country's code, if it can be one.
static enum phone_verdict
international(const char *digits, size_t count, char e164[PHONE_MAX])
{
	if (count < 8 || count > 15 || digits[0] == '0' ||
	    (digits[0] == '1' && !is_nanp_number(digits + 1, count - 1)))
		return PHONE_BAD;
	e164[0] = '+';
	memcpy(e164 + 1, digits, count);
	e164[1 + count] = '\0';
	return PHONE_E164;
}

enum phone_verdict
person_phone(struct bytes phone, const char *country, char e164[PHONE_MAX])
{
	char digits[33] = "1"; // a place for North America's country code
	char *given = digits + 1;
	bool plus =
	    phone.size > 0 && memchr(phone.data, '+', phone.size < 3 ? phone.size : 3) != NULL;
	size_t count = digits_of(phone, given);
	e164[0] = '\0';
	if (plus)
		return international(given, count, e164);
	if (is_nanp(country)) {
		if (count > 11 && memcmp(given, "011", 3) == 0)
			return international(given + 3, count - 3, e164);
		if (count == 11 && given[0] == '1')
			return international(given, count, e164);
		return is_nanp_number(given, count) ? international(digits, count + 1, e164)
						    : PHONE_BAD;
	}
	if (count > 9 && memcmp(given, "00", 2) == 0)
		return international(given + 2, count - 2, e164);
	return count == 0 ? PHONE_BAD : PHONE_KEPT;
}
