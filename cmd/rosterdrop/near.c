// Two texts are one typing error apart when they become the same with at most one character left out of each; so the keys are the texts with each of their
// characters left out in turn, and nobody has to be compared with everybody.
#include "cmd/rosterdrop/near.h"

enum { PHONE_LEAST = 7, LONG_NUMBER = 11 };

// How to add one: a line here and in the enum, a paragraph in rosterdrop(1).
static const char *const texts[] = {
    [NEAR_NOT] = "",
    [NEAR_SAME] = "",
    [NEAR_EMAIL] = "one character of the email differs",
    [NEAR_DOMAIN] = "the email differs behind the @ only",
    [NEAR_MOBILE] = "one digit of the mobile differs",
};

const char *
nearness_text(enum nearness nearness)
{
	return texts[nearness];
}

bool
near_one_edit(struct bytes one, struct bytes other)
{
	size_t head = 0, tail = 0;
	size_t least = one.size < other.size ? one.size : other.size;
	size_t most = one.size < other.size ? other.size : one.size;
	if (most - least > 1 || bytes_equal(one, other))
		return false;
	while (head < least && one.data[head] == other.data[head])
		head++;
	while (tail < least - head &&
	       one.data[one.size - 1 - tail] == other.data[other.size - 1 - tail])
		tail++;
	if (head + tail + 1 >= most)
		return true;
	return one.size == other.size && head + tail + 2 == most &&
	       one.data[head] == other.data[head + 1] && one.data[head + 1] == other.data[head];
}

void
near_digits(struct text *text, struct bytes number)
{
	size_t begin = text->size;
	for (size_t i = 0; i < number.size; i++)
		if (number.data[i] >= '0' && number.data[i] <= '9')
			text_add(text, (struct bytes){number.data + i, 1});
	size_t size = text->size - begin;
	if (size == LONG_NUMBER && text->data[begin] == '1') {
		memmove(text->data + begin, text->data + begin + 1, size - 1);
		text->size--;
	}
}

// What stands before the @; all of it when there is none.
static struct bytes
local_part(struct bytes email)
{
	const char *at = email.size == 0 ? NULL : memchr(email.data, '@', email.size);
	return (struct bytes){email.data, at == NULL ? email.size : (size_t)(at - email.data)};
}

enum nearness
contact_nearness(const struct contact *one, const struct contact *other)
{
	bool emails = one->email.size > 0 && other->email.size > 0;
	bool mobiles = one->mobile.size >= PHONE_LEAST && other->mobile.size >= PHONE_LEAST;
	bool family = one->family.size > 0 && bytes_equal(one->family, other->family);
	bool given = one->given.size > 0 && bytes_equal(one->given, other->given);
	if ((emails && bytes_equal(one->email, other->email)) ||
	    (mobiles && bytes_equal(one->mobile, other->mobile)))
		return NEAR_SAME;
	if (emails && near_one_edit(one->email, other->email))
		return NEAR_EMAIL;
	if (emails && family && bytes_equal(local_part(one->email), local_part(other->email)))
		return NEAR_DOMAIN;
	if (mobiles && (family || given) && near_one_edit(one->mobile, other->mobile))
		return NEAR_MOBILE;
	return NEAR_NOT;
}

// FNV-1a, going on from a hash, of a text without the character at `gap`. Two texts of one key are compared all the same.
static uint64_t
hash_on(uint64_t hash, struct bytes text, size_t gap)
{
	for (size_t i = 0; i < text.size; i++)
		if (i != gap)
			hash = (hash ^ (unsigned char)text.data[i]) * 1099511628211U;
	return hash;
}

static uint64_t
key_of(char letter, struct bytes text, size_t gap)
{
	const struct bytes begin = {&letter, 1};
	return hash_on(hash_on(14695981039346656037U, begin, 1), text, gap);
}

// The keys of a text, and of it with one character left out.
static unsigned
add_keys(char letter, struct bytes text, unsigned used, unsigned most, uint64_t *keys)
{
	if (text.size > 0 && used < most)
		keys[used++] = key_of(letter, text, text.size);
	for (size_t gap = 0; gap < text.size && used < most; gap++)
		keys[used++] = key_of(letter, text, gap);
	return used;
}

unsigned
near_keys(const struct contact *contact, uint64_t keys[NEAR_KEYS_MAX])
{
	unsigned used = 0;
	struct bytes local = local_part(contact->email);
	if (local.size > 0 && contact->family.size > 0)
		keys[used++] =
		    hash_on(key_of('l', local, local.size), contact->family, contact->family.size);
	if (contact->mobile.size >= PHONE_LEAST)
		used = add_keys('m', contact->mobile, used, 1 + 16, keys);
	return add_keys('e', contact->email, used, NEAR_KEYS_MAX, keys);
}
