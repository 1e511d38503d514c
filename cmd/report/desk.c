// report decides nothing about drops, so nothing here may stop the others: each part of the work is done although one before it failed, and the exit
// code tells of the first fault.
#include "cmd/report/desk.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "cmd/report/expect.h"
#include "cmd/report/news.h"
#include "cmd/report/send.h"
#include "cmd/report/share.h"
#include "pipeline/calendar.h"
#include "pipeline/clock.h"
#include "pipeline/log.h"
#include "pipeline/stage.h"

// The work, in order. How to add a part: a line.
static bool (*const parts[])(struct desk *, struct fault *) = {
    share_take, // full findings into the district's folder
    news_take, // mails about drops
    expect_take, // mails about drops that did not come
    send_take, // what is queued goes out
    share_expire, // what is old goes
};

// The folders that the work needs. How to add one: a line, a member of struct desk.
static const struct {
	const char *path;
	size_t offset;
} folders[] = {
    {"report", offsetof(struct desk, dir)},
    {"report/tmp", offsetof(struct desk, tmp)},
    {"report/queued", offsetof(struct desk, queued)},
    {"report/sent", offsetof(struct desk, sent)},
    {"report/failed", offsetof(struct desk, failed)},
    {"reports", offsetof(struct desk, shared)},
};

static bool
parse(int argc, char **argv, const char **conf, const char **district, struct fault *fault)
{
	*conf = *district = NULL;
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "-c") == 0 && i + 1 < argc)
			*conf = argv[++i];
		else if (argv[i][0] == '-')
			return fault_set(fault, FAULT_USAGE, "unknown option %s", argv[i]);
		else if (*district == NULL)
			*district = argv[i];
		else
			return fault_set(fault, FAULT_USAGE, "too many arguments");
	}
	return *district != NULL ||
	       fault_set(fault, FAULT_USAGE, "usage: report [-c CONF] DISTRICT");
}

// Removes what an earlier run left unfinished.
static bool
sweep(struct desk *desk, struct fault *fault)
{
	struct fs_names names;
	bool good = fs_list(desk->tmp, &names, fault);
	for (size_t i = 0; good && i < names.count; i++)
		good = fs_remove(desk->tmp, names.name[i], fault);
	fs_names_free(&names);
	return good;
}

// Reads the configuration, opens the folders, takes the lock, sweeps.
static bool
desk_open(struct desk *desk, const char *conf, const char *name, struct fault *fault)
{
	desk->conf = conf_read(conf_path(conf), fault);
	if (desk->conf == NULL || (desk->district_dir = spool_open(desk->conf, name, fault)) < 0)
		return false;
	log_about(name, NULL);
	desk->district = district_read(desk->conf, name, fault);
	if (desk->district == NULL)
		return false;
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		int *fd = (int *)(void *)((char *)desk + folders[i].offset);
		if (!fs_make_dir(desk->district_dir, folders[i].path, fault) ||
		    (*fd = fs_open_dir(desk->district_dir, folders[i].path, fault)) < 0)
			return false;
	}
	desk->lock = fs_lock(desk->dir, fault);
	return desk->lock >= 0 && sweep(desk, fault) &&
	       (calendar_zone_use(desk->district->expect.timezone) ||
		   fault_system(fault, "setting the time zone"));
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
	stage_guard_process();
	log_name("report");
	desk.now = clock_now();
	bool good =
	    parse(argc, argv, &conf, &district, &fault) && desk_open(&desk, conf, district, &fault);
	if (!good)
		desk_fault(&desk, &fault);
	for (size_t i = 0; good && i < sizeof parts / sizeof *parts; i++)
		if (!parts[i](&desk, &fault))
			desk_fault(&desk, &fault);
	desk_close(&desk);
	return fault_exit(desk.first.class);
}
