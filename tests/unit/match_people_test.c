// Whose account somebody gets whom the directory does not know yet: a table of what there is, who comes, and what links.csv says.
//
// uses cmd/match/people.c cmd/match/accounts.c cmd/match/mobiles.c cmd/match/chains.c cmd/match/trial.c cmd/match/decoy.c cmd/match/rows.c cmd/match/suggest.c cmd/match/suggest_kin.c cmd/match/suggest_roster.c cmd/match/suggest_store.c cmd/match/suggest_unclaimed.c cmd/match/suggest_merges.c cmd/match/suggest_audit.c cmd/match/link.c cmd/match/link_alike.c cmd/match/link_audit.c cmd/match/link_block.c cmd/match/link_compare.c cmd/match/link_contact.c cmd/match/link_each.c cmd/match/link_gather.c cmd/match/link_guard.c cmd/match/link_house.c cmd/match/link_key.c cmd/match/link_name.c cmd/match/link_near.c cmd/match/link_pair.c cmd/match/link_pending.c cmd/match/link_run.c cmd/match/link_score.c cmd/match/link_settle.c cmd/match/link_sort.c cmd/match/link_tie.c cmd/match/link_trust.c cmd/match/link_value.c cmd/match/link_words.c
// uses cmd/match/rekey.c cmd/match/rekey_pair.c cmd/match/rekey_class.c cmd/match/rekey_people.c cmd/match/rekey_sign.c cmd/match/rekey_wait.c cmd/match/rekey_keep.c cmd/match/rekey_report.c
#include "tests/unit/directory_make.h"

#include "cmd/match/match.h"

enum { MOST = 3 };

struct account {
	const char *id, *kind, *username, *email, *user; // user: the sourcedId that holds it
	const char *mobile, *given;
};

struct user {
	const char *id, *kind, *username, *email;
	char state;
	const char *mobile, *given;
};

static const struct match_case {
	const char *what;
	const char *users_mode;
	struct account accounts[MOST];
	struct user users[MOST];
	const char *links; // rows of links.csv, without score
} cases[] = {
    {"the username says it", "bulk", {{"a1", "student", "ann", NULL, NULL, NULL, NULL}},
	{{"u1", "student", "ann", NULL, 'A', NULL, NULL}}, "u1 a1 ready username"},
    {"so does the e-mail, whatever its case", "bulk",
	{{"a1", "student", NULL, "ann@x.example", NULL, NULL, NULL}},
	{{"u1", "student", "other", "Ann@X.example", 'A', NULL, NULL}}, "u1 a1 ready email"},
    {"a username has its case", "bulk", {{"a1", "student", "Ann", NULL, NULL, NULL, NULL}},
	{{"u1", "student", "ann", NULL, 'A', NULL, NULL}}, "u1  none"},
    {"the username counts before the e-mail", "bulk",
	{{"a1", "student", "ann", NULL, NULL, NULL, NULL},
	    {"a2", "student", NULL, "ann@x.example", NULL, NULL, NULL}},
	{{"u1", "student", "ann", "ann@x.example", 'A', NULL, NULL}}, "u1 a1 ready username"},
    {"another kind is another person", "bulk",
	{{"a1", "guardian", "ann", "ann@x.example", NULL, NULL, NULL}},
	{{"u1", "student", "ann", "ann@x.example", 'A', NULL, NULL}}, "u1  none"},
    {"a username of another kind leaves the e-mail", "bulk",
	{{"a1", "guardian", "ann", NULL, NULL, NULL, NULL},
	    {"a2", "student", NULL, "ann@x.example", NULL, NULL, NULL}},
	{{"u1", "student", "ann", "ann@x.example", 'A', NULL, NULL}}, "u1 a2 ready email"},
    {"several accounts: nobody's", "bulk",
	{{"a1", "guardian", NULL, "ann@x.example", NULL, NULL, NULL},
	    {"a2", "guardian", NULL, "ann@x.example", NULL, NULL, NULL}},
	{{"u1", "guardian", "ann", "ann@x.example", 'A', NULL, NULL}}, "u1  multiple email a1 a2"},
    {"two with the same claim: nobody's", "bulk",
	{{"a1", "guardian", NULL, "home@x.example", NULL, NULL, NULL}},
	{{"u1", "guardian", "ann", "home@x.example", 'A', NULL, NULL},
	    {"u2", "guardian", "ben", "home@x.example", 'A', NULL, NULL}},
	"u1  multiple email a1|u2  multiple email a1"},
    {"the better claim gets it", "bulk",
	{{"a1", "guardian", "ann", "home@x.example", NULL, NULL, NULL}},
	{{"u1", "guardian", "other", "home@x.example", 'A', NULL, NULL},
	    {"u2", "guardian", "ann", NULL, 'A', NULL, NULL}},
	"u1  multiple email a1|u2 a1 ready username"},
    {"a holder who stays keeps it", "bulk", {{"a1", "student", "ann", NULL, "u0", NULL, NULL}},
	{{"u0", "student", "old", NULL, 'A', NULL, NULL},
	    {"u1", "student", "ann", NULL, 'A', NULL, NULL}},
	"u1  none"},
    {"a holder who leaves gives it up", "bulk", {{"a1", "student", "ann", NULL, "u0", NULL, NULL}},
	{{"u1", "student", "ann", NULL, 'A', NULL, NULL}}, "u1 a1 ready username"},
    {"silence of a delta is no leaving", "delta",
	{{"a1", "student", "ann", NULL, "u0", NULL, NULL}},
	{{"u1", "student", "ann", NULL, 'A', NULL, NULL}}, "u1  none"},
    {"being deleted is", "delta", {{"a1", "student", "ann", NULL, "u0", NULL, NULL}},
	{{"u0", "student", "ann", NULL, 'D', NULL, NULL},
	    {"u1", "student", "ann", NULL, 'A', NULL, NULL}},
	"u1 a1 ready username"},
    {"without a role nobody is matched", "bulk", {{"a1", "student", "ann", NULL, NULL, NULL, NULL}},
	{{"u1", NULL, "ann", NULL, 'A', NULL, NULL}}, "u1  none"},
    {"a guardian's mobile phone, however it is written", "bulk",
	{{"a1", "guardian", NULL, "old@x.example", NULL, "(201) 555-0101", "Ann"}},
	{{"u1", "guardian", NULL, "new@x.example", 'A', "+12015550101", "Ann"}},
	"u1 a1 ready mobile"},
    {"a short form of the name, and a number of two parents", "bulk",
	{{"a1", "guardian", NULL, NULL, NULL, "+12015550101", "Tom"},
	    {"a2", "guardian", NULL, NULL, NULL, "+12015550101", "Liz"}},
	{{"u1", "guardian", NULL, NULL, 'A', "+12015550101", "Elizabeth"}}, "u1 a2 ready mobile"},
    {"the other parent's phone", "bulk",
	{{"a1", "guardian", NULL, NULL, NULL, "+12015550101", "Tom"}},
	{{"u1", "guardian", NULL, NULL, 'A', "+12015550101", "Ann"}}, "u1  none"},
    {"two accounts of one phone and name: nobody's", "bulk",
	{{"a1", "guardian", NULL, NULL, NULL, "+12015550101", "Ann"},
	    {"a2", "guardian", NULL, NULL, NULL, "+12015550101", "Ann"}},
	{{"u1", "guardian", NULL, NULL, 'A', "+12015550101", "Ann"}}, "u1  multiple mobile a2 a1"},
    {"an e-mail counts before a phone", "bulk",
	{{"a1", "guardian", NULL, "ann@x.example", NULL, NULL, "Ann"},
	    {"a2", "guardian", NULL, NULL, NULL, "+12015550101", "Ann"}},
	{{"u1", "guardian", NULL, "ann@x.example", 'A', "+12015550101", "Ann"}},
	"u1 a1 ready email"},
    {"another's e-mail claim is the better one", "bulk",
	{{"a1", "guardian", NULL, "ann@x.example", NULL, "+12015550101", "Ann"}},
	{{"u1", "guardian", NULL, NULL, 'A', "+12015550101", "Ann"},
	    {"u2", "guardian", NULL, "ann@x.example", 'A', NULL, "Ann"}},
	"u1  multiple mobile a1|u2 a1 ready email"},
    {"a phone whose holder stays", "bulk",
	{{"a1", "guardian", NULL, NULL, "u0", "+12015550101", "Ann"}},
	{{"u0", "guardian", NULL, NULL, 'A', NULL, "Ann"},
	    {"u1", "guardian", NULL, NULL, 'A', "+12015550101", "Ann"}},
	"u1  none"},
    {"a child's phone is the family's", "bulk",
	{{"a1", "student", NULL, NULL, NULL, "+12015550101", "Ann"}},
	{{"u1", "student", NULL, NULL, 'A', "+12015550101", "Ann"}}, "u1  none"},
};

// Makes what a case has; the account's holder is a user of the store.
static void
lay(const struct match_case *one, struct matcher *matcher)
{
	struct store *store = store_begin();
	for (const struct account *a = one->accounts; a < one->accounts + MOST && a->id; a++) {
		store_account(store, a->id, a->kind, "invited", a->username, a->email, a->user);
		if (a->mobile != NULL)
			store_row(store, STORE_ACCOUNTS, text(a->id), STORED_ACTIVE, ACCOUNT_KIND,
			    a->kind, ACCOUNT_EMAIL, a->email, ACCOUNT_MOBILE, a->mobile,
			    ACCOUNT_GIVEN_NAME, a->given, -1);
		if (a->user != NULL)
			store_row(
			    store, USERS, text(a->user), STORED_ACTIVE, SOURCED_ID, a->user, -1);
	}
	store_end(store);
	store_close(store);
	roster_begin("1.2");
	roster_comes(USERS, one->users_mode);
	for (const struct user *u = one->users; u < one->users + MOST && u->id; u++) {
		roster_row(USERS, text(u->id), u->state, SOURCED_ID, u->id, USERS_USERNAME,
		    u->username, USERS_EMAIL, u->email, USERS_SMS, u->mobile, USERS_GIVEN_NAME,
		    u->given, -1);
		if (u->kind != NULL)
			roster_is(u->id, u->kind, "");
	}
	roster_put("left_out", text("\x7fnobody"), text(""));
	matcher->roster = roster_end(NULL);
	matcher->store = store_open(&conf, &district, false, &fault);
	must(matcher->store != NULL);
}

// links.csv in short: sourcedId accountId class evidence candidates, rows between bars. None of these cells is quoted.
static char *
links(void)
{
	static char out[1024];
	size_t size, used = 0;
	char *content = fs_read(dir, "links.csv", 4096, &size, &fault), *rest = content;
	assert_non_null(content);
	strsep(&rest, "\n");
	for (char *line; (line = strsep(&rest, "\n")) != NULL && *line != '\0';) {
		char *cells[6];
		for (unsigned i = 0; i < 6; i++)
			cells[i] = strsep(&line, ",");
		used += (size_t)snprintf(out + used, sizeof out - used, "%s%s %s %s %s %s",
		    used > 0 ? "|" : "", cells[0], cells[1], cells[2], cells[4], cells[5]);
		for (; out[used - 1] == ' '; used--)
			out[used - 1] = '\0';
	}
	free(content);
	return out;
}

// The links table of match.mdb must say what links.csv says: an account for each that is ready.
static unsigned
count_ready(const char *wanted)
{
	unsigned count = 0;
	for (const char *at = wanted; (at = strstr(at, " ready ")) != NULL; at++)
		count++;
	return count;
}

static void
judge(const struct match_case *one)
{
	char path[64], country[] = "US";
	struct job job = {
	    .conf = &conf, .district = &district, .drop = "20261121T020304Z-1a2b3c4d", .out = dir};
	struct matcher matcher = {.job = &job};
	district.scope.country = country;
	lay(one, &matcher);
	snprintf(path, sizeof path, "%s/match.mdb", folder);
	matcher.out = db_create(path, (uint64_t)1024 * 1024, &fault);
	must(matcher.out != NULL && db_table_open(matcher.out, "links", &matcher.links, &fault));
	must(match_people(&matcher, &fault));
	assert_string_equal(links(), one->links);
	assert_int_equal(db_table_count(matcher.out, matcher.links), count_ready(one->links));
	assert_int_equal(matcher.ready, count_ready(one->links));
	db_close(matcher.out);
	store_close(matcher.store);
	roster_close(matcher.roster);
}

static void
everybody_gets_what_the_table_says(void **state)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		print_message("# %s\n", cases[i].what);
		judge(&cases[i]);
		assert_int_equal(scratch_remove(state), 0);
		assert_int_equal(scratch_make(state), 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {SCRATCH_TEST(everybody_gets_what_the_table_says)};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
