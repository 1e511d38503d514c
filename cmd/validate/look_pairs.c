// Two users who share an e-mail, a mobile phone, a student number, or name and birth date: one person, nearly one, or two of whom one
// has what is the other's. Of several who share a value the first ones are remembered, so that a million of them cost no more. Names and phones are
// compared as normalise compares them.
#include "pipeline/person.h"
#include "schema/roster.h"
#include "cmd/validate/look_people.h"

// The row in hand and an earlier one.
struct pair {
	uint32_t row; // the earlier one
	const struct bytes *cells, *other;
	uint16_t facts, other_facts;
	bool names; // are the same
};

static bool
is_student(uint16_t facts)
{
	return (facts & PERSON_IS_STUDENT) != 0;
}

static bool
same_fold(const struct pair *pair, unsigned column)
{
	return bytes_equal_fold(pair->cells[column], pair->other[column]);
}

// Whether two names have one form: Ase Berg is Åse BERG.
static bool
same_name(struct people *people, const struct pair *pair, unsigned column)
{
	struct text *form = &people->form, *other = &people->other_form;

	if (same_fold(pair, column))
		return true;
	text_clear(form);
	text_clear(other);
	person_name(form, pair->cells[column]);
	person_name(other, pair->other[column]);
	if ((form->failed || other->failed) && !people->run->broken)
		people->run->broken = !fault_set(people->run->fault, FAULT_TEMP, "out of memory");
	return form->size != 0 && bytes_equal((struct bytes){form->data, form->size},
				      (struct bytes){other->data, other->size});
}

// A phone number as normalise will spell it: E.164 in `made`, or as it is.
static struct bytes
phone_form(const struct run *run, struct bytes phone, char made[PHONE_MAX])
{
	const char *country = run->job->district->scope.country;

	return person_phone(phone, country, made) == PHONE_E164 ? bytes_of(made) : phone;
}

static bool
same_phone(const struct people *people, const struct pair *pair, unsigned column)
{
	char one[PHONE_MAX], other[PHONE_MAX];

	return bytes_equal(phone_form(people->run, pair->cells[column], one),
	    phone_form(people->run, pair->other[column], other));
}

uint64_t
people_phone_hash(const struct run *run, struct bytes phone)
{
	char made[PHONE_MAX];

	return phone.size == 0 ? 0 : ids_hash(phone_form(run, phone, made), run->seed);
}

// The row in hand beside an earlier one.
static struct pair
pair_of(struct people *people, uint32_t earlier, const struct bytes *other)
{
	const struct row *row = &people->reading->row;
	struct pair pair = {.row = earlier,
	    .cells = row->cells,
	    .other = other,
	    .facts = people->run->facts.people[row->row],
	    .other_facts = people->run->facts.people[earlier]};

	pair.names = same_name(people, &pair, USERS_GIVEN_NAME) &&
		     same_name(people, &pair, USERS_FAMILY_NAME);
	return pair;
}

// Finds the earlier row of a value, the one of the same name before others; or remembers this one, as the first of its name. `column` is what must
// be the same; `other` holds its cells.
static bool
earlier(struct people *people, enum shared shared, unsigned column, struct pair *pair,
    struct bytes other[ONEROSTER_COLUMNS_MAX])
{
	struct row *row = &people->reading->row;
	struct ids_walk walk = {0};
	struct id id;
	unsigned seen = 0;
	uint32_t first = 0;
	uint64_t hash = people->hashes[shared];

	while (
	    hash != 0 && seen < NAMESAKES && ids_next(&people->shared[shared], hash, &walk, &id)) {
		if (!keep_read(people->run, USERS, id.number, other))
			continue;
		*pair = pair_of(people, id.number, other);
		if (column == USERS_SMS ? !same_phone(people, pair, column)
					: !same_fold(pair, column))
			continue;
		if (pair->names)
			return true;
		first = seen++ == 0 ? id.number : first;
	}
	if (hash != 0 && seen < NAMESAKES &&
	    !ids_add(&people->shared[shared], hash,
		(struct id){ID_ROW, (uint32_t)row->row & IDS_NUMBER_MAX}))
		people->run->broken = !fault_set(people->run->fault, FAULT_TEMP, "out of memory");
	if (seen == 0 || !keep_read(people->run, USERS, first, other))
		return false;
	*pair = pair_of(people, first, other);
	return true;
}

// Says it, with the earlier row's number.
static void
tell(struct people *people, const struct pair *pair, const char *code, enum as as, int column,
    const char *what)
{
	people_remark(
	    people, code, as, column, run_text(people->run, "row %u %s", pair->row, what));
}

// Two who share an e-mail.
static void
email_judge(struct people *people, const struct pair *pair)
{
	bool phones = same_phone(people, pair, USERS_SMS) && same_phone(people, pair, USERS_PHONE);
	bool guardians =
	    person_only_guardian(pair->facts) && person_only_guardian(pair->other_facts);

	if (pair->names && is_student(pair->facts) && is_student(pair->other_facts)) {
		tell(people, pair, "unique.person", AS_CATALOGUED, -1,
		    "has the same name and e-mail");
		return;
	}
	if (pair->names && phones)
		return;
	if (pair->names) {
		tell(people, pair, "policy.role_near_miss", AS_CATALOGUED, -1,
		    "has the same name and e-mail and another phone");
		return;
	}
	tell(people, pair, "unique.email", guardians ? AS_NOTICE : AS_WARNING, USERS_EMAIL,
	    "has the same e-mail");
}

static void
email_compare(struct people *people)
{
	struct bytes other[ONEROSTER_COLUMNS_MAX];
	struct pair pair;

	if (people->hashes[SHARED_EMAIL] == 0)
		return;
	if (earlier(people, SHARED_EMAIL, USERS_EMAIL, &pair, other))
		email_judge(people, &pair);
}

// Two grown-ups with one mobile phone.
static void
sms_compare(struct people *people)
{
	struct bytes other[ONEROSTER_COLUMNS_MAX];
	struct pair pair;

	if (people->hashes[SHARED_SMS] == 0)
		return;
	if (!earlier(people, SHARED_SMS, USERS_SMS, &pair, other))
		return;
	if (pair.names && !same_fold(&pair, USERS_EMAIL))
		tell(people, &pair, "policy.role_near_miss", AS_CATALOGUED, -1,
		    "has the same name and mobile phone and another e-mail");
}

// A student number twice in a school; one student under two ids.
static void
student_compare(struct people *people)
{
	uint64_t row = people->reading->row.row;
	const uint32_t *orgs = people->run->facts.orgs;
	const int32_t *births = people->run->facts.births;
	struct bytes other[ONEROSTER_COLUMNS_MAX];
	struct pair pair;

	if (earlier(people, SHARED_IDENTIFIER, USERS_IDENTIFIER, &pair, other) &&
	    orgs[pair.row] == orgs[row])
		tell(people, &pair, "unique.identifier", AS_CATALOGUED, USERS_IDENTIFIER,
		    "of the same school has the same student number");
	if (earlier(people, SHARED_PERSON, USERS_GIVEN_NAME, &pair, other) && pair.names &&
	    births[pair.row] == births[row])
		tell(people, &pair, "unique.person", AS_CATALOGUED, -1,
		    "has the same name and birth date");
}

// The same for the agents, who are looked up.
static void
agents_fetch(struct people *people, struct batch *batch)
{
	struct bytes member, rest = batch->cells[USERS_AGENTS];

	for (unsigned i = 0; i < AGENTS_FETCHED && value_next_member(&rest, &member); i++) {
		batch->agents[i] = ids_hash(member, people->run->seed);
		ids_prefetch(&people->run->files[USERS].ids, batch->agents[i]);
	}
}

void
people_fetch(struct people *people, struct batch *batch)
{
	const struct facts *facts = &people->run->facts;
	const struct bytes *cells = batch->cells;
	uint64_t seed = people->run->seed, *hashes = batch->hashes;
	uint16_t fact = facts->people[batch->row];

	memset(hashes, 0, sizeof(batch->hashes));
	if (cells[USERS_EMAIL].size != 0)
		hashes[SHARED_EMAIL] = ids_hash_folded(cells[USERS_EMAIL], seed);
	if (!is_student(fact) && (fact & PERSON_ROLE) != 0 && cells[USERS_SMS].size != 0)
		hashes[SHARED_SMS] = people_phone_hash(people->run, cells[USERS_SMS]);
	if (is_student(fact) && cells[USERS_IDENTIFIER].size != 0 && facts->orgs[batch->row] != 0)
		hashes[SHARED_IDENTIFIER] =
		    ids_hash_folded(cells[USERS_IDENTIFIER], seed ^ facts->orgs[batch->row]);
	if (is_student(fact) && facts->births[batch->row] != SPAN_OPEN) {
		uint64_t parts[] = {ids_hash_folded(cells[USERS_GIVEN_NAME], seed),
		    ids_hash_folded(cells[USERS_FAMILY_NAME], seed),
		    (uint64_t)facts->births[batch->row]};
		hashes[SHARED_PERSON] = ids_hash_of(parts, 3, seed);
	}
	agents_fetch(people, batch);
	for (unsigned i = 0; i < SHARED; i++)
		if (hashes[i] != 0)
			ids_prefetch(&people->shared[i], hashes[i]);
}

void
people_compare(struct people *people, uint16_t facts)
{
	email_compare(people);
	if (is_student(facts))
		student_compare(people);
	else
		sms_compare(people);
}
