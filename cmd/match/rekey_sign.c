// What people have in common with those who are known: a guardian's child, a teacher's classes, a phone, a number, each together with the whole name.
// Each such thing is a signature. Where one old and one new person alone have it, it speaks for the two, and one that speaks for another pair spoils
// both.
#include "cmd/match/rekey_crowd.h"

#include "pipeline/person.h"
#include "schema/record.h"

// What speaks for two people being one, and needs the name besides.
enum sign {
	SIGN_NAME = 'n',
	SIGN_CHILD = 'c',
	SIGN_CLASS = 'l',
	SIGN_PHONE = 'p',
	SIGN_NUMBER = 'i'
};

// Adds a signature of somebody: what it is, the kind, the whole name, and `what`.
static bool
add_sign(struct crowd *crowd, unsigned side, uint32_t number, enum sign sign, struct bytes what,
    struct fault *fault)
{
	const struct one *one = &crowd->people[side][number];
	const char head[2] = {(char)sign, (char)('0' + (int)one->kind)};
	char value[1 + sizeof number];
	struct text *text = &crowd->matcher->rekey->text;
	text_clear(text);
	text_add(text, (struct bytes){head, sizeof head});
	size_t start = text->size;
	person_name(text, record_cell(one->record, USERS_GIVEN_NAME));
	bool named = text->size > start;
	text_put(text, "\n");
	start = text->size;
	person_name(text, record_cell(one->record, USERS_FAMILY_NAME));
	named = named && text->size > start;
	text_put(text, "\n");
	text_add(text, what);
	if (text->failed)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	value[0] = (char)side;
	memcpy(value + 1, &number, sizeof number);
	return !named || text->size > UINT16_MAX ||
	       sort_add(crowd->signs, (struct bytes){text->data, text->size},
		   (struct bytes){value, sizeof value}, fault);
}

// What somebody's own row says.
static bool
sign_row(struct crowd *crowd, unsigned side, uint32_t number, struct fault *fault)
{
	static const struct {
		unsigned column;
		enum sign sign;
	} ways[] = {
	    {USERS_SMS, SIGN_PHONE}, {USERS_PHONE, SIGN_PHONE}, {USERS_IDENTIFIER, SIGN_NUMBER}};
	const struct one *one = &crowd->people[side][number];
	bool good = add_sign(crowd, side, number, SIGN_NAME, (struct bytes){NULL, 0}, fault);
	for (size_t i = 0; good && i < sizeof ways / sizeof *ways; i++) {
		struct bytes cell = record_cell(one->record, ways[i].column);
		good = cell.size == 0 || add_sign(crowd, side, number, ways[i].sign, cell, fault);
	}
	return good;
}

// A relationship: the account of the one tells who the other is.
static bool
sign_tie(struct crowd *crowd, unsigned side, struct bytes key, struct fault *fault)
{
	char room[ACCOUNT_ID_MAX];
	struct bytes users[2];
	uint64_t number;
	if (!pair_split(key, &users[0], &users[1]))
		return true;
	for (unsigned i = 0; i < 2; i++) {
		if (!idmap_get(crowd->numbers[side], users[i], &number))
			continue;
		struct bytes account = rekey_account(crowd->matcher->rekey, users[1 - i], room);
		if (account.size > 0 &&
		    !add_sign(crowd, side, (uint32_t)number, SIGN_CHILD, account, fault))
			return false;
	}
	return true;
}

// An enrolment: what the class is called, and its school, by the ids of now.
static bool
sign_place(struct crowd *crowd, unsigned side, struct bytes record, struct fault *fault)
{
	uint64_t number;
	struct roster_row row;
	struct stored stored;
	struct rekey *rekey = crowd->matcher->rekey;
	struct text *text = &rekey->other;
	struct bytes id = record_cell(record, ENROLLMENTS_CLASS), class;
	if (!idmap_get(crowd->numbers[side], record_cell(record, ENROLLMENTS_USER), &number))
		return true;
	if (side == 0 ? !store_get(crowd->matcher->store, CLASSES, id, &stored)
		      : !roster_get(crowd->matcher->roster, CLASSES, id, &row))
		return true;
	class = side == 0 ? stored.record : row.record;
	text_clear(text);
	if (side == 0)
		rekey_reference(rekey, text, ORGS, record_cell(class, CLASSES_SCHOOL));
	else
		text_add(text, record_cell(class, CLASSES_SCHOOL));
	text_put(text, "\n");
	person_name(text, record_cell(class, CLASSES_TITLE));
	text_put(text, "\n");
	text_add(text, record_cell(class, CLASSES_CODE));
	return add_sign(crowd, side, (uint32_t)number, SIGN_CLASS,
	    (struct bytes){text->data, text->size}, fault);
}

// The ties and places of both sides.
static bool
sign_entity(struct crowd *crowd, unsigned entity, struct fault *fault)
{
	bool ties = entity == RELATIONSHIPS;
	struct bytes key;
	struct roster_row row;
	struct stored stored;
	struct matcher *matcher = crowd->matcher;
	struct roster_walk *rows = roster_walk_open(matcher->roster, entity, fault);
	struct store_walk *records =
	    rows == NULL ? NULL
			 : store_walk_open(matcher->store, entity, (struct bytes){NULL, 0}, fault);
	bool good = records != NULL;
	while (good && roster_walk_next(rows, &key, &row))
		good =
		    row.state != ROSTER_ACTIVE || (ties ? sign_tie(crowd, 1, key, fault)
							: sign_place(crowd, 1, row.record, fault));
	while (good && store_walk_next(records, &key, &stored))
		good = stored.state != STORED_ACTIVE ||
		       (ties ? sign_tie(crowd, 0, key, fault)
			     : sign_place(crowd, 0, stored.record, fault));
	store_walk_close(records);
	roster_walk_close(rows);
	return good;
}

bool
crowd_sign(struct crowd *crowd, struct fault *fault)
{
	bool good = true;
	for (unsigned side = 0; side < SIDES; side++)
		for (uint32_t i = 0; good && i < crowd->count[side]; i++)
			good = sign_row(crowd, side, i, fault);
	return good && sign_entity(crowd, RELATIONSHIPS, fault) &&
	       sign_entity(crowd, ENROLLMENTS, fault) && sort_end(crowd->signs, fault);
}

// Those who have the signature that is read.
struct sharing {
	struct text sign;
	uint32_t first[SIDES], count[SIDES]; // count: of different people, 2 stands for more
	uint32_t shown[LINK_SHOWN], shown_count; // of the directory's
};

// One vote for two people.
static void
vote(uint32_t *votes, uint32_t number)
{
	*votes = *votes == 0 || *votes == number + 1 ? number + 1 : SPOILT;
}

// What a signature says, once all who have it are known.
static void
count_sign(struct crowd *crowd, struct sharing *sharing)
{
	if (sharing->sign.size == 0 || sharing->count[0] != 1 || sharing->count[1] != 1)
		return;
	struct one *old = &crowd->people[0][sharing->first[0]];
	struct one *new = &crowd->people[1][sharing->first[1]];
	if (sharing->sign.data[0] == SIGN_NAME) {
		old->mate = sharing->first[1] + 1;
		new->mate = sharing->first[0] + 1;
	} else {
		vote(&old->vote, sharing->first[1]);
		vote(&new->vote, sharing->first[0]);
		new->sure = new->sure || sharing->sign.data[0] == SIGN_NUMBER;
	}
}

// Takes the next one in; true when it begins another signature, which is then `sharing`'s after it was told.
static void
share(struct crowd *crowd, struct sharing *sharing, struct bytes value)
{
	unsigned side = (unsigned char)value.data[0];
	uint32_t number;
	memcpy(&number, value.data + 1, sizeof number);
	bool again = sharing->count[side] > 0 && sharing->first[side] == number;
	if (side == 0 && !again && sharing->shown_count < LINK_SHOWN &&
	    !crowd->people[0][number].settled)
		sharing->shown[sharing->shown_count++] = number;
	if (again || sharing->count[side] == 2)
		return;
	sharing->first[side] = number;
	sharing->count[side]++;
}

static bool
begins(struct sharing *sharing, struct bytes key)
{
	return !bytes_equal(key, (struct bytes){sharing->sign.data, sharing->sign.size});
}

static bool
begin_sign(struct sharing *sharing, struct bytes key, struct fault *fault)
{
	struct text sign = sharing->sign;
	text_clear(&sign);
	text_add(&sign, key);
	*sharing = (struct sharing){.sign = sign};
	return !sign.failed || fault_set(fault, FAULT_TEMP, "out of memory");
}

bool
crowd_count(struct crowd *crowd, struct fault *fault)
{
	struct sharing sharing = {.shown_count = 0};
	struct bytes key, value;
	bool more = true, good = true;
	while (good && (good = sort_next(crowd->signs, &key, &value, &more, fault)) && more) {
		if (begins(&sharing, key)) {
			count_sign(crowd, &sharing);
			good = begin_sign(&sharing, key, fault);
		}
		if (good)
			share(crowd, &sharing, value);
	}
	if (good)
		count_sign(crowd, &sharing);
	text_free(&sharing.sign);
	return good;
}

// Whether two students of one name are surely two: born on other days, or Jr. and Sr.
static bool
are_two(const struct crowd *crowd, const struct one *old, const struct one *new)
{
	struct link_evidence evidence;
	return new->kind == PERSON_STUDENT &&crowd_compare(crowd, old, new, &evidence) &&
	       (evidence.date == DATE_DIFFERENT || evidence.suffix_clash);
}

// Somebody of the drop has the name of those who are left of the directory: may be one of them.
static bool
note_namesakes(
    struct crowd *crowd, struct sharing *sharing, const struct one *new, struct fault *fault)
{
	bool good = true;
	for (uint32_t i = 0; good && !new->settled &&i < sharing->shown_count; i++) {
		const struct one *old = &crowd->people[0][sharing->shown[i]];
		good = are_two(crowd, old, new) ||
		       rekey_maybe(crowd->matcher, new->id, old->account, fault);
	}
	return good;
}

// Of one name, the directory's come first, because equal keys keep the order in which they were added.
bool
crowd_note(struct crowd *crowd, struct fault *fault)
{
	struct sharing sharing = {.shown_count = 0};
	struct bytes key, value;
	uint32_t number;
	bool more = true, good = sort_rewind(crowd->signs, fault);
	while (good && (good = sort_next(crowd->signs, &key, &value, &more, fault)) && more) {
		if (key.data[0] != SIGN_NAME)
			continue;
		if (begins(&sharing, key))
			good = begin_sign(&sharing, key, fault);
		share(crowd, &sharing, value);
		memcpy(&number, value.data + 1, sizeof number);
		if (good && value.data[0] == 1)
			good = note_namesakes(crowd, &sharing, &crowd->people[1][number], fault);
	}
	text_free(&sharing.sign);
	return good;
}
