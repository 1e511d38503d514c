// What has to hold before a pair may be linked without a look. Each rule stands for a way in which two children were taken for one: brothers and
// sisters share all that a household has, twins the birth date too, and namesakes their names. So nothing is ready on what siblings share, and what is
// missing is never filled in by something else of the same kind.
#include "cmd/match/link_inside.h"

// What of the evidence counts for the rules.
struct grounds {
	const struct link_evidence *e;
	bool full; // the full name is the same
	bool number; // a student number that nobody else has on either side
	bool own; // an address or username that nobody else has on either side
	bool id; // a number, or an address that has the given name in it
	bool date; // the birth date is the same
	bool contact; // an address or phone of a guardian agrees
	bool same_grade; // same, or the account's is one behind
	bool twin, near, same, crowded; // one of the two has a sibling like that
};

enum { MANY_FACTS = 2 };

static bool
given_different(const struct grounds *g)
{
	return g->e->given == GIVEN_DIFFERENT;
}

static bool
date_different(const struct grounds *g)
{
	return g->e->date == DATE_DIFFERENT || g->e->date == DATE_YEAR;
}

static bool
number_different(const struct grounds *g)
{
	return g->e->number == ID_DIFFERENT;
}

static bool
grade_far(const struct grounds *g)
{
	return g->e->grade == GRADE_FAR && !(g->date && (g->number || (g->full && g->contact)));
}

static bool
suffix_clash(const struct grounds *g)
{
	return g->e->suffix_clash;
}

// Other forms of a given name than the name itself or its first part need something that siblings do not share.
static bool
given_weak(const struct grounds *g)
{
	const bool household = g->date && g->contact && !g->near;
	const bool schoolmate = g->e->date == DATE_MISSING && g->contact &&
				g->e->house_facts >= MANY_FACTS && g->same_grade &&
				g->e->school == SCHOOL_SAME && g->e->family >= FAMILY_PART &&
				!g->near && !g->twin;
	switch ((enum given_level)g->e->given) {
	case GIVEN_SAME:
		return false;
	case GIVEN_PART:
		return !(g->number || g->own || household);
	case GIVEN_NICKNAME:
		return !(g->id || household || schoolmate || (g->own && g->contact && !g->near));
	case GIVEN_MIDDLE:
		return !(g->id || (household && !g->twin));
	case GIVEN_TYPO:
		return !(g->id || ((household || schoolmate) && !g->twin && g->e->made_up));
	case GIVEN_INITIAL:
	case GIVEN_SIMILAR:
		return !g->id;
	default:
		return true;
	}
}

// Twins who share a first name have middle names that differ.
static bool
middle_different(const struct grounds *g)
{
	return g->e->middle == MIDDLE_DIFFERENT && !g->number && !g->own;
}

// Families change names; a child's own facts must then say who it is.
static bool
family_weak(const struct grounds *g)
{
	if (g->e->family >= FAMILY_TYPO)
		return false;
	return !(g->e->given == GIVEN_SAME && g->e->family != FAMILY_MISSING &&
		 (g->date || g->number) && (g->contact || g->number || g->own));
}

static bool
date_near(const struct grounds *g)
{
	if (g->e->date != DATE_DIGIT && g->e->date != DATE_SWAPPED)
		return false;
	return !(
	    g->id || (g->full && g->own) || (g->full && g->contact && g->same_grade && !g->same));
}

// Without a birth date the given name must be the same, and something besides the household must speak for the child.
static bool
date_missing(const struct grounds *g)
{
	const struct link_evidence *e = g->e;
	if (e->date != DATE_MISSING || g->number)
		return false;
	if (g->own)
		return !(e->family >= FAMILY_PART && e->house != HOUSE_DIFFERENT) &&
		       !(g->full && e->school == SCHOOL_SAME);
	if (g->same || e->house < HOUSE_NAME)
		return true;
	if (e->house == HOUSE_CONTACT &&
	    e->house_facts <
		MANY_FACTS) // one phone that cousins share, and guardians of other names
		return true;
	if (!g->contact)
		return !(g->full && g->same_grade && e->school == SCHOOL_SAME && !e->common_here);
	if (e->grade == GRADE_MISSING)
		return !(g->full && e->house_facts >= MANY_FACTS && e->school != SCHOOL_OTHER);
	return !(e->family >= FAMILY_TYPO && g->same_grade);
}

// Name and birth date alone are two children's in every large district.
static bool
namesake(const struct grounds *g)
{
	const struct link_evidence *e = g->e;
	if (g->number || g->own || e->house >= HOUSE_CONTACT)
		return false;
	if (e->house == HOUSE_NAME)
		return !(e->school == SCHOOL_SAME || (g->date && !e->common));
	return !(g->full && g->date && e->school == SCHOOL_SAME && !e->common_here);
}

static bool
guardians_differ(const struct grounds *g)
{
	return g->e->house == HOUSE_DIFFERENT && !g->number &&
	       !(g->own && g->e->family >= FAMILY_TYPO && (g->date || g->full));
}

// A sibling with nearly the same name.
static bool
sibling(const struct grounds *g)
{
	const struct link_evidence *e = g->e;
	if (!g->near)
		return false;
	if (e->given == GIVEN_SAME && !e->swapped &&
	    (g->number || (g->date && e->middle >= MIDDLE_INITIAL)))
		return false;
	return !(e->given == GIVEN_SAME && g->date && !g->same &&
		   (g->own || (g->full && !g->twin && g->contact))) &&
	       !(g->full && g->own && !g->same && g->contact);
}

// Among more people of this kind than could be looked at.
static bool
crowd(const struct grounds *g)
{
	return g->crowded && !g->number && !g->own;
}

// How to add a rule: a function that says when it stops a pair, a line here in the order in which a person should hear of it, a line in the enum.
static const struct {
	bool (*stops)(const struct grounds *grounds);
	enum link_guard guard;
} rules[] = {
    {given_different, GUARD_GIVEN_DIFFERENT},
    {date_different, GUARD_DATE_DIFFERENT},
    {number_different, GUARD_NUMBER_DIFFERENT},
    {grade_far, GUARD_GRADE_FAR},
    {suffix_clash, GUARD_SUFFIX},
    {sibling, GUARD_SIBLING},
    {given_weak, GUARD_GIVEN_WEAK},
    {middle_different, GUARD_MIDDLE_DIFFERENT},
    {family_weak, GUARD_FAMILY_WEAK},
    {date_near, GUARD_DATE_NEAR},
    {guardians_differ, GUARD_GUARDIANS_DIFFER},
    {date_missing, GUARD_DATE_MISSING},
    {namesake, GUARD_NAMESAKE},
    {crowd, GUARD_CROWD},
};

enum link_guard
guard_of(const struct person *sis, const struct person *app, const struct link_evidence *evidence)
{
	const unsigned flags = sis->flags | app->flags;
	struct grounds g = {.e = evidence,
	    .full = evidence->given == GIVEN_SAME && evidence->family == FAMILY_SAME,
	    .number = evidence->number == ID_SAME,
	    .own = evidence->email == ID_SAME || evidence->username == ID_SAME,
	    .date = evidence->date == DATE_SAME,
	    .contact = evidence->house >= HOUSE_CONTACT,
	    .same_grade = evidence->grade == GRADE_SAME || evidence->grade == GRADE_BEHIND,
	    .twin = (flags & PERSON_TWIN) != 0,
	    .near = (flags & PERSON_NEAR_SIBLING) != 0,
	    .same = (flags & PERSON_SAME_SIBLING) != 0,
	    .crowded = (sis->flags & app->flags & PERSON_CROWDED) != 0};
	g.id = g.number || (g.own && evidence->email_named);
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		if (rules[i].stops(&g))
			return rules[i].guard;
	return GUARD_PASSED;
}

bool
guard_hopeless(const struct link_evidence *e)
{
	if (e->given >= GIVEN_INITIAL || e->address_known > 0 || e->date == DATE_SAME ||
	    e->number == ID_SAME || e->email == ID_SAME || e->username == ID_SAME)
		return false;
	return e->date != DATE_MISSING || e->grade == GRADE_FAR || e->grade == GRADE_NEAR ||
	       (e->given == GIVEN_MISSING && e->family < FAMILY_PART);
}

// Whether a pair is worth a person's look.
bool
guard_plausible(const struct link_evidence *e, int score)
{
	enum {
		LEAST = 18,
		LEAST_NAMED = 6,
		LEAST_STRANGE = 40,
		LEAST_LIVING = 8,
		LEAST_NEIGHBOUR = -24,
		LEAST_CALLED = -16,
		LEAST_SCHOOLMATE = -4,
		PARTS = 2
	};
	const bool same_id = e->number == ID_SAME || e->email == ID_SAME || e->username == ID_SAME;
	const bool own =
	    same_id || e->number == ID_SHARED || e->email == ID_SHARED || e->username == ID_SHARED;
	const bool near_grade = e->grade != GRADE_FAR && e->grade != GRADE_NEAR;
	const bool schoolmate = e->school == SCHOOL_SAME && near_grade && e->date == DATE_MISSING;
	if (e->address_known > PARTS)
		return score >= (e->address >= PARTS ? LEAST_NEIGHBOUR : LEAST_STRANGE);
	if (e->given >= GIVEN_INITIAL)
		return score >= LEAST_NAMED &&
		       (e->family >= FAMILY_SIMILAR || e->house >= HOUSE_NAME || own ||
			   e->date == DATE_SAME || schoolmate);
	if (e->given == GIVEN_MISSING && e->family < FAMILY_PART)
		return false;
	if (same_id)
		return score >= LEAST;
	if (e->date == DATE_SAME)
		return score >= LEAST_LIVING &&
		       (e->house >= HOUSE_NAME || e->family >= FAMILY_PART);
	if (e->date == DATE_MISSING && near_grade && e->house >= HOUSE_CONTACT)
		return score >= LEAST_CALLED;
	if (schoolmate && e->family >= FAMILY_PART)
		return score >= LEAST_SCHOOLMATE;
	if (e->date != DATE_MISSING || score < LEAST_NAMED || !near_grade)
		return false;
	return e->house >= HOUSE_CONTACT ||
	       (e->house == HOUSE_NAME &&
		   e->family >= FAMILY_PART); // called by another name, maybe
}
