// Suggestions: the students of a drop who have no link, held against the students of the directory whom nobody of the SIS holds. Here the matcher
// (link.h), which knows no files, gets its people from roster.mdb and the store, and its verdicts become rows.
//
// What people decided comes first: links are not looked at again, and a pair that is blocked is never made. Then comes what people.c gives away by
// exact username or e-mail, unless the names speak against it.
#pragma once

#include "cmd/match/link.h"
#include "cmd/match/match.h"
#include "pipeline/idmap.h"

// A row of links.csv, on its way there; the key of its record is the sourcedId.
enum { LINK_SCORE_ROOM = 16 };
enum link_cell { LINK_ACCOUNT, LINK_CLASS, LINK_SCORE, LINK_EVIDENCE, LINK_CANDIDATES, LINK_REASON, LINK_RUNNER_UP, LINK_WHY_NOT, LINK_CELLS };
// The header of links.csv and merges.csv. How to add a column: its cell, its name here and in desk_read.c, a paragraph in rosterdrop-feed(5).
#define LINK_HEADER "sourcedId,accountId,class,score,evidence,candidates,reason,runnerUp,whyNot"

struct suggest {
	struct matcher *matcher;
	struct links *links;
	struct idmap *students; // sourcedId → number in links
	struct idmap *accounts; // accountId → number in links
	struct idmap *freed; // accountId → how many of the sourcedIds that hold it are gone from the SIS
	bool *unheld; // of an account: no sourcedId ever held it
	size_t unheld_room;
	uint8_t *kin; // of a student who is ready on what somebody who is linked shares: why not, of enum link_guard. NULL: nobody is linked
	bool merges; // students who have an account are looked at as well, against accounts that nobody ever held
	struct sort *rows; // key = sourcedId, value = record of enum link_cell: of whom the matcher has something to say
	struct text text, other, why_not; // of one student: evidence, and behind it the reason; the candidates; what is said of the runner-up
};

// Takes in both sides. *out is NULL when there is nobody to compare: no student without a link, or no account.
bool suggest_begin(struct matcher *matcher, struct suggest **out, struct fault *fault);
void suggest_free(struct suggest *suggest);

// Whether the pair is blocked by a person; both may be of any kind.
bool suggest_blocked(const struct matcher *matcher, struct bytes user, struct bytes account);
// Whether what is known of the two speaks against their being one: then a username or an e-mail that agrees is somebody else's.
bool suggest_doubts(const struct suggest *suggest, struct bytes user, struct bytes account);
// The two are one.
bool suggest_decide(struct suggest *suggest, struct bytes user, struct bytes account);
// Matches; leaves rows, what is linked by itself (links.automatic) in match.mdb, and unclaimed.csv.
bool suggest_run(struct suggest *suggest, struct fault *fault);

// suggest_kin.c: after links_run, finds who of those that are ready may be mixed up with somebody who has an account.
bool suggest_kin(struct suggest *suggest, struct fault *fault);
// What is to be said of a student: as the matcher says, and ready only when nobody who has an account could be meant as well.
void suggest_verdict(const struct suggest *suggest, uint32_t student, struct link_verdict *verdict);

// suggest_merges.c: merges.csv, the accounts that nobody of the SIS holds, held against the students who have another one: to be merged by a person. Only
// where there are any.
bool suggest_merges(struct matcher *matcher, struct fault *fault);
// The parts of suggest.c that this takes. NULL when out of memory.
struct suggest *suggest_new(struct matcher *matcher);
// Makes the cells of a student's row; they live until the next one. FAULT_TEMP when out of memory.
bool suggest_cells(struct suggest *suggest, uint32_t student, const struct link_verdict *verdict, char score[LINK_SCORE_ROOM],
    struct bytes cells[LINK_CELLS], struct fault *fault);
// Whether the account that the matcher calls ready is given without a person: as the district lets it be, or because source IDs were replaced.
bool suggest_links_ready(const struct suggest *suggest, struct bytes account);

// suggest_audit.c: audit.json, how far the run can be believed.
bool suggest_write_audit(const struct suggest *suggest, struct fault *fault);

// people.c: lets everybody without a link claim an account by username or e-mail. The rows of links.csv go to `results`, the links to match.mdb; with NULL
// only `suggest`, which may be NULL, hears of it.
bool match_claims(struct matcher *matcher, struct suggest *suggest, struct sort *results, struct fault *fault);

// rows.c: links.csv. `results` are the rows of people.c, which fit into all that suggest says.
bool match_write_links(struct matcher *matcher, struct suggest *suggest, struct sort *results, struct fault *fault);

// suggest_roster.c, suggest_store.c: take one side in.
bool suggest_take_roster(struct suggest *suggest, struct fault *fault);
bool suggest_take_store(struct suggest *suggest, struct fault *fault);
bool suggest_take_blocks(struct suggest *suggest, struct fault *fault);
// The cells of a user, and the birth date: of the drop or, when a delta does not bring it, of the store.
bool suggest_user_cells(struct suggest *suggest, struct bytes user, struct bytes cells[USERS_COLUMNS]);
struct bytes suggest_birth_date(struct suggest *suggest, struct bytes user);
// suggest_unclaimed.c: unclaimed.csv, the accounts that nobody of the SIS is found for.
bool suggest_write_unclaimed(const struct suggest *suggest, struct fault *fault);

// A guardian of a row of users.csv.
static inline struct link_guardian
suggest_guardian(const struct bytes cells[USERS_COLUMNS])
{
	return (struct link_guardian){cells[USERS_GIVEN_NAME], cells[USERS_FAMILY_NAME], cells[USERS_EMAIL], cells[USERS_SMS], cells[USERS_PHONE]};
}
