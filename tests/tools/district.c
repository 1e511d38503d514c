// Makes a school district that does not exist, as the files of a OneRoster drop, the same ones for
// the same seed: for samples, tests and the benchmark, at any size and for any night. Every value
// is clean and every reference is kept.
//
//   district [--version 1.1|1.2|1.2.1] [--name NAME] [--seed N] [--students N] [--night K] [--churn PER_MILLE] [--unsorted]
//            [--delta] OUTDIR
//
// Night K holds what all the nights before changed; --churn says how much a night changes, in
// 1/1000 of the rows (5). The rows come in the order of their sourcedIds, with --unsorted in no
// order. --delta writes only what changed since the night before.
//
// uses tests/tools/district/row.c tests/tools/district/plan.c tests/tools/district/names.c
// uses tests/tools/district/school.c tests/tools/district/people.c
// uses tests/tools/district/roster.c tests/tools/district/enrolments.c
#include <errno.h>
#include <getopt.h>
#include <sys/stat.h>

#include "tests/tools/district/enrolments.h"

typedef void make_row(const struct plan *plan, uint64_t place, unsigned night, struct row *row);

// A file, how many places it has, and what makes the row of a place. How to add a file: a line
// here.
struct source {
	enum roster_file file;
	make_row *make;
	uint64_t places;
};

// The order in which the places of a file are gone through: a fixed stride, round and round,
// without a common divisor.
struct order {
	uint64_t groups, together, stride;
};

static uint64_t
common_divisor(uint64_t a, uint64_t b)
{
	while (b != 0) {
		uint64_t rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

// An order that is nowhere near that of the ids when they are to be unsorted; students keep their
// enrolments together.
static struct order
order_of(const struct plan *plan, const struct source *source)
{
	struct order order = {source->places, 1, 1};

	if (source->file == ENROLLMENTS)
		order = (struct order){source->places / ENROLMENTS_MAX, ENROLMENTS_MAX, 1};
	if (!plan->unsorted || order.groups < 4)
		return order;
	order.stride = order.groups * 618 / 1000;
	while (common_divisor(order.groups, order.stride) != 1)
		order.stride--;
	return order;
}

// What comes at turn i; the rest that makes no group stays at the end.
static uint64_t
order_place(const struct order *order, uint64_t i)
{
	uint64_t group = i / order->together;

	return group < order->groups
		   ? group * order->stride % order->groups * order->together + i % order->together
		   : i;
}

// Marks a row of a delta and writes it.
static void
write_change(const struct plan *plan, struct out *out, struct row *row, const char *status)
{
	time_t night = SEPTEMBER_2026 + (75 + (time_t)plan->night) * DAY + 8100;
	struct tm day;
	char text[32];

	gmtime_r(&night, &day);
	row_set(row, STATUS, status);
	row_cell(row, DATE_LAST_MODIFIED);
	row_put(row, text, strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S.000Z", &day));
	out_row(out, row);
}

// Writes what became of a place between last night and this one.
static void
write_difference(const struct plan *plan, struct out *out, struct row *before, struct row *now)
{
	bool same = before->present && now->present &&
		    bytes_equal(row_get(before, SOURCED_ID), row_get(now, SOURCED_ID));

	if (before->present && !same)
		write_change(plan, out, before, "tobedeleted");
	if (now->present && !(same && row_equal(before, now)))
		write_change(plan, out, now, "active");
}

// Writes one file; gives the number of its rows.
static uint64_t
write_file(const struct plan *plan, const struct source *source, const char *dir)
{
	static struct row now, before;
	struct order order = order_of(plan, source);
	struct out out;

	out_open(&out, dir, source->file, plan->version);
	for (uint64_t i = 0; i < source->places; i++) {
		uint64_t place = order_place(&order, i);

		row_clear(&now);
		row_clear(&before);
		source->make(plan, place, plan->night, &now);
		if (plan->delta) {
			source->make(plan, place, plan->night - 1, &before);
			write_difference(plan, &out, &before, &now);
		} else if (now.present) {
			out_row(&out, &now);
		}
	}
	return out_close(&out, dir);
}

// Writes manifest.csv: a line for every file that the version knows.
static void
write_manifest(const struct plan *plan, const bool *written, const char *dir)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof path, "%s/manifest.csv", dir);
	file = fopen(path, "wb");
	if (!file)
		out_die(path);
	fprintf(file, "propertyName,value\r\nmanifest.version,1.0\r\noneroster.version,%s\r\n",
	    plan->version == V11 ? "1.1" : "1.2");
	for (unsigned i = 0; i < ONEROSTER_FILES; i++)
		if (oneroster_files[i].versions & plan->version)
			fprintf(file, "file.%s,%s\r\n", oneroster_files[i].name,
			    !written[i]   ? "absent"
			    : plan->delta ? "delta"
					  : "bulk");
	fprintf(file, "source.systemName,Example SIS\r\nsource.systemCode,%s\r\n", plan->name);
	if (ferror(file) | (fclose(file) != 0))
		out_die(path);
}

static void
write_district(const struct plan *plan, const char *dir)
{
	const struct source sources[] = {
	    {ORGS, make_org, plan->schools + 1},
	    {ACADEMIC_SESSIONS, make_session, SESSIONS_COUNT},
	    {COURSES, make_course, GRADES * SUBJECTS},
	    {CLASSES, make_class, plan->classes},
	    {USERS, make_user, plan_users(plan)},
	    {USER_PROFILES, make_profile, plan->staff},
	    {ROLES, make_role, plan_users(plan) * 2},
	    {DEMOGRAPHICS, make_demographics, plan->student_places},
	    {ENROLLMENTS, make_enrollment, plan->student_places * ENROLMENTS_MAX + plan->classes},
	};
	bool written[ONEROSTER_FILES] = {false};

	for (unsigned i = 0; i < sizeof sources / sizeof sources[0]; i++) {
		uint64_t rows;
		if (!(oneroster_files[sources[i].file].versions & plan->version))
			continue;
		rows = write_file(plan, &sources[i], dir);
		written[sources[i].file] = rows > 0;
		printf("%s %" PRIu64 "\n", oneroster_files[sources[i].file].name, rows);
	}
	write_manifest(plan, written, dir);
}

// Ends the program with its usage.
static _Noreturn void
die_usage(void)
{
	fputs("usage: district [--version 1.1|1.2|1.2.1] [--name NAME] [--seed N] [--students N] "
	      "[--night K]\n"
	      "                [--churn PER_MILLE] [--unsorted] [--delta] OUTDIR\n",
	    stderr);
	exit(64);
}

static uint64_t
number_of(const char *text, uint64_t least, uint64_t most)
{
	char *end;
	uint64_t number;

	errno = 0;
	number = strtoull(text, &end, 10);
	if (*text < '0' || *text > '9' || *end != '\0' || errno != 0 || number < least ||
	    number > most)
		die_usage();
	return number;
}

static enum version
version_of(const char *text)
{
	static const struct {
		const char *text;
		enum version version;
	} versions[] = {{"1.1", V11}, {"1.2", V120}, {"1.2.1", V121}};

	for (unsigned i = 0; i < 3; i++)
		if (strcmp(text, versions[i].text) == 0)
			return versions[i].version;
	die_usage();
}

int
main(int argc, char **argv)
{
	static const struct option options[] = {{"version", required_argument, NULL, 'v'},
	    {"name", required_argument, NULL, 'N'}, {"seed", required_argument, NULL, 's'},
	    {"students", required_argument, NULL, 'n'}, {"night", required_argument, NULL, 'k'},
	    {"churn", required_argument, NULL, 'c'}, {"unsorted", no_argument, NULL, 'u'},
	    {"delta", no_argument, NULL, 'd'}, {NULL, 0, NULL, 0}};
	struct plan plan = {.name = "district",
	    .seed = 1,
	    .version = V11,
	    .night = 1,
	    .churn = 5,
	    .students = 100000};

	for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;)
		switch (option) {
		case 'v':
			plan.version = version_of(optarg);
			break;
		case 'N':
			plan.name = optarg;
			break;
		case 's':
			plan.seed = number_of(optarg, 0, UINT32_MAX);
			break;
		case 'n':
			plan.students = number_of(optarg, 1, 10000000);
			break;
		case 'k':
			plan.night = (unsigned)number_of(optarg, 1, 1000);
			break;
		case 'c':
			plan.churn = (unsigned)number_of(optarg, 0, 500);
			break;
		case 'u':
			plan.unsorted = true;
			break;
		case 'd':
			plan.delta = true;
			break;
		default:
			die_usage();
		}
	if (optind + 1 != argc || (plan.delta && plan.night < 2))
		die_usage();
	plan_measure(&plan);
	if (mkdir(argv[optind], 0777) != 0 && errno != EEXIST)
		out_die(argv[optind]);
	write_district(&plan, argv[optind]);
	return 0;
}
