// What all commands have in common: the command line, the help, the configuration, the exit code. Results go to standard output,
// whatever is said about the work to standard error.
#include "cmd/rosterdrop/front.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "pipeline/log.h"
#include "pipeline/process.h"

// Writes the options and the table of commands.
static void
print_help(FILE *to)
{
	fprintf(to, "usage: rosterdrop [-c CONF] COMMAND ...\n\n");
	for (const struct command *command = commands; command->name != NULL; command++) {
		int used = fprintf(to, "  %s %s", command->name, command->usage);
		fprintf(to, "%*s  %s\n", used < 39 ? 39 - used : 0, "", command->sentence);
	}
	fprintf(
	    to, "\nDROP is a drop's name, or DISTRICT/NAME. The manual page is rosterdrop(1).\n");
}

static const struct command *
command_named(const char *name)
{
	const struct command *command = commands;
	while (command->name != NULL && strcmp(command->name, name) != 0)
		command++;
	return command->name == NULL ? NULL : command;
}

bool
front_usage(const struct front *front, const char *reason, struct fault *fault)
{
	return fault_set(fault, FAULT_USAGE, "%s; usage: rosterdrop %s %s", reason,
	    front->command->name, front->command->usage);
}

bool
front_conf(struct front *front, struct fault *fault)
{
	if (front->conf == NULL)
		front->conf = conf_read(conf_path(front->conf_given), fault);
	return front->conf != NULL;
}

// Whether a word is this option; *value is what stands in the same word, or NULL.
static bool
is_option(const char *word, const char *name, const char **value)
{
	size_t size = strlen(name);
	*value = NULL;
	if (strncmp(word, name, size) != 0)
		return false;
	if (word[size] == '\0')
		return true;
	if (name[1] == '-' && word[size] != '=')
		return false;
	*value = word + size + (name[1] == '-');
	return true;
}

// Takes the option at words[*at], and its value; leaves *at at the last word taken.
static bool
take_option(struct front *front, const struct option *options, int *at, struct fault *fault)
{
	const char *value, *word = front->words[*at];
	while (options != NULL && options->name != NULL && !is_option(word, options->name, &value))
		options++;
	if (options == NULL || options->name == NULL)
		return front_usage(front, "unknown option", fault);
	if (options->flag != NULL) {
		*options->flag = true;
		return value == NULL ||
		       front_usage(front, "an option that takes no value has one", fault);
	}
	if (value == NULL && *at + 1 == front->word_count)
		return front_usage(front, "an option lacks its value", fault);
	*options->value = value != NULL ? value : front->words[++*at];
	return true;
}

bool
front_words(
    struct front *front, const struct option *options, int least, int most, struct fault *fault)
{
	int kept = 0;
	bool ended = false; // "--" was seen
	for (int i = 0; i < front->word_count; i++) {
		char *word = front->words[i];
		if (!ended && strcmp(word, "--") == 0)
			ended = true;
		else if (ended || word[0] != '-' || word[1] == '\0')
			front->words[kept++] = word;
		else if (!take_option(front, options, &i, fault))
			return false;
	}
	front->word_count = kept;
	if (kept < least)
		return front_usage(front, "a word is missing", fault);
	return kept <= most || front_usage(front, "too many words", fault);
}

// Whether somebody asks for help on a command.
static bool
wants_help(const struct front *front)
{
	for (int i = 0; i < front->word_count && strcmp(front->words[i], "--") != 0; i++)
		if (strcmp(front->words[i], "--help") == 0)
			return true;
	return false;
}

// Finds the command of words[0] and runs it.
static bool
run_command(struct front *front, struct fault *fault)
{
	front->command = command_named(front->words[0]);
	if (front->command == NULL)
		return fault_set(fault, FAULT_USAGE,
		    "there is no command '%.100s'; rosterdrop --help lists them", front->words[0]);
	front->words++;
	front->word_count--;
	if (front->command->prints)
		signal(SIGPIPE, SIG_DFL);
	if (!wants_help(front))
		return front->command->run(front, fault);
	printf("usage: rosterdrop [-c CONF] %s %s\n\n%s\n", front->command->name,
	    front->command->usage, front->command->sentence);
	return true;
}

// What stands before the command: options that need no configuration, and -c.
static bool
run_words(struct front *front, struct fault *fault)
{
	for (; front->word_count > 0; front->words++, front->word_count--) {
		const char *word = front->words[0];
		if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
			print_help(stdout);
			return true;
		}
		if (strcmp(word, "--version") == 0)
			return printf("rosterdrop %s\n", ROSTERDROP_VERSION) > 0;
		if (word[0] != '-')
			return run_command(front, fault);
		if (strcmp(word, "-c") != 0 || front->word_count < 2)
			return fault_set(fault, FAULT_USAGE,
			    "'%.100s' is no option, or lacks its value; rosterdrop --help lists "
			    "them",
			    word);
		front->conf_given = *++front->words;
		front->word_count--;
	}
	print_help(stderr);
	return fault_set(fault, FAULT_USAGE, "no command");
}

int
front_main(int argc, char **argv)
{
	struct front front = {.words = argv + 1, .word_count = argc > 0 ? argc - 1 : 0};
	struct fault fault = {FAULT_NONE, ""};
	process_guard();
	log_name("rosterdrop");
	bool good = run_words(&front, &fault);
	conf_free(front.conf);
	if ((fflush(stdout) != 0 || ferror(stdout)) && good)
		good = fault_system(&fault, "writing standard output");
	log_about(NULL, NULL);
	if (!good)
		log_line("%s", fault.text);
	return good ? 0 : fault_exit(fault.class);
}
