// What manifest.c, which reads it, and manifest_judge.c, which judges what was read, share.
#pragma once

#include "cmd/validate/manifest.h"

enum { PROPERTY_VALUE = 256 };

// The properties that are not of a file. Those of the files follow them, in the order of enum roster_file.
enum fixed { MANIFEST_VERSION, ONEROSTER_VERSION, SOURCE_NAME, SOURCE_CODE, FIXED };

struct property {
	const char *name;
	bool required;
};
extern const struct property manifest_fixed[FIXED];

// The manifest as it is being read.
struct manifest {
	struct run *run;
	bool header, good;
	struct stated {
		uint64_t row, line; // 0: not stated
		char value[PROPERTY_VALUE];
	} stated[FIXED + ONEROSTER_FILES];
};

// A finding against the manifest, for a property (its row, its column) or the whole (0, NULL).
void manifest_remark(struct manifest *manifest, const char *code, enum as as, uint64_t row, const char *column,
    const char *text);

// Sets version, modes and source by what was read; without a usable manifest, by what is there.
void manifest_judge(struct manifest *manifest);
void manifest_guess(struct run *run);
