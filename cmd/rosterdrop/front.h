// The front door as its commands see it: the words of the command line, the configuration, and the table of commands.
#pragma once

#include "pipeline/conf.h"
#include "pipeline/fault.h"

struct command;

// One call of rosterdrop.
struct front {
	const char *conf_given; // of -c, or NULL
	struct conf *conf;	// NULL until front_conf
	const struct command *command;
	char **words; // what stands behind the command's name; options are taken out by front_words
	int word_count;
};

// Does the work. Results go to standard output, everything else to the log. The fault's class is the exit code.
typedef bool command_function(struct front *front, struct fault *fault);

struct command {
	const char *name;
	const char *usage; // what stands behind the name, as the manual page has it
	const char *sentence;
	command_function *run;
	bool prints; // does nothing but print: who stops reading ends it, without a word
};

extern const struct command commands[]; // ends with a line whose name is NULL

// An option of a command: a flag, or one with a value (`--name VALUE`, `--name=VALUE`, `-nVALUE`). One of both is NULL.
struct option {
	const char *name;
	bool *flag;
	const char **value;
};

// The whole of rosterdrop's main(); gives the exit code.
int front_main(int argc, char **argv);

// Takes the options (a table that ends with a NULL name; NULL when there are none) out of the words, and counts what remains.
// FAULT_USAGE when an option is unknown, or fewer than `least` or more than `most` words remain.
bool front_words(struct front *front, const struct option *options, int least, int most, struct fault *fault);

// FAULT_USAGE with the reason and the command's usage.
bool front_usage(const struct front *front, const char *reason, struct fault *fault);

// Reads rosterdrop.conf, once.
bool front_conf(struct front *front, struct fault *fault);

// The commands, in the order of the table.
command_function command_init, command_run, command_status, command_show, command_plan, command_retry, command_release, command_reject,
    command_export, command_feed, command_audit, command_permission;
command_function command_verify, command_import, command_why;
command_function command_account, command_class, command_guardian;
command_function command_undo, command_replay;
command_function command_links, command_link, command_unlink, command_block, command_unblock, command_merge, command_unmerge;
