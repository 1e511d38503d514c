// What the parts of the matcher's benchmark share (tests/tools/link_bench.c).
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "cmd/match/link.h"
#include "tests/people/people.h"

struct truth {
	uint64_t person, id;
	uint8_t group;
};

struct truths {
	struct truth *list;
	uint32_t count, room;
};

// CPU time of the program and, for it, of the kernel: what fresh memory costs differs much between machines.
struct cpu {
	double user, kernel;
};

struct bench {
	struct link_options options;
	struct links *links;
	struct truths sides[SIDES];
	struct truth *by_person; // of the accounts, sorted; id is the account's number here
	bool errors, digest;
	struct cpu cpu, feeding; // in all; of that, taking people in
	uint64_t linkable, ready, ready_right, partial, partial_right, among, found,
	    group_all[PEOPLE_GROUPS], group_right[PEOPLE_GROUPS], group_among[PEOPLE_GROUPS];
	uint64_t suggested, suggestions; // students who are not ready and have candidates, and all these candidates
};


_Noreturn void bench_die(const char *what);

// Runs and prints what came of it.
void bench_run(struct bench *bench, const char *name);
struct cpu bench_now(void);
void bench_since(struct cpu *sum, struct cpu start);
// Whose record the next one of a side is.
void bench_truth(struct bench *bench, unsigned side, uint64_t person, uint64_t id, unsigned group);

// bench_feed.c: who is matched
void bench_people(struct bench *bench, const char *folder, uint64_t students, uint64_t seed, bool hard, uint64_t shuffle);
void bench_alike(struct bench *bench, const char *how, uint64_t students);
void bench_febrl(struct bench *bench, const char *folder);
