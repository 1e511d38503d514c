// One run of report over a district, or for the operators over all of them: its lock, its directories, and the order of work.
#pragma once

#include <time.h>

#include "pipeline/conf.h"
#include "pipeline/spool.h"

struct desk {
	struct conf *conf;
	struct district *district; // NULL at the operators' desk
	const char *name;	   // the district's, or "operators"
	char *const *to;	   // who gets the mails; NULL: nobody
	enum language language;
	int district_dir; // the spool itself at the operators' desk
	int dir, tmp, queued, sent, failed; // SPOOL/DISTRICT/report, or SPOOL/.operators, and what is in it
	int shared;			    // SPOOL/DISTRICT/reports; none for the operators
	int lock;
	time_t now;
	struct fault first; // of a part of the run that failed while the others went on
};

// The whole of report's main(); gives the exit code.
int desk_main(int argc, char **argv);

// Logs a fault, and keeps it if it is the first: the run goes on, and ends with it.
void desk_fault(struct desk *desk, const struct fault *fault);
