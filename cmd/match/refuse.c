// What validate reported says that the drop is good, and it is what the district reads last; so that of a refused one has to say that it is not. In a file of
// its own, because the matcher and the report both have classes of links.
#include "cmd/match/refuse.h"

#include "pipeline/fs.h"
#include "pipeline/report.h"

static const char reason[] = "package.foreign: the drop holds organizations of another district\n";

bool
refuse_foreign(struct job *job, struct fault *fault)
{
	job->place = PLACE_FAILED;
	return fs_put(job->out, "refused", reason, sizeof reason - 1, fault);
}

bool
refuse_report(const struct job *job, struct fault *fault)
{
	if (job->place != PLACE_FAILED)
		return true;
	struct report *report = report_of(job->district_dir, job->drop, fault);
	if (report == NULL)
		return false;
	report->outcome = OUTCOME_NOT_MATCHED;
	report_clean(report->reason, sizeof report->reason,
	    (struct bytes){reason, sizeof reason - 2}); // without the end of the line
	bool good = report_join(report, job->out, fault);
	report->links_known = report->unclaimed_known = false; // nobody has to decide about links
	good = good && report_write(report, job->out, fault);
	report_free(report);
	return good;
}
