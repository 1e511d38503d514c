// How good the matcher is, on families whose truth is known, and what it costs.
//
//   link_bench [--students N] [--seed S] [--hard] [--threads T] [--shuffle K] [--errors] [--digest] [--names FOLDER]
//   link_bench --febrl FOLDER
//   link_bench --alike name|phone|long [--students N]
//
// --alike makes people who are as alike as nobody is: all have one name, or one phone, or names of ten thousand letters; what matters is that it ends.
//
// Prints one line of measures, then the recall of each group of names. Precision comes with the upper end of its exact interval of 95 % (Clopper and
// Pearson): how bad it may be, given how few were counted. With --errors each wrong link is shown by its levels. --shuffle lets people come in another
// order, and --digest prints a digest of all verdicts, which no order and no number of threads may change. --febrl reads dataset4a.csv and dataset4b.csv
// of the FEBRL project; their soc_sec_id is not used.
//
// uses cmd/match/link.c cmd/match/link_alike.c cmd/match/link_audit.c cmd/match/link_block.c cmd/match/link_compare.c cmd/match/link_contact.c cmd/match/link_each.c cmd/match/link_guard.c cmd/match/link_house.c cmd/match/link_key.c cmd/match/link_name.c cmd/match/link_near.c cmd/match/link_pair.c cmd/match/link_value.c cmd/match/link_run.c cmd/match/link_score.c cmd/match/link_settle.c cmd/match/link_trust.c
// uses tests/people/names.c tests/people/world.c tests/people/damage.c
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "cmd/match/link.h"
#include "pipeline/bound.h"
#include "tests/people/people.h"

struct truth {
	uint64_t person, id;
	uint8_t group;
};

struct truths {
	struct truth *list;
	uint32_t count, room;
};

struct bench {
	struct link_options options;
	struct links *links;
	struct truths sides[SIDES];
	struct truth *by_person; // of the accounts, sorted; id is the account's number here
	bool errors, digest;
	double cpu;
	uint64_t linkable, ready, ready_right, partial, partial_right, among, found,
	    group_all[PEOPLE_GROUPS], group_right[PEOPLE_GROUPS];
};

static _Noreturn void
die(const char *what)
{
	fprintf(stderr, "link_bench: %s\n", what);
	exit(70);
}

static double
cpu_now(void)
{
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	return (double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec / 1e6 +
	       (double)usage.ru_stime.tv_sec + (double)usage.ru_stime.tv_usec / 1e6;
}

static void
keep_truth(struct truths *truths, uint64_t person, uint64_t id, unsigned group)
{
	if (truths->count == truths->room) {
		truths->room = truths->room * 2 + 1024;
		truths->list = realloc(truths->list, truths->room * sizeof *truths->list);
		if (truths->list == NULL)
			die("out of memory");
	}
	truths->list[truths->count++] =
	    (struct truth){.person = person, .id = id, .group = (uint8_t)group};
}

// Hands one family over; the time that this takes is the matcher's.
static void
feed_family(struct bench *bench, unsigned side, const struct made_family *family)
{
	uint32_t numbers[FAMILY_GUARDIANS];
	char id[32];
	for (unsigned i = 0; i < family->guardian_count; i++) {
		const struct made_guardian *guardian = &family->guardians[i];
		const struct link_guardian given = {bytes_of(guardian->given),
		    bytes_of(guardian->family), bytes_of(guardian->email),
		    bytes_of(guardian->mobile), bytes_of(guardian->home)};
		numbers[i] = links_guardian(bench->links, side, &given);
	}
	for (unsigned i = 0; i < family->student_count; i++) {
		const struct made_student *student = &family->students[i];
		uint32_t connected[FAMILY_GUARDIANS];
		unsigned count = 0;
		for (unsigned j = 0; j < family->guardian_count; j++)
			if ((student->guardians >> j & 1) != 0)
				connected[count++] = numbers[j];
		snprintf(id, sizeof id, "%016llx", (unsigned long long)student->id);
		const struct link_person given = {.id = bytes_of(id),
		    .given = bytes_of(student->given),
		    .middle = bytes_of(student->middle),
		    .family = bytes_of(student->family),
		    .preferred = bytes_of(student->preferred),
		    .birth_date = bytes_of(student->birth_date),
		    .grades = bytes_of(student->grade),
		    .schools = bytes_of(student->school),
		    .email = bytes_of(student->email),
		    .number = bytes_of(student->number),
		    .guardians = connected,
		    .guardian_count = count};
		if (links_add(bench->links, side, &given) == LINK_NOBODY)
			die("out of memory");
		keep_truth(&bench->sides[side], student->person, student->id, student->group);
	}
}

// Families, several at a time, so that looking at the clock costs nothing.
static void
feed_families(
    struct bench *bench, struct made_family (*families)[SIDES], unsigned count, unsigned first)
{
	double start = cpu_now();
	for (unsigned i = 0; i < count; i++) {
		feed_family(bench, first, &families[i][first]);
		feed_family(bench, 1 - first, &families[i][1 - first]);
	}
	bench->cpu += cpu_now() - start;
}

// The accounts' truth in order of persons.
static int
compare_truths(const void *a, const void *b)
{
	const struct truth *x = a, *y = b;
	return x->person != y->person ? (x->person > y->person) - (x->person < y->person)
				      : (x->id > y->id) - (x->id < y->id);
}

static void
index_truth(struct bench *bench)
{
	const struct truths *app = &bench->sides[SIDE_APP];
	bench->by_person = malloc((app->count + 1u) * sizeof *bench->by_person);
	if (bench->by_person == NULL)
		die("out of memory");
	for (uint32_t i = 0; i < app->count; i++)
		bench->by_person[i] = (struct truth){.person = app->list[i].person, .id = i};
	qsort(bench->by_person, app->count, sizeof *bench->by_person, compare_truths);
}

// The first account of a person; *count of them.
static const struct truth *
accounts_of(const struct bench *bench, uint64_t person, unsigned *count)
{
	size_t low = 0, high = bench->sides[SIDE_APP].count, most = high;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (bench->by_person[middle].person < person)
			low = middle + 1;
		else
			high = middle;
	}
	for (*count = 0; low + *count < most && bench->by_person[low + *count].person == person;
	     (*count)++)
		;
	return &bench->by_person[low];
}

static void
show_error(const struct bench *bench, uint32_t sis, uint32_t app, const char *what)
{
	struct link_evidence e;
	struct link_verdict verdict;
	links_compare(bench->links, sis, app, &e);
	links_verdict(bench->links, LINK_SIS, sis, &verdict);
	bool family = bench->sides[0].list[sis].person / FAMILY_CHILDREN ==
		      bench->sides[1].list[app].person / FAMILY_CHILDREN;
	printf("%s: given %u family %u middle %u date %u grade %u school %u email %u%s number %u "
	       "house %u facts %u address %u of %u%s%s%s; class %u guard %u score %d%s\n",
	    what, e.given, e.family, e.middle, e.date, e.grade, e.school, e.email,
	    e.email_named ? "n" : "", e.number, e.house, e.house_facts, e.address, e.address_known,
	    e.made_up ? " made up" : "", e.common ? " common" : "", e.swapped ? " swapped" : "",
	    (unsigned)verdict.class, (unsigned)verdict.guard, verdict.score,
	    family ? " same family" : "");
}

// One person of the SIS: what it was given, against what is true.
static void
count_person(struct bench *bench, uint32_t sis)
{
	const struct truth *truth = &bench->sides[SIDE_SIS].list[sis];
	struct link_verdict verdict;
	unsigned count;
	bool right = false, among = false, found = false;
	const struct truth *accounts = accounts_of(bench, truth->person, &count);
	links_verdict(bench->links, LINK_SIS, sis, &verdict);
	for (unsigned i = 0; i < count; i++) {
		right = right || verdict.best == accounts[i].id;
		found = found || links_found(bench->links, sis, (uint32_t)accounts[i].id);
		for (unsigned j = 0; j < verdict.candidate_count; j++)
			among = among || verdict.candidates[j] == accounts[i].id;
	}
	bench->linkable += count > 0;
	bench->among += among;
	bench->found += found;
	bench->ready += verdict.class == LINK_READY;
	bench->ready_right += verdict.class == LINK_READY && right;
	bench->partial += verdict.class == LINK_PARTIAL;
	bench->partial_right += verdict.class == LINK_PARTIAL && right;
	bench->group_all[truth->group] += count > 0;
	bench->group_right[truth->group] += verdict.class == LINK_READY && right;
	if (bench->errors && verdict.class == LINK_READY && !right)
		show_error(bench, sis, verdict.best, "wrong");
	if (bench->errors && count > 0 && verdict.class != LINK_READY)
		show_error(bench, sis, (uint32_t)accounts[0].id,
		    among   ? "missed"
		    : found ? "lost"
			    : "not found");
}

static double
share(uint64_t part, uint64_t all)
{
	return all == 0 ? 0 : (double)part / (double)all;
}

// Everything of all verdicts, summed up so that no order matters.
static uint64_t
digest_of(const struct bench *bench)
{
	uint64_t sum = 0;
	for (unsigned of = 0; of < SIDES; of++)
		for (uint32_t i = 0; i < bench->sides[of].count; i++) {
			struct link_verdict verdict;
			links_verdict(bench->links, of, i, &verdict);
			uint64_t mixed = bench->sides[of].list[i].id * 31 + verdict.class * 7 +
					 verdict.guard * 131 + (uint64_t)verdict.score * 1009 +
					 verdict.warnings * 65537;
			for (unsigned j = 0; j < verdict.candidate_count; j++)
				mixed = mixed * 0x9e3779b97f4a7c15u +
					bench->sides[1 - of].list[verdict.candidates[j]].id;
			sum += mixed * 0xd6e8feb86659fd93u ^ mixed >> 29;
		}
	return sum;
}

static void
print_measures(struct bench *bench, const char *name)
{
	const struct link_counts *counts = links_counts(bench->links);
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	uint64_t wrong = bench->ready - bench->ready_right;
	printf("%s: sis %llu app %llu linkable %llu ready %llu wrong %llu precision %.6f (at least "
	       "%.6f) recall %.4f partial %llu right %.4f found %.5f shown %.5f "
	       "pairs %llu crowded %llu cpu %.2f s rss %ld MB\n",
	    name, (unsigned long long)counts->people[0], (unsigned long long)counts->people[1],
	    (unsigned long long)bench->linkable, (unsigned long long)bench->ready,
	    (unsigned long long)wrong, share(bench->ready_right, bench->ready),
	    1 - bound_upper(wrong, bench->ready, .975), share(bench->ready_right, bench->linkable),
	    (unsigned long long)bench->partial, share(bench->partial_right, bench->partial),
	    share(bench->found, bench->linkable), share(bench->among, bench->linkable),
	    (unsigned long long)counts->pairs, (unsigned long long)counts->crowded_blocks,
	    bench->cpu, usage.ru_maxrss / 1024);
	printf("  pairs by kind:");
	for (unsigned i = 0; i < LINK_KINDS; i++)
		printf(" %llu", (unsigned long long)counts->pairs_of[i]);
	printf("; compared %llu, plausible %llu\n", (unsigned long long)counts->compared,
	    (unsigned long long)counts->plausible);
	printf("  links %llu f1 %.5f; found by one kind of keys alone %llu, by several %llu\n  "
	       "ready by group:",
	    (unsigned long long)(bench->ready + bench->partial),
	    2 * share(bench->ready_right + bench->partial_right,
		    bench->ready + bench->partial + bench->linkable),
	    (unsigned long long)counts->found_once, (unsigned long long)counts->found_often);
	for (unsigned i = 0; i < PEOPLE_GROUPS; i++)
		printf(" %s %.3f;", people_group_names[i],
		    share(bench->group_right[i], bench->group_all[i]));
	printf("\n");
	struct link_audit audit;
	links_audit(bench->links, &audit);
	printf("  audit: %llu of %llu would be linked to another account if their own were not "
	       "there\n",
	    (unsigned long long)audit.linked, (unsigned long long)audit.hidden);
	if (bench->digest)
		printf("  digest %016llx\n", (unsigned long long)digest_of(bench));
}

static void
run_and_count(struct bench *bench, const char *name)
{
	struct fault fault;
	double start = cpu_now();
	if (!links_run(bench->links, &fault))
		die(fault.text);
	bench->cpu += cpu_now() - start;
	index_truth(bench);
	for (uint32_t i = 0; i < bench->sides[SIDE_SIS].count; i++)
		count_person(bench, i);
	print_measures(bench, name);
}

static uint64_t
common_divisor(uint64_t a, uint64_t b)
{
	for (uint64_t rest; b != 0; a = b, b = rest)
		rest = a % b;
	return a;
}

// Invented families, in an order that `shuffle` decides.
static void
run_people(struct bench *bench, const char *folder, uint64_t students, uint64_t seed, bool hard,
    uint64_t shuffle)
{
	struct people people;
	char name[64];
	if (!people_open(&people, folder, students, seed, hard))
		die("no names");
	enum { BATCH = 256 };
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
	run_and_count(bench, name);
}

// People who are made to be too many of a kind.
static void
run_alike(struct bench *bench, const char *how, uint64_t students)
{
	enum { LONG = 10000 };
	static char name[LONG + 32];
	char id[32], date[16], phone[24];
	const bool same_name = strcmp(how, "name") == 0, same_phone = strcmp(how, "phone") == 0;
	memset(name, 'a', LONG);
	double start = cpu_now();
	for (unsigned side = 0; side < SIDES; side++)
		for (uint64_t i = 0; i < students; i++) {
			snprintf(id, sizeof id, "%u-%llu", side, (unsigned long long)i);
			snprintf(date, sizeof date, "20%02u-%02u-%02u", 10 + (unsigned)(i % 9),
			    1 + (unsigned)(i / 9 % 12), 1 + (unsigned)(i / 108 % 28));
			snprintf(name + LONG - 8, 32, "%08llu", (unsigned long long)i);
			snprintf(phone, sizeof phone, "+1206%07u", (unsigned)i);
			const struct bytes given =
			    same_name ? bytes_of("Ida")
				      : bytes_of(same_phone ? name + LONG - 8 : name);
			const struct link_guardian guardian = {bytes_of("Eve"), bytes_of("Quill"),
			    {NULL, 0}, bytes_of(same_phone ? "+12065550111" : phone), {NULL, 0}};
			uint32_t number = links_guardian(bench->links, side, &guardian);
			const struct link_person person = {.id = bytes_of(id),
			    .given = given,
			    .family = bytes_of("Quill"),
			    .birth_date = bytes_of(date),
			    .schools = bytes_of("e1"),
			    .guardians = &number,
			    .guardian_count = 1};
			if (links_add(bench->links, side, &person) == LINK_NOBODY)
				die("out of memory");
			keep_truth(&bench->sides[side], i, i, 0);
		}
	bench->cpu += cpu_now() - start;
	run_and_count(bench, how);
}

// One of FEBRL's files.
static void
feed_febrl(struct bench *bench, unsigned side, const char *folder, const char *file)
{
	enum { CELLS = 11 };
	char path[512], line[1024];
	snprintf(path, sizeof path, "%s/%s", folder, file);
	FILE *in = fopen(path, "re");
	if (in == NULL)
		die(path);
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
		double start = cpu_now();
		links_add(bench->links, side, &person);
		bench->cpu += cpu_now() - start;
		keep_truth(&bench->sides[side], strtoull(cells[0] + 4, NULL, 10),
		    strtoull(cells[0] + 4, NULL, 10), 0);
	}
	fclose(in);
}

int
main(int argc, char **argv)
{
	static const struct option options[] = {{"students", 1, NULL, 'n'}, {"seed", 1, NULL, 's'},
	    {"hard", 0, NULL, 'h'}, {"threads", 1, NULL, 't'}, {"shuffle", 1, NULL, 'u'},
	    {"errors", 0, NULL, 'e'}, {"digest", 0, NULL, 'd'}, {"names", 1, NULL, 'f'},
	    {"febrl", 1, NULL, 'b'}, {"alike", 1, NULL, 'a'}, {0}};
	struct bench bench = {.options = {.threads = 1, .year = YEAR_NOW}};
	uint64_t students = 100000, seed = 1, shuffle = 0;
	const char *folder = "tests/people", *febrl = NULL, *alike = NULL;
	bool hard = false;
	for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;)
		switch (option) {
		case 'n':
			students = strtoull(optarg, NULL, 10);
			break;
		case 's':
			seed = strtoull(optarg, NULL, 10);
			break;
		case 'h':
			hard = true;
			break;
		case 't':
			bench.options.threads = (unsigned)strtoul(optarg, NULL, 10);
			break;
		case 'u':
			shuffle = strtoull(optarg, NULL, 10);
			break;
		case 'e':
			bench.errors = true;
			break;
		case 'd':
			bench.digest = true;
			break;
		case 'f':
			folder = optarg;
			break;
		case 'b':
			febrl = optarg;
			break;
		case 'a':
			alike = optarg;
			break;
		default:
			return 64;
		}
	if (febrl != NULL)
		bench.options.year = 0;
	bench.links = links_new(&bench.options);
	if (bench.links == NULL)
		die("out of memory");
	if (febrl != NULL) {
		feed_febrl(&bench, SIDE_SIS, febrl, "dataset4a.csv");
		feed_febrl(&bench, SIDE_APP, febrl, "dataset4b.csv");
		run_and_count(&bench, "febrl4");
	} else if (alike != NULL) {
		run_alike(&bench, alike, students);
	} else {
		run_people(&bench, folder, students, seed, hard, shuffle);
	}
	links_free(bench.links);
	free(bench.by_person);
	free(bench.sides[0].list);
	free(bench.sides[1].list);
	return 0;
}
