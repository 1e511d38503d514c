// What an audit found, for people and for programs. Ids only: whose they are stands in `links`. A bound is on the share that would be seen in ever more
// such people, not on this district's links: the page says how to read it.
#include "cmd/match/audit.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "pipeline/bound.h"

enum { SHOWN = 20 };
static const double confidence = .95;

// How to add a list: a line here, its members in rosterdrop(1).
static const struct {
	const char *name, *members[AUDIT_IDS];
	const char *heading; // for people
} lists[AUDIT_LISTS] = {
    [AUDIT_WRONG] = {"wrong", {"sourcedId", "accountId", "linkedTo"},
	"Linked to another account when its own was hidden"},
    [AUDIT_MOVED] = {"moved", {"sourcedId", "accountId", "linkedTo"},
	"Linked to another account when others' were hidden: one of the two is wrong"},
    [AUDIT_FOOLED] = {"fooled", {"sourcedId", "accountId", "kind"},
	"Linked to a decoy made of the account"},
    [AUDIT_SHARED] = {"shared", {"accountId", "sourcedId", "otherSourcedId"},
	"Accounts that two rows of the SIS hold"},
    [AUDIT_ACCOUNTS] = {"accountPairs", {"accountId", "otherAccountId", NULL},
	"Accounts that look like one child twice"},
    [AUDIT_ROWS] = {"rowPairs", {"sourcedId", "otherSourcedId", NULL},
	"Rows of the SIS that look like one child twice"},
};

static void __attribute__((format(printf, 2, 3))) put(struct text *text, const char *format, ...)
{
	char line[512];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(line, sizeof line, format, arguments);
	va_end(arguments);
	text_put(text, line);
}

// Members "count", "linked" and "atMost" of an object.
static void
say_share(struct text *text, uint64_t linked, uint64_t count)
{
	put(text, "\"count\":%" PRIu64 ",\"linked\":%" PRIu64 ",\"atMost\":%.9g", count, linked,
	    bound_upper(linked, count, confidence));
}

static uint64_t
decoys_made(const struct audit *audit)
{
	uint64_t sum = 0;
	for (unsigned i = 0; i < DECOY_KINDS; i++)
		sum += audit->decoys.made[i][0] + audit->decoys.made[i][1];
	return sum;
}

static void
say_decoys(const struct audit *audit, struct text *text)
{
	text_put(text, ",\n\"decoys\":{");
	say_share(text, audit->items[AUDIT_FOOLED].count, decoys_made(audit));
	for (unsigned i = 0; i < 2 * DECOY_KINDS; i++) {
		unsigned kind = i / 2, instead = i % 2;
		put(text, "%s{\"kind\":\"%s\",\"instead\":%s,", i == 0 ? ",\n \"kinds\":[" : ",\n ",
		    decoy_names[kind], instead == 1 ? "true" : "false");
		say_share(text, audit->fooled[kind][instead], audit->decoys.made[kind][instead]);
		text_put(text, "}");
	}
	text_put(text, "]}");
}

static void
say_list(const struct audit *audit, enum audit_list list, struct text *text)
{
	const struct audit_items *items = &audit->items[list];
	put(text, ",\n\"%s\":[", lists[list].name);
	for (size_t i = 0; i < items->count; i++) {
		for (unsigned j = 0; j < AUDIT_IDS && lists[list].members[j] != NULL; j++) {
			put(text, "%s\"%s\":",
			    j > 0   ? ","
			    : i > 0 ? ",\n {"
				    : "{",
			    lists[list].members[j]);
			text_json(text, items->list[i].ids[j]);
		}
		if (list == AUDIT_WRONG)
			text_put(
			    text, items->list[i].alike ? ",\"alike\":true" : ",\"alike\":false");
		text_put(text, "}");
	}
	text_put(text, "]");
}

// How many of the links that are ready may be wrong at most: as if everybody who is not ready had no account, and all of them met what those do whose
// account was hidden.
static uint64_t
wrong_at_most(const struct audit *audit)
{
	uint64_t hidden = idmap_count(audit->turns);
	double share =
	    bound_upper(audit->items[AUDIT_WRONG].count - audit->alike, hidden, confidence);
	double others = (double)(audit->students - hidden), most = share * others / (1 - share);
	return hidden == 0                           ? 0
	       : share >= 1 || most > (double)hidden ? hidden
						     : (uint64_t)ceil(most);
}

static void
say_json(const struct audit *audit, struct text *text)
{
	const struct job *job = audit->matcher->job;
	put(text, "{\"format\":1,\"district\":\"%s\",\"drop\":\"%s\",\"seed\":%" PRIu64,
	    job->district->name, job->drop, audit->decoys.seed);
	put(text, ",\n\"students\":%" PRIu64 ",\"accounts\":%" PRIu64 ",\"ready\":%" PRIu64,
	    audit->students, audit->accounts, audit->classes[LINK_READY]);
	put(text, ",\"partial\":%" PRIu64 ",\"multiple\":%" PRIu64 ",\"none\":%" PRIu64,
	    audit->classes[LINK_PARTIAL], audit->classes[LINK_MULTIPLE], audit->classes[LINK_NONE]);
	put(text, ",\"rivals\":%" PRIu64 ",\"wanted\":%" PRIu64 ",\"crowded\":%" PRIu64,
	    audit->rivals, audit->wanted, audit->crowded[LINK_SIS] + audit->crowded[LINK_APP]);
	text_put(text, ",\n\"hidden\":{");
	say_share(text, audit->items[AUDIT_WRONG].count - audit->alike, idmap_count(audit->turns));
	put(text, ",\"alike\":%" PRIu64 ",\"wrongAtMost\":%" PRIu64 "}", audit->alike,
	    wrong_at_most(audit));
	say_decoys(audit, text);
	for (unsigned i = 0; i < AUDIT_LISTS; i++)
		say_list(audit, (enum audit_list)i, text);
	text_put(text, "}\n");
}

// Adds an id as it may stand on a terminal: nothing in it moves a cursor.
static void
put_id(struct text *text, struct bytes id)
{
	for (size_t i = 0; i < id.size; i++) {
		const unsigned char byte = (unsigned char)id.data[i];
		text_add(text,
		    byte < 0x20 || byte >= 0x7f ? bytes_of("?") : (struct bytes){id.data + i, 1});
	}
}

// The first of a list; all of them are in the JSON.
static void
show_list(const struct audit *audit, enum audit_list list, struct text *text)
{
	const struct audit_items *items = &audit->items[list];
	put(text, "%s: %zu\n", lists[list].heading, items->count);
	for (size_t i = 0; i < items->count && i < SHOWN; i++) {
		for (unsigned j = 0; j < AUDIT_IDS && lists[list].members[j] != NULL; j++) {
			text_put(text, "  ");
			put_id(text, items->list[i].ids[j]);
		}
		text_put(text,
		    items->list[i].alike ? "  (the two accounts look like one child)\n" : "\n");
	}
	if (items->count > SHOWN)
		put(text, "  and %zu more: --json has all\n", items->count - SHOWN);
}

static void
show_decoys(const struct audit *audit, struct text *text)
{
	put(text,
	    "\nDecoys: of each ready one's account another child was made. %zu of %" PRIu64
	    " were linked, at most %.2g of such children.\n",
	    audit->items[AUDIT_FOOLED].count, decoys_made(audit),
	    bound_upper(audit->items[AUDIT_FOOLED].count, decoys_made(audit), confidence));
	for (unsigned i = 0; i < 2 * DECOY_KINDS; i++) {
		uint64_t made = audit->decoys.made[i / 2][i % 2],
			 fooled = audit->fooled[i / 2][i % 2];
		put(text, "  %-13s %-15s %6" PRIu64 " of %" PRIu64 ", at most %.2g\n",
		    decoy_names[i / 2], i % 2 == 0 ? "beside it" : "in its place", fooled, made,
		    bound_upper(fooled, made, confidence));
	}
}

// What became of those who are ready.
static void
show_matched(const struct audit *audit, struct text *text)
{
	const size_t hidden = idmap_count(audit->turns),
		     wrong = audit->items[AUDIT_WRONG].count - audit->alike;
	put(text,
	    "\nHidden: each of %zu ready ones was matched again without its account. %zu were "
	    "linked to another one, at most %.2g of students who have no account (95 %%, "
	    "one-sided); %" PRIu64 " to what looks like their second account. Even if nobody else "
	    "had an account, no more than about %" PRIu64 " of the ready ones are wrong.\n",
	    hidden, wrong, bound_upper(wrong, hidden, confidence), audit->alike,
	    wrong_at_most(audit));
	show_list(audit, AUDIT_WRONG, text);
	show_list(audit, AUDIT_MOVED, text);
	show_decoys(audit, text);
	show_list(audit, AUDIT_FOOLED, text);
}

static void
say_text(const struct audit *audit, struct text *text)
{
	const struct job *job = audit->matcher->job;
	const size_t hidden = idmap_count(audit->turns);
	put(text, "%s, drop %s, seed %" PRIu64 "\n", job->district->name, job->drop,
	    audit->decoys.seed);
	put(text,
	    "%" PRIu64 " students without a link, %" PRIu64 " accounts that nobody holds: %" PRIu64
	    " ready, %" PRIu64 " partial, %" PRIu64 " multiple, %" PRIu64 " none\n",
	    audit->students, audit->accounts, audit->classes[LINK_READY],
	    audit->classes[LINK_PARTIAL], audit->classes[LINK_MULTIPLE], audit->classes[LINK_NONE]);
	if (hidden == 0)
		text_put(
		    text, "\nNobody is ready: there is nothing to hide, and nobody to imitate.\n");
	else
		show_matched(audit, text);
	put(text,
	    "\nTwice: %" PRIu64 " students with several accounts alike, %" PRIu64
	    " who want an account that others want (links --state multiple)\n",
	    audit->rivals, audit->wanted);
	show_list(audit, AUDIT_SHARED, text);
	show_list(audit, AUDIT_ACCOUNTS, text);
	show_list(audit, AUDIT_ROWS, text);
	if (audit->crowded[LINK_SIS] + audit->crowded[LINK_APP] > 0)
		put(text,
		    "Not looked through: %" PRIu64 " groups of accounts and %" PRIu64
		    " of rows, of more than 64 with one id, or one birth date and like names\n",
		    audit->crowded[LINK_APP], audit->crowded[LINK_SIS]);
}

void
audit_say(const struct audit *audit, bool json, struct text *text)
{
	if (json)
		say_json(audit, text);
	else
		say_text(audit, text);
}
