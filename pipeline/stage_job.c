// The paths of a job, for libraries that want one.
#include "pipeline/stage.h"

#include <stdio.h>

bool
job_input_path(const struct job *job, enum stage_id stage, const char *file, char *path,
    size_t size, struct fault *fault)
{
	return spool_path(path, size, job->conf, job->district->name, stage,
	    place_name(PLACE_READY), job->drop, file, fault);
}

bool
job_out_path(const struct job *job, const char *file, char *path, size_t size, struct fault *fault)
{
	return spool_path(
	    path, size, job->conf, job->district->name, job->stage, "tmp", job->drop, file, fault);
}

bool
job_store_path(const struct job *job, char *path, size_t size, struct fault *fault)
{
	int used = snprintf(path, size, "%s/%s/store", job->conf->spool, job->district->name);
	if (used < 0 || (size_t)used >= size)
		return fault_set(fault, FAULT_CONFIG, "the path of the store is too long");
	return true;
}
