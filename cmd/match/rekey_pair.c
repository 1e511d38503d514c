// Pairs by signature: what a row says of itself once its references are those of the new side. Both sides are sorted by it, and where one old and one
// new record have the same, and nobody else has, they are one.
#include "cmd/match/rekey.h"

#include "pipeline/limits.h"
#include "pipeline/person.h"
#include "schema/record.h"
#include "schema/value.h"

// Whether two orgs do not both have an identifier of which each is its own.
static bool
orgs_agree(struct rekey *rekey, struct bytes old, struct bytes new)
{
	struct stored stored;
	struct roster_row row;
	if (!store_get(rekey->matcher->store, ORGS, old, &stored) ||
	    !roster_get(rekey->matcher->roster, ORGS, new, &row))
		return false;
	struct bytes one = record_cell(stored.record, ORGS_IDENTIFIER);
	struct bytes other = record_cell(row.record, ORGS_IDENTIFIER);
	return one.size == 0 || other.size == 0 || bytes_equal(one, other);
}

// From the surest on; what one pairs, the next does not see.
static const struct rekey_pass passes[] = {
    {ORGS, {{ORGS_TYPE, PART_EXACT, true}, {ORGS_IDENTIFIER, PART_EXACT, true}}, NULL},
    {ORGS, {{ORGS_TYPE, PART_EXACT, true}, {ORGS_NAME, PART_NAME, true}}, orgs_agree},
    {ACADEMIC_SESSIONS,
	{{SESSIONS_TYPE, PART_EXACT, true}, {SESSIONS_TITLE, PART_NAME, true},
	    {SESSIONS_START, PART_EXACT, true}, {SESSIONS_END, PART_EXACT, true}},
	NULL},
    {ACADEMIC_SESSIONS,
	{{SESSIONS_TYPE, PART_EXACT, true}, {SESSIONS_TITLE, PART_NAME, true},
	    {SESSIONS_SCHOOL_YEAR, PART_EXACT, true}},
	NULL},
    {ACADEMIC_SESSIONS,
	{{SESSIONS_TYPE, PART_EXACT, true}, {SESSIONS_START, PART_EXACT, true},
	    {SESSIONS_END, PART_EXACT, true}},
	NULL},
    {COURSES,
	{{COURSES_ORG, PART_REFERENCE, false}, {COURSES_CODE, PART_EXACT, true},
	    {COURSES_TITLE, PART_NAME, true}},
	NULL},
    {COURSES, {{COURSES_ORG, PART_REFERENCE, false}, {COURSES_CODE, PART_EXACT, true}}, NULL},
    {COURSES, {{COURSES_ORG, PART_REFERENCE, false}, {COURSES_TITLE, PART_NAME, true}}, NULL},
    {CLASSES,
	{{CLASSES_SCHOOL, PART_REFERENCE, true}, {CLASSES_COURSE, PART_REFERENCE, false},
	    {CLASSES_TERMS, PART_REFERENCE, false}, {CLASSES_CODE, PART_EXACT, true},
	    {CLASSES_TITLE, PART_NAME, false}},
	rekey_members_agree},
    {CLASSES,
	{{CLASSES_SCHOOL, PART_REFERENCE, true}, {CLASSES_COURSE, PART_REFERENCE, false},
	    {CLASSES_TERMS, PART_REFERENCE, false}, {CLASSES_CODE, PART_EXACT, true}},
	rekey_members_agree},
    {CLASSES,
	{{CLASSES_SCHOOL, PART_REFERENCE, true}, {CLASSES_COURSE, PART_REFERENCE, false},
	    {CLASSES_TERMS, PART_REFERENCE, false}, {CLASSES_TITLE, PART_NAME, true}},
	rekey_members_agree},
    {ENROLLMENTS,
	{{ENROLLMENTS_CLASS, PART_REFERENCE, true}, {ENROLLMENTS_USER, PART_ACCOUNT, true},
	    {ENROLLMENTS_ROLE, PART_EXACT, false}, {ENROLLMENTS_BEGIN, PART_EXACT, false},
	    {ENROLLMENTS_END, PART_EXACT, false}},
	NULL},
    {ENROLLMENTS,
	{{ENROLLMENTS_CLASS, PART_REFERENCE, true}, {ENROLLMENTS_USER, PART_ACCOUNT, true},
	    {ENROLLMENTS_ROLE, PART_EXACT, false}},
	NULL},
};

// Adds what a cell names. What an old one names is called by its new id.
static void
add_references(struct rekey *rekey, unsigned target, struct bytes cell, bool old)
{
	struct bytes member;
	while (value_next_member(&cell, &member)) {
		if (old)
			rekey_reference(rekey, &rekey->text, target, member);
		else
			text_add(&rekey->text, member);
		text_put(&rekey->text, ",");
	}
}

// Adds one part. False when there is nothing that it could say.
static bool
add_part(struct rekey *rekey, unsigned entity, const struct rekey_part *part, struct bytes cell,
    bool old)
{
	char room[ACCOUNT_ID_MAX];
	size_t before = rekey->text.size;
	switch (part->kind) {
	case PART_NAME:
		person_name(&rekey->text, cell);
		break;
	case PART_REFERENCE:
		add_references(rekey,
		    (unsigned)oneroster_files[entity].columns[part->column].target, cell, old);
		break;
	case PART_ACCOUNT:
		text_add(&rekey->text, rekey_account(rekey, cell, room));
		break;
	case PART_EXACT:
	case PART_END:
	default:
		text_add(&rekey->text, cell);
	}
	bool good = rekey->text.size > before || !part->needed;
	text_add(&rekey->text, (struct bytes){"", 1});
	return good;
}

// Adds one record with its signature, if it has one.
static bool
add_record(struct rekey *rekey, const struct rekey_pass *pass, struct sort *sort, struct bytes id,
    struct bytes record, bool old, struct fault *fault)
{
	const char side = old ? REKEY_OLD : REKEY_NEW;
	struct text *value = &rekey->other;
	text_clear(&rekey->text);
	for (const struct rekey_part *part = pass->parts; part->kind != PART_END; part++)
		if (!add_part(rekey, pass->entity, part, record_cell(record, part->column), old))
			return true;
	text_clear(value);
	text_add(value, (struct bytes){&side, 1});
	text_add(value, id);
	if (rekey->text.failed || value->failed)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	return sort_add(sort, (struct bytes){rekey->text.data, rekey->text.size},
	    (struct bytes){value->data, value->size}, fault);
}

// Both sides, as far as nothing is known of them.
static bool
add_all(struct rekey *rekey, const struct rekey_pass *pass, struct sort *sort, struct fault *fault)
{
	struct bytes id;
	struct stored stored;
	struct roster_row row;
	unsigned entity = pass->entity;
	struct store_walk *records =
	    store_walk_open(rekey->matcher->store, entity, (struct bytes){NULL, 0}, fault);
	struct roster_walk *rows =
	    records == NULL ? NULL : roster_walk_open(rekey->matcher->roster, entity, fault);
	bool good = rows != NULL;
	while (good && store_walk_next(records, &id, &stored))
		if (rekey_is_gone(rekey, entity, id, &stored) &&
		    !rekey_has(rekey, entity, REKEY_OLD, id))
			good = add_record(rekey, pass, sort, id, stored.record, true, fault);
	while (good && roster_walk_next(rows, &id, &row))
		if (rekey_is_new(rekey, entity, id, &row) &&
		    !rekey_has(rekey, entity, REKEY_NEW, id))
			good = add_record(rekey, pass, sort, id, row.record, false, fault);
	roster_walk_close(rows);
	store_walk_close(records);
	return good;
}

// Those of one signature.
struct alike {
	struct text signature, old, new;
	unsigned olds, news;
};

// Pairs them when there are two, one on each side.
static bool
settle(struct rekey *rekey, const struct rekey_pass *pass, struct alike *alike, struct fault *fault)
{
	struct bytes old = {alike->old.data, alike->old.size};
	struct bytes new = {alike->new.data, alike->new.size};
	bool pair = alike->olds == 1 && alike->news == 1 &&
		    (pass->check == NULL || pass->check(rekey, old, new));
	alike->olds = alike->news = 0;
	return !pair || rekey_note(rekey, pass->entity, old, new, fault);
}

// Takes the next one of the sorted records.
static bool
take(struct rekey *rekey, const struct rekey_pass *pass, struct alike *alike, struct bytes key,
    struct bytes value, struct fault *fault)
{
	bool old = value.data[0] == REKEY_OLD;
	struct text *id = old ? &alike->old : &alike->new;
	if (!bytes_equal(key, (struct bytes){alike->signature.data, alike->signature.size})) {
		if (!settle(rekey, pass, alike, fault))
			return false;
		text_clear(&alike->signature);
		text_add(&alike->signature, key);
	}
	if (old)
		alike->olds++;
	else
		alike->news++;
	text_clear(id);
	text_add(id, (struct bytes){value.data + 1, value.size - 1});
	return !(alike->signature.failed || id->failed) ||
	       fault_set(fault, FAULT_TEMP, "out of memory");
}

bool
rekey_pair(struct rekey *rekey, const struct rekey_pass *pass, struct fault *fault)
{
	struct alike alike = {.olds = 0};
	struct bytes key, value;
	bool more = true;
	struct sort *sort = sort_new(rekey->matcher->job->out, LIMIT_SORT_BYTES);
	if (sort == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	bool good = add_all(rekey, pass, sort, fault) && sort_end(sort, fault);
	while (good && (good = sort_next(sort, &key, &value, &more, fault)) && more)
		good = take(rekey, pass, &alike, key, value, fault);
	good = good && settle(rekey, pass, &alike, fault);
	text_free(&alike.signature);
	text_free(&alike.old);
	text_free(&alike.new);
	sort_free(sort);
	return good;
}

bool
rekey_pair_all(struct rekey *rekey, unsigned first, unsigned last, struct fault *fault)
{
	bool good = true;
	for (size_t i = 0; good && i < sizeof passes / sizeof *passes; i++)
		if (passes[i].entity >= first && passes[i].entity <= last)
			good = rekey_pair(rekey, &passes[i], fault);
	return good;
}
