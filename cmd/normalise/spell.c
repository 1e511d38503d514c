// One spelling for each value, whatever SIS it comes from: composed Unicode, one blank between words, addresses without case, phones as E.164,
// grades as 1.1 has them, usernames with the district's prefix. Names stay as they were given but for that.
#include "cmd/normalise/normalise.h"

#include <string.h>

#include "pipeline/person.h"
#include "pipeline/text_fold.h"
#include "schema/value.h"

enum { MADE_MAX = 64 };

// Cells that are made anew: they lie in one text, which moves while it grows.
struct made {
	unsigned count;
	struct {
		unsigned cell;
		size_t at, size;
	} one[MADE_MAX];
};

// Begins a new cell; gives false when the cell has to stay.
static bool
begin(struct made *made, unsigned cell, const struct text *text)
{
	if (made->count == MADE_MAX)
		return false;
	made->one[made->count].cell = cell;
	made->one[made->count].at = text->size;
	return true;
}

static void
end(struct made *made, const struct text *text)
{
	made->one[made->count].size = text->size - made->one[made->count].at;
	made->count++;
}

// Puts a cell anew by a function that adds its spelling.
static void
spell_by(struct made *made, struct text *text, const struct bytes *cells, unsigned cell,
    void (*spell)(struct text *text, struct bytes value))
{
	if (cells[cell].size == 0 || !begin(made, cell, text))
		return;
	spell(text, cells[cell]);
	end(made, text);
}

static bool
has_capital(struct bytes value)
{
	for (size_t i = 0; i < value.size; i++)
		if (value.data[i] >= 'A' && value.data[i] <= 'Z')
			return true;
	return false;
}

static void
spell_phone(struct made *made, struct text *text, const struct bytes *cells, unsigned cell,
    const char *country)
{
	char e164[PHONE_MAX];
	if (cells[cell].size == 0 || person_phone(cells[cell], country, e164) != PHONE_E164 ||
	    bytes_is(cells[cell], e164) || !begin(made, cell, text))
		return;
	text_put(text, e164);
	end(made, text);
}

// A username with the prefix, which is not put before itself.
static void
spell_username(struct made *made, struct text *text, const struct bytes *cells, const char *prefix)
{
	struct bytes name = cells[USERS_USERNAME], given = bytes_of(prefix == NULL ? "" : prefix);
	bool has = name.size >= given.size &&
		   bytes_equal_fold((struct bytes){name.data, given.size}, given);
	if (name.size == 0 || (has && text_is_spelled(name)) || !begin(made, USERS_USERNAME, text))
		return;
	if (!has)
		text_add(text, given);
	text_spell(text, name);
	end(made, text);
}

static void
spell_grades(struct made *made, struct text *text, const struct bytes *cells)
{
	char buffer[VALUE_BUFFER];
	struct bytes out = cells[USERS_GRADES];
	if (out.size == 0 || value_check(&oneroster_files[USERS].columns[USERS_GRADES], V11,
				 cells[USERS_GRADES], buffer, &out) != VALUE_REPAIRED)
		return;
	if (!begin(made, USERS_GRADES, text))
		return;
	text_add(text, out);
	end(made, text);
}

// What only users have.
static void
spell_user(struct made *made, struct text *text, const struct bytes *cells,
    const struct conf_scope *scope, bool old)
{
	if (has_capital(cells[USERS_EMAIL]) || !text_is_spelled(cells[USERS_EMAIL]))
		spell_by(made, text, cells, USERS_EMAIL, person_email);
	spell_phone(made, text, cells, USERS_SMS, scope->country);
	spell_phone(made, text, cells, USERS_PHONE, scope->country);
	spell_username(made, text, cells, scope->username_prefix);
	if (!old)
		spell_grades(made, text, cells);
}

bool
spell_row(struct normaliser *normaliser, enum roster_file file, struct bytes *cells, bool *changed,
    struct fault *fault)
{
	const struct oneroster_file *schema = &oneroster_files[file];
	struct text *text = &normaliser->spelled;
	struct made made = {.count = 0};
	text_clear(text);
	for (unsigned i = COMMON_COLUMNS; i < schema->column_count; i++)
		if (schema->columns[i].type == CELL_TEXT && !text_is_spelled(cells[i]) &&
		    (file != USERS || i != USERS_USERNAME))
			spell_by(&made, text, cells, i, text_spell);
	if (file == USERS)
		spell_user(&made, text, cells, &normaliser->job->district->scope, normaliser->old);
	*changed = made.count > 0;
	for (unsigned i = 0; i < made.count; i++)
		cells[made.one[i].cell] =
		    (struct bytes){text->data + made.one[i].at, made.one[i].size};
	return !text->failed || fault_set(fault, FAULT_TEMP, "out of memory");
}
