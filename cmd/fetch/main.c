// fetch [-c CONF] DISTRICT: what a district uploaded, and what is new on its server, become drops. See fetch(1).
#include <signal.h>
#include <string.h>

#include "cmd/fetch/inbox.h"
#include "cmd/fetch/pull.h"
#include "pipeline/log.h"
#include "pipeline/process.h"
#include "pipeline/stage.h"

struct arguments {
	const char *conf, *district;
};

static bool
parse(int argc, char **argv, struct arguments *arguments, struct fault *fault)
{
	*arguments = (struct arguments){NULL, NULL};
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "-c") == 0 && i + 1 < argc)
			arguments->conf = argv[++i];
		else if (argv[i][0] == '-')
			return fault_set(fault, FAULT_USAGE, "unknown option %s", argv[i]);
		else if (arguments->district == NULL)
			arguments->district = argv[i];
		else
			return fault_set(fault, FAULT_USAGE, "too many arguments");
	}
	return arguments->district != NULL ||
	       fault_set(fault, FAULT_USAGE, "usage: fetch [-c CONF] DISTRICT");
}

// Both ways in, each although the other fails; the first fault is how the run ends.
static void
run(struct intake *intake)
{
	struct fault fault = {0};
	log_about(intake->district->name, NULL);
	if (!inbox_take(intake, &fault))
		intake_fault(intake, &fault);
	if (!pull_take(intake, &fault))
		intake_fault(intake, &fault);
	if (intake->taken + intake->notes.news > 0)
		log_line("%u taken, %u wait, %u left", intake->taken, intake->notes.waiting,
		    intake->notes.left);
}

int
main(int argc, char **argv)
{
	struct arguments arguments;
	struct intake intake;
	struct fault fault = {0};
	process_guard();
	signal(
	    SIGIO, SIG_IGN); // somebody wants to write to an upload that is being claimed: he waits
	log_name("fetch");
	if (!parse(argc, argv, &arguments, &fault)) {
		log_line("%s", fault.text);
		return fault_exit(fault.class);
	}
	if (intake_open(&intake, arguments.conf, arguments.district, &fault))
		run(&intake);
	else
		intake_fault(&intake, &fault);
	int code = fault_exit(intake.first.class);
	intake_close(&intake);
	return code;
}
