// Two people, field by field. Levels of agreement, no numbers: what they weigh is in link_score.c, what they allow in link_guard.c. Numbers of names
// and contacts are compared first; letters only when these differ.
#include "cmd/match/link_inside.h"

enum { TYPO_LEAST = 4, HAS_MANY = 3 };

static enum middle_level
compare_middle(const struct names *names, uint32_t a, uint32_t b)
{
	if (a == 0 || b == 0)
		return MIDDLE_MISSING;
	if (names->names[a].key == names->names[b].key)
		return MIDDLE_SAME;
	struct bytes p = name_form(names, a), q = name_form(names, b);
	if ((p.size == 1 || q.size == 1) && p.data[0] == q.data[0])
		return MIDDLE_INITIAL;
	return p.size >= TYPO_LEAST && q.size >= TYPO_LEAST && near_one(p, q) ? MIDDLE_INITIAL
									      : MIDDLE_DIFFERENT;
}

// How many decimal digits of two numbers differ.
static unsigned
digits_apart(uint32_t a, uint32_t b)
{
	unsigned count = 0;
	for (; a != 0 || b != 0; a /= 10, b /= 10)
		count += a % 10 != b % 10;
	return count;
}

enum date_level
compare_date(uint32_t a, uint32_t b)
{
	if (a == 0 || b == 0)
		return DATE_MISSING;
	if (a == b)
		return DATE_SAME;
	if (a / 10000 == b / 10000) {
		uint32_t month = a / 100 % 100, day = a % 100;
		if (b / 100 % 100 == day && b % 100 == month)
			return DATE_SWAPPED;
		if (b % 10000 == 101 ||
		    a % 10000 == 101) // the first of January of a year: only the year is known
			return DATE_MISSING;
		return digits_apart(a, b) == 1 ? DATE_DIGIT : DATE_DIFFERENT;
	}
	return a % 10000 == b % 10000 && digits_apart(a, b) == 1 ? DATE_YEAR : DATE_DIFFERENT;
}

static enum grade_level
compare_grade(int8_t sis, int8_t app)
{
	if (sis < -1 || app < -1)
		return GRADE_MISSING;
	if (sis == app)
		return GRADE_SAME;
	if (sis == app + 1)
		return GRADE_BEHIND;
	return sis + 1 == app ? GRADE_NEAR : GRADE_FAR;
}

// An account's school that the SIS does not have tells nothing: it goes by another name there.
static enum school_level
compare_school(const struct links *links, const uint32_t sis[2], const uint32_t app[2])
{
	const struct contact *school = &links->contacts.contacts[app[0]];
	if (sis[0] == 0 || app[0] == 0)
		return SCHOOL_MISSING;
	for (unsigned i = 0; i < 4; i++)
		if (sis[i / 2] == app[i % 2] && sis[i / 2] != 0)
			return SCHOOL_SAME;
	return school->students[LINK_SIS] > 0 ? SCHOOL_OTHER : SCHOOL_MISSING;
}

// An address or username of a student's own: nobody else's on either side, and no guardian's.
static enum id_level
compare_id(const struct links *links, uint32_t a, uint32_t b)
{
	const struct contact *contact = &links->contacts.contacts[a];
	if (a == 0 || b == 0)
		return ID_MISSING;
	if (a != b)
		return ID_DIFFERENT;
	bool own = contact->students[LINK_SIS] == 1 && contact->students[LINK_APP] == 1 &&
		   contact->guardians[LINK_SIS] == 0 && contact->guardians[LINK_APP] == 0;
	return own ? ID_SAME : ID_SHARED;
}

static enum id_level
compare_number(const struct links *links, uint32_t a, uint32_t b)
{
	const struct contact *x = &links->contacts.contacts[a];
	if (a == 0 || b == 0 || !links->number_trusted)
		return ID_MISSING;
	if (a == b)
		return x->students[LINK_SIS] == 1 && x->students[LINK_APP] == 1 ? ID_SAME
										: ID_SHARED;
	return links->number_clashes ? ID_DIFFERENT : ID_MISSING;
}

// Whether two parts of addresses are alike: a letter or two may be wrong, and a house number must be the same.
static bool
parts_agree(const struct names *names, uint32_t a, uint32_t b)
{
	enum { ALIKE = 85, LONG = 4 };
	struct bytes p = name_form(names, a), q = name_form(names, b);
	if (a == b || names->names[a].joined == names->names[b].joined)
		return true;
	if (p.size < LONG || q.size < LONG)
		return false;
	bool begins = p.data[0] == q.data[0] || names->names[a].ending == names->names[b].ending;
	return near_one(p, q) || (begins && near_jaro(p, q) >= ALIKE);
}

// Parts of an address that agree, street and second line in any order, and parts that both know.
static void
compare_address(const struct links *links, const struct person *sis, const struct person *app,
    struct link_evidence *evidence)
{
	enum { STREET = 1, LINE = 2 };
	const struct side *first = &links->sides[LINK_SIS], *second = &links->sides[LINK_APP];
	if (first->addresses == NULL || second->addresses == NULL)
		return;
	const uint32_t *a = first->addresses[sis - first->people],
		       *b = second->addresses[app - second->people];
	for (unsigned i = 0; i < LINK_ADDRESS; i++) {
		bool agree = false;
		for (unsigned j = i == LINE ? STREET : i;
		     j <= (i == STREET ? LINE : i) && a[i] != 0; j++)
			agree = agree || (b[j] != 0 && parts_agree(&links->names, a[i], b[j]));
		evidence->address_known =
		    (uint8_t)(evidence->address_known + (a[i] != 0 && b[i] != 0));
		evidence->address = (uint8_t)(evidence->address + agree);
	}
}

// A given name that nobody else has and no list knows, beside one that several have, is a slip of the finger and no twin.
static bool
is_slip(const struct names *names, uint32_t slip, uint32_t name)
{
	return names->tallies[slip].as_given <= 1 && !names->names[slip].given_known &&
	       (names->tallies[name].as_given >= HAS_MANY || names->names[name].given_known);
}

static bool
is_made_up(const struct names *names, uint32_t a, uint32_t b)
{
	return is_slip(names, a, b) || is_slip(names, b, a);
}

// Given name in the place of the family name and the other way round: how well the worse of the two agrees.
static enum family_level
compare_swapped(const struct names *names, const struct person *a, const struct person *b)
{
	enum family_level first = compare_family(names, a->given, b->family);
	if (first < FAMILY_SIMILAR)
		return first;
	enum family_level second = compare_family(names, a->family, b->given);
	return first < second ? first : second;
}

// Names that agree the other way round; a letter may be wrong besides.
static void
note_swap(const struct names *names, const struct person *sis, const struct person *app,
    struct link_evidence *evidence)
{
	static const enum given_level levels[FAMILY_LEVELS] = {[FAMILY_SIMILAR] = GIVEN_SIMILAR,
	    [FAMILY_TYPO] = GIVEN_TYPO,
	    [FAMILY_PART] = GIVEN_PART,
	    [FAMILY_SAME] = GIVEN_SAME};
	if (evidence->given >= GIVEN_PART || evidence->family >= FAMILY_PART)
		return;
	enum family_level level = compare_swapped(names, sis, app);
	if (level < FAMILY_SIMILAR ||
	    (evidence->given >= GIVEN_SIMILAR && evidence->family >= FAMILY_SIMILAR))
		return;
	evidence->swapped = true;
	evidence->given = (uint8_t)levels[level];
	evidence->family = (uint8_t)level;
}

void
compare_own(const struct links *links, const struct person *sis, const struct person *app,
    struct link_evidence *evidence)
{
	const struct names *names = &links->names;
	*evidence = (struct link_evidence){.given = (uint8_t)compare_given(links, sis, app)};
	evidence->family = (uint8_t)compare_family(names, sis->family, app->family);
	if (evidence->family < FAMILY_SAME && (sis->other_family | app->other_family) != 0) {
		enum family_level level =
		    compare_family(names, sis->other_family != 0 ? sis->other_family : sis->family,
			app->other_family != 0 ? app->other_family : app->family);
		evidence->family = (uint8_t)(level > evidence->family ? level : evidence->family);
	}
	note_swap(names, sis, app, evidence);
	evidence->suffix_clash = sis->suffix != 0 && app->suffix != 0 && sis->suffix != app->suffix;
	evidence->date = (uint8_t)compare_date(sis->date, app->date);
	evidence->grade = (uint8_t)compare_grade(sis->grade, app->grade);
	evidence->email = (uint8_t)compare_id(links, sis->email, app->email);
	evidence->username = (uint8_t)compare_id(links, sis->username, app->username);
	evidence->number = (uint8_t)compare_number(links, sis->number, app->number);
	compare_address(links, sis, app, evidence);
}

void
compare_rest(const struct links *links, const struct person *sis, const struct person *app,
    struct link_evidence *evidence)
{
	const struct names *names = &links->names;
	if (evidence->number == ID_DIFFERENT &&
	    letters_near(sis->number_spelled, app->number_spelled) &&
	    near_one(contact_kept(&links->contacts, sis->number),
		contact_kept(&links->contacts, app->number)))
		evidence->number = ID_NEAR;
	evidence->middle = (uint8_t)compare_middle(names, sis->middle, app->middle);
	evidence->school = (uint8_t)compare_school(links, sis->school, app->school);
	evidence->email_named =
	    evidence->email == ID_SAME && (sis->flags & PERSON_EMAIL_NAMED) != 0;
	evidence->made_up =
	    evidence->given == GIVEN_TYPO && is_made_up(names, sis->given, app->given);
	evidence->common = names_common(names, sis->given, sis->family, false);
	evidence->common_here = names_common(names, sis->given, sis->family, true);
	compare_houses(links, sis, app, evidence);
}
