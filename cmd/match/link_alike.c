// How two names agree. Numbers of names are compared first; letters only when these differ.
#include "cmd/match/link_inside.h"

enum { TYPO_LEAST = 4, SIMILAR_LEAST = 92 };

// Whether two names may reach SIMILAR_LEAST, were all letters that both have in the same order: with the four of the front alike that takes
// (m / a + m / b + 1) / 3 >= .8666.
static bool
may_be_similar(const struct name *a, const struct name *b)
{
	unsigned first = (unsigned)__builtin_popcount(a->spelled & ~b->spelled),
		 second = (unsigned)__builtin_popcount(b->spelled & ~a->spelled);
	if (a->spelled == 0 || b->spelled == 0)
		return true;
	unsigned m = a->size - first < b->size - second ? a->size - first : b->size - second;
	return m * (a->size + b->size) * 100u >= 159u * a->size * b->size;
}

static bool
share_formal(const struct name *a, const struct name *b)
{
	for (unsigned i = 0; i < a->formal_count; i++)
		for (unsigned j = 0; j < b->formal_count; j++)
			if (a->formals[i] == b->formals[j])
				return true;
	return false;
}

// Whether two names that begin alike may be one: the second word is the same, too, or one has none.
static bool
same_second(const struct name *a, const struct name *b)
{
	return a->token_count == 1 || b->token_count == 1 || a->tokens[1] == b->tokens[1];
}

// Two given names by themselves.
static enum given_level
given_names(const struct names *names, uint32_t a, uint32_t b)
{
	const struct name *x = &names->names[a], *y = &names->names[b];
	if (a == 0 || b == 0)
		return GIVEN_MISSING;
	if (a == b || x->key == y->key || x->joined == y->joined)
		return GIVEN_SAME;
	if (x->tokens[0] == y->tokens[0] &&
	    names->names[x->tokens[0]].size >
		1) // Ana is a part of Ana Maria, and Ana Sofia is none
		return same_second(x, y) ? GIVEN_PART : GIVEN_SIMILAR;
	if (share_formal(x, y))
		return GIVEN_NICKNAME;
	struct bytes p = name_form(names, a), q = name_form(names, b);
	if ((p.size == 1 || q.size == 1) && p.data[0] == q.data[0])
		return GIVEN_INITIAL;
	if (p.size >= TYPO_LEAST && q.size >= TYPO_LEAST && letters_near(x->spelled, y->spelled) &&
	    near_one(p, q))
		return GIVEN_TYPO;
	struct bytes s = name_form(names, x->tokens[0]), t = name_form(names, y->tokens[0]);
	if (x->token_count != y->token_count && s.size >= TYPO_LEAST && t.size >= TYPO_LEAST &&
	    near_one(s, t))
		return GIVEN_SIMILAR;
	return p.size >= TYPO_LEAST && q.size >= TYPO_LEAST && may_be_similar(x, y) &&
		       p.data[0] == q.data[0] && near_jaro(p, q) >= SIMILAR_LEAST
		   ? GIVEN_SIMILAR
		   : GIVEN_DIFFERENT;
}

// Whether a given name is the other's middle name, or the second of its two given names.
static bool
given_is_middle(const struct names *names, uint32_t given, const struct person *other)
{
	const struct name *of = &names->names[other->given];
	const uint32_t word = names->names[given].tokens[0];
	if (given == 0 || names->names[given].size < 2)
		return false;
	return names->names[other->middle].tokens[0] == word ||
	       (of->token_count > 1 && of->tokens[1] == word);
}

enum given_level
compare_given(const struct links *links, const struct person *a, const struct person *b)
{
	const struct names *names = &links->names;
	enum given_level best = given_names(names, a->given, b->given);
	const uint32_t others[][2] = {
	    {a->preferred, b->given}, {a->given, b->preferred}, {a->preferred, b->preferred}};
	for (unsigned i = 0; best != GIVEN_SAME && i < 3; i++) {
		enum given_level level = given_names(names, others[i][0], others[i][1]);
		best = level > best ? level : best;
	}
	if (best < GIVEN_MIDDLE &&
	    (given_is_middle(names, a->given, b) || given_is_middle(names, b->given, a)))
		return GIVEN_MIDDLE;
	return best;
}

// How many words of one name the other has.
static unsigned
common_words(const struct name *a, const struct name *b)
{
	unsigned count = 0;
	for (unsigned i = 0; i < a->token_count; i++)
		for (unsigned j = 0; j < b->token_count; j++)
			if (a->tokens[i] == b->tokens[j]) {
				count++;
				break;
			}
	return count;
}

enum family_level
compare_family(const struct names *names, uint32_t a, uint32_t b)
{
	const struct name *x = &names->names[a], *y = &names->names[b];
	if (a == 0 || b == 0)
		return FAMILY_MISSING;
	if (a == b || x->key == y->key || x->joined == y->joined)
		return FAMILY_SAME;
	unsigned common = common_words(x, y);
	if (common > 0)
		return common == x->token_count && common == y->token_count ? FAMILY_SAME
									    : FAMILY_PART;
	struct bytes p = name_form(names, a), q = name_form(names, b);
	if (p.size < TYPO_LEAST || q.size < TYPO_LEAST)
		return FAMILY_DIFFERENT;
	if (letters_near(x->spelled, y->spelled) && near_one(p, q))
		return FAMILY_TYPO;
	return may_be_similar(x, y) && p.data[0] == q.data[0] && near_jaro(p, q) >= SIMILAR_LEAST
		   ? FAMILY_SIMILAR
		   : FAMILY_DIFFERENT;
}
