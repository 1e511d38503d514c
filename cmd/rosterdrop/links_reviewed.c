// A sample comes back, looked at. What it supports is said with the bound that so few rows allow, however well they look; and it is put into the audit log with
// who handed it in, since somebody may ask later on what all was linked.
#include "cmd/rosterdrop/links.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "cmd/rosterdrop/hand_file.h"
#include "pipeline/bound.h"
#include "pipeline/csv_read.h"
#include "pipeline/idmap.h"
#include "pipeline/spool.h"

// In how many drops before the newest one a pair may have been proposed.
enum { DROPS_BACK = 14, SAID_MAX = 240 };
enum { COLUMN_USER, COLUMN_ACCOUNT, COLUMN_REVIEW };
static const double confidence = .95, wanted = 1e-4;

enum verdict { REVIEW_RIGHT, REVIEW_WRONG, REVIEW_UNKNOWN, REVIEW_BLANK, REVIEWS };

// What may stand in the column review, in any case of letters.
static const struct {
	const char *word;
	enum verdict verdict;
} answers[] = {
    {"", REVIEW_BLANK},
    {"right", REVIEW_RIGHT},
    {"wrong", REVIEW_WRONG},
    {"don't know", REVIEW_UNKNOWN},
    {"don\xe2\x80\x99t know", REVIEW_UNKNOWN},
    {"unknown", REVIEW_UNKNOWN},
};

struct reviewed {
	struct desk desk;
	struct idmap *proposed; // pairs, as keys of blocks are
	struct idmap *seen; // sourcedIds of the file
	uint64_t counts[REVIEWS], links; // links: of all that could have been drawn
	char said[SAID_MAX];
};

// A row of a links.csv.
static bool
take_proposed(void *context, const struct bytes *cells)
{
	char room[DB_KEY_MAX];
	struct reviewed *reviewed = context;
	struct bytes key = pair_key(cells[0], cells[1], room);
	return !bytes_is(cells[2], "ready") || key.size == 0 ||
	       idmap_put(reviewed->proposed, key, 1);
}

static bool
read_proposed(struct reviewed *reviewed, const char *drop, struct fault *fault)
{
	static const char *const columns[] = {"sourcedId", "accountId", "class"};
	int dir = spool_open_drop(reviewed->desk.hand->dir, STAGE_MATCH, PLACE_READY, drop, fault);
	int fd = dir < 0 ? -1 : fs_open_file(dir, "links.csv", fault);
	bool good = fd >= 0 && csv_read(fd, "links.csv", columns, sizeof columns / sizeof *columns,
				   take_proposed, reviewed, fault);
	if (fd >= 0)
		close(fd);
	if (dir >= 0)
		close(dir);
	return good;
}

// All that was held to be ready of late: whoever looks finds what is wrong, and it may be gone by the time the file comes back.
static bool
read_drops(struct reviewed *reviewed, struct fault *fault)
{
	struct fs_names drops;
	if (!spool_list(reviewed->desk.hand->dir, STAGE_MATCH, PLACE_READY, &drops, fault))
		return false;
	bool good = true;
	for (size_t i = drops.count > DROPS_BACK ? drops.count - DROPS_BACK : 0;
	     good && i < drops.count; i++)
		good = read_proposed(reviewed, drops.name[i], fault);
	fs_names_free(&drops);
	return good;
}

// Whether the two of a row were ever one to a machine.
static bool
is_known_pair(struct reviewed *reviewed, struct bytes user, struct bytes account)
{
	char room[DB_KEY_MAX];
	uint64_t ignored;
	struct bytes key = pair_key(user, account, room);
	return (key.size > 0 && idmap_get(reviewed->proposed, key, &ignored)) ||
	       bytes_equal(desk_linked(reviewed->desk.hand, user, NULL), account) ||
	       desk_blocked(reviewed->desk.hand, user, account);
}

static bool
read_answer(struct bytes cell, enum verdict *verdict)
{
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
		if (strlen(answers[i].word) == cell.size &&
		    (cell.size == 0 || strncasecmp(answers[i].word, cell.data, cell.size) == 0)) {
			*verdict = answers[i].verdict;
			return true;
		}
	return false;
}

static bool
take_row(struct hand *hand, void *context, const struct hand_row *row, struct fault *fault)
{
	struct reviewed *reviewed = context;
	struct bytes user = links_plain(row->cells[COLUMN_USER]),
		     account = links_plain(row->cells[COLUMN_ACCOUNT]);
	enum verdict verdict;
	uint64_t ignored;
	if (!read_answer(row->cells[COLUMN_REVIEW], &verdict))
		return fault_set(fault, FAULT_USAGE,
		    "a review is right, wrong, don't know or unknown, or blank");
	if (user.size == 0 || account.size == 0 || !is_known_pair(reviewed, user, account))
		return fault_set(fault, FAULT_USAGE,
		    "the two are neither linked nor blocked, and no drop of late held them to be "
		    "ready");
	if (idmap_get(reviewed->seen, user, &ignored))
		return fault_set(fault, FAULT_USAGE, "the student stands in a row before");
	if (!hand_may(hand, MAY_LINK, desk_schools(&reviewed->desk, user), fault))
		return false;
	reviewed->counts[verdict]++;
	return idmap_put(reviewed->seen, user, 1) || fault_set(fault, FAULT_TEMP, "out of memory");
}

// How many could have been drawn.
static bool
count_links(struct reviewed *reviewed, struct fault *fault)
{
	struct desk *desk = &reviewed->desk;
	if (!desk_read(desk, 1U << LINKS_READY | 1U << LINKS_LINKED, fault))
		return false;
	for (size_t i = 0; i < desk->count; i++)
		reviewed->links += links_machine_made(&desk->list[i]);
	return true;
}

static void
say_json(const struct reviewed *reviewed, struct text *text)
{
	const uint64_t *counts = reviewed->counts;
	const uint64_t seen = counts[REVIEW_RIGHT] + counts[REVIEW_WRONG],
		       all = seen + counts[REVIEW_UNKNOWN];
	char line[512];
	snprintf(line, sizeof line,
	    "{\"right\":%" PRIu64 ",\"wrong\":%" PRIu64 ",\"unknown\":%" PRIu64
	    ",\"blank\":%" PRIu64 ",\"atMost\":%.9g,\"atMostUnknownWrong\":%.9g,"
	    "\"wanted\":%g,\"needed\":%" PRIu64 ",\"links\":%" PRIu64 "}\n",
	    counts[REVIEW_RIGHT], counts[REVIEW_WRONG], counts[REVIEW_UNKNOWN],
	    counts[REVIEW_BLANK], bound_upper(counts[REVIEW_WRONG], seen, confidence),
	    bound_upper(counts[REVIEW_WRONG] + counts[REVIEW_UNKNOWN], all, confidence), wanted,
	    bound_needed(counts[REVIEW_WRONG], wanted, confidence), reviewed->links);
	text_put(text, line);
}

// The sentence that is remembered.
static void
say_result(struct reviewed *reviewed)
{
	const uint64_t *counts = reviewed->counts;
	const uint64_t seen = counts[REVIEW_RIGHT] + counts[REVIEW_WRONG];
	snprintf(reviewed->said, sizeof reviewed->said,
	    "%" PRIu64 " links reviewed: %" PRIu64 " right, %" PRIu64 " wrong, %" PRIu64
	    " not known; at most %.3g of all are wrong (95 %%, one-sided)",
	    seen + counts[REVIEW_UNKNOWN], counts[REVIEW_RIGHT], counts[REVIEW_WRONG],
	    counts[REVIEW_UNKNOWN], bound_upper(counts[REVIEW_WRONG], seen, confidence));
}

static void
say_text(const struct reviewed *reviewed, struct text *text)
{
	const uint64_t *counts = reviewed->counts;
	const uint64_t needed = bound_needed(counts[REVIEW_WRONG], wanted, confidence),
		       all = counts[REVIEW_RIGHT] + counts[REVIEW_WRONG] + counts[REVIEW_UNKNOWN];
	char line[512];
	snprintf(line, sizeof line, "%s; %" PRIu64 " rows are blank.\n", reviewed->said,
	    counts[REVIEW_BLANK]);
	text_put(text, line);
	if (counts[REVIEW_UNKNOWN] > 0) {
		snprintf(line, sizeof line,
		    "If those that are not known were wrong, too, at most %.3g.\n",
		    bound_upper(counts[REVIEW_WRONG] + counts[REVIEW_UNKNOWN], all, confidence));
		text_put(text, line);
	}
	snprintf(line, sizeof line,
	    "To show at most %g, with so many wrong ones, %" PRIu64
	    " must be reviewed; there are %" PRIu64 " links to draw from%s.\n",
	    wanted, needed, reviewed->links,
	    needed > reviewed->links ? ", and only a look at all of them shows it" : "");
	text_put(text, line);
}

// The act that remembers: nothing of the directory is changed by it.
static bool
note_act(struct hand *hand, void *context, char **words, int count, struct fault *fault)
{
	(void)context;
	(void)words;
	(void)count;
	(void)fault;
	hand->changed = true;
	return true;
}

// Puts the sentence into the audit log, with what was given as --why behind it.
static bool
remember(struct hand *hand, const struct reviewed *reviewed, struct fault *fault)
{
	static const struct verb act = {"audit", "", 0, 0, false, note_act};
	char why[ACT_WHY_MAX + 1];
	int size = snprintf(why, sizeof why, "%s%s%s", reviewed->said,
	    hand->why == NULL ? "" : "; ", hand->why == NULL ? "" : hand->why);
	if (size < 0 || (size_t)size >= sizeof why)
		return fault_set(fault, FAULT_USAGE, "--why is too long");
	hand->why = why;
	bool good = hand_again(hand, &act, NULL, fault);
	hand->why = NULL;
	return good;
}

static bool
read_file(struct reviewed *reviewed, struct hand *hand, const char *path, struct fault *fault)
{
	static const char *const columns[] = {"sourcedId", "accountId", "review", NULL};
	static const struct hand_columns header = {
	    columns, 1U << COLUMN_USER | 1U << COLUMN_ACCOUNT | 1U << COLUMN_REVIEW, true};
	reviewed->proposed = idmap_new();
	reviewed->seen = idmap_new();
	if (reviewed->proposed == NULL || reviewed->seen == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	return desk_open(&reviewed->desk, hand, fault) && read_drops(reviewed, fault) &&
	       hand_file(hand, path, &header, take_row, reviewed, fault) &&
	       count_links(reviewed, fault);
}

bool
links_reviewed(struct hand *hand, const struct links_wish *wish, struct fault *fault)
{
	struct reviewed reviewed = {.links = 0};
	struct text text = {NULL, 0, 0, false};
	bool good = read_file(&reviewed, hand, wish->reviewed, fault);
	uint64_t seen = reviewed.counts[REVIEW_RIGHT] + reviewed.counts[REVIEW_WRONG] +
			reviewed.counts[REVIEW_UNKNOWN];
	if (good) {
		say_result(&reviewed);
		if (wish->json)
			say_json(&reviewed, &text);
		else
			say_text(&reviewed, &text);
		good = links_put_out(&text, fault);
	}
	text_free(&text);
	desk_close(&reviewed.desk);
	idmap_free(reviewed.proposed);
	idmap_free(reviewed.seen);
	return good && (seen == 0 || hand->dry_run || remember(hand, &reviewed, fault));
}
