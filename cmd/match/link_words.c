// Tables of words. How to add a level or a guard: its line in the table of its field.
#include "cmd/match/link_words.h"

// What a level is called, and what it does to the verdict.
struct word {
	const char *verdict, *effect;
};

static const char strong[] = "strong for", good[] = "for", nothing[] = "none",
		  against[] = "against", blocks[] = "blocks";

static const struct word given_words[GIVEN_LEVELS] = {[GIVEN_DIFFERENT] = {"different", blocks},
    [GIVEN_INITIAL] = {"only the initial", nothing},
    [GIVEN_SIMILAR] = {"similar", nothing},
    [GIVEN_TYPO] = {"one letter differs", good},
    [GIVEN_MIDDLE] = {"is the other's middle name", good},
    [GIVEN_NICKNAME] = {"another form of the name", good},
    [GIVEN_PART] = {"a part of the other", good},
    [GIVEN_SAME] = {"same", strong}};
static const struct word family_words[FAMILY_LEVELS] = {[FAMILY_DIFFERENT] = {"different", against},
    [FAMILY_SIMILAR] = {"similar", nothing},
    [FAMILY_TYPO] = {"one letter differs", good},
    [FAMILY_PART] = {"one of two names", good},
    [FAMILY_SAME] = {"same", good}};
static const struct word middle_words[MIDDLE_LEVELS] = {[MIDDLE_DIFFERENT] = {"different", against},
    [MIDDLE_INITIAL] = {"same initial", good},
    [MIDDLE_SAME] = {"same", good}};
static const struct word date_words[DATE_LEVELS] = {[DATE_DIFFERENT] = {"different", blocks},
    [DATE_YEAR] = {"another year", blocks},
    [DATE_DIGIT] = {"one digit differs", good},
    [DATE_SWAPPED] = {"day and month exchanged", good},
    [DATE_SAME] = {"same", strong}};
static const struct word grade_words[GRADE_LEVELS] = {[GRADE_FAR] = {"two or more apart", blocks},
    [GRADE_NEAR] = {"the account's is one ahead", nothing},
    [GRADE_BEHIND] = {"the account's is one behind", nothing},
    [GRADE_SAME] = {"same", good}};
static const struct word school_words[SCHOOL_LEVELS] = {
    [SCHOOL_OTHER] = {"different", against}, [SCHOOL_SAME] = {"same", good}};
static const struct word id_words[ID_LEVELS] = {[ID_DIFFERENT] = {"different", nothing},
    [ID_NEAR] = {"one sign differs", nothing},
    [ID_SHARED] = {"same, but not only theirs", nothing},
    [ID_SAME] = {"same, and nobody else's", strong}};
static const struct word number_words[ID_LEVELS] = {[ID_DIFFERENT] = {"different", blocks},
    [ID_NEAR] = {"one sign differs", nothing},
    [ID_SHARED] = {"same, but not only theirs", nothing},
    [ID_SAME] = {"same, and nobody else's", strong}};
static const struct word house_words[HOUSE_LEVELS] = {
    [HOUSE_DIFFERENT] = {"none of those known agrees", against},
    [HOUSE_NAME] = {"same full name", good},
    [HOUSE_CONTACT] = {"same e-mail or phone", strong},
    [HOUSE_BOTH] = {"same full name, and e-mail or phone", strong}};

// Why a pair is not ready. PASSED stands for a pair that the guards let through and others spoil.
static const char *const guard_words[LINK_GUARDS] = {
    [GUARD_GIVEN_DIFFERENT] = "the given names differ: it may be a brother or sister",
    [GUARD_DATE_DIFFERENT] = "the birth dates differ",
    [GUARD_NUMBER_DIFFERENT] = "the student numbers differ",
    [GUARD_GRADE_FAR] = "the grades are two or more apart",
    [GUARD_SUFFIX] = "one is Jr. or the like and the other is not the same",
    [GUARD_MIDDLE_DIFFERENT] = "the middle names differ",
    [GUARD_GIVEN_WEAK] =
	"the given name is not quite the same, and nothing of the student's own makes up for it",
    [GUARD_FAMILY_WEAK] = "the family name is another, and too little else agrees",
    [GUARD_DATE_NEAR] =
	"the birth date is not quite the same, and nothing of the student's own makes up for it",
    [GUARD_DATE_MISSING] = "a birth date is not known, and too little else agrees",
    [GUARD_NAMESAKE] = "it may be another student of the same name",
    [GUARD_GUARDIANS_DIFFER] = "guardians are known on both sides and none is the same",
    [GUARD_SIBLING] = "somebody in the household has nearly the same name",
    [GUARD_CROWD] = "too many are alike to look at each",
    [GUARD_RIVAL] = "another account comes as close",
    [GUARD_WANTED] = "another student of the drop has a like claim to the account",
    [GUARD_TAKEN] = "the accounts that come close are others'",
};

// How to add a warning: a line here.
static const struct {
	unsigned mask;
	const char *words;
} warnings[] = {
    {WARN_TWIN, "has a twin"},
    {WARN_NEAR_SIBLING, "somebody in the household has nearly the same name"},
    {WARN_EMAIL_SHARED, "several students have the account's e-mail"},
    {WARN_EMAIL_OF_GUARDIAN, "the account's e-mail is a guardian's"},
    {WARN_GUARDIANS_DIFFER, "guardians differ: messages would go to others"},
    {WARN_DUPLICATES, "the student may have two accounts"},
    {WARN_NUMBER_REUSED, "several students have the account's student number"},
};

// Adds one field, if there is something to say.
static void
say_field(struct text *text, const char *field, const struct word *word)
{
	if (text->size > 0)
		text_put(text, "; ");
	text_put(text, field);
	text_put(text, ": ");
	text_put(text, word->verdict);
	text_put(text, " (");
	text_put(text, word->effect);
	text_put(text, ")");
}

// A field by its name, and the word for how it agrees; NULL when there is nothing to say.
struct said {
	const char *field;
	const struct word *word;
};
enum { FIELDS = 12 };

// All fields of a pair, each in a place of its own. How to add one: a line here, FIELDS.
static void
say_all(const struct link_evidence *e, struct said said[FIELDS])
{
	static const struct word swapped = {"in each other's place", good},
				 suffix = {"different", blocks};
	const struct said all[FIELDS] = {
	    {"given and family name", e->swapped ? &swapped : NULL},
	    {"given name", e->swapped ? NULL : &given_words[e->given]},
	    {"family name", e->swapped ? NULL : &family_words[e->family]},
	    {"middle name", &middle_words[e->middle]},
	    {"Jr. or Sr.", e->suffix_clash ? &suffix : NULL},
	    {"birth date", &date_words[e->date]},
	    {"student number", &number_words[e->number]},
	    {"e-mail", &id_words[e->email]},
	    {"username", &id_words[e->username]},
	    {"guardians", &house_words[e->house]},
	    {"school", &school_words[e->school]},
	    {"grade", &grade_words[e->grade]},
	};
	for (unsigned i = 0; i < FIELDS; i++) {
		said[i] = all[i];
		if (all[i].word != NULL && all[i].word->verdict == NULL)
			said[i].word = NULL;
	}
}

void
link_say_evidence(struct text *text, const struct link_evidence *evidence)
{
	struct said said[FIELDS];
	say_all(evidence, said);
	for (unsigned i = 0; i < FIELDS; i++)
		if (said[i].word != NULL)
			say_field(text, said[i].field, said[i].word);
}

// A list of phrases that becomes one sentence.
struct phrases {
	const char *list[8];
	unsigned count;
};

static void
add_phrase(struct phrases *phrases, bool holds, const char *phrase)
{
	if (holds && phrases->count < sizeof phrases->list / sizeof *phrases->list)
		phrases->list[phrases->count++] = phrase;
}

// What agrees, as one sentence without its end.
static void
say_agreement(struct text *text, const struct link_evidence *e)
{
	struct phrases phrases = {.count = 0};
	const bool full = e->given == GIVEN_SAME && e->family == FAMILY_SAME;
	add_phrase(&phrases, full, "full name");
	add_phrase(&phrases, !full && e->given == GIVEN_SAME, "given name");
	add_phrase(&phrases, !full && e->family == FAMILY_SAME, "family name");
	add_phrase(&phrases, e->date == DATE_SAME, "birth date");
	add_phrase(&phrases, e->number == ID_SAME, "student number");
	add_phrase(&phrases, e->email == ID_SAME || e->username == ID_SAME, "sign-in");
	add_phrase(&phrases, e->house == HOUSE_NAME, "guardian's name");
	add_phrase(&phrases, e->house >= HOUSE_CONTACT, "guardian's e-mail or phone");
	if (phrases.count == 0)
		text_put(text, "Little agrees");
	for (unsigned i = 0; i < phrases.count; i++) {
		text_put(text, i == 0 ? "Same " : i + 1 == phrases.count ? " and " : ", ");
		text_put(text, phrases.list[i]);
	}
}

void
link_say_runner_up(
    struct text *text, const struct link_evidence *evidence, const struct link_evidence *other)
{
	struct said best[FIELDS], next[FIELDS];
	unsigned count = 0;
	say_all(evidence, best);
	say_all(other, next);
	for (unsigned i = 0; i < FIELDS; i++) {
		if (best[i].word == next[i].word)
			continue;
		text_put(text, count++ == 0 ? "" : "; ");
		text_put(text, next[i].field);
		text_put(text, next[i].word == NULL ? ": nothing to say" : ": ");
		text_put(text, next[i].word == NULL ? "" : next[i].word->verdict);
	}
	text_put(text, count == 0 ? "the same is to be said of it" : "");
}

static void
say_warnings(struct text *text, unsigned mask)
{
	const char *before = " Take care: ";
	for (size_t i = 0; i < sizeof warnings / sizeof *warnings; i++)
		if ((mask & warnings[i].mask) != 0) {
			text_put(text, before);
			text_put(text, warnings[i].words);
			before = "; ";
		}
	if ((mask & (WARN_NUMBER_REUSED * 2 - 1)) != 0)
		text_put(text, ".");
}

void
link_say_reason(
    struct text *text, const struct link_verdict *verdict, const struct link_evidence *evidence)
{
	if (verdict->class == LINK_NONE) {
		text_put(text, verdict->guard == GUARD_TAKEN
				   ? "The accounts that come close are others'."
				   : "No account is like it.");
		return;
	}
	say_agreement(text, evidence);
	if (verdict->class == LINK_READY) {
		text_put(text, verdict->candidate_count < 2 ? "; nobody else comes close."
							    : "; the next is far behind.");
	} else {
		text_put(text, ". Not ready: ");
		text_put(text, guard_words[verdict->guard] == NULL ? "others come as close"
								   : guard_words[verdict->guard]);
		text_put(text, ".");
	}
	say_warnings(text, verdict->warnings);
}
