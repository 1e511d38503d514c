// `release`: lets a held drop go on with the plan that lies there, and with no other. What is written is read by apply (pipeline/release.h says in
// which order); until then nothing of the directory has changed.
#include "cmd/rosterdrop/rekey.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "pipeline/guard.h"
#include "pipeline/log.h"
#include "pipeline/release.h"
#include "schema/finding.h"

enum { HELD_MAX = 4096, HOURS_MAX = 24 * 365 };

// What a release is limited to, as it was given; NULL: not.
struct limit {
	const char *allow, *hours, *plan;
	bool rekey, forget, dry_run; // --rekey, --no-rekey, --dry-run
};

// What holds a drop whose source IDs were replaced, beside the guards and codes.
static const char rekey_word[] = "rekey";

// Whether a drop waits for nothing but the district's start.
static bool
held_by_setup(int held)
{
	size_t size;
	struct fault ignored;
	char *text = fs_read(held, "held", HELD_MAX, &size, &ignored);
	bool setup = text != NULL && strncmp(text, "setup", strlen("setup")) == 0;
	free(text);
	return setup;
}

// The digest of the plan that lies with a held drop, from its SEAL, against which it is checked.
static bool
plan_digest(int held, const char *drop, char digest[DIGEST_HEX], struct fault *fault)
{
	struct seal seal;
	if (!seal_read(held, &seal, fault) || !seal_check(held, &seal, SEAL_QUICK, fault))
		return false;
	for (unsigned i = 0; i < seal.file_count; i++)
		if (strcmp(seal.files[i].name, "plan.csv") == 0) {
			memcpy(digest, seal.files[i].digest, DIGEST_HEX);
			return true;
		}
	return fault_set(fault, FAULT_IO, "there is no plan beside %s; retry it", drop);
}

// The settings that the plan was made under; blank for a drop that was held by a version that did not say them.
static void
plan_settings(int held, char settings[RELEASE_SETTINGS])
{
	size_t size;
	struct fault ignored;
	char *text = fs_read(held, "settings", RELEASE_SETTINGS, &size, &ignored);
	snprintf(settings, RELEASE_SETTINGS, "%.*s", text == NULL ? 0 : (int)strcspn(text, "\n"),
	    text == NULL ? "" : text);
	free(text);
}

// What stands against it.
static bool
check_place(const struct drop *drop, struct fault *fault)
{
	char words[DROP_WORDS_MAX];
	struct drop_state state = drop_look(drop->dir, drop->name);
	if (state.stage != STAGE_APPLY || state.place != PLACE_HELD)
		return fault_set(fault, FAULT_MISSING, "%s is not held by apply (%s)", drop->name,
		    drop_words(&state, words));
	return true;
}

// Reads what is to be let go.
static bool
look(const struct drop *drop, struct release *release, struct fault *fault)
{
	if (!check_place(drop, fault))
		return false;
	int held = spool_open_drop(drop->dir, STAGE_APPLY, PLACE_HELD, drop->name, fault);
	if (held < 0)
		return false;
	bool good =
	    held_by_setup(held)
		? fault_set(fault, FAULT_USAGE,
		      "%s waits for the district to go live (sync { start_date }), not for a "
		      "person",
		      drop->name)
		: plan_digest(held, drop->name, release->plan, fault);
	if (good)
		plan_settings(held, release->settings);
	close(held);
	return good;
}

// Whether a word is a guard, or has the form of a finding's code.
static bool
is_guard(const char *word, size_t size)
{
	char name[RELEASE_ALLOW];
	enum guard guard;
	snprintf(name, sizeof name, "%.*s", (int)size, word);
	return guard_named(name, &guard) || finding_code_named(name) != NULL ||
	       strcmp(name, rekey_word) == 0;
}

// Checks --allow and --hours, and fills them in.
static bool
take_limit(const struct front *front, const struct limit *limit, struct release *release,
    struct fault *fault)
{
	char *end = NULL;
	const char *allow = limit->allow == NULL ? "" : limit->allow;
	if (limit->allow != NULL && allow[0] == '\0') // not "all", as without it
		return front_usage(front, "--allow names nothing", fault);
	if (strlen(allow) + sizeof rekey_word >= sizeof release->allow)
		return front_usage(front, "--allow is too long", fault);
	for (const char *at = allow; *at != '\0';
	     at += strcspn(at, ",") + (strchr(at, ',') != NULL))
		if (!is_guard(at, strcspn(at, ",")))
			return front_usage(front,
			    "--allow takes guards (removals, class, week, school, updates, "
			    "contacts, "
			    "usernames, replaced, rekey) or codes of findings, joined by commas",
			    fault);
	// What is told to be replaced is let go by that; what the guards find besides wants a word of its own.
	snprintf(release->allow, sizeof release->allow, "%s%s%s", limit->rekey ? rekey_word : "",
	    limit->rekey && allow[0] != '\0' ? "," : "", allow);
	if (limit->hours == NULL)
		return true;
	unsigned long hours = strtoul(limit->hours, &end, 10);
	if (limit->hours[0] < '1' || limit->hours[0] > '9' || *end != '\0' || hours > HOURS_MAX)
		return front_usage(front, "--hours takes a number from 1 to 8760", fault);
	clock_text(clock_now() + (time_t)hours * 3600, release->until);
	return true;
}

// Whether the plan is the one that somebody looked at, when they say which.
static bool
check_plan(const struct limit *limit, const struct release *release, struct fault *fault)
{
	if (limit->plan == NULL || strcmp(limit->plan, release->plan) == 0)
		return true;
	return fault_set(fault, FAULT_USAGE,
	    "nothing was released: the plan is another, %s; look at it again", release->plan);
}

// Releases, under apply's lock. What an earlier call could not end is ended first.
static bool
let_go(const struct front *front, const struct drop *drop, const struct decision *decision,
    const struct limit *limit, struct release *release, struct fault *fault)
{
	snprintf(release->words, sizeof release->words, "%.*s", (int)strcspn(decision->text, "\n"),
	    decision->text);
	int lock = drop_lock(drop->dir, STAGE_APPLY, fault);
	bool good = lock >= 0 && drop_end_rejects(drop->dir, fault) &&
		    release_settle(drop->dir, fault) && look(drop, release, fault) &&
		    check_plan(limit, release, fault) &&
		    decision_record(front, drop, decision, "release", fault) &&
		    release_write(drop->dir, drop->name, release, fault) &&
		    release_settle(drop->dir, fault);
	if (lock >= 0)
		close(lock);
	if (good)
		log_line("released; waits for apply");
	return good;
}

// Has the drop matched old to new, and says by which digest the plan can be named.
static bool
plan_rekeyed(struct front *front, const struct drop *drop, const struct decision *decision,
    struct release *release, struct fault *fault)
{
	if (!rekey_plan(front, drop, decision, fault) || !look(drop, release, fault))
		return false;
	printf("plan %s\n", release->plan);
	log_line("matched old to new; held with that plan");
	return true;
}

// What the options ask for.
static bool
carry_out(struct front *front, const struct drop *drop, const struct decision *decision,
    const struct limit *limit, struct release *release, struct fault *fault)
{
	log_about(drop->district, drop->name);
	if (limit->forget) {
		if (!rekey_forget(front, drop, decision, fault))
			return false;
		log_line("waits for match again, as any other drop");
		return true;
	}
	if (limit->rekey && !plan_rekeyed(front, drop, decision, release, fault))
		return false;
	return limit->dry_run || let_go(front, drop, decision, limit, release, fault);
}

bool
command_release(struct front *front, struct fault *fault)
{
	struct decision decision = {NULL, NULL, ""};
	struct drop drop = {.dir = -1};
	struct limit limit = {.allow = NULL};
	struct release release = {.plan = ""};
	const struct option options[] = {{"--reason", NULL, &decision.reason},
	    {"--as", NULL, &decision.who}, {"--allow", NULL, &limit.allow},
	    {"--hours", NULL, &limit.hours}, {"--plan", NULL, &limit.plan},
	    {"--rekey", &limit.rekey, NULL}, {"--no-rekey", &limit.forget, NULL},
	    {"--dry-run", &limit.dry_run, NULL}, {NULL, NULL, NULL}};
	if (!front_words(front, options, 1, 1, fault))
		return false;
	if ((limit.rekey && limit.forget) || (limit.dry_run && !limit.rekey))
		return front_usage(front,
		    "--dry-run stands with --rekey, --no-rekey stands without it; what a release "
		    "would do, plan DROP says",
		    fault);
	bool good = take_limit(front, &limit, &release, fault) &&
		    decision_make(front, &decision, "released", fault) &&
		    drop_find(front, front->words[0], &drop, fault) &&
		    carry_out(front, &drop, &decision, &limit, &release, fault);
	drop_close(&drop);
	return good;
}
