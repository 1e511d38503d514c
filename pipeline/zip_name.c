// Names in a zip, and the words of a verdict. A name is somebody else's bytes: it is judged by one
// table, and shown only with everything but printable ASCII written as \xNN, and never longer than
// a line.

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "schema/value.h"
#include "pipeline/limits.h"
#include "pipeline/zip_part.h"

enum { NAME_SHOWN = 60, NAME_TEXT = 4 * NAME_SHOWN + 40 };

// Writes a name so that it cannot harm a terminal or a log; a long one is cut and its length named.
static void
name_text(struct bytes name, char text[NAME_TEXT])
{
	size_t length = 0;

	for (size_t i = 0; i < name.size && i < NAME_SHOWN; i++) {
		unsigned char byte = (unsigned char)name.data[i];
		bool plain = byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\';
		int written =
		    snprintf(text + length, NAME_TEXT - length, plain ? "%c" : "\\x%02x", byte);
		length += (size_t)written;
	}
	text[length] = '\0';
	if (name.size > NAME_SHOWN)
		snprintf(text + length, NAME_TEXT - length, "... (%zu bytes)", name.size);
}

// Fills in a verdict; the two below are what callers use.
static void __attribute__((format(printf, 4, 0))) refuse(struct zip_verdict *verdict,
    const char *code, const char *before, const char *format, va_list words)
{
	int length = snprintf(verdict->text, sizeof(verdict->text), "%s", before);

	if (length >= 0 && (size_t)length < sizeof(verdict->text))
		vsnprintf(
		    verdict->text + length, sizeof(verdict->text) - (size_t)length, format, words);
	verdict->code = code;
}

// Refuses the zip as a whole.
bool
zip_refuse(struct zip_verdict *verdict, const char *code, const char *format, ...)
{
	va_list words;

	va_start(words, format);
	refuse(verdict, code, "", format, words);
	va_end(words);
	return false;
}

// Refuses the zip because of one entry, which is named in front of the words.
bool
zip_refuse_entry(
    struct zip_verdict *verdict, const char *code, struct bytes name, const char *format, ...)
{
	char shown[NAME_TEXT], before[NAME_TEXT + 16];
	va_list words;

	name_text(name, shown);
	snprintf(before, sizeof(before), "entry \"%s\": ", shown);
	va_start(words, format);
	refuse(verdict, code, before, format, words);
	va_end(words);
	return false;
}

// Says which limit was crossed, and the key that raises it.
bool
zip_refuse_limit(struct zip_verdict *verdict, struct bytes name, const char *what, const char *key,
    uint64_t value, uint64_t limit)
{
	char words[256];

	snprintf(words, sizeof(words),
	    "%s %" PRIu64 ", the limit is %" PRIu64
	    "; if that is meant to be, raise it in the configuration: limits { %s = %" PRIu64 " }",
	    what, value, limit, key, value);
	if (name.size == 0)
		return zip_refuse(verdict, "package.limit", "%s", words);
	return zip_refuse_entry(verdict, "package.limit", name, "%s", words);
}

static bool
name_is_empty(struct bytes name)
{
	return name.size == 0;
}

static bool
name_has_nul(struct bytes name)
{
	return name.size > 0 && memchr(name.data, '\0', name.size) != NULL;
}

static bool
name_has_control(struct bytes name)
{
	for (size_t i = 0; i < name.size; i++)
		if ((unsigned char)name.data[i] < 0x20 || name.data[i] == 0x7f)
			return true;
	return false;
}

static bool
name_has_backslash(struct bytes name)
{
	return name.size > 0 && memchr(name.data, '\\', name.size) != NULL;
}

static bool
name_is_absolute(struct bytes name)
{
	return name.size > 0 && name.data[0] == '/';
}

static bool
name_has_drive(struct bytes name)
{
	return name.size > 1 && name.data[1] == ':' &&
	       ((name.data[0] | 0x20) >= 'a' && (name.data[0] | 0x20) <= 'z');
}

// Finds empty parts, `.` and `..`; one slash at the end is a folder's and no part.
static bool
name_has_bad_part(struct bytes name)
{
	size_t end = name.size > 0 && name.data[name.size - 1] == '/' ? name.size - 1 : name.size;

	for (size_t begin = 0, i = 0; i <= end; i++) {
		if (i < end && name.data[i] != '/')
			continue;
		struct bytes part = {name.data + begin, i - begin};
		if (part.size == 0 || bytes_is(part, ".") || bytes_is(part, ".."))
			return true;
		begin = i + 1;
	}
	return false;
}

// What no name may be. How to add one: a function over the bytes, a line here; the first that is
// true is told.
static const struct {
	bool (*found)(struct bytes name);
	const char *words;
} name_faults[] = {
    {name_is_empty, "its name is empty"},
    {name_has_nul, "its name holds a NUL, and readers disagree where it ends"},
    {name_has_control, "its name holds a control character"},
    {name_has_backslash, "its name holds a backslash; zip the files with / between folders"},
    {name_is_absolute, "its name is an absolute path; zip the files without their path"},
    {name_has_drive, "its name begins with a drive letter; zip the files without their path"},
    {name_has_bad_part, "its name has an empty part, or one that is . or .."},
};

// In text that claims UTF-8, U+0080 to U+009F are control characters as well.
static bool
name_utf8_safe(struct bytes name)
{
	size_t bad;

	if (!value_utf8(name, &bad))
		return false;
	for (size_t i = 0; i + 1 < name.size; i++)
		if ((unsigned char)name.data[i] == 0xc2 && (unsigned char)name.data[i + 1] < 0xa0)
			return false;
	return true;
}

// Judges one name by the table above.
bool
zip_name_check(struct bytes name, bool utf8, struct zip_verdict *verdict)
{
	if (name.size > LIMIT_ENTRY_NAME)
		return zip_refuse_entry(verdict, "package.limit", name,
		    "its name is longer than %d bytes, a limit that is fixed; give it a shorter "
		    "one",
		    LIMIT_ENTRY_NAME);
	for (size_t i = 0; i < sizeof(name_faults) / sizeof(name_faults[0]); i++)
		if (name_faults[i].found(name))
			return zip_refuse_entry(
			    verdict, "package.path", name, "%s", name_faults[i].words);
	if (utf8 && !name_utf8_safe(name))
		return zip_refuse_entry(verdict, "package.path", name,
		    "its name is marked as UTF-8 and is not, or holds a control character");
	return true;
}

// One byte of a name for comparing: ASCII letters in lower case.
static unsigned char
name_folded(struct bytes name, size_t at)
{
	unsigned char byte = (unsigned char)name.data[at];
	return byte >= 'A' && byte <= 'Z' ? (unsigned char)(byte + ('a' - 'A')) : byte;
}

int
zip_name_compare(struct bytes a, struct bytes b)
{
	a.size -= a.size > 0 && a.data[a.size - 1] == '/';
	b.size -= b.size > 0 && b.data[b.size - 1] == '/';
	for (size_t i = 0; i < a.size && i < b.size; i++)
		if (name_folded(a, i) != name_folded(b, i))
			return name_folded(a, i) < name_folded(b, i) ? -1 : 1;
	return (a.size > b.size) - (a.size < b.size);
}
