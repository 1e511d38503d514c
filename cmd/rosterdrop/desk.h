// The linking desk: what match proposes for the newest drop, as it stands after what people decided since, and the acts that decide. A suggestion is no
// more than that; links and blocks are in the store.
#pragma once

#include "cmd/rosterdrop/people.h"
#include "pipeline/roster_file.h"

enum link_class { LINKS_READY, LINKS_PARTIAL, LINKS_MULTIPLE, LINKS_NONE, LINKS_LINKED, LINKS_BLOCKED, LINK_CLASSES };
const char *link_class_name(enum link_class class);
bool link_class_named(const char *name, enum link_class *class);
enum { LINKS_WAITING = 1 << LINKS_READY | 1 << LINKS_PARTIAL | 1 << LINKS_MULTIPLE | 1 << LINKS_NONE };

// A student and what is proposed or decided; lives as long as the hand.
struct suggestion {
	enum link_class class;
	struct bytes user, account, score, evidence, candidates, reason; // candidates: ids, blanks between them
	struct bytes runner_up, why_not; // the one that comes next, and what is to be said of it; both may be empty
};

// Whose guardian is whose in the drop, in order of the student.
struct tie {
	struct bytes student, guardian;
};

// A place in a class that somebody was given by hand; in order of the account.
struct member {
	struct bytes account, key;
};

struct desk {
	struct hand *hand;
	char drop[DROP_NAME_MAX + 1];
	struct roster *roster;
	struct suggestion *list;
	size_t count, room;
	struct tie *ties; // only after desk_ties
	size_t tie_count, tie_room;
	struct member *members; // only after a merge
	size_t member_count, member_room;
	bool has_members;
};

// Opens the newest drop that match has done; FAULT_MISSING when there is none. desk_close in any case.
bool desk_open(struct desk *desk, struct hand *hand, struct fault *fault);
void desk_close(struct desk *desk);
// Fills the list: students of some classes (mask), each with what stands now. In order of the sourcedId; blocked pairs and linked ones behind the others.
bool desk_read(struct desk *desk, unsigned classes, struct fault *fault);
// Fills the list with students who have an account, and another account that may be theirs: to be merged. `account` is the other one. In order of the sourcedId.
bool desk_read_merges(struct desk *desk, unsigned classes, struct fault *fault);
// Reads whose guardian is whose.
bool desk_ties(struct desk *desk, struct fault *fault);
// The guardians of a student, in desk->ties.
size_t desk_guardians(const struct desk *desk, struct bytes student, size_t *first);

// A person of the drop. False when it does not have them.
bool desk_person(const struct desk *desk, struct bytes user, struct bytes user_cells[USERS_COLUMNS], struct bytes person[PERSON_CELLS]);
// The schools of a person of the drop; else of the account that they are linked to.
struct bytes desk_schools(struct desk *desk, struct bytes user);
// The account that a user is linked to, as the act has it; empty when there is none. *how: kept.
struct bytes desk_linked(struct hand *hand, struct bytes user, struct bytes *how);
bool desk_blocked(struct hand *hand, struct bytes user, struct bytes account);
// Who holds an account: is in the SIS, or was linked by hand and is to come. Empty when nobody does, or only one who may be `user` under a sourcedId that
// was replaced. `user` may be empty.
struct bytes desk_holder(const struct desk *desk, const struct account *account, struct bytes user);
// Whether a user of the drop waits for somebody to decide whether they are `old` (schema/directory.h); with an empty `old`, whether they wait at all.
bool desk_waits(struct hand *hand, struct bytes user, struct bytes old);

// What one act does to one pair (desk_pair.c, desk_unlink.c). FAULT_USAGE when it cannot be, FAULT_DENIED when the person may not.
bool desk_link(struct desk *desk, struct bytes account, struct bytes user, struct fault *fault);
bool desk_unlink(struct desk *desk, struct bytes user, bool block, struct fault *fault);
bool desk_block(struct desk *desk, struct bytes account, struct bytes user, struct fault *fault);
bool desk_unblock(struct desk *desk, struct bytes account, struct bytes user, struct fault *fault);
// Joins two accounts of one person into `keep` (desk_merge.c), and parts them again (desk_part.c); `block`: so that they are not proposed again.
bool desk_merge(struct desk *desk, struct bytes keep, struct bytes from, struct fault *fault);
bool desk_unmerge(struct desk *desk, struct bytes from, bool block, struct fault *fault);
// The key that the record of a connection, or of a place in a class, has under the account `to` in place of `from`; empty when it does not name it.
struct bytes desk_renamed(unsigned table, struct bytes key, struct bytes from, struct bytes to, char room[DB_KEY_MAX]);
// Whether the person may merge the two, or part them: at schools of both, and while the sync is live by support.
bool desk_may_merge(struct hand *hand, const struct account *keep, const struct account *from, struct fault *fault);
// Puts a link, or takes it away, both ways.
bool desk_put_link(struct hand *hand, struct bytes account, struct bytes user, const char *how, struct fault *fault);
bool desk_drop_link(struct hand *hand, struct bytes account, struct bytes user, struct fault *fault);
bool desk_put_block(struct hand *hand, struct bytes account, struct bytes user, bool blocked, struct fault *fault);
// Whether the person may link, or when the link is in force or the sync live, support, at the schools of both.
bool desk_may(struct desk *desk, enum permission permission, struct bytes user, const struct account *account, struct fault *fault);
