// `verify`: whether what must hold in a store does. It only reads; what it finds is for a person, who has a backup. Values of people are never
// printed: a credential is named by its letter and its account. A damaged page may end whoever reads it, so each store is looked at in a child.
#include "cmd/rosterdrop/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/child.h"
#include "pipeline/fs.h"
#include "pipeline/log.h"
#include "pipeline/spool.h"

enum { OUT_BYTES = 64 * 1024, DAY_SECONDS = 24 * 60 * 60 };

static const struct {
	const char *code, *sentence;
} checks[CHECKS] = {
    [CHECK_DAMAGED] = {"record.damaged", "the checksum of the record is wrong"},
    [CHECK_UNCOMMITTED] = {"record.uncommitted", "an act wrote it that was never committed"},
    [CHECK_CELLS] = {"record.cells", "the record is not one of its table"},
    [CHECK_ACCOUNT_WORDS] = {"account.words", "kind, state or origin is none that there is"},
    [CHECK_ACCOUNT_NUMBER] = {"account.number", "its number would be given again"},
    [CHECK_ACCOUNT_LINKS] = {"account.links",
	"the number of its links is not how many sourcedIds in the SIS hold it"},
    [CHECK_ACCOUNT_STUDENTS] = {"account.students", "it is linked to more than one student"},
    [CHECK_ACCOUNT_CREDENTIAL] = {"account.credential",
	"it cannot be found by its username or e-mail"},
    [CHECK_LINK_ACCOUNT] = {"link.account", "the account of the link is not there"},
    [CHECK_LINK_BACK] = {"link.back", "the way back of the link is not there"},
    [CHECK_CREDENTIAL_FORM] = {"credential.form", "the key is none of a credential"},
    [CHECK_CREDENTIAL_ACCOUNT] = {"credential.account", "the account does not have the credential"},
    [CHECK_CREDENTIAL_LINK] = {"credential.link", "it is the way back of no link"},
    [CHECK_REFERENCE] = {"reference", "a record that it must name is not there"},
    [CHECK_RELATIONSHIP] = {"relationship", "one of its users is not there"},
    [CHECK_FACT_ACCOUNT] = {"fact.account", "an account that it is about is not there"},
    [CHECK_FACT_CLASS] = {"fact.class", "the class that it is about is not there"},
    [CHECK_FACT_WORDS] = {"fact.words", "a word in it is none that there is"},
    [CHECK_LEDGER_GAP] = {"ledger.gap", "the entry of an act before it is missing"},
    [CHECK_LEDGER_FEED] = {"ledger.feed",
	"its feed records do not begin where those of the act before end"},
    [CHECK_LEDGER_GENERATION] = {"ledger.generation", "the generation is below the one before"},
    [CHECK_LEDGER_INDEX] = {"ledger.index", "ledger and index do not name each other"},
    [CHECK_FEED_GAP] = {"feed.gap", "feed records before it are missing"},
    [CHECK_FEED_ACT] = {"feed.act", "the ledger does not give it to its act"},
    [CHECK_FEED_ORDER] = {"feed.order", "it is not in the order of its act"},
    [CHECK_FEED_DAMAGED] = {"feed.damaged", "the feed record cannot be read"},
    [CHECK_FEED_RECORD] = {"feed.record", "what the feed says of it is not what it is"},
    [CHECK_FEED_HISTORY] = {"feed.history", "a change in its history is missing"},
    [CHECK_FEED_UNTOLD] = {"feed.untold", "the feed does not tell of the act that wrote it"},
    [CHECK_AUDIT_GAP] = {"audit.gap", "a line before it is missing"},
    [CHECK_AUDIT_CHAIN] = {"audit.chain", "the line does not fit its digest or the line before"},
    [CHECK_META] = {"meta", "the number is not that of the last record"},
    [CHECK_SCHOOLS] = {"schools.noted",
	"what other districts hear of its schools is not what it has"},
};

const char *
check_code(enum check check)
{
	return checks[check].code;
}

// Hands the parent what was gathered, to be printed: whole lines, so that whatever ends this child leaves none cut.
static bool
flush(struct verify *verify, struct fault *fault)
{
	bool good = !verify->out.failed || fault_set(fault, FAULT_TEMP, "out of memory");
	for (size_t at = 0, size; good && at < verify->out.size; at += size) {
		size = verify->out.size - at;
		size = size < CHILD_MESSAGE_MAX ? size : CHILD_MESSAGE_MAX;
		good = child_send(verify->child, verify->out.data + at, size, fault);
	}
	text_clear(&verify->out);
	return good;
}

// A key as a text of one line: numbers in decimal, NUL as |, anything else that is not printable as \xNN.
static void
put_key(struct text *out, unsigned table, struct bytes key)
{
	char digits[8];
	struct bytes holder = store_credential_holder(key);
	if (table == STORE_LEDGER || table == STORE_FEED || table == STORE_AUDIT) {
		text_number(out, store_key_number(key));
		return;
	}
	if (table == STORE_CREDENTIALS && key.size > 0 && key.data[0] != CREDENTIAL_LINK) {
		text_add(out, (struct bytes){key.data, 1});
		text_put(out, "|");
		key = holder;
	}
	for (size_t i = 0; i < key.size; i++) {
		unsigned char c = (unsigned char)key.data[i];
		snprintf(digits, sizeof digits, c == '\0' ? "|" : "\\x%02x", c);
		if (c > ' ' && c < 0x7f)
			text_add(out, (struct bytes){key.data + i, 1});
		else
			text_put(out, digits);
	}
}

void
verify_say(struct verify *verify, enum check check, unsigned table, struct bytes key)
{
	struct text name = {NULL, 0, 0, false};
	const char *table_name = table == TABLE_META ? "meta" : store_table_name(table);
	struct fault ignored;
	verify->found++;
	put_key(&name, table, key);
	const struct bytes parts[] = {bytes_of(table_name), {name.data, name.size},
	    bytes_of(checks[check].code), bytes_of(checks[check].sentence)};
	static const char *const plain[] = {": ", " ", ": ", ": "};
	static const char *const members[] = {
	    "{\"table\":", ",\"key\":", ",\"check\":", ",\"what\":"};
	text_put(&verify->out, verify->json ? verify->first : verify->district);
	for (unsigned i = 0; i < 4; i++) {
		text_put(&verify->out, verify->json ? members[i] : plain[i]);
		if (verify->json)
			text_json(&verify->out, parts[i]);
		else
			text_add(&verify->out, parts[i]);
	}
	text_put(&verify->out, verify->json ? "}" : "\n");
	verify->first = ",\n";
	verify->out.failed = verify->out.failed || name.failed;
	text_free(&name);
	if (verify->out.size >= OUT_BYTES)
		flush(verify, &ignored); // said again at the end
}

// All checks of a store that is open.
static bool
look(struct verify *verify, struct fault *fault)
{
	static verify_function *const all[] = {verify_records, verify_accounts, verify_credentials,
	    verify_references, verify_facts, verify_ledger, verify_feed, verify_audit,
	    verify_schools};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (!all[i](verify, fault))
			return false;
	return true;
}

// What one call of verify prints.
struct listing {
	struct front *front;
	bool json;
	bool first; // nothing was said of any district yet
	bool clean; // nothing was found
	const char *district; // that is looked at now
	bool begun; // something was said of it
};

// What stands before and after the violations of a district.
static void
put_head(struct verify *verify, bool first)
{
	if (!verify->json)
		return;
	text_put(&verify->out, first ? "[{\"district\":" : ",\n{\"district\":");
	text_json(&verify->out, bytes_of(verify->district));
	text_put(&verify->out, ",\"violations\":[");
}
static void
put_tail(struct verify *verify)
{
	text_put(&verify->out, verify->json ? "],\"records\":" : verify->district);
	text_put(&verify->out, verify->json ? "" : ": ");
	text_number(&verify->out, verify->records);
	text_put(&verify->out, verify->json ? "}" : " records, ");
	if (verify->json)
		return;
	text_number(&verify->out, verify->found);
	text_put(&verify->out, verify->found == 1 ? " violation\n" : " violations\n");
}

// In the child: one district. Of one that cannot be opened there is nothing to say but in the log. FAULT_DATA when something was found.
static bool
look_at_district(struct child *child, void *context, struct fault *fault)
{
	const struct listing *listing = context;
	struct verify verify = {
	    .district = listing->district, .json = listing->json, .first = "", .child = child};
	struct fault late;
	log_about(listing->district, NULL);
	child_step(child, "looking at the store");
	bool good = reader_open(listing->front, listing->district, &verify.reader, fault);
	verify.conf = listing->front->conf;
	if (good) {
		put_head(&verify, listing->first);
		good = look(&verify, fault);
	}
	if (good)
		put_tail(&verify);
	good = flush(&verify, good ? fault : &late) && good;
	if (good && verify.found > 0)
		good = fault_set(fault, FAULT_DATA, "something was found");
	reader_close(&verify.reader);
	text_free(&verify.out);
	return good;
}

// In the parent: what the child has to say.
static bool
print(void *context, const void *message, size_t size, struct fault *fault)
{
	struct listing *listing = context;
	listing->begun = true;
	listing->first = false;
	return fs_write(STDOUT_FILENO, message, size, "standard output", fault);
}

// Looks at one district. False when that could not be done to the end; what was found until then stands.
static bool
verify_district(struct listing *listing, const char *name, struct fault *fault)
{
	const struct child_task task = {.work = look_at_district,
	    .receive = print,
	    .context = listing,
	    .step_seconds = DAY_SECONDS,
	    .total_seconds = DAY_SECONDS};
	static const char open_end[] = "],\"incomplete\":true}";
	struct fault late;
	listing->district = name;
	listing->begun = false;
	if (child_run(&task, fault))
		return true;
	listing->clean = listing->clean && fault->class != FAULT_DATA;
	if (fault->class == FAULT_DATA)
		return true;
	if (listing->json && listing->begun)
		fs_write(STDOUT_FILENO, open_end, sizeof open_end - 1, "standard output", &late);
	return false;
}

// The districts in order; one that cannot be looked at does not keep the others from it.
static bool
verify_all(struct listing *listing, const struct fs_names *names, struct fault *fault)
{
	bool good = true;
	for (size_t i = 0; i < names->count; i++) {
		struct fault own = {FAULT_NONE, ""};
		if (verify_district(listing, names->name[i], &own))
			continue;
		if (names->count > 1) {
			log_about(names->name[i], NULL);
			log_line("%s", own.text);
			log_about(NULL, NULL);
		}
		*fault = own;
		good = false;
	}
	if (listing->json)
		printf(listing->first ? "[]\n" : "]\n");
	if (!good && names->count > 1)
		fault_set(fault, fault->class,
		    "not every store could be looked at to its end; the lines above say which");
	if (good && !listing->clean)
		return fault_set(fault, FAULT_DATA,
		    "what must hold in the store does not; keep the directory as it is, and "
		    "restore the "
		    "backup");
	return good;
}

bool
command_verify(struct front *front, struct fault *fault)
{
	struct listing listing = {.front = front, .first = true, .clean = true};
	struct fs_names names = {NULL, 0};
	const struct option options[] = {{"--json", &listing.json, NULL}, {NULL, NULL, NULL}};
	if (!front_words(front, options, 0, 1, fault) || !front_conf(front, fault))
		return false;
	if (front->word_count == 1)
		return verify_all(&listing, &(struct fs_names){front->words, 1}, fault);
	bool good =
	    spool_districts(front->conf, &names, fault) && verify_all(&listing, &names, fault);
	fs_names_free(&names);
	return good;
}
