// `show`: what every stage left of a drop, and whether it is still what was sealed.
#include "cmd/rosterdrop/show.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/rosterdrop/output.h"
#include "pipeline/log.h"

// What one look at a drop's history finds.
struct history {
	const struct drop *drop;
	const struct drop_state *state;
	bool contents; // every byte, also of large files
	char chain[DIGEST_HEX]; // the digest of the SEAL before, "-" at the start
	bool sound;
};

// Says what is wrong, beside the line that it is about.
static void
complain(struct history *history, const char *text)
{
	history->sound = false;
	printf("  NOT GOOD: ");
	out_text(text);
	putchar('\n');
}

// Prints a SEAL's fields and files.
static void
print_seal(const struct seal *seal)
{
	printf("  made by    ");
	out_text(seal->tool);
	printf("\n  input      %s\n  settings   %s\n  generation %llu\n", seal->input, seal->config,
	    (unsigned long long)seal->generation);
	for (unsigned i = 0; i < seal->file_count; i++) {
		printf("  %14llu  ", (unsigned long long)seal->files[i].size);
		out_text(seal->files[i].name);
		putchar('\n');
	}
}

// Prints what one stage left, and holds it against its SEAL and the one before.
static void
print_stage(struct history *history, enum stage_id stage)
{
	struct seal seal;
	struct fault fault;
	const struct drop *drop = history->drop;
	printf("\n%s/%s\n", stage_name(stage), place_name(history->state->places[stage]));
	int dir = drop_open(drop->dir, history->state, stage, drop->name, &fault);
	if (dir < 0 || !seal_read(dir, &seal, &fault)) {
		complain(history, fault.text);
	} else {
		print_seal(&seal);
		if (!seal_check(dir, &seal, history->contents ? SEAL_ALL : SEAL_SIZES, &fault))
			complain(history, fault.text);
		if (strcmp(seal.drop, drop->name) != 0 ||
		    strcmp(seal.stage, stage_name(stage)) != 0)
			complain(history, "the SEAL is that of another drop or stage");
		if (strcmp(seal.input, history->chain) != 0)
			complain(history, "made from something else than what lies before it");
		if (!seal_digest(dir, history->chain, &fault))
			complain(history, fault.text);
	}
	if (dir >= 0)
		close(dir);
}

// Prints the whole history of a drop.
static bool
print_history(struct history *history, struct fault *fault)
{
	char words[DROP_WORDS_MAX];
	const struct drop *drop = history->drop;
	printf("%s/%s: %s\n", drop->district, drop->name, drop_words(history->state, words));
	for (int stage = 0; stage < STAGES; stage++)
		if (history->state->places[stage] != PLACE_NONE)
			print_stage(history, (enum stage_id)stage);
	printf("\nThe chain %s.\n", history->sound ? "holds" : "DOES NOT HOLD");
	return history->sound ||
	       fault_set(fault, FAULT_IO, "what lies there is not what was sealed");
}

bool
command_show(struct front *front, struct fault *fault)
{
	bool contents = false;
	const struct option options[] = {{"--contents", &contents, NULL}, {NULL, NULL, NULL}};
	struct drop drop = {.dir = -1};
	if (!front_words(front, options, 1, 2, fault))
		return false;
	bool good = drop_find(front, front->words[0], &drop, fault);
	if (good) {
		struct drop_state state = drop_look(drop.dir, drop.name);
		struct history history = {.drop = &drop,
		    .state = &state,
		    .contents = contents,
		    .chain = "-",
		    .sound = true};
		good = front->word_count == 2
			   ? show_table(front, &drop, &state, front->words[1], fault)
			   : print_history(&history, fault);
	}
	drop_close(&drop);
	return good;
}
