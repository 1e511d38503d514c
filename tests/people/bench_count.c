// What the matcher's answers are worth: counted against the truth.
#include "tests/people/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "pipeline/bound.h"

struct cpu
bench_now(void)
{
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	return (struct cpu){(double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec / 1e6,
	    (double)usage.ru_stime.tv_sec + (double)usage.ru_stime.tv_usec / 1e6};
}

void
bench_since(struct cpu *sum, struct cpu start)
{
	struct cpu now = bench_now();
	sum->user += now.user - start.user;
	sum->kernel += now.kernel - start.kernel;
}

static void
keep_truth(struct truths *truths, uint64_t person, uint64_t id, unsigned group)
{
	if (truths->count == truths->room) {
		truths->room = truths->room * 2 + 1024;
		truths->list = realloc(truths->list, truths->room * sizeof *truths->list);
		if (truths->list == NULL)
			bench_die("out of memory");
	}
	truths->list[truths->count++] =
	    (struct truth){.person = person, .id = id, .group = (uint8_t)group};
}

void
bench_truth(struct bench *bench, unsigned side, uint64_t person, uint64_t id, unsigned group)
{
	keep_truth(&bench->sides[side], person, id, group);
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
		bench_die("out of memory");
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
	bench->group_among[truth->group] += among;
	if (verdict.class != LINK_READY && verdict.candidate_count > 0) {
		bench->suggested++;
		bench->suggestions += verdict.candidate_count;
	}
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

// Recall of each group of names: who is linked, and who is shown, less often than others.
static void
print_groups(const struct bench *bench)
{
	printf("  to decide %llu, with %.3f suggestions each\n",
	    (unsigned long long)bench->suggested, share(bench->suggestions, bench->suggested));
	for (unsigned i = 0; i < PEOPLE_GROUPS; i++)
		printf("  group %s: linkable %llu ready %.4f shown %.5f\n", people_group_names[i],
		    (unsigned long long)bench->group_all[i],
		    share(bench->group_right[i], bench->group_all[i]),
		    share(bench->group_among[i], bench->group_all[i]));
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
	       "pairs %llu crowded %llu cpu %.2f s (kernel %.2f, taking in %.2f) rss %ld MB\n",
	    name, (unsigned long long)counts->people[0], (unsigned long long)counts->people[1],
	    (unsigned long long)bench->linkable, (unsigned long long)bench->ready,
	    (unsigned long long)wrong, share(bench->ready_right, bench->ready),
	    1 - bound_upper(wrong, bench->ready, .975), share(bench->ready_right, bench->linkable),
	    (unsigned long long)bench->partial, share(bench->partial_right, bench->partial),
	    share(bench->found, bench->linkable), share(bench->among, bench->linkable),
	    (unsigned long long)counts->pairs, (unsigned long long)counts->crowded_blocks,
	    bench->cpu.user + bench->cpu.kernel, bench->cpu.kernel,
	    bench->feeding.user + bench->feeding.kernel, usage.ru_maxrss / 1024);
	printf("  pairs by kind:");
	for (unsigned i = 0; i < LINK_KINDS; i++)
		printf(" %llu", (unsigned long long)counts->pairs_of[i]);
	printf("; compared %llu, plausible %llu\n", (unsigned long long)counts->compared,
	    (unsigned long long)counts->plausible);
	printf("  links %llu f1 %.5f; found by one kind of keys alone %llu, by several %llu\n",
	    (unsigned long long)(bench->ready + bench->partial),
	    2 * share(bench->ready_right + bench->partial_right,
		    bench->ready + bench->partial + bench->linkable),
	    (unsigned long long)counts->found_once, (unsigned long long)counts->found_often);
	print_groups(bench);
	struct link_audit audit;
	links_audit(bench->links, &audit);
	printf("  audit: %llu of %llu would be linked to another account if their own were not "
	       "there\n",
	    (unsigned long long)audit.linked, (unsigned long long)audit.hidden);
	if (bench->digest)
		printf("  digest %016llx\n", (unsigned long long)digest_of(bench));
}

void
bench_run(struct bench *bench, const char *name)
{
	struct fault fault;
	struct cpu start = bench_now();
	if (!links_run(bench->links, &fault))
		bench_die(fault.text);
	bench_since(&bench->cpu, start);
	index_truth(bench);
	for (uint32_t i = 0; i < bench->sides[SIDE_SIS].count; i++)
		count_person(bench, i);
	print_measures(bench, name);
}
