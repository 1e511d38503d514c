// The mode that only looks: no lock, no directory of a drop, nothing sealed. It reads what the stage would read, of a drop that it has done.
#include "cmd/match/audit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "pipeline/log.h"
#include "pipeline/process.h"

struct words {
	const char *conf, *seed, *district, *drop;
	bool json;
};

static bool
read_words(int argc, char **argv, struct words *words, uint64_t *seed, struct fault *fault)
{
	char *end;
	*words = (struct words){.conf = NULL};
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "-c") == 0 && i + 1 < argc)
			words->conf = argv[++i];
		else if (strcmp(argv[i], "--audit") == 0 && i + 1 < argc)
			words->seed = argv[++i];
		else if (strcmp(argv[i], "--json") == 0)
			words->json = true;
		else if (words->district == NULL && argv[i][0] != '-')
			words->district = argv[i];
		else if (words->drop == NULL && argv[i][0] != '-')
			words->drop = argv[i];
		else
			return fault_set(fault, FAULT_USAGE, "unknown word %s", argv[i]);
	if (words->seed == NULL || words->drop == NULL || !drop_name_valid(words->drop))
		return fault_set(
		    fault, FAULT_USAGE, "usage: --audit SEED [-c CONF] [--json] DISTRICT DROP");
	errno = 0;
	*seed = strtoull(words->seed, &end, 10);
	return (errno == 0 && words->seed[0] >= '0' && words->seed[0] <= '9' && *end == '\0') ||
	       fault_set(fault, FAULT_USAGE, "a seed is a whole number");
}

// Opens what is compared. `out` is where a sort may have a file without a name.
static bool
open_sides(struct matcher *matcher, struct job *job, struct fault *fault)
{
	char path[FS_PATH_MAX];
	int stage = fs_open_dir(job->district_dir, stage_name(STAGE_MATCH), fault);
	if (stage < 0)
		return false;
	job->out = fs_open_dir(stage, "tmp", fault);
	close(stage);
	if (job->out < 0 ||
	    !job_input_path(job, STAGE_NORMALISE, "roster.mdb", path, sizeof path, fault))
		return false;
	matcher->roster = roster_open(path, NULL, fault);
	if (matcher->roster != NULL)
		matcher->store = store_open(job->conf, job->district, false, fault);
	return matcher->store != NULL;
}

// Writes what was found to standard output.
static bool
put_out(const struct audit *audit, bool json, struct fault *fault)
{
	struct text text = {NULL, 0, 0, false};
	audit_say(audit, json, &text);
	bool good = !text.failed || fault_set(fault, FAULT_TEMP, "out of memory");
	if (good && (fwrite(text.data, 1, text.size, stdout) != text.size || fflush(stdout) != 0))
		good = fault_system(fault, "writing standard output");
	text_free(&text);
	return good;
}

static bool
audit_drop(struct job *job, uint64_t seed, bool json, struct fault *fault)
{
	struct matcher matcher = {.job = job};
	struct audit audit = {.matcher = NULL};
	bool good = open_sides(&matcher, job, fault) && audit_run(&audit, &matcher, seed, fault) &&
		    store_sound(matcher.store, fault) && put_out(&audit, json, fault);
	audit_end(&audit);
	store_close(matcher.store);
	roster_close(matcher.roster);
	return good;
}

int
audit_main(int argc, char **argv)
{
	struct words words;
	struct fault fault = {FAULT_NONE, ""};
	struct conf *conf = NULL;
	struct district *district = NULL;
	uint64_t seed = 0;
	struct job job = {
	    .stage = STAGE_MATCH, .district_dir = -1, .input = -1, .out = -1, .dry_run = true};
	process_guard();
	log_name("match");
	bool good = read_words(argc, argv, &words, &seed, &fault);
	if (good)
		conf = conf_read(conf_path(words.conf), &fault);
	if (conf != NULL)
		job.district_dir = spool_open(conf, words.district, &fault);
	if (job.district_dir >= 0) {
		log_about(words.district, words.drop);
		district = district_read(conf, words.district, &fault);
	}
	job.conf = conf;
	job.district = district;
	job.drop = words.drop;
	good = district != NULL && audit_drop(&job, seed, words.json, &fault);
	if (!good)
		log_line("%s", fault.text);
	for (int *fd = (int[]){job.district_dir, job.out, -2}; *fd != -2; fd++)
		if (*fd >= 0)
			close(*fd);
	district_free(district);
	conf_free(conf);
	return good ? fault_exit(FAULT_NONE) : fault_exit(fault.class);
}
