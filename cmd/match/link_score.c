// What each level of agreement weighs, in quarters of a bit: how much likelier it is for one child than for two. It ranks candidates and says how
// far the second is behind; it never makes a link. A name weighs as much as it is rare in these two files.
#include "cmd/match/link_inside.h"

enum {
	GIVEN_LEAST = 8,
	GIVEN_MOST = 28,
	FAMILY_LEAST = 6,
	FAMILY_MOST = 22,
	ADDRESS_AGREES = 12,
	ADDRESS_DIFFERS = -2,
	SWAPPED = 32,
	SUFFIX = -12
};

// -1: by how rare the name is.
static const int16_t given_weights[GIVEN_LEVELS] = {[GIVEN_DIFFERENT] = -24,
    [GIVEN_INITIAL] = 4,
    [GIVEN_SIMILAR] = 8,
    [GIVEN_TYPO] = 14,
    [GIVEN_MIDDLE] = 10,
    [GIVEN_NICKNAME] = 14,
    [GIVEN_PART] = 16,
    [GIVEN_SAME] = -1};
static const int16_t family_weights[FAMILY_LEVELS] = {[FAMILY_DIFFERENT] = -14,
    [FAMILY_SIMILAR] = 8,
    [FAMILY_TYPO] = 14,
    [FAMILY_PART] = 14,
    [FAMILY_SAME] = -1};
static const int16_t middle_weights[MIDDLE_LEVELS] = {
    [MIDDLE_DIFFERENT] = -8, [MIDDLE_INITIAL] = 4, [MIDDLE_SAME] = 8};
static const int16_t date_weights[DATE_LEVELS] = {[DATE_DIFFERENT] = -32,
    [DATE_YEAR] = 6,
    [DATE_DIGIT] = 16,
    [DATE_SWAPPED] = 20,
    [DATE_SAME] = 34};
static const int16_t grade_weights[GRADE_LEVELS] = {
    [GRADE_FAR] = -14, [GRADE_NEAR] = -2, [GRADE_BEHIND] = 2, [GRADE_SAME] = 6};
static const int16_t school_weights[SCHOOL_LEVELS] = {[SCHOOL_OTHER] = -4, [SCHOOL_SAME] = 6};
static const int16_t id_weights[ID_LEVELS] = {
    [ID_DIFFERENT] = -6, [ID_NEAR] = -2, [ID_SHARED] = 2, [ID_SAME] = 34};
static const int16_t number_weights[ID_LEVELS] = {
    [ID_DIFFERENT] = -24, [ID_SHARED] = 4, [ID_SAME] = 40};
static const int16_t house_weights[HOUSE_LEVELS] = {
    [HOUSE_DIFFERENT] = -4, [HOUSE_NAME] = 14, [HOUSE_CONTACT] = 20, [HOUSE_BOTH] = 24};

static int
between(int value, int least, int most)
{
	return value < least ? least : value > most ? most : value;
}

// The weight of the commoner of two names that agree.
static int
rarity_of(uint8_t a, uint8_t b, int least, int most)
{
	return between(a < b ? a : b, least, most);
}

static int
score_names(const struct names *names, const struct person *sis, const struct person *app,
    const struct link_evidence *evidence)
{
	const struct name *list = names->names;
	int given = given_weights[evidence->given], family = family_weights[evidence->family];
	if (evidence->swapped)
		return evidence->given == GIVEN_SAME ? SWAPPED : SWAPPED / 2;
	if (given == -1)
		given = rarity_of(list[sis->given].given_weight, list[app->given].given_weight,
		    GIVEN_LEAST, GIVEN_MOST);
	if (family == -1)
		family = rarity_of(list[sis->family].family_weight, list[app->family].family_weight,
		    FAMILY_LEAST, FAMILY_MOST);
	return given + family;
}

int
score_of(const struct links *links, const struct person *sis, const struct person *app,
    const struct link_evidence *evidence)
{
	int email = id_weights[evidence->email], username = id_weights[evidence->username];
	int score = score_names(&links->names, sis, app, evidence);
	score += middle_weights[evidence->middle] + date_weights[evidence->date] +
		 grade_weights[evidence->grade];
	score += school_weights[evidence->school] + number_weights[evidence->number] +
		 house_weights[evidence->house];
	score += email > username ? email : username; // one fact: usernames are made of addresses
	score += evidence->address * ADDRESS_AGREES +
		 (evidence->address_known > evidence->address
			 ? evidence->address_known - evidence->address
			 : 0) *
		     ADDRESS_DIFFERS;
	return score + (evidence->suffix_clash ? SUFFIX : 0);
}
