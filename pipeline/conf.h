// The configuration: rosterdrop.conf and a district's DISTRICT.conf, as rosterdrop.conf(5) describes them. Every key has a default; an empty file
// is a valid district in phase setup. How to add a key: a line in a table in conf_keys.c, a member here, a paragraph in rosterdrop.conf.5.
#pragma once

#include <stdint.h>

#include "schema/finding.h"
#include "pipeline/conf_guards.h"
#include "pipeline/conf_scope.h"
#include "pipeline/conf_report.h"
#include "pipeline/fault.h"
#include "pipeline/table.h"

enum { DISTRICT_NAME_MAX = 63 };

struct conf_limits {
	uint64_t zip_bytes, entry_bytes, total_bytes, ratio, cell_bytes, row_bytes, store_map, errors, findings;
	unsigned entries, columns, error_share;
};

// What is one for the whole installation.
struct conf {
	char *path;	 // of the file it came from
	char *spool;	 // absolute
	char *districts; // folder of the districts' files, absolute
	unsigned jobs;	 // districts at once
	unsigned reserve; // per cent of the spool's file system that stay free of uploads
	struct conf_limits limits; // defaults for every district
	struct conf_smtp smtp;
	struct conf_operators operators;
};

enum profile { PROFILE_TOLERANT, PROFILE_STRICT, PROFILE_MINIMAL };

// What people may change by hand of what the SIS says.
enum edit_policy { EDITS_OPEN, EDITS_LOCKED };

// What the first sync makes of accounts, and of classes, that were there before.
enum first_sync { FIRST_LINK, FIRST_EXACT, FIRST_CREATE };
enum existing_classes { CLASSES_ADOPT, CLASSES_LEAVE, CLASSES_ARCHIVE };

// What becomes of people who left the SIS.
enum family_policy { FAMILIES_SOFT, FAMILIES_EXTREME };

enum sftp_after { SFTP_AFTER_LEAVE, SFTP_AFTER_MOVE };

struct conf_check {
	char *code;
	enum severity severity;
};

// What is a district's own.
struct district {
	char name[DISTRICT_NAME_MAX + 1];

	struct {
		bool enabled;	  // false: phase off
		bool paused;	  // drops wait after match
		char *start_date; // YYYY-MM-DD from which apply writes; NULL: phase setup
		char **leaders;	  // who is told of that day and of those of grace; NULL: nobody
		char **grace;	  // "YYYY-MM-DD SCHOOL": schools with a later day, see conf_grace
		enum first_sync first_sync;
		char *reset;	  // YYYY-MM-DD from which FIRST_EXACT archives accounts without a link; NULL: never
		char **blackout;  // days and ranges of days on which drops wait; NULL: none
	} sync;
	struct {
		unsigned quiet;	  // seconds that an upload must have been left alone
		unsigned give_up; // seconds after which an unfinished one is reported
		char *owner;	  // user, by name or number; NULL: not looked at
		char *server_log; // of the SFTP server; NULL: there is none
		unsigned keep;	  // days for which originals are kept aside
		unsigned entries; // looked at in a run
		unsigned files;	  // drops made in a run
		unsigned drops_per_day;
		unsigned share;	  // per cent of the file system that the district may fill
	} inbox;
	struct {
		char *host; // NULL: nothing is pulled
		unsigned port;
		char *user, *key_file, *password_file;
		char **host_keys; // "ssh-ed25519 AAAA…" lines, any of which the server may show; NULL-terminated
		char *path;	  // folder on the server
		unsigned quiet;	  // seconds between two looks at a file that must find it unchanged
		unsigned step_seconds, total_seconds; // deadlines
		uint64_t min_rate; // bytes a second below which a copy counts as a stall
		unsigned entries; // looked at in the folder
		unsigned per_host; // pulls from one host at a time
		char **files; // names that are looked for instead of listing the folder; NULL: it is listed
		enum sftp_after after; // what becomes of a file that was taken
		char *archive; // folder on the server for SFTP_AFTER_MOVE
	} sftp;
	struct {
		bool automatic; // what the matcher holds to be ready is linked without a person
		char **nicknames; // "short formal"; NULL-terminated
	} links;
	struct {
		bool update_active; // the SIS changes contact details of active people too
	} contacts;
	struct {
		bool unarchive_reappearing;
		enum existing_classes existing;
	} classes;
	enum edit_policy edits;
	struct {
		enum family_policy families;
	} abandoned;
	enum profile profile;
	enum table_encoding encoding;
	struct conf_scope scope;
	struct conf_guards guards;
	struct conf_report report;
	struct conf_expect expect;
	struct conf_check *checks;
	unsigned check_count;
	bool supposed; // what if: its checks are not those that drops were validated by
	struct conf_limits limits;
};

// Reads rosterdrop.conf. NULL and a fault with file and line (FAULT_CONFIG).
struct conf *conf_read(const char *path, struct fault *fault);
// The path to read: the argument of -c if not NULL, else $ROSTERDROP_CONF, else /etc/rosterdrop/rosterdrop.conf.
const char *conf_path(const char *given);
void conf_free(struct conf *conf);

// A district's name: 1 to 63 of a-z 0-9 and - (not at the ends). It becomes a path.
bool district_name_valid(const char *name);

// Reads DISTRICT.conf. FAULT_MISSING when the district has none, FAULT_CONFIG with file and line.
struct district *district_read(const struct conf *conf, const char *name, struct fault *fault);
// The same from another file: a policy that somebody thinks of. It has the district's name.
struct district *district_read_from(const struct conf *conf, const char *name, const char *path, struct fault *fault);
// Puts one setting, SECTION.KEY=VALUE, in place of what the file says (conf_with.c). FAULT_USAGE when there is no such, or it may not be so.
bool district_with(struct district *district, const struct conf *conf, const char *setting, struct fault *fault);
void district_free(struct district *district);

// A digest of what in a district's configuration decides the outcome of a stage (for the SEAL): hex, DIGEST_HEX bytes.
void district_digest(const struct district *district, char hex[65]);

// The commented files that `init` writes. The caller frees.
char *conf_sample(const char *spool, const char *districts);
char *district_sample(const char *name);
