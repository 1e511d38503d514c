// What match does with a drop: holds its references against the store, and finds accounts for people who have none.
#pragma once

#include "pipeline/csv.h"
#include "pipeline/findings.h"
#include "pipeline/roster_file.h"
#include "pipeline/sort.h"
#include "pipeline/stage.h"
#include "pipeline/store.h"

struct trial;

struct matcher {
	struct job *job;
	const struct trial *trial; // what is pretended (trial.h); NULL: nothing
	struct roster *roster;
	struct store *store;
	struct findings *findings;
	struct db *out; // match.mdb
	db_table links, amended;
	struct rekey *rekey; // source IDs were replaced, or people wait since they were; else NULL
	uint64_t ready; // linked by this drop
	uint64_t suggested, partial, multiple, none, refused; // suggested: ready, and for somebody to link
};

// The work of the stage, and whether it is this drop's turn.
bool match(struct job *job, struct fault *fault);
bool match_waits(struct job *job);

// references.c: rows of deltas, and rows whose targets did not come as bulk, must name what the drop or the store has. Writes the table amended.
bool match_references(struct matcher *matcher, struct fault *fault);

// people.c: finds accounts by exact username, then by exact e-mail, and students by all that is known of them (suggest.h). Writes the table links, and
// links.csv.
bool match_people(struct matcher *matcher, struct fault *fault);
// Whether a sourcedId that holds an account stays in the SIS after this drop.
bool match_stays(struct matcher *matcher, struct bytes user);

// Whether what the matcher calls ready is linked without a person: never when old and new students are only merged later.
static inline bool
match_links_ready(const struct matcher *matcher)
{
	const struct district *own = matcher->job->district;
	return own->links.automatic && own->sync.first_sync != FIRST_CREATE;
}
