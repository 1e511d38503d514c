// How to add a key: a member in conf.h, a line in one of the two tables here, a paragraph in
// rosterdrop.conf.5. A key that no code reads must not stand here: what is accepted is obeyed.
#include "pipeline/conf_keys.h"

#include "pipeline/limits.h"

static const char *const profiles[] = {[PROFILE_TOLERANT] = "tolerant",
    [PROFILE_STRICT] = "strict",
    [PROFILE_MINIMAL] = "minimal",
    [PROFILE_MINIMAL + 1] = NULL};
static const char *const encodings[] = {[TABLE_UTF8] = "utf-8",
    [TABLE_LATIN1] = "iso-8859-1",
    [TABLE_WINDOWS_1252] = "windows-1252",
    [TABLE_WINDOWS_1252 + 1] = NULL};

static const char *const edit_policies[] = {
    [EDITS_OPEN] = "open", [EDITS_LOCKED] = "locked", [EDITS_LOCKED + 1] = NULL};
static const char *const family_policies[] = {
    [FAMILIES_SOFT] = "soft", [FAMILIES_EXTREME] = "extreme", [FAMILIES_EXTREME + 1] = NULL};

#include "pipeline/conf_scope.inc"

#include "pipeline/conf_guards.inc"

#include "pipeline/conf_first.inc"

static const char *const afters[] = {
    [SFTP_AFTER_LEAVE] = "leave", [SFTP_AFTER_MOVE] = "move", [SFTP_AFTER_MOVE + 1] = NULL};

enum { HOUR = 60 * 60, DAY = 24 * HOUR };

#define TIB ((uint64_t)1 << 40)

#include "pipeline/conf_report.inc"

// Both files have the limits; a district's own win.
#define AMOUNT(in, name_, standard_, least_, most_, help_) \
	{ \
		.section = "limits", .name = #name_, .kind = KEY_AMOUNT, .decides = true, \
		.offset = offsetof(struct in, limits.name_), .standard = standard_, \
		.least = least_, .most = most_, .help = help_ \
	}
#define NUMBER(in, name_, standard_, least_, most_, help_) \
	{ \
		.section = "limits", .name = #name_, .kind = KEY_NUMBER, .decides = true, \
		.offset = offsetof(struct in, limits.name_), .standard = standard_, \
		.least = least_, .most = most_, .help = help_ \
	}
#define LIMIT_KEYS(in) \
	AMOUNT(in, zip_bytes, LIMIT_ZIP_BYTES, KIB, TIB, "Bytes of a zip as it comes."), \
	    NUMBER(in, entries, LIMIT_ENTRIES, 1, 10000, "Files in a zip."), \
	    AMOUNT(in, entry_bytes, LIMIT_ENTRY_BYTES, KIB, TIB, \
		"Bytes of one file in a zip, inflated."), \
	    AMOUNT(in, total_bytes, LIMIT_TOTAL_BYTES, KIB, TIB, \
		"Bytes of all files in a zip, inflated."), \
	    AMOUNT(in, ratio, LIMIT_RATIO, 2, 100000, \
		"How many times larger than in the zip a file may be."), \
	    AMOUNT(in, cell_bytes, LIMIT_CELL_BYTES, 256, 16 * MIB, "Bytes of one cell."), \
	    AMOUNT(in, row_bytes, LIMIT_ROW_BYTES, KIB, 256 * MIB, "Bytes of one row."), \
	    NUMBER(in, columns, LIMIT_COLUMNS, 32, 4096, "Columns of one file."), \
	    AMOUNT( \
		in, errors, LIMIT_ERRORS, 1, 1000000000, "Errors after which a drop is refused."), \
	    AMOUNT(in, findings, LIMIT_FINDINGS, 1, 1000000000, \
		"Findings of any severity after which a drop is refused."), \
	    NUMBER(in, error_share, LIMIT_ERROR_SHARE, 0, 100, \
		"Per cent of a file's rows left out after which a drop is refused."), \
	    AMOUNT(in, store_map, LIMIT_STORE_MAP, 16 * MIB, 64 * TIB, \
		"Bytes that a district's store may grow to.")

static const struct conf_key installation[] = {
    {.name = "spool",
	.section = "",
	.kind = KEY_PATH,
	.offset = offsetof(struct conf, spool),
	.text = "/var/spool/rosterdrop",
	.help = "Where the districts' directories lie."},
    {.name = "districts",
	.section = "",
	.kind = KEY_PATH,
	.offset = offsetof(struct conf, districts),
	.text = "districts",
	.help = "The folder with one DISTRICT.conf for each district."},
    {.name = "jobs",
	.section = "",
	.kind = KEY_NUMBER,
	.offset = offsetof(struct conf, jobs),
	.standard = 2,
	.least = 1,
	.most = 256,
	.help = "How many districts are worked on at once."},
    {.name = "reserve",
	.section = "",
	.kind = KEY_NUMBER,
	.offset = offsetof(struct conf, reserve),
	.standard = 2,
	.most = 90,
	.help = "Per cent of the spool's file system that uploads never fill."},
    SMTP_KEYS,
    OPERATORS_KEYS,
    LIMIT_KEYS(conf),
};

static const struct conf_key district[] = {
    {.section = "",
	.name = "profile",
	.kind = KEY_TERM,
	.decides = true,
	.offset = offsetof(struct district, profile),
	.standard = PROFILE_TOLERANT,
	.terms = profiles,
	.help = "What the checks demand: tolerant takes real exports, strict what the standard "
		"says, minimal is tolerant and packs three loose files."},
    {.section = "",
	.name = "encoding",
	.kind = KEY_TERM,
	.decides = true,
	.offset = offsetof(struct district, encoding),
	.standard = TABLE_UTF8,
	.terms = encodings,
	.help = "What the CSV files are written in."},
    {.section = "",
	.name = "edits",
	.kind = KEY_TERM,
	.offset = offsetof(struct district, edits),
	.standard = EDITS_OPEN,
	.terms = edit_policies,
	.help = "With locked, what the SIS says is changed in the SIS only, and by nobody's hand."},
    {.section = "sync",
	.name = "enabled",
	.kind = KEY_SWITCH,
	.decides = true,
	.offset = offsetof(struct district, sync.enabled),
	.standard = true,
	.help = "With no, drops are refused and the directory is run by hand."},
    {.section = "sync",
	.name = "paused",
	.kind = KEY_SWITCH,
	.decides = true,
	.offset = offsetof(struct district, sync.paused),
	.help = "With yes, drops are taken up to matching and wait there."},
    {.section = "sync",
	.name = "start_date",
	.kind = KEY_DATE,
	.decides = true,
	.offset = offsetof(struct district, sync.start_date),
	.example = "2026-08-15",
	.help = "The day from which drops change the directory; until then only plans are made."},
    {.section = "sync",
	.name = "leaders",
	.kind = KEY_TEXTS,
	.offset = offsetof(struct district, sync.leaders),
	.example = "principal@oak.example",
	.help = "Who is told by mail that the day comes near; without it, nobody."},
    {.section = "sync",
	.name = "grace",
	.kind = KEY_TEXTS,
	.offset = offsetof(struct district, sync.grace),
	.example = "2026-10-01 school-5",
	.help = "Schools that may link until a later day; it is announced, too."},
    FIRST_KEYS,
    {.section = "inbox",
	.name = "quiet",
	.kind = KEY_NUMBER,
	.offset = offsetof(struct district, inbox.quiet),
	.standard = 60,
	.most = DAY,
	.help = "Seconds that an upload must have been left alone before it is taken."},
    {.section = "inbox",
	.name = "give_up",
	.kind = KEY_NUMBER,
	.offset = offsetof(struct district, inbox.give_up),
	.standard = 6 * HOUR,
	.least = 1,
	.most = 30 * DAY,
	.help = "Seconds after which an upload that was not finished is given up and reported."},
    {.section = "inbox",
	.name = "owner",
	.kind = KEY_TEXT,
	.offset = offsetof(struct district, inbox.owner),
	.example = "rd-oak",
	.help = "The user, by name or number, to whom uploads must belong."},
    {.section = "inbox",
	.name = "server_log",
	.kind = KEY_PATH,
	.offset = offsetof(struct district, inbox.server_log),
	.example = "/var/log/rosterdrop-sftp.log",
	.help = "The log of the SFTP server, which says whether an upload came to its end."},
    {.section = "inbox",
	.name = "keep",
	.kind = KEY_NUMBER,
	.offset = offsetof(struct district, inbox.keep),
	.standard = 2,
	.most = 365,
	.help = "Days for which uploads that were taken are kept aside; 0: they are removed."},
    {.section = "inbox",
	.name = "entries",
	.kind = KEY_NUMBER,
	.offset = offsetof(struct district, inbox.entries),
	.standard = LIMIT_INBOX_ENTRIES,
	.least = 1,
	.most = 1000000,
	.help = "Entries of the inbox that are looked at in a run."},
    {.section = "inbox",
	.name = "files",
	.kind = KEY_NUMBER,
	.offset = offsetof(struct district, inbox.files),
	.standard = LIMIT_INBOX_FILES,
	.least = 1,
	.most = 10000,
	.help = "Drops that are made in a run, of uploads and of what is pulled; others wait."},
    {.section = "inbox",
	.name = "drops_per_day",
	.kind = KEY_NUMBER,
	.offset = offsetof(struct district, inbox.drops_per_day),
	.standard = LIMIT_DROPS_PER_DAY,
	.least = 1,
	.most = 100000,
	.help = "Drops that are made in 24 hours; others wait."},
    {.section = "inbox",
	.name = "share",
	.kind = KEY_NUMBER,
	.offset = offsetof(struct district, inbox.share),
	.standard = 50,
	.least = 1,
	.most = 100,
	.help = "Per cent of the file system that the district's directory may fill."},
    {.section = "sftp",
	.name = "host",
	.kind = KEY_TEXT,
	.offset = offsetof(struct district, sftp.host),
	.example = "sftp.example.org",
	.help = "The server to pull drops from; without it, they come into the inbox."},
    {.section = "sftp",
	.name = "port",
	.kind = KEY_NUMBER,
	.offset = offsetof(struct district, sftp.port),
	.standard = 22,
	.least = 1,
	.most = 65535,
	.help = "Its port."},
    {.section = "sftp",
	.name = "user",
	.kind = KEY_TEXT,
	.offset = offsetof(struct district, sftp.user),
	.example = "roster",
	.help = "The name to sign in with."},
    {.section = "sftp",
	.name = "key_file",
	.kind = KEY_PATH,
	.offset = offsetof(struct district, sftp.key_file),
	.example = "keys/example.key",
	.help = "The file with the private key."},
    {.section = "sftp",
	.name = "password_file",
	.kind = KEY_PATH,
	.offset = offsetof(struct district, sftp.password_file),
	.example = "keys/example.password",
	.help = "The file whose first line is the password, where no key is taken."},
    {.section = "sftp",
	.name = "host_keys",
	.kind = KEY_TEXTS,
	.offset = offsetof(struct district, sftp.host_keys),
	.example =
	    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExample",
	.help = "The server's keys, any of which it may show; no other server is talked to."},
    {.section = "sftp",
	.name = "path",
	.kind = KEY_TEXT,
	.offset = offsetof(struct district, sftp.path),
	.text = ".",
	.help = "The folder on the server."},
    {.section = "sftp",
	.name = "quiet",
	.kind = KEY_NUMBER,
	.offset = offsetof(struct district, sftp.quiet),
	.standard = 10,
	.most = HOUR,
	.help = "Seconds between two looks at a file that must find it unchanged."},
    {.section = "sftp",
	.name = "step_seconds",
	.kind = KEY_NUMBER,
	.offset = offsetof(struct district, sftp.step_seconds),
	.standard = 60,
	.least = 1,
	.most = HOUR,
	.help = "Seconds for one step, such as signing in."},
    {.section = "sftp",
	.name = "total_seconds",
	.kind = KEY_NUMBER,
	.offset = offsetof(struct district, sftp.total_seconds),
	.standard = HOUR,
	.least = 1,
	.most = DAY,
	.help = "Seconds for all of a pull."},
    {.section = "sftp",
	.name = "entries",
	.kind = KEY_NUMBER,
	.offset = offsetof(struct district, sftp.entries),
	.standard = LIMIT_INBOX_ENTRIES,
	.least = 1,
	.most = 1000000,
	.help = "Entries of the folder that are looked at."},
    {.section = "sftp",
	.name = "min_rate",
	.kind = KEY_AMOUNT,
	.offset = offsetof(struct district, sftp.min_rate),
	.standard = KIB,
	.least = 1,
	.most = GIB,
	.help = "Bytes a second; what is slower over step_seconds has stalled."},
    {.section = "sftp",
	.name = "per_host",
	.kind = KEY_NUMBER,
	.offset = offsetof(struct district, sftp.per_host),
	.standard = 4,
	.least = 1,
	.most = 256,
	.help = "How many districts are pulled from this host at once."},
    {.section = "sftp",
	.name = "files",
	.kind = KEY_TEXTS,
	.offset = offsetof(struct district, sftp.files),
	.example = "roster.zip",
	.help = "Names to look for, where the folder cannot be listed."},
    {.section = "sftp",
	.name = "after",
	.kind = KEY_TERM,
	.offset = offsetof(struct district, sftp.after),
	.standard = SFTP_AFTER_LEAVE,
	.terms = afters,
	.help = "What becomes of a file that was taken: leave it, or move it to the archive."},
    {.section = "sftp",
	.name = "archive",
	.kind = KEY_TEXT,
	.offset = offsetof(struct district, sftp.archive),
	.text = "done",
	.help = "The folder on the server for after = move, seen from path."},
    {.section = "links",
	.name = "automatic",
	.kind = KEY_SWITCH,
	.decides = true,
	.offset = offsetof(struct district, links.automatic),
	.help = "With yes, students whom the matcher calls ready are linked without a person."},
    {.section = "links",
	.name = "nicknames",
	.kind = KEY_TEXTS,
	.decides = true,
	.offset = offsetof(struct district, links.nicknames),
	.example = "bo robert",
	.help = "Short forms of given names, each before the formal name, beside those that are "
		"known."},
    {.section = "contacts",
	.name = "update_active",
	.kind = KEY_SWITCH,
	.decides = true,
	.offset = offsetof(struct district, contacts.update_active),
	.help = "With yes, the SIS changes contact details of people who have joined, too."},
    {.section = "classes",
	.name = "unarchive_reappearing",
	.kind = KEY_SWITCH,
	.decides = true,
	.offset = offsetof(struct district, classes.unarchive_reappearing),
	.help = "With yes, a class that comes back to the SIS is taken out of the archive."},
    EXISTING_KEYS,
    {.section = "abandoned",
	.name = "families",
	.kind = KEY_TERM,
	.decides = true,
	.offset = offsetof(struct district, abandoned.families),
	.standard = FAMILIES_SOFT,
	.terms = family_policies,
	.help = "What people who left the SIS keep: soft, their school and archived classes; "
		"extreme, neither."},
    SCOPE_KEYS,
    GUARD_KEYS,
    REPORT_KEYS,
    LIMIT_KEYS(district),
};

const struct conf_table conf_keys = {installation, sizeof installation / sizeof installation[0]};
const struct conf_table district_keys = {district, sizeof district / sizeof district[0]};

_Static_assert(sizeof installation / sizeof installation[0] <= KEYS_MOST &&
		   sizeof district / sizeof district[0] <= KEYS_MOST,
    "raise KEYS_MOST");
