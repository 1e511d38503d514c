// report decides nothing about drops, so nothing here may stop the others: each part of the work is done although one before it failed, and the exit
// code tells of the first fault.
#include "cmd/report/desk.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/report/announce.h"
#include "cmd/report/expect.h"
#include "cmd/report/news.h"
#include "cmd/report/operators.h"
#include "cmd/report/send.h"
#include "cmd/report/share.h"
#include "pipeline/calendar.h"
#include "pipeline/clock.h"
#include "pipeline/log.h"
#include "pipeline/process.h"
#include "pipeline/stage.h"

typedef bool desk_part(struct desk *, struct fault *);

// The work for a district, in order. How to add a part: a line.
static desk_part *const parts[] = {
    share_take, // full findings into the district's folder
    news_take, // mails about drops
    expect_take, // mails about drops that did not come
    announce_take, // mails about days that come near
    send_take, // what is queued goes out
    share_expire, // what is old goes
    NULL,
};

// The work for the operators, in order.
static desk_part *const operators_parts[] = {
    operators_take, // a mail about what stopped
    send_take,
    operators_expire,
    operators_beat, // a sign of life
    NULL,
};

// The folders that the work needs, in report/ or in .operators/. How to add one: a line, a member of struct desk.
static const struct {
	const char *below;
	size_t offset;
} folders[] = {
    {"", offsetof(struct desk, dir)},
    {"/tmp", offsetof(struct desk, tmp)},
    {"/queued", offsetof(struct desk, queued)},
    {"/sent", offsetof(struct desk, sent)},
    {"/failed", offsetof(struct desk, failed)},
};

// What the command line says. *district stays NULL for the operators.
static bool
parse(int argc, char **argv, const char **conf, const char **district, struct fault *fault)
{
	bool operators = false;
	*conf = *district = NULL;
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "-c") == 0 && i + 1 < argc)
			*conf = argv[++i];
		else if (strcmp(argv[i], "--operators") == 0)
			operators = true;
		else if (argv[i][0] == '-')
			return fault_set(fault, FAULT_USAGE, "unknown option %s", argv[i]);
		else if (*district == NULL)
			*district = argv[i];
		else
			return fault_set(fault, FAULT_USAGE, "too many arguments");
	}
	return operators == (*district == NULL) ||
	       fault_set(
		   fault, FAULT_USAGE, "usage: report [-c CONF] DISTRICT, or report --operators");
}

// Makes and opens one folder.
static bool
open_folder(struct desk *desk, const char *path, int *fd, struct fault *fault)
{
	return fs_make_dir(desk->district_dir, path, fault) &&
	       (*fd = fs_open_dir(desk->district_dir, path, fault)) >= 0;
}

// Opens the folders, takes the lock, sweeps.
static bool
open_folders(struct desk *desk, struct fault *fault)
{
	char path[64];
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		int *fd = (int *)(void *)((char *)desk + folders[i].offset);
		snprintf(path, sizeof path, "%s%s",
		    desk->district == NULL ? ".operators" : "report", folders[i].below);
		if (!open_folder(desk, path, fd, fault))
			return false;
	}
	if (desk->district != NULL && !open_folder(desk, "reports", &desk->shared, fault))
		return false;
	desk->lock = fs_lock(desk->dir, fault);
	return desk->lock >= 0 && fs_sweep(desk->tmp, fault);
}

// The desk of a district: its configuration, its directory, its time zone.
static bool
open_district(struct desk *desk, const char *name, struct fault *fault)
{
	desk->district_dir = spool_open(desk->conf, name, fault);
	if (desk->district_dir < 0)
		return false;
	log_about(name, NULL);
	desk->district = district_read(desk->conf, name, fault);
	if (desk->district == NULL)
		return false;
	desk->name = desk->district->name;
	desk->to = desk->district->report.to;
	desk->language = desk->district->report.language;
	return open_folders(desk, fault) && (calendar_zone_use(desk->district->expect.timezone) ||
						fault_system(fault, "setting the time zone"));
}

// The desk of the operators: English, and UTC.
static bool
open_operators(struct desk *desk, struct fault *fault)
{
	desk->name = "operators";
	desk->to = desk->conf->operators.to;
	desk->district_dir = fs_open_dir(AT_FDCWD, desk->conf->spool, fault);
	return desk->district_dir >= 0 && open_folders(desk, fault) &&
	       (calendar_zone_use("UTC") || fault_system(fault, "setting the time zone"));
}

// Opens the desk of `district`, or of the operators when it is NULL.
static bool
desk_open(struct desk *desk, const char *conf, const char *district, struct fault *fault)
{
	desk->conf = conf_read(conf_path(conf), fault);
	if (desk->conf == NULL)
		return false;
	return district == NULL ? open_operators(desk, fault)
				: open_district(desk, district, fault);
}

static void
desk_close(struct desk *desk)
{
	int fds[] = {desk->shared, desk->failed, desk->sent, desk->queued, desk->tmp, desk->dir,
	    desk->district_dir, desk->lock};
	for (size_t i = 0; i < sizeof fds / sizeof *fds; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	district_free(desk->district);
	conf_free(desk->conf);
}

void
desk_fault(struct desk *desk, const struct fault *fault)
{
	log_line("%s", fault->text);
	if (desk->first.class == FAULT_NONE)
		desk->first = *fault;
}

int
desk_main(int argc, char **argv)
{
	const char *conf, *district;
	struct desk desk = {.district_dir = -1,
	    .dir = -1,
	    .tmp = -1,
	    .queued = -1,
	    .sent = -1,
	    .failed = -1,
	    .shared = -1,
	    .lock = -1};
	struct fault fault = {FAULT_NONE, ""};
	process_guard();
	log_name("report");
	desk.now = clock_now();
	bool good =
	    parse(argc, argv, &conf, &district, &fault) && desk_open(&desk, conf, district, &fault);
	if (!good)
		desk_fault(&desk, &fault);
	desk_part *const *work = district == NULL ? operators_parts : parts;
	for (size_t i = 0; good && work[i] != NULL; i++)
		if (!work[i](&desk, &fault))
			desk_fault(&desk, &fault);
	desk_close(&desk);
	return fault_exit(desk.first.class);
}
