// One change of the directory: planned, then applied and fed. The plan (plan.csv), the feed (changes.ndjson) and the feed's records in the store are
// three ways of writing the same change.
#pragma once

#include <stdint.h>

#include "pipeline/csv.h"
#include "schema/directory.h"

enum action {
	ACTION_CREATE, ACTION_UPDATE, ACTION_ARCHIVE, ACTION_UNARCHIVE, ACTION_LINK, ACTION_CONNECT, ACTION_DISCONNECT,
	ACTION_ENROL, ACTION_UNENROL, ACTION_MERGE, ACTION_HOLD, ACTION_UNLINK, ACTION_BLOCK, ACTION_UNBLOCK,
	ACTIONS
};

enum reason {
	REASON_NEW,	      // new in the SIS
	REASON_CHANGED,	      // changed in the SIS
	REASON_GONE,	      // no longer in the bulk file
	REASON_DELETED,	      // tobedeleted in a delta
	REASON_RETURNED,      // was archived, is in the SIS again
	REASON_OWNER_GONE,    // the user or class that it belongs to is archived
	REASON_SAME_USERNAME, // linked to an account of the same username
	REASON_SAME_EMAIL,
	REASON_BY_HAND, // a person's act
	REASON_BEHIND_ACT, // follows from a person's act
	REASON_ADOPTED,	   // of a class: takes a hand-made one over
	REASON_ABANDONED,  // of an enrolment: who left gives up archived classes, too
	REASON_SAME_PERSON, // another row of the same person leads to the account
	REASON_UNDONE, // a person took back what drops did
	REASON_MATCHED, // linked to the account that the matcher called ready
	REASON_LINKED, // a person linked them before the user came
	REASON_FIRST_SYNC, // was there before the sync, and the policy of the first sync puts it away
	REASON_REPLACED, // goes on under another sourcedId: a person said that source IDs were replaced
	REASON_UNCLEAR, // of a wait: nobody can tell whether two users, whose source IDs were replaced, are one
	REASON_SETTLED, // of a wait: it is told by now, or does not matter any more
	REASON_SAME_MOBILE, // of a guardian: linked to an account of the same mobile phone and given name
	REASONS
};

struct change {
	enum action action;
	unsigned entity; // enum roster_file, enum entity or enum fact
	enum reason reason;
	bool notify; // the vendor should tell the person
	struct bytes sourced_id; // the key in the entity's table; a relationship's has its NUL
	struct bytes account_id;
	struct bytes before, after; // records of the entity's cells; empty: was not, is not
	uint32_t before_act;	    // the act that wrote `before`
};

// How a change lies in the store's feed: without `after`, which pipeline/feed.h finds; of a fact (schema/directory.h), with it.
enum change_cell {
	CHANGE_ACTION, CHANGE_ENTITY, CHANGE_REASON, CHANGE_NOTIFY, // one byte each: 'A' + the number
	CHANGE_SOURCED_ID, CHANGE_ACCOUNT_ID, CHANGE_BEFORE, CHANGE_BEFORE_ACT /* decimal */,
	CHANGE_AFTER,
	CHANGE_CELLS
};

const char *action_name(enum action action);
const char *reason_text(enum reason reason);

// What a change of a record of the SIS is called, by whether the record was active and will be, and whether it is known already: create, update, archive,
// unarchive, or what stands for these of enrolments and relationships.
enum action action_of(unsigned entity, bool known, bool was, bool is);
// Whether a record is archived after this action.
bool action_ends(enum action action);
// Whether it is a link that a person made, or took away, before the user is in the directory: there is no record behind it, then or now.
bool change_is_promise(const struct change *change);

// The change as a record, without `after`: writes to `out`, which has room for change_size() bytes.
size_t change_size(const struct change *change);
size_t change_write(char *out, const struct change *change);
// The change that a record holds, `after` empty (feed_walk_next fills it in); borrowed from the record. False when it is not one.
bool change_read(struct bytes record, struct change *change);

// The school of a change, as far as its record says: schoolSourcedId, primary org, or the org itself.
struct bytes change_school(const struct change *change);

// A key as people see it: the parts of a relationship's and of most facts' joined by blanks. Borrowed, from the change or from `out`.
enum { CHANGE_ID_MAX = 511 };
struct bytes change_shown_id(const struct change *change, char out[CHANGE_ID_MAX]);

// The names of the columns in which an update differs, joined by blanks; nothing for what begins or ends.
struct text;
void change_fields(struct text *text, const struct change *change);

// A row of plan.csv: action,entity,sourcedId,accountId,school,field,reason. An update names the fields that differ, joined by blanks.
void change_plan_row(struct csv *csv, const struct change *change);
extern const char change_plan_header[];

// A line of the feed: {"seq","key","drop","time","action","entity","accountId","sourcedId","before","after","notify"}; cells that
// are blank are left out of before and after. `key` is DROP/N with N from 1, of what went in while its removals wait
// DROP.part/N: the same change never has another.
// `drop` and `time` are of our own making: no escape is asked for.
void change_feed_line(struct text *text, const struct change *change, uint64_t seq, uint64_t number, const char *drop, const char *time);
