// What all stages share. The commit point of a stage is the rename in publish(): before it the drop waits for this stage, after it the drop
// is past it. What lies in tmp/ at start means nothing and is swept under the lock.
#include "pipeline/stage_words.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/log.h"
#include "pipeline/process.h"

// One run of a stage over a district.
struct run {
	const struct stage *stage;
	struct stage_words arguments;
	struct conf *conf;
	struct district *district;
	int district_dir, stage_dir, tmp, lock;
};

// Reads the configuration, opens the directories, takes the lock, sweeps.
static bool
run_open(struct run *run, struct fault *fault)
{
	const char *name = run->arguments.district;
	run->conf = conf_read(conf_path(run->arguments.conf_path), fault);
	if (run->conf == NULL)
		return false;
	run->district_dir = spool_open(run->conf, name, fault);
	if (run->district_dir < 0)
		return false;
	log_about(name, NULL);
	run->district = stage_words_district(&run->arguments, run->conf, fault);
	if (run->district == NULL)
		return false;
	run->stage_dir = spool_folder(run->district_dir, stage_name(run->stage->id), fault);
	if (run->stage_dir < 0)
		return false;
	run->tmp = spool_folder(run->stage_dir, "tmp", fault);
	if (run->tmp < 0)
		return false;
	run->lock = fs_lock(run->stage_dir, fault);
	return run->lock >= 0 && fs_sweep(run->tmp, fault);
}

static void
run_close(struct run *run)
{
	int fds[] = {run->tmp, run->stage_dir, run->district_dir, run->lock};
	for (size_t i = 0; i < sizeof fds / sizeof *fds; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	district_free(run->district);
	conf_free(run->conf);
}

// Opens and checks what the stage before left. Damage there is FAULT_IO: nothing is decided on it.
static bool
open_input(struct job *job, enum stage_id before, struct seal *seal, struct fault *fault)
{
	struct seal input;
	job->input = spool_open_drop(job->district_dir, before, PLACE_READY, job->drop, fault);
	return job->input >= 0 && seal_read(job->input, &input, fault) &&
	       seal_check(job->input, &input, SEAL_QUICK, fault) &&
	       seal_digest(job->input, seal->input, fault);
}

// A refusal without a report of its own leaves nothing but its reason.
static bool
write_refusal(struct run *run, struct job *job, const struct fault *refusal, struct fault *fault)
{
	char text[sizeof refusal->text + 1];
	close(job->out);
	job->out = -1;
	if (!fs_remove(run->tmp, job->drop, fault) || !fs_make_dir(run->tmp, job->drop, fault))
		return false;
	job->out = fs_open_dir(run->tmp, job->drop, fault);
	int size = snprintf(text, sizeof text, "%s\n", refusal->text);
	return job->out >= 0 && fs_put(job->out, "refused", text, (size_t)size, fault) &&
	       (run->stage->refused == NULL || run->stage->refused(job, refusal, fault));
}

// Seals what the stage made and gives it its name.
static bool
publish(struct run *run, struct job *job, struct seal *seal, struct fault *fault)
{
	snprintf(seal->drop, sizeof seal->drop, "%s", job->drop);
	snprintf(seal->stage, sizeof seal->stage, "%s", stage_name(run->stage->id));
	snprintf(seal->tool, sizeof seal->tool, "rosterdrop %s", ROSTERDROP_VERSION);
	district_digest(run->district, seal->config);
	seal->generation = job->generation;
	if (!seal_write(job->out, seal, fault))
		return false;
	int place = spool_folder(run->stage_dir, place_name(job->place), fault);
	if (place < 0)
		return false;
	bool good = fs_publish(run->tmp, job->drop, place, job->drop, fault);
	close(place);
	return good;
}

// The work on one drop, in tmp/DROP, up to its publication.
static bool
work(struct run *run, struct job *job, struct fault *fault)
{
	struct seal *seal = job->seal;
	if (!open_input(job, run->stage->id - 1, seal, fault) ||
	    !fs_make_dir(run->tmp, job->drop, fault))
		return false;
	job->out = fs_open_dir(run->tmp, job->drop, fault);
	if (job->out < 0)
		return false;
	if (!run->stage->work(job, fault)) {
		struct fault refusal = *fault;
		if (refusal.class != FAULT_DATA || job->dry_run ||
		    !write_refusal(run, job, &refusal, fault))
			return false;
		job->place = PLACE_FAILED;
		seal->known_count = 0;
		snprintf(job->summary, sizeof job->summary, "refused: %.200s", refusal.text);
	}
	if (job->dry_run)
		return fs_remove(run->tmp, job->drop, fault);
	return publish(run, job, seal, fault) &&
	       (run->stage->after == NULL || run->stage->after(job, fault));
}

// One drop through the stage. *refused is set when it ended in failed/.
static bool
run_drop(struct run *run, const char *drop, bool *refused, struct fault *fault)
{
	struct seal seal = {.file_count = 0};
	struct job job = {.conf = run->conf,
	    .district = run->district,
	    .drop = drop,
	    .seal = &seal,
	    .stage = run->stage->id,
	    .district_dir = run->district_dir,
	    .input = -1,
	    .out = -1,
	    .dry_run = run->arguments.dry_run,
	    .place = PLACE_READY};
	log_about(run->arguments.district, drop);
	if (run->stage->waits != NULL && run->stage->waits(&job))
		return true;
	bool good = work(run, &job, fault);
	if (job.input >= 0)
		close(job.input);
	if (job.out >= 0)
		close(job.out);
	if (good && !job.dry_run)
		log_line("%s%s%s", place_name(job.place), job.summary[0] ? ": " : "", job.summary);
	if (good && job.place == PLACE_FAILED)
		*refused = true;
	if (!good) { // leave no rubbish when it can be helped; the next run sweeps anyway
		struct fault ignored;
		fs_remove(run->tmp, drop, &ignored);
	}
	return good;
}

// A drop named on the command line that does not wait: done already, or not there at all.
static bool
named_drop(struct run *run, bool *refused, struct fault *fault)
{
	const char *drop = run->arguments.drop;
	enum place place = spool_place(run->district_dir, run->stage->id, drop);
	// What is held can be planned again, under another setting perhaps.
	bool again = place == PLACE_HELD && run->arguments.dry_run;
	if ((place == PLACE_NONE || again) &&
	    spool_place(run->district_dir, run->stage->id - 1, drop) == PLACE_READY)
		return run_drop(run, drop, refused, fault);
	if (place == PLACE_NONE)
		return fault_set(fault, FAULT_MISSING, "%s does not wait for %s", drop,
		    stage_name(run->stage->id));
	*refused = place == PLACE_FAILED;
	log_about(run->arguments.district, drop);
	log_line("nothing to do: it is in %s/%s", stage_name(run->stage->id), place_name(place));
	return true;
}

static bool
run_all(struct run *run, bool *refused, struct fault *fault)
{
	struct fs_names drops;
	if (!spool_waiting(run->district_dir, run->stage->id, &drops, fault))
		return false;
	bool good = true;
	for (size_t i = 0; good && i < drops.count; i++)
		good = run_drop(run, drops.name[i], refused, fault);
	fs_names_free(&drops);
	return good;
}

// A job that is about no drop.
static struct job
job_of(const struct run *run)
{
	return (struct job){.conf = run->conf,
	    .district = run->district,
	    .stage = run->stage->id,
	    .district_dir = run->district_dir,
	    .dry_run = run->arguments.dry_run,
	    .input = -1,
	    .out = -1};
}

static bool
prepare(struct run *run, struct fault *fault)
{
	struct job job = job_of(run);
	return run->stage->prepare == NULL || run->arguments.dry_run ||
	       run->stage->prepare(&job, fault);
}

// Says what a policy would have made of what was.
static bool
review(struct run *run, struct fault *fault)
{
	struct job job = job_of(run);
	if (run->stage->review == NULL)
		return fault_set(
		    fault, FAULT_USAGE, "%s knows no --policy", stage_name(run->stage->id));
	return run->stage->review(&job, fault);
}

int
stage_main(const struct stage *stage, int argc, char **argv)
{
	struct run run = {
	    .stage = stage, .district_dir = -1, .stage_dir = -1, .tmp = -1, .lock = -1};
	struct fault fault = {FAULT_NONE, ""};
	bool refused = false;
	process_guard();
	log_name(stage_name(stage->id));
	bool good = stage_words_read(argc, argv, &run.arguments, &fault) &&
		    run_open(&run, &fault) && prepare(&run, &fault);
	if (good && run.arguments.policy != NULL)
		good = review(&run, &fault);
	else if (good)
		good = run.arguments.drop != NULL ? named_drop(&run, &refused, &fault)
						  : run_all(&run, &refused, &fault);
	if (!good)
		log_line("%s", fault.text);
	run_close(&run);
	return good ? fault_exit(refused ? FAULT_DATA : FAULT_NONE) : fault_exit(fault.class);
}
