// Who is matched: invented families, people who are as alike as nobody is, and the lists of FEBRL.
#include "tests/people/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 32, ID_SIZE = 16 };

// A family as the matcher takes it.
struct feed {
	struct link_guardian guardians[FAMILY_GUARDIANS];
	struct link_person students[FAMILY_ACCOUNTS];
	unsigned guardian_count, student_count, of[FAMILY_ACCOUNTS];
	char ids[FAMILY_ACCOUNTS][ID_SIZE + 1];
};

static void
make_feed(const struct made_family *family, struct feed *feed)
{
	feed->guardian_count = family->guardian_count;
	feed->student_count = family->student_count;
	for (unsigned i = 0; i < family->guardian_count; i++) {
		const struct made_guardian *guardian = &family->guardians[i];
		feed->guardians[i] = (struct link_guardian){bytes_of(guardian->given),
		    bytes_of(guardian->family), bytes_of(guardian->email),
		    bytes_of(guardian->mobile), bytes_of(guardian->home)};
	}
	for (unsigned i = 0; i < family->student_count; i++) {
		const struct made_student *student = &family->students[i];
		snprintf(feed->ids[i], ID_SIZE + 1, "%016llx", (unsigned long long)student->id);
		feed->of[i] = student->guardians;
		feed->students[i] = (struct link_person){.id = {feed->ids[i], ID_SIZE},
		    .given = bytes_of(student->given),
		    .middle = bytes_of(student->middle),
		    .family = bytes_of(student->family),
		    .preferred = bytes_of(student->preferred),
		    .birth_date = bytes_of(student->birth_date),
		    .grades = bytes_of(student->grade),
		    .schools = bytes_of(student->school),
		    .email = bytes_of(student->email),
		    .number = bytes_of(student->number)};
	}
}

// Hands one family over; the time that this takes is the matcher's.
static void
feed_family(struct bench *bench, unsigned side, struct feed *feed)
{
	uint32_t numbers[FAMILY_GUARDIANS];
	for (unsigned i = 0; i < feed->guardian_count; i++)
		numbers[i] = links_guardian(bench->links, side, &feed->guardians[i]);
	for (unsigned i = 0; i < feed->student_count; i++) {
		struct link_person *student = &feed->students[i];
		uint32_t connected[FAMILY_GUARDIANS];
		student->guardian_count = 0;
		for (unsigned j = 0; j < feed->guardian_count; j++)
			if ((feed->of[i] >> j & 1) != 0)
				connected[student->guardian_count++] = numbers[j];
		student->guardians = connected;
		if (links_add(bench->links, side, student) == LINK_NOBODY)
			bench_die("out of memory");
	}
}

static void
keep_family(struct bench *bench, unsigned side, const struct made_family *family)
{
	for (unsigned i = 0; i < family->student_count; i++)
		bench_truth(bench, side, family->students[i].person, family->students[i].id,
		    family->students[i].group);
}

// Families, several at a time, so that looking at the clock costs nothing.
static void
feed_families(
    struct bench *bench, struct made_family (*families)[SIDES], unsigned count, unsigned first)
{
	static struct feed feeds[BATCH][SIDES];
	for (unsigned i = 0; i < count; i++)
		for (unsigned side = 0; side < SIDES; side++)
			make_feed(&families[i][side], &feeds[i][side]);
	struct cpu start = bench_now();
	for (unsigned i = 0; i < count; i++) {
		feed_family(bench, first, &feeds[i][first]);
		feed_family(bench, 1 - first, &feeds[i][1 - first]);
	}
	bench_since(&bench->feeding, start);
	bench_since(&bench->cpu, start);
	for (unsigned i = 0; i < count; i++)
		for (unsigned side = 0; side < SIDES; side++)
			keep_family(bench, side, &families[i][side]);
}

static uint64_t
common_divisor(uint64_t a, uint64_t b)
{
	for (uint64_t rest; b != 0; a = b, b = rest)
		rest = a % b;
	return a;
}

// Invented families, in an order that `shuffle` decides.
void
bench_people(struct bench *bench, const char *folder, uint64_t students, uint64_t seed, bool hard,
    uint64_t shuffle)
{
	struct people people;
	char name[64];
	if (!people_open(&people, folder, students, seed, hard))
		bench_die("no names");
	struct made_family(*batch)[SIDES] = malloc(BATCH * sizeof *batch);
	uint64_t step = shuffle == 0 ? 1 : people.families * 5 / 8 + shuffle;
	while (common_divisor(step, people.families) != 1)
		step++;
	for (uint64_t i = 0; batch != NULL && i < people.families; i += BATCH) {
		unsigned count =
		    people.families - i < BATCH ? (unsigned)(people.families - i) : BATCH;
		for (unsigned j = 0; j < count; j++)
			people_family(&people,
			    shuffle == 0 ? i + j : ((i + j) * step + shuffle) % people.families,
			    batch[j]);
		feed_families(bench, batch, count, (unsigned)(shuffle % 2));
	}
	free(batch);
	people_close(&people);
	snprintf(
	    name, sizeof name, "%s seed %llu", hard ? "hard" : "normal", (unsigned long long)seed);
	bench_run(bench, name);
}

// People who are made to be too many of a kind. How to add one: a line here, and in the head of link_bench.c.
static const struct alike {
	const char *how;
	bool name, phone, birth,
	    length; // what is the same of all; `length`: names of ten thousand letters
} alikes[] = {{"name", .name = true}, {"phone", .phone = true}, {"birth", .birth = true},
    {"long", .length = true}};

// One of them.
static void
feed_alike(struct bench *bench, unsigned side, const struct alike *alike, unsigned number)
{
	enum { LONG = 10000, OWN = 8 };
	static char name[LONG + 32];
	char id[32], date[16], phone[24];
	memset(name, 'a', LONG - OWN);
	for (unsigned i = 0, rest = number; i < OWN; i++, rest /= 10)
		name[LONG - OWN + i] = (char)('b' + rest % 10);
	snprintf(id, sizeof id, "%u-%u", side, number);
	snprintf(date, sizeof date, "20%02u-%02u-%02u", 10 + number % 9, 1 + number / 9 % 12,
	    1 + number / 108 % 28);
	snprintf(phone, sizeof phone, "+1206%07u", number);
	const struct link_guardian guardian = {bytes_of("Eve"), bytes_of("Quill"), {NULL, 0},
	    bytes_of(alike->phone ? "+12065550111" : phone), {NULL, 0}};
	const uint32_t parent = links_guardian(bench->links, side, &guardian);
	const struct link_person person = {.id = bytes_of(id),
	    .given = alike->name     ? bytes_of("Ida")
		     : alike->length ? bytes_of(name)
				     : bytes_of(name + LONG - OWN),
	    .family = bytes_of("Quill"),
	    .birth_date = bytes_of(alike->birth ? "2014-03-05" : date),
	    .schools = bytes_of("e1"),
	    .guardians = &parent,
	    .guardian_count = alike->birth ? 0 : 1};
	if (links_add(bench->links, side, &person) == LINK_NOBODY)
		bench_die("out of memory");
	bench_truth(bench, side, number, number, 0);
}

void
bench_alike(struct bench *bench, const char *how, uint64_t students)
{
	const struct alike *alike = NULL;
	for (size_t i = 0; i < sizeof alikes / sizeof *alikes; i++)
		if (strcmp(alikes[i].how, how) == 0)
			alike = &alikes[i];
	if (alike == NULL)
		bench_die("nobody is alike in that way");
	struct cpu start = bench_now();
	for (unsigned side = 0; side < SIDES; side++)
		for (unsigned i = 0; i < students; i++)
			feed_alike(bench, side, alike, i);
	bench_since(&bench->cpu, start);
	bench_run(bench, how);
}

// One of FEBRL's files.
static void
feed_febrl(struct bench *bench, unsigned side, const char *folder, const char *file)
{
	enum { CELLS = 11 };
	char path[512], line[1024];
	snprintf(path, sizeof path, "%s/%s", folder, file);
	FILE *in = fopen(path, "re");
	if (in == NULL) {
		bench_die(path);
		return;
	}
	for (bool header = true; fgets(line, sizeof line, in) != NULL; header = false) {
		char *cells[CELLS], *rest = line;
		for (unsigned i = 0; i < CELLS; i++) {
			char *cell = strsep(&rest, ",");
			cells[i] = cell == NULL ? line + strlen(line) : cell + strspn(cell, " ");
		}
		if (header || strncmp(cells[0], "rec-", 4) != 0)
			continue;
		const struct link_person person = {.id = bytes_of(cells[0]),
		    .given = bytes_of(cells[1]),
		    .family = bytes_of(cells[2]),
		    .birth_date = bytes_of(cells[9]),
		    .address = {bytes_of(cells[3]), bytes_of(cells[4]), bytes_of(cells[5]),
			bytes_of(cells[6]), bytes_of(cells[7])}};
		struct cpu start = bench_now();
		links_add(bench->links, side, &person);
		bench_since(&bench->cpu, start);
		bench_truth(bench, side, strtoull(cells[0] + 4, NULL, 10),
		    strtoull(cells[0] + 4, NULL, 10), 0);
	}
	fclose(in);
}

void
bench_febrl(struct bench *bench, const char *folder)
{
	feed_febrl(bench, SIDE_SIS, folder, "dataset4a.csv");
	feed_febrl(bench, SIDE_APP, folder, "dataset4b.csv");
	bench_run(bench, "febrl4");
}
