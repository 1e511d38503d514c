// report.txt: 80 columns, for a terminal and a mail. Plain text has no marks, so the marks round words from outside fall away; what could
// harm a terminal was replaced before it came here.
#include <stdio.h>

#include "pipeline/report_page.h"

enum { WIDTH = 80 };

// How many characters of UTF-8 these bytes are.
static size_t
characters(const char *words, size_t size)
{
	size_t count = 0;

	for (size_t i = 0; i < size; i++)
		count += ((unsigned char)words[i] & 0xc0) != 0x80 && words[i] != THEIRS_BEGIN &&
			 words[i] != THEIRS_END;
	return count;
}

// Adds words without marks.
static void
plain_add(struct text *out, const char *words, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (words[i] != THEIRS_BEGIN && words[i] != THEIRS_END)
			text_add(out, (struct bytes){words + i, 1});
}

static void
blanks_add(struct text *out, size_t count)
{
	for (size_t i = 0; i < count; i++)
		text_put(out, " ");
}

// How many bytes of a word fit into so many characters.
static size_t
fitting(const char *word, size_t size, size_t most)
{
	size_t fits = 0;

	for (size_t i = 1; i <= size; i++)
		if (i == size || ((unsigned char)word[i] & 0xc0) != 0x80) {
			if (characters(word, i) > most)
				break;
			fits = i;
		}
	return fits;
}

// Writes words in lines of at most WIDTH, the first with `first` in front, the others indented as far. A word that is longer than
// a line is broken.
static void
wrap(struct text *out, const char *first, const char *words)
{
	size_t indent = strlen(first), column = indent;

	text_put(out, first);
	for (;;) {
		words += strspn(words, " ");
		size_t size = strcspn(words, " ");
		if (size == 0)
			break;
		size_t wide = characters(words, size);
		if (column > indent && column + 1 + wide > WIDTH) {
			text_put(out, "\n");
			blanks_add(out, indent);
			column = indent;
		} else if (column > indent) {
			text_put(out, " ");
			column++;
		}
		if (wide > WIDTH - indent)
			size = fitting(words, size, WIDTH - indent);
		plain_add(out, words, size);
		column += characters(words, size);
		words += size;
	}
	text_put(out, "\n");
}

// A line under a heading, as long as it.
static void
heading(struct text *out, const char *words, const char *line)
{
	text_put(out, words);
	text_put(out, "\n");
	for (size_t i = characters(words, strlen(words)); i > 0; i--)
		text_put(out, line);
	text_put(out, "\n");
}

static void
text_open(struct text *out, const char *title)
{
	(void)out;
	(void)title;
}

static void
text_headline(struct text *out, const char *words)
{
	heading(out, words, "=");
	text_put(out, "\n");
}

static void
text_outcome(struct text *out, enum tone tone, const char *words)
{
	(void)tone;
	wrap(out, "", words);
}

static void
text_section(struct text *out, const char *words)
{
	text_put(out, "\n");
	heading(out, words, "-");
}

static void
text_point(struct text *out, const char *words, const char *code)
{
	char line[512];

	snprintf(line, sizeof line, "%s [%s]", words, code);
	text_put(out, "\n");
	wrap(out, "", line);
}

static void
text_paragraph(struct text *out, const char *words)
{
	wrap(out, "", words);
}

static void
text_command(struct text *out, const char *words)
{
	text_put(out, "    ");
	text_put(out, words);
	text_put(out, "\n");
}

static void
text_list(struct text *out, bool begins)
{
	(void)out;
	(void)begins;
}

static void
text_item(struct text *out, const char *words)
{
	wrap(out, "  - ", words);
}

// A cell of a number, to the right of its column; a name to the left. A name that is too long has a line of its own.
static void
cell_put(struct text *out, const char *words, size_t width, bool name)
{
	size_t wide = characters(words, strlen(words));

	if (name && wide > width) {
		wrap(out, "", words);
		blanks_add(out, width);
		return;
	}
	if (!name)
		blanks_add(out, wide < width ? width - wide : 1);
	plain_add(out, words, strlen(words));
	if (name)
		blanks_add(out, width - wide);
}

// Takes blanks at the end of the line away, and ends it.
static void
line_end(struct text *out)
{
	while (out->size > 0 && out->data[out->size - 1] == ' ')
		out->size--;
	text_put(out, "\n");
}

static void
text_row(struct text *out, const struct page_table *table, const char *const *cells)
{
	for (unsigned i = 0; i < table->columns; i++)
		cell_put(out, cells[i], table->column[i].width, i == 0);
	line_end(out);
}

static void
text_table_open(struct text *out, const struct page_table *table)
{
	const char *titles[PAGE_COLUMNS_MAX];

	wrap(out, "", table->caption);
	text_put(out, "\n");
	for (unsigned i = 0; i < table->columns; i++)
		titles[i] = word_plain(table->column[i].title);
	text_row(out, table, titles);
}

static void
text_table_close(struct text *out)
{
	text_put(out, "\n");
}

// The bars as numbers, oldest first.
static void
text_bars(struct text *out, const struct page_bars *bars)
{
	struct text words = {NULL, 0, 0, false};
	const struct word_part title[] = {OURS(bars->title)};

	word_add(&words, WORD_NIGHTS_LABEL, title);
	for (unsigned i = 0; i < bars->count; i++) {
		text_put(&words, i > 0 ? "; " : "");
		word_number(&words, bars->value[i]);
	}
	text_add(&words, (struct bytes){"", 1});
	if (!words.failed)
		wrap(out, "", words.data);
	text_free(&words);
}

static void
text_fact(struct text *out, const char *name, const char *value)
{
	char first[32];

	snprintf(first, sizeof first, "%-15s ", name);
	wrap(out, first, value);
}

static void
text_close(struct text *out)
{
	text_put(out, "\n");
	wrap(out, "", word_plain(WORD_ALL_FINDINGS));
}

static const struct page_form text_form = {
    .open = text_open,
    .headline = text_headline,
    .outcome = text_outcome,
    .section = text_section,
    .point = text_point,
    .paragraph = text_paragraph,
    .command = text_command,
    .list = text_list,
    .item = text_item,
    .table_open = text_table_open,
    .row = text_row,
    .table_close = text_table_close,
    .bars = text_bars,
    .fact = text_fact,
    .close = text_close,
};

void
report_text(struct text *text, const struct report *report)
{
	const struct page page = {&text_form, text, report};

	page_write(&page);
}
