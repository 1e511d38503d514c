// Keys of the store's tables.
#include "pipeline/store.h"

struct bytes
store_number_key(uint32_t number, char key[4])
{
	for (unsigned i = 0; i < 4; i++)
		key[i] = (char)(number >> (24 - 8 * i));
	return (struct bytes){key, 4};
}

struct bytes
store_sequence_key(uint64_t sequence, char key[8])
{
	for (unsigned i = 0; i < 8; i++)
		key[i] = (char)(sequence >> (56 - 8 * i));
	return (struct bytes){key, 8};
}

uint64_t
store_key_number(struct bytes key)
{
	uint64_t number = 0;
	for (size_t i = 0; i < key.size; i++)
		number = number << 8 | (unsigned char)key.data[i];
	return number;
}

struct bytes
store_credential_key(enum credential credential, struct bytes value, struct bytes account,
    char key[CREDENTIAL_KEY_MAX])
{
	size_t size = 1 + value.size + 1 + account.size;
	if (size > CREDENTIAL_KEY_MAX || value.size == 0)
		return (struct bytes){NULL, 0};
	key[0] = (char)credential;
	for (size_t i = 0; i < value.size; i++) {
		char c = value.data[i];
		bool upper = credential == CREDENTIAL_EMAIL && c >= 'A' && c <= 'Z';
		key[1 + i] = (char)(upper ? c + ('a' - 'A') : c);
	}
	key[1 + value.size] = '\0';
	if (account.size > 0)
		memcpy(key + 2 + value.size, account.data, account.size);
	return (struct bytes){key, size};
}

struct bytes
store_credential_holder(struct bytes key)
{
	const char *nul = memrchr(key.data, '\0', key.size);
	if (nul == NULL)
		return (struct bytes){NULL, 0};
	return (struct bytes){nul + 1, key.size - (size_t)(nul + 1 - key.data)};
}
