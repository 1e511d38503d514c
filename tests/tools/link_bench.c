// How good the matcher is, on families whose truth is known, and what it costs.
//
//   link_bench [--students N] [--seed S] [--hard] [--threads T] [--shuffle K] [--errors] [--digest] [--names FOLDER]
//   link_bench --febrl FOLDER
//   link_bench --alike name|phone|birth|long [--students N]
//
// --alike makes people who are as alike as nobody is: all have one name, or one phone, or one birth date, family name and school, or names of
// ten thousand letters; what matters is that it ends.
//
// Prints one line of measures, then the recall of each group of names. Precision comes with the upper end of its exact interval of 95 % (Clopper and
// Pearson): how bad it may be, given how few were counted. With --errors each wrong link is shown by its levels. --shuffle lets people come in another
// order, and --digest prints a digest of all verdicts, which no order and no number of threads may change. --febrl reads dataset4a.csv and dataset4b.csv
// of the FEBRL project; their soc_sec_id is not used.
//
// uses cmd/match/link.c cmd/match/link_alike.c cmd/match/link_audit.c cmd/match/link_block.c cmd/match/link_compare.c cmd/match/link_contact.c cmd/match/link_each.c cmd/match/link_gather.c cmd/match/link_guard.c cmd/match/link_house.c cmd/match/link_key.c cmd/match/link_name.c cmd/match/link_near.c cmd/match/link_pair.c cmd/match/link_pending.c cmd/match/link_value.c cmd/match/link_run.c cmd/match/link_score.c cmd/match/link_settle.c cmd/match/link_sort.c cmd/match/link_tie.c cmd/match/link_trust.c
// uses tests/people/names.c tests/people/world.c tests/people/damage.c tests/people/rates.c tests/people/spelling.c tests/people/bench_count.c tests/people/bench_feed.c
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/people/bench.h"

_Noreturn void
bench_die(const char *what)
{
	fprintf(stderr, "link_bench: %s\n", what);
	exit(70);
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
		bench_die("out of memory");
	if (febrl != NULL) {
		bench_febrl(&bench, febrl);
	} else if (alike != NULL) {
		bench_alike(&bench, alike, students);
	} else {
		bench_people(&bench, folder, students, seed, hard, shuffle);
	}
	links_free(bench.links);
	free(bench.by_person);
	free(bench.sides[0].list);
	free(bench.sides[1].list);
	return 0;
}
