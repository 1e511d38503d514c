// The commands, in the order in which somebody meets them.
//
// How to add a command: a line here, its function's name in front.h, the function in a file of its own (front_words for its words,
// front_conf for the configuration, drop_find for a drop), a paragraph in rosterdrop.1.
#include "cmd/rosterdrop/front.h"

#include <stddef.h>

const struct command commands[] = {
    {"init", "DISTRICT", "make a district's directory, store and commented configuration",
	command_init, false},
    {"run", "[-j N] [DISTRICT ...]", "take every drop that waits through the stages", command_run,
	false},
    {"status", "[--json] [DISTRICT]", "one line a district; of one district, its drops too",
	command_status, true},
    {"show", "DROP [--contents] [TABLE]", "a drop's history and files, or a table of it as CSV",
	command_show, true},
    {"why", "DISTRICT ID [--json]",
	"the story of a sourcedId or an account: what brought it, changed it, ended it",
	command_why, true},
    {"plan", "DROP [--with KEY=VALUE ...]", "what apply would do with a drop, as CSV", command_plan,
	true},
    {"replay", "DISTRICT --policy FILE", "what another policy would have held of the past nights",
	command_replay, true},
    {"retry", "DROP [STAGE]", "let the stage that failed work on a drop again", command_retry,
	false},
    {"release",
	"DROP --reason TEXT [--rekey [--dry-run] | --no-rekey] [--as WHO] [--allow GUARD,...] "
	"[--hours N] [--plan DIGEST]",
	"let a held drop go on with its plan", command_release, false},
    {"reject", "DROP --reason TEXT [--as WHO]", "throw a drop out for good", command_reject, false},
    {"account", "DISTRICT VERB ...",
	"people by hand: list, show, add, edit, restore, enable, archive", command_account, false},
    {"links",
	"DISTRICT [merges | unclaimed | review | decide | audit] [--state S] [--school ID] "
	"[--search TEXT] "
	"[--json "
	"| --csv]",
	"whose account is whose: what is proposed, linked, blocked", command_links, false},
    {"link", "DISTRICT ACCOUNT SOURCEDID | DISTRICT --ready [--school ID]",
	"link an account with a student of the SIS; or all that are ready", command_link, false},
    {"unlink", "DISTRICT SOURCEDID ... [--no-block]", "take a link away", command_unlink, false},
    {"block", "DISTRICT ACCOUNT SOURCEDID", "never link or propose the two", command_block, false},
    {"unblock", "DISTRICT ACCOUNT SOURCEDID", "let the two be proposed again", command_unblock,
	false},
    {"merge", "DISTRICT KEEP FROM | DISTRICT --ready [--school ID]",
	"make one of two accounts of one person; or of all pairs that are ready", command_merge,
	false},
    {"unmerge", "DISTRICT FROM ... [--no-block]", "take a merge back", command_unmerge, false},
    {"class", "DISTRICT VERB ...",
	"classes by hand: list, add, rename, restore, member-add, member-remove, archive, adopt",
	command_class, false},
    {"guardian", "DISTRICT VERB ...", "families by hand: list, add, connect, end, remove, near",
	command_guardian, false},
    {"undo", "DROP --reason TEXT [--as WHO] [--dry-run]",
	"take back what a drop, and all after it, did to the directory", command_undo, false},
    {"permission", "DISTRICT VERB ...", "who may change what by hand: list, grant, revoke",
	command_permission, false},
    {"import", "DISTRICT PATH [--dry-run] [--as WHO] [--why TEXT]",
	"take in the vendor's present directory from CSV files", command_import, false},
    {"export", "DISTRICT DIR", "write the directory as OneRoster CSV", command_export, false},
    {"feed", "DISTRICT [--since N]", "the change feed, a JSON object a line", command_feed, true},
    {"audit", "DISTRICT", "the audit log, a JSON object a line", command_audit, true},
    {"verify", "[--json] [DISTRICT]", "whether what must hold in the store does", command_verify,
	true},
    {NULL, NULL, NULL, NULL, false},
};
