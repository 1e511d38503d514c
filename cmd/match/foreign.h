// The question whether orgs of a drop are another district's.
#pragma once

#include <stdlib.h>

#include "cmd/match/match.h"
#include "pipeline/schools.h"

// A district that has to be read: it is not noted what it has, or its store was written to since.
struct other {
	const char *name;
	char stamp[SCHOOLS_STAMP]; // before it was read
	bool read;
	size_t from, size; // of its digests
};

struct foreign {
	struct matcher *matcher;
	struct fs_names districts;
	struct idmap *orgs; // digests of the drop's orgs that this district's directory does not have
	struct other *others;
	size_t count;
	struct text digests;
	const char *theirs; // the district that has one of the orgs
};

// Whether any of these digests is of an org of the drop.
bool foreign_has(const struct foreign *foreign, struct bytes digests);

// foreign_read.c: reads the others.
bool foreign_read(struct foreign *foreign, struct fault *fault);
