// The pass that judges every row once, counts what would be done, and says what is wrong. The passes that write judge again, and come to the same.
#include "cmd/rosterdrop/import.h"

// Notes what an account will be found by, with its row, and whether it is new.
static bool
add_credentials(struct import *import, const struct import_row *row,
    const struct import_change *change, struct fault *fault)
{
	static const struct {
		enum credential credential;
		enum account_cell cell;
	} all[] = {{CREDENTIAL_USERNAME, ACCOUNT_USERNAME}, {CREDENTIAL_EMAIL, ACCOUNT_EMAIL}};
	char key[CREDENTIAL_KEY_MAX], number[5];
	for (unsigned i = 0; i < 4; i++)
		number[i] = (char)(row->number >> (8 * i));
	number[4] = change->verdict == ROW_NEW ? 'n' : 'o';
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct bytes made = store_credential_key(
		    all[i].credential, change->cells[all[i].cell], change->key, key);
		if (made.size > 0 && !sort_add(import->credentials, made,
					 (struct bytes){number, sizeof number}, fault))
			return false;
	}
	return true;
}

// Counts a row, and says what becomes of it.
static bool
count_row(struct import *import, void *context, const struct import_row *row,
    struct import_change *change, struct fault *fault)
{
	struct import_count *count = context;
	struct import_state *state = &import->files[row->file];
	bool new = change->verdict == ROW_NEW, changed = change->verdict == ROW_CHANGED;
	count->all += new || changed ? 1 : 0;
	count->changed += changed ? 1 : 0;
	state->created += new ? 1 : 0;
	state->changed += changed ? 1 : 0;
	return row->file != IMPORT_ACCOUNTS || change->verdict == ROW_LEFT_OUT ||
	       add_credentials(import, row, change, fault);
}

// Whether another account of the store has the username that a credential's key begins with.
static bool
is_taken(struct import *import, struct bytes prefix, struct bytes account, bool *taken,
    struct fault *fault)
{
	struct bytes key;
	struct stored stored;
	*taken = false;
	if (store_count(import->store, STORE_CREDENTIALS) == 0)
		return true;
	struct store_walk *walk = store_walk_open(import->store, STORE_CREDENTIALS, prefix, fault);
	if (walk == NULL)
		return false;
	while (!*taken && store_walk_next(walk, &key, &stored) && key.size > prefix.size &&
	       memcmp(key.data, prefix.data, prefix.size) == 0)
		*taken = !bytes_equal(store_credential_holder(key), account);
	store_walk_close(walk);
	return true;
}

// Whether another district has a username.
static bool
is_foreign(struct import *import, struct bytes username)
{
	struct platform_holder holder;
	return platform_find(import->platform, username, &holder) &&
	       !bytes_is(holder.district, import->district->name);
}

// Looks for usernames that two accounts have: new ones lie side by side.
static bool
check_usernames(struct import *import, struct fault *fault)
{
	struct bytes key, value;
	char before[CREDENTIAL_KEY_MAX];
	size_t before_size = 0;
	bool more = true, taken, good = sort_end(import->credentials, fault);
	while (
	    good && (good = sort_next(import->credentials, &key, &value, &more, fault)) && more) {
		struct bytes account = store_credential_holder(key);
		struct bytes prefix = {key.data, key.size - account.size};
		if (key.data[0] != CREDENTIAL_USERNAME)
			continue;
		taken = before_size == prefix.size && memcmp(before, prefix.data, before_size) == 0;
		memcpy(before, prefix.data, prefix.size);
		before_size = prefix.size;
		if (!taken)
			good = is_taken(import, prefix, account, &taken, fault);
		struct bytes username = {prefix.data + 1, prefix.size - 2};
		taken = taken || is_foreign(import, username);
		const unsigned char *number = (const unsigned char *)value.data;
		if (good && taken)
			good = import_say(import, IMPORT_ACCOUNTS,
			    &(struct import_remark){.code = "import.username",
				.severity = SEVERITY_DEFAULT,
				.row = (uint64_t)number[0] | (uint64_t)number[1] << 8 |
				       (uint64_t)number[2] << 16 | (uint64_t)number[3] << 24,
				.column = "username",
				.id = account},
			    fault);
	}
	return good;
}

bool
import_check(struct import *import, struct import_count *count, struct fault *fault)
{
	if (!import_tie(import, fault) || !enrolled_read(import, fault) ||
	    !enrolled_rewind(import, fault))
		return false;
	import->checking = true;
	for (unsigned file = 0; file < IMPORT_FILES; file++)
		if (!import_walk(import, (enum import_file)file, count_row, count, fault))
			return false;
	import->platform = platform_open(import->front->conf, false, fault);
	bool good = import->platform != NULL && check_usernames(import, fault) &&
		    store_sound(import->store, fault);
	platform_close(import->platform);
	import->platform = NULL;
	import->checking = false;
	return good;
}
