// The verbs of `links`: links.c lists what is to be linked and what to be merged, links_search.c finds, links_say.c and links_text.c say it for people, links_unclaimed.c looks from the other side, links_decide.c takes a
// spreadsheet back, links_review.c asks one by one, links_audit.c asks how far all that can be believed.
#pragma once

#include "cmd/rosterdrop/desk.h"
#include "pipeline/idmap.h"
#include "pipeline/nickname.h"
#include "pipeline/csv.h"

// What the options said; NULL where they did not.
struct links_wish {
	const char *state, *school, *search, *file;
	const char *seed, *sample, *reviewed;
	bool json, csv, no_block, merges;
};

hand_function links_list, links_merges, links_unclaimed, links_decide, links_review, links_audit;

// What somebody looks for, in the form in which names are compared: every word of it has to be found, a typing error and short forms forgiven.
enum search_side { SEARCH_USERS, SEARCH_ACCOUNTS, SEARCH_SIDES };
enum { SEARCH_WORDS = 16 };
struct search {
	const struct district *district;
	bool wanted;
	struct text words; // forms, blanks between them
	struct text exact; // as given: an id, a username or an address
	struct text form;  // of what is looked at
	struct bytes word[SEARCH_WORDS];
	uint16_t formals[SEARCH_WORDS][NAME_FORMALS];
	unsigned formal_count[SEARCH_WORDS], count;
	uint64_t all;	     // a bit for each word
	struct idmap *names; // a name -> the words that it has
	struct idmap *own[SEARCH_SIDES], *family[SEARCH_SIDES]; // an id -> the words that the person has, that their guardians have
};
// `text` NULL: finds everything; "-": the first line of standard input. search_free in any case.
bool search_begin(struct search *search, const struct district *district, const char *text, struct fault *fault);
// Reads whom the drop and the directory have; desk_ties first.
bool search_read(struct search *search, const struct desk *desk, struct fault *fault);
// Whether a student of the SIS, an account, candidates (blanks between them), or guardians of any of these are meant; each may be empty.
bool search_finds(const struct search *search, struct bytes user, struct bytes account, struct bytes candidates);
void search_free(struct search *search);

// Whether a suggestion is one that the options and the permissions of --as let be seen. A fault's class is FAULT_NONE when it is simply not.
bool links_wanted(struct desk *desk, const struct links_wish *wish, struct search *search, const struct suggestion *one);
// links_sample.c: links that a machine made or holds to be ready, drawn by a seed, as a spreadsheet; links_reviewed.c takes it back.
bool links_sample(struct hand *hand, const struct links_wish *wish, uint64_t seed, uint64_t most, struct fault *fault);
bool links_reviewed(struct hand *hand, const struct links_wish *wish, struct fault *fault);
// The students whose link a machine made or holds to be ready: all of whom a sample may say something.
bool links_machine_made(const struct suggestion *one);
// A cell as it was before it was made harmless for spreadsheets.
struct bytes links_plain(struct bytes cell);

// Writes the row of a suggestion as `--csv` does, the columns of links.csv and names beside them; the last column, which is to be filled in, is the caller's.
#define LINKS_COLUMNS "sourcedId,accountId,class,score,evidence,candidates,reason,runnerUp,whyNot,student,account,school"
void links_put_row(struct desk *desk, struct csv *csv, const struct suggestion *one);
// Writes a text to standard output.
bool links_put_out(const struct text *text, struct fault *fault);

// What a suggestion looks like, for the column of that name: whoever decides in a spreadsheet decides about this, and nothing else.
enum { LINKS_SEEN = 14 };
void links_seen(const struct suggestion *one, char seen[LINKS_SEEN]);

// The full name of a person of the drop or of an account; kept.
struct bytes links_user_name(const struct desk *desk, struct bytes user);
struct bytes links_account_name(struct hand *hand, struct bytes account);

// Adds a suggestion as a person reads it: a sentence, then field by field what both sides say.
void links_say(struct desk *desk, const struct suggestion *one, struct text *text);
// Adds the table of one pair. `evidence` as in links.csv, or empty.
void links_say_pair(struct desk *desk, struct bytes user, struct bytes account, struct bytes evidence, struct text *text);
// Takes the next part of a list that `separator` divides.
bool links_part(struct bytes *rest, const char *separator, struct bytes *part);
// Shows a value: nothing in it moves a cursor.
void links_put(struct text *text, struct bytes value);
