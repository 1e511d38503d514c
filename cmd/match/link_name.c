// Names, each once. A name's form is made when its spelling is seen first; after that a name is a number, and two that are the same are equal
// numbers. Of a form longer than NAME_BYTES the rest is not compared, nor words after the first four: nobody is found by them.
#include "cmd/match/link_inside.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "pipeline/person.h"

// Words that stand where a name is not known. How to add one: a word of the list.
static const char *const no_names[] = {"unknown", "na", "n a", "none", "null", "no name",
    "not available", "tbd", "test", "xxx", "fnu", "lnu"};
// Words before a name that are none.
static const char *const titles[] = {"mr", "mrs", "ms", "miss", "mx", "dr", "sr", "sra", "prof"};
// Words that tell generations apart, and which are the same.
static const struct {
	const char *word;
	uint8_t number;
} generations[] = {
    {"jr", 1}, {"junior", 1}, {"ii", 1}, {"sr", 2}, {"senior", 2}, {"iii", 3}, {"iv", 4}, {"v", 5}};

enum { SUFFIX_BITS = 3, FIRST_TABLE = 1 << 12, LETTERS = 3, ENDING = 4 };

static bool
table_begin(struct name_table *table)
{
	table->mask = FIRST_TABLE - 1;
	table->slots = calloc(FIRST_TABLE, sizeof *table->slots);
	return table->slots != NULL;
}

// The slot of a key, or the free one where it would be.
static struct name_slot *
table_slot(const struct name_table *table, uint64_t key)
{
	uint32_t at = (uint32_t)key & table->mask;
	while (table->slots[at].key != 0 && table->slots[at].key != key)
		at = (at + 1) & table->mask;
	return &table->slots[at];
}

static bool
table_grow(struct name_table *table)
{
	struct name_table larger = {.mask = table->mask * 2 + 1, .count = table->count};
	larger.slots = link_table(((size_t)larger.mask + 1) * sizeof *larger.slots);
	if (larger.slots == NULL)
		return false;
	for (uint32_t i = 0; i <= table->mask; i++)
		if (table->slots[i].key != 0)
			*table_slot(&larger, table->slots[i].key) = table->slots[i];
	free(table->slots);
	*table = larger;
	return true;
}

// Puts in a key that is not there.
static bool
table_put(struct name_table *table, uint64_t key, uint32_t value)
{
	if (table->count > table->mask / 2 && !table_grow(table))
		return false;
	*table_slot(table, key) = (struct name_slot){key, value};
	table->count++;
	return true;
}

bool
names_begin(struct names *names, const char *const *nicknames)
{
	names->nicknames = nicknames;
	names->room = names->tally_room = FIRST_TABLE;
	names->count = 1;
	names->names = calloc(FIRST_TABLE, sizeof *names->names);
	names->tallies = calloc(FIRST_TABLE, sizeof *names->tallies);
	return names->names != NULL && names->tallies != NULL && table_begin(&names->raw) &&
	       table_begin(&names->forms);
}

void
names_end(struct names *names)
{
	free(names->names);
	free(names->tallies);
	free(names->raw.slots);
	free(names->forms.slots);
	text_free(&names->text);
	text_free(&names->scratch);
}

static uint64_t
hash_of(struct bytes bytes)
{
	uint64_t hash = XXH3_64bits(bytes.data, bytes.size);
	return hash == 0 ? 1 : hash;
}

// Where the first `count` letters of a form end; blanks count.
static size_t
letters_end(struct bytes form, unsigned count)
{
	size_t at = 0;
	while (at < form.size && count > 0)
		for (at++, count--;
		     at < form.size && ((unsigned char)form.data[at] & 0xc0) == 0x80;)
			at++;
	return at;
}

// Where the last `count` letters begin.
static size_t
letters_begin(struct bytes form, unsigned count)
{
	size_t at = form.size;
	for (; at > 0 && count > 0; count--)
		for (at--; at > 0 && ((unsigned char)form.data[at] & 0xc0) == 0x80;)
			at--;
	return at;
}

// The hashes by which a name is found under other spellings.
static void
name_hashes(struct name *name, struct bytes form)
{
	char reduced[NAME_BYTES], joined[NAME_BYTES];
	size_t used = 0, kept = 0;
	for (size_t i = 0; i < form.size && i < NAME_BYTES; i++) {
		if (!(form.data[i] == 'e' && i > 0 && strchr("aou", form.data[i - 1]) != NULL))
			reduced[used++] = form.data[i];
		if (form.data[i] != ' ')
			joined[kept++] = form.data[i];
	}
	name->key = (uint32_t)hash_of((struct bytes){reduced, used});
	name->joined = (uint32_t)hash_of((struct bytes){joined, kept});
	name->letters = (uint32_t)hash_of((struct bytes){form.data, letters_end(form, LETTERS)});
	size_t begin = letters_begin(form, ENDING);
	name->ending = (uint32_t)hash_of((struct bytes){form.data + begin, form.size - begin});
}

static uint32_t intern_form(struct names *names, struct bytes form, bool whole);

// The words of a form of several.
static void
name_words(struct names *names, uint32_t number, struct bytes form)
{
	uint32_t tokens[NAME_TOKENS] = {0};
	unsigned count = 0;
	for (size_t from = 0; from < form.size && count < NAME_TOKENS;) {
		const char *blank = memchr(form.data + from, ' ', form.size - from);
		size_t to = blank == NULL ? form.size : (size_t)(blank - form.data);
		tokens[count++] =
		    intern_form(names, (struct bytes){form.data + from, to - from}, false);
		from = to + 1;
	}
	memcpy(names->names[number].tokens, tokens, sizeof tokens);
	names->names[number].token_count = (uint8_t)count;
}

// The number of a form; `whole`: it may have several words.
static uint32_t
intern_form(struct names *names, struct bytes form, bool whole)
{
	char copy[NAME_BYTES];
	uint32_t number = names->count;
	uint64_t hash = hash_of(form);
	const struct name_slot *slot = table_slot(&names->forms, hash);
	if (slot->key != 0)
		return slot->value;
	memcpy(copy, form.data, form.size);
	form.data = copy;
	if (!link_room(&names->names, number, &names->room, sizeof *names->names) ||
	    !link_room(&names->tallies, number, &names->tally_room, sizeof *names->tallies) ||
	    !table_put(&names->forms, hash, number)) {
		names->failed = true;
		return 0;
	}
	names->count++;
	struct name *name = &names->names[number];
	*name = (struct name){.at = (uint32_t)names->text.size,
	    .size = (uint16_t)form.size,
	    .spelled = letters_of(form),
	    .tokens = {number},
	    .token_count = 1};
	names->tallies[number] = (struct name_tally){0, 0};
	text_add(&names->text, form);
	name_hashes(name, form);
	name->formal_count = (uint8_t)nickname_formals(form, names->nicknames, name->formals);
	name->given_known = nickname_known(form);
	if (whole && memchr(form.data, ' ', form.size) != NULL)
		name_words(names, number, form);
	return number;
}

static bool
is_listed(const char *const *list, size_t count, struct bytes word)
{
	for (size_t i = 0; i < count; i++)
		if (bytes_is(word, list[i]))
			return true;
	return false;
}

// Takes a title off the front of a form.
static struct bytes
without_title(struct bytes form)
{
	const char *blank = form.size == 0 ? NULL : memchr(form.data, ' ', form.size);
	if (blank == NULL || !is_listed(titles, sizeof titles / sizeof *titles,
				 (struct bytes){form.data, (size_t)(blank - form.data)}))
		return form;
	size_t off = (size_t)(blank - form.data) + 1;
	return (struct bytes){form.data + off, form.size - off};
}

static uint32_t
intern_new(struct names *names, struct bytes raw)
{
	uint32_t suffix = 0;
	struct bytes bare;
	text_clear(&names->scratch);
	person_name(&names->scratch, raw);
	struct bytes form = without_title((struct bytes){names->scratch.data, names->scratch.size});
	struct bytes last = person_suffix(form, &bare);
	for (size_t i = 0; i < sizeof generations / sizeof *generations; i++)
		if (last.size > 0 && bytes_is(last, generations[i].word))
			suffix = generations[i].number;
	if (bare.size > NAME_BYTES)
		bare.size = letters_begin((struct bytes){bare.data, NAME_BYTES}, 1);
	if (names->scratch.failed || bare.size == 0 ||
	    is_listed(no_names, sizeof no_names / sizeof *no_names, bare))
		return suffix;
	return intern_form(names, bare, true) << SUFFIX_BITS | suffix;
}

uint32_t
names_intern(struct names *names, struct bytes raw, uint8_t *suffix)
{
	if (raw.size == 0 || names->failed)
		return 0;
	uint64_t hash = hash_of(raw);
	const struct name_slot *slot = table_slot(&names->raw, hash);
	uint32_t found = slot->value;
	if (slot->key == 0) {
		found = intern_new(names, raw);
		names->failed = names->failed || names->scratch.failed || names->text.failed ||
				!table_put(&names->raw, hash, found);
	}
	if (suffix != NULL && (found & ((1 << SUFFIX_BITS) - 1)) != 0)
		*suffix = (uint8_t)(found & ((1 << SUFFIX_BITS) - 1));
	return found >> SUFFIX_BITS;
}

// Four times the binary logarithm of one in `share`, rounded down.
static uint8_t
rarity(uint64_t all, uint64_t have)
{
	uint64_t quarter = 0;
	uint64_t ratio = (all << 8) / (have < 2 ? 2 : have); // 8 bits behind the point
	while (ratio >= 512) {
		ratio >>= 1;
		quarter += 4;
	}
	static const uint16_t roots[] = {304, 362, 431}; // 256 times 2 to the 1/4, 1/2, 3/4
	for (unsigned i = 0; i < 3; i++)
		quarter += ratio >= roots[i];
	return (uint8_t)(quarter > 255 ? 255 : quarter);
}

// When everybody is in: how rare each name is among them.
void
names_weigh(struct names *names, uint64_t people)
{
	names->people = people;
	names->rarest = rarity(people, 0);
	for (uint32_t i = 1; i < names->count; i++) {
		names->names[i].given_weight = rarity(people, names->tallies[i].as_given);
		names->names[i].family_weight = rarity(people, names->tallies[i].as_family);
	}
}

// Thirteen bits keep namesakes of one school and one birth date below one in ten thousand however many children there are. At one school of a district that has
// few, there are fewer who could have the name: as many bits as leave a sixth of a namesake are enough, and where there is hardly more than a class a name that
// nobody else has, since the files are too short to say how rare it is.
bool
names_common(const struct names *names, uint32_t given, uint32_t family, bool here)
{
	enum { ENOUGH = 4 * 13, SIXTH = 10, SMALL = 128 };
	const unsigned own = names->names[given].given_weight,
		       others = names->names[family].family_weight,
		       wanted = here ? names->rarest + SIXTH : ENOUGH;
	if (here && names->people <= SMALL && (own == names->rarest || others == names->rarest))
		return false;
	return own + others < (wanted < ENOUGH ? wanted : ENOUGH);
}
