// The command line of a stage, and the district that it means.
#pragma once

#include "pipeline/stage.h"

struct stage_words {
	const char *conf_path, *district, *drop, *policy;
	bool dry_run;
	const char *with[STAGE_WITH_MAX]; // settings in place of the file's
	unsigned with_count;
};

// FAULT_USAGE when it is not one.
bool stage_words_read(int argc, char **argv, struct stage_words *words, struct fault *fault);
// Reads the district's file, or the policy in its place, with the settings of the command line. NULL and a fault.
struct district *stage_words_district(const struct stage_words *words, const struct conf *conf, struct fault *fault);
