// The matcher: who of the SIS is who in the directory. Two arrays of people with their households go in, a verdict for each with what it rests on
// comes out. It does no I/O, knows no store and no file, and gives the same answer for the same people in any order and with any number of threads.
//
// Weights (link_score.c) only rank and explain. What may be linked without a look is decided by guards (link_guard.c): rules that each have to hold,
// so that no sum of things that siblings share ever makes a link. Candidates are found by keys that agree (link_key.c, link_block.c), compared field
// by field (link_compare.c) and settled as each other's clear best (link_settle.c).
//
// Calling sequence: links_new; links_guardian and links_add for everybody of both sides; links_forbid for decisions that were made; links_run; then
// links_verdict and links_compare as often as wanted. Nothing of what is handed in is kept but forms of it.
#pragma once

#include <stdint.h>

#include "schema/bytes.h"
#include "pipeline/fault.h"

enum link_side { LINK_SIS, LINK_APP, LINK_SIDES };
#define LINK_NOBODY UINT32_MAX
enum { LINK_ADDRESS = 5, LINK_SHOWN = 8, LINK_GUARDIANS = 16 };

struct link_options {
	unsigned threads; // 0: one
	unsigned year; // in which the files were made: people who would be under 2 or over 23 have no known birth date. 0: any age
	const char *country; // for phone numbers: two letters of ISO 3166
	const char *const *nicknames; // of the district: "short formal", folded or not; NULL-terminated; may be NULL
};

struct link_guardian {
	struct bytes given, family, email, mobile, phone;
};

struct link_person {
	struct bytes id; // tells people of one side apart; also the order of those that nothing else tells apart
	struct bytes given, preferred, middle, family, preferred_family;
	struct bytes birth_date; // YYYY-MM-DD or YYYYMMDD
	struct bytes grades, schools; // lists, separated by commas
	struct bytes email, username, number;
	struct bytes address[LINK_ADDRESS]; // house number, street, second line, town, post code; no roster has them, other lists do
	const uint32_t *guardians; // numbers of links_guardian
	unsigned guardian_count;
};

// How a field agrees, by rising strength. How to add one: a line here, its words in link_words.c, its weight in link_score.c.
enum given_level { GIVEN_MISSING, GIVEN_DIFFERENT, GIVEN_INITIAL, GIVEN_SIMILAR, GIVEN_TYPO, GIVEN_MIDDLE, GIVEN_NICKNAME, GIVEN_PART, GIVEN_SAME, GIVEN_LEVELS };
enum family_level { FAMILY_MISSING, FAMILY_DIFFERENT, FAMILY_SIMILAR, FAMILY_TYPO, FAMILY_PART, FAMILY_SAME, FAMILY_LEVELS };
enum middle_level { MIDDLE_MISSING, MIDDLE_DIFFERENT, MIDDLE_INITIAL, MIDDLE_SAME, MIDDLE_LEVELS };
enum date_level { DATE_MISSING, DATE_DIFFERENT, DATE_YEAR, DATE_DIGIT, DATE_SWAPPED, DATE_SAME, DATE_LEVELS };
enum grade_level { GRADE_MISSING, GRADE_FAR, GRADE_NEAR, GRADE_BEHIND, GRADE_SAME, GRADE_LEVELS };
enum school_level { SCHOOL_MISSING, SCHOOL_OTHER, SCHOOL_SAME, SCHOOL_LEVELS };
enum id_level { ID_MISSING, ID_DIFFERENT, ID_NEAR, ID_SHARED, ID_SAME, ID_LEVELS };
enum house_level { HOUSE_MISSING, HOUSE_DIFFERENT, HOUSE_NAME, HOUSE_CONTACT, HOUSE_BOTH, HOUSE_LEVELS };

struct link_evidence {
	uint8_t given, family, middle, date, grade, school, email, username, number, house; // levels, as above
	uint8_t house_facts; // names, addresses and phones of guardians that agree
	uint8_t address; // parts of the address that agree
	uint8_t address_known; // and that both know
	bool swapped; // given and family name stand in each other's place
	bool suffix_clash; // Jr. against Sr.
	bool accents; // names are the same only without accents, case and signs
	bool email_named; // the address that agrees has the given name in it
	bool made_up; // the misspelt given name is no name that anybody else has
	bool common, common_here; // many may have this full name, in the district and at one school
};

enum link_class { LINK_NONE, LINK_MULTIPLE, LINK_PARTIAL, LINK_READY, LINK_CLASSES };

// Why a pair is not ready. How to add one: a line here, its rule in link_guard.c, its words in link_words.c.
enum link_guard {
	GUARD_PASSED,
	GUARD_GIVEN_DIFFERENT, GUARD_DATE_DIFFERENT, GUARD_NUMBER_DIFFERENT, GUARD_GRADE_FAR, GUARD_SUFFIX, GUARD_MIDDLE_DIFFERENT, // speak against it
	GUARD_GIVEN_WEAK, GUARD_FAMILY_WEAK, GUARD_DATE_NEAR, GUARD_DATE_MISSING, GUARD_NAMESAKE, GUARD_GUARDIANS_DIFFER,
	GUARD_SIBLING, GUARD_CROWD, // not enough for it
	GUARD_RIVAL, GUARD_WANTED, GUARD_TAKEN, // others come as close
	GUARD_FORBIDDEN,
	LINK_GUARDS
};

// What an administrator should know besides: a mask.
enum link_warning {
	WARN_TWIN = 1, WARN_NEAR_SIBLING = 2, WARN_EMAIL_SHARED = 4, WARN_EMAIL_OF_GUARDIAN = 8, WARN_GUARDIANS_DIFFER = 16, WARN_DUPLICATES = 32,
	WARN_NUMBER_REUSED = 64
};

struct link_verdict {
	enum link_class class;
	enum link_guard guard; // of the best candidate
	int score; // of the best candidate
	uint32_t best; // number on the other side; LINK_NOBODY for none and multiple
	uint32_t candidates[LINK_SHOWN]; // best first
	unsigned candidate_count;
	unsigned warnings;
};

enum { LINK_KINDS = 13 }; // of keys

struct link_counts {
	uint64_t people[LINK_SIDES], classes[LINK_CLASSES], keys, pairs, compared, plausible;
	uint64_t crowded_blocks; // too large to look at every pair even when split
	uint64_t found_once, found_often; // best candidates, by how many kinds of keys found them: what one kind alone finds, another run may miss
	uint64_t pairs_of[LINK_KINDS]; // of each kind
	bool number_trusted;
};

struct links;

struct links *links_new(const struct link_options *options); // NULL when out of memory
void links_free(struct links *links);
// The number of a guardian; the same values give the same number. LINK_NOBODY when out of memory.
uint32_t links_guardian(struct links *links, enum link_side side, const struct link_guardian *guardian);
// The number of a person: from 0, in the order in which they come. LINK_NOBODY when out of memory.
uint32_t links_add(struct links *links, enum link_side side, const struct link_person *person);
// The two are one, whatever the matcher would say: both are out of the question for others. Before links_run; nobody twice.
bool links_decide(struct links *links, uint32_t sis, uint32_t app);
bool links_decided(const struct links *links, uint32_t sis); // whether links_decide settled this one of the SIS
// The pair is never proposed: an administrator said so.
bool links_forbid(struct links *links, uint32_t sis, uint32_t app);
// FAULT_TEMP when out of memory. Can be called once.
bool links_run(struct links *links, struct fault *fault);
void links_verdict(const struct links *links, enum link_side side, uint32_t number, struct link_verdict *verdict);
// Compares two people as links_run did. Before it, only names, Jr. and the like, birth dates and grades are compared.
void links_compare(const struct links *links, uint32_t sis, uint32_t app, struct link_evidence *evidence);
const struct link_counts *links_counts(const struct links *links);
// After links_run, without the truth: of how many that are ready the account was hidden, how many of these would then be linked to another account
// (wrongly: it counts), and how many students have several candidates alike.
struct link_audit {
	uint64_t hidden, linked, doubles;
};
void links_audit(const struct links *links, struct link_audit *audit);
// After links_run: the accounts that come into question for one of the SIS, taken or not, best first. How many; at most LINK_NEAR.
enum { LINK_NEAR = 32 };
unsigned links_near(const struct links *links, uint32_t sis, uint32_t apps[LINK_NEAR]);
// How a given name, or a birth date, would agree with those that somebody has; names before links_run.
enum given_level links_given_of(struct links *links, enum link_side side, uint32_t number, struct bytes given);
enum date_level links_date_like(const struct links *links, enum link_side side, uint32_t number, struct bytes birth_date);
enum given_level links_given_like(struct links *links, const struct link_person *person, struct bytes given);
// Pairs of one side that look like one child twice: names that agree, and a birth date, a student number, an address or the household. Does not need
// links_run. Each pair once, in order of numbers. *crowded: groups with one id, or one birth date and like names, that are too large to be looked through. FAULT_TEMP
// when out of memory.
typedef bool links_pair_function(void *context, uint32_t a, uint32_t b, struct fault *fault);
bool links_twice(struct links *links, enum link_side side, links_pair_function *visit, void *context, uint64_t *crowded,
    struct fault *fault);
bool links_look_alike(struct links *links, enum link_side side, uint32_t a, uint32_t b);
// Whether the pair was among those that keys found.
bool links_found(const struct links *links, uint32_t sis, uint32_t app);
