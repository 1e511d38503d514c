// Two users who share an e-mail, a mobile phone, a student number, or name and birth date: one person, nearly one, or two of whom one
// has what is the other's. Of several who share a value the first one is remembered, so that a million of them cost no more.
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

// Guardian and nothing else.
static bool
is_guardian(uint16_t facts)
{
	return (facts & (PERSON_IS_GUARDIAN | PERSON_IS_STAFF | PERSON_IS_STUDENT)) ==
	       PERSON_IS_GUARDIAN;
}

static bool
same_fold(const struct pair *pair, unsigned column)
{
	return bytes_equal_fold(pair->cells[column], pair->other[column]);
}

// Finds the earlier row of a value, or remembers this one. `column` is what must be the same; `other` holds its cells.
static bool
earlier(struct people *people, enum shared shared, unsigned column, struct pair *pair,
    struct bytes other[ONEROSTER_COLUMNS_MAX])
{
	struct row *row = &people->reading->row;
	struct ids_walk walk = {0};
	struct id id;
	uint64_t hash = people->hashes[shared];

	if (hash == 0)
		return false;
	while (ids_next(&people->shared[shared], hash, &walk, &id)) {
		if (!keep_read(people->run, USERS, id.number, other) ||
		    !bytes_equal_fold(other[column], row->cells[column]))
			continue;
		*pair = (struct pair){.row = id.number,
		    .cells = row->cells,
		    .other = other,
		    .facts = people->run->facts.people[row->row],
		    .other_facts = people->run->facts.people[id.number]};
		pair->names =
		    same_fold(pair, USERS_GIVEN_NAME) && same_fold(pair, USERS_FAMILY_NAME);
		return true;
	}
	if (!ids_add(&people->shared[shared], hash,
		(struct id){ID_ROW, (uint32_t)row->row & IDS_NUMBER_MAX}))
		people->run->broken = !fault_set(people->run->fault, FAULT_TEMP, "out of memory");
	return false;
}

// Says it, with the earlier row's number.
static void
tell(struct people *people, const struct pair *pair, const char *code, enum as as, int column,
    const char *what)
{
	people_remark(
	    people, code, as, column, run_text(people->run, "row %u %s", pair->row, what));
}

// Marks a credential that two guardians share.
static void
mark(struct people *people, const struct pair *pair, enum contact shared)
{
	uint64_t row = people->reading->row.row;

	people->contacts[row] = (uint8_t)(people->contacts[row] | shared);
	people->contacts[pair->row] = (uint8_t)(people->contacts[pair->row] | shared);
}

// Two who share an e-mail.
static void
email_judge(struct people *people, const struct pair *pair)
{
	bool phones = bytes_equal(pair->cells[USERS_SMS], pair->other[USERS_SMS]) &&
		      bytes_equal(pair->cells[USERS_PHONE], pair->other[USERS_PHONE]);
	bool guardians = is_guardian(pair->facts) && is_guardian(pair->other_facts);

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
	if (guardians)
		mark(people, pair, EMAIL_SHARED);
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
	people->contacts[people->reading->row.row] |= HAS_EMAIL;
	if (earlier(people, SHARED_EMAIL, USERS_EMAIL, &pair, other))
		email_judge(people, &pair);
}

// Two guardians, or one of the staff who is a guardian too, with one mobile phone.
static void
sms_compare(struct people *people)
{
	struct bytes other[ONEROSTER_COLUMNS_MAX];
	struct pair pair;

	if (people->hashes[SHARED_SMS] == 0)
		return;
	people->contacts[people->reading->row.row] |= HAS_SMS;
	if (!earlier(people, SHARED_SMS, USERS_SMS, &pair, other))
		return;
	if (pair.names && !same_fold(&pair, USERS_EMAIL))
		tell(people, &pair, "policy.role_near_miss", AS_CATALOGUED, -1,
		    "has the same name and mobile phone and another e-mail");
	else if (!pair.names && is_guardian(pair.facts) && is_guardian(pair.other_facts))
		mark(people, &pair, SMS_SHARED);
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
		hashes[SHARED_SMS] = ids_hash(cells[USERS_SMS], seed);
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
