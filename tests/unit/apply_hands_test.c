// What people changed of an account: all of it, from the last back, whatever else happened between.
//
// uses cmd/apply/hands.c cmd/apply/undo.c cmd/apply/undo_account.c cmd/apply/links.c
#include "tests/unit/directory_make.h"

#include "cmd/apply/hands.h"
#include "pipeline/act.h"

static const char *const accounts[] = {"a0000000001", "a0000000002", "a0000000003"};

// A person's act that gives some of the accounts (bits of `which`) a name.
static void
name_accounts(struct store *store, unsigned which, const char *name)
{
	const struct act_words words = {"lee", "account edit", ""};
	struct bytes cells[ACCOUNT_CELLS];
	struct stored stored;
	struct act *act = act_begin(store, &words, &fault);
	must(act != NULL);
	for (unsigned i = 0; i < 3; i++) {
		if ((which >> i & 1) == 0)
			continue;
		assert_true(store_get_now(store, ACCOUNTS, text(accounts[i]), &stored));
		assert_true(record_read(stored.record, cells, ACCOUNT_CELLS));
		cells[ACCOUNT_GIVEN_NAME] = text(name);
		must(act_change(act,
		    &(struct act_change){.action = ACTION_UPDATE,
			.entity = ACCOUNTS,
			.key = text(accounts[i]),
			.account_id = text(accounts[i]),
			.state = STORED_ACTIVE,
			.cells = cells,
			.reason = REASON_BY_HAND},
		    &fault));
	}
	must(act_commit(act, &fault));
	act_free(act);
}

// The names that an account was given, and by which acts, the last first.
static const char *
told(struct store *store, uint32_t from, const char *account, char out[256])
{
	size_t at = 0, used = 0;
	uint32_t act;
	struct change change;
	struct hands *hands = hands_read(store, from, &fault);
	must(hands != NULL);
	out[0] = '\0';
	while (hands_next(hands, text(account), &at, &act, &change)) {
		struct bytes name = record_cell(change.after, ACCOUNT_GIVEN_NAME);
		used += (size_t)snprintf(
		    out + used, 256 - used, "%u %.*s;", act, (int)name.size, name.data);
	}
	hands_free(hands);
	return out;
}

static void
test_hands(void **state)
{
	char out[256];
	(void)state;
	struct store *store = store_begin();
	for (unsigned i = 0; i < 3; i++)
		store_account(store, accounts[i], "student", "active", NULL, NULL, NULL);
	store_end(store);
	name_accounts(store, 3, "Ida");
	name_accounts(store, 1, "Ada");
	name_accounts(store, 2, "Eva");
	name_accounts(store, 3, "Uta");
	assert_string_equal(told(store, 0, accounts[0], out), "5 Uta;3 Ada;2 Ida;");
	assert_string_equal(told(store, 0, accounts[1], out), "5 Uta;4 Eva;2 Ida;");
	assert_string_equal(told(store, 0, accounts[2], out), "");
	assert_string_equal(told(store, 3, accounts[0], out), "5 Uta;3 Ada;");
	assert_string_equal(told(store, 6, accounts[0], out), "");
	store_close(store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {SCRATCH_TEST(test_hands)};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
