// Nothing in reports/ is changed: a drop that goes further gets another folder. The group is that of reports/ itself, so that whoever set up the
// district's account decides who reads; others never do.
#include "cmd/report/share.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/report/findings.h"
#include "cmd/report/plan.h"
#include "pipeline/clock.h"

enum { DAY_SECONDS = 24 * 60 * 60, REPORT_MAX = 1024 * 1024 };

static const char *const copied[] = {"report.txt", "report.html"};

bool
share_young(const struct desk *desk, const char *drop)
{
	time_t arrival;
	return clock_parse_stamp(drop, &arrival) &&
	       desk->now - arrival < (time_t)desk->district->report.retention * DAY_SECONDS;
}

// Copies a report of the furthest stage that left one; none is no fault.
static bool
copy_report(
    const struct desk *desk, const char *drop, const char *name, int to, struct fault *fault)
{
	struct fault missing;
	for (int stage = STAGE_APPLY; stage >= STAGE_VALIDATE; stage--) {
		size_t size;
		int dir = outcome_open(desk->district_dir, drop, (enum stage_id)stage);
		char *text = dir >= 0 ? fs_read(dir, name, REPORT_MAX, &size, &missing) : NULL;
		if (dir >= 0)
			close(dir);
		if (text == NULL)
			continue;
		bool good = fs_put(to, name, text, size, fault);
		free(text);
		return good;
	}
	return true;
}

// Copies what would be done with a drop that somebody has to decide about, and of one that went in but for its removals, what that was.
static bool
copy_plan(const struct desk *desk, const struct outcome *outcome, int to, struct fault *fault)
{
	static const char *const plans[] = {"plan.csv", "part.csv"};
	bool good = true;
	int dir = plan_is_told(outcome->kind)
		      ? outcome_open(desk->district_dir, outcome->drop, STAGE_APPLY)
		      : -1;
	for (size_t i = 0; dir >= 0 && good && i < sizeof plans / sizeof *plans; i++)
		good = plan_share(dir, to, plans[i], fault);
	if (dir >= 0)
		close(dir);
	return good;
}

// Gives a file or directory to the group of reports/.
static bool
give(const struct desk *desk, int fd, mode_t mode, struct fault *fault)
{
	struct stat status;
	if (fstat(desk->shared, &status) != 0)
		return fault_system(fault, "looking at reports");
	if (fchown(fd, (uid_t)-1, status.st_gid) != 0 || fchmod(fd, mode) != 0)
		return fault_system(fault, "giving a report to the group of reports");
	return true;
}

// Gives the folder and all in it to the group.
static bool
give_all(const struct desk *desk, int dir, struct fault *fault)
{
	struct fs_names names;
	bool good = fs_list(dir, &names, fault);
	for (size_t i = 0; good && i < names.count; i++) {
		int fd = fs_open_file(dir, names.name[i], fault);
		good = fd >= 0 && give(desk, fd, 0640, fault);
		if (fd >= 0)
			close(fd);
	}
	fs_names_free(&names);
	return good && give(desk, dir, 0750, fault);
}

// Makes one drop's folder in tmp/, and publishes it.
static bool
share(const struct desk *desk, const struct outcome *outcome, const char *name, struct fault *fault)
{
	const char *drop = outcome->drop;
	bool any, good = fs_make_dir(desk->tmp, name, fault);
	int dir = good ? fs_open_dir(desk->tmp, name, fault) : -1;
	good = dir >= 0 && findings_join(desk, drop, dir, &any, fault);
	for (size_t i = 0; good && i < sizeof copied / sizeof *copied; i++)
		good = copy_report(desk, drop, copied[i], dir, fault);
	good = good && copy_plan(desk, outcome, dir, fault) && give_all(desk, dir, fault);
	if (dir >= 0)
		close(dir);
	return good && fs_publish(desk->tmp, name, desk->shared, name, fault);
}

bool
share_take(struct desk *desk, struct fault *fault)
{
	struct fs_names drops;
	bool good = spool_list(desk->district_dir, STAGE_FETCH, PLACE_READY, &drops, fault);
	for (size_t i = 0; good && i < drops.count; i++) {
		char name[MAIL_NAME_MAX];
		struct outcome outcome;
		if (!drop_name_valid(drops.name[i]) || !share_young(desk, drops.name[i]) ||
		    !outcome_of(desk->district_dir, drops.name[i], &outcome))
			continue;
		outcome_mail_name(&outcome, name);
		if (!fs_exists(desk->shared, name))
			good = share(desk, &outcome, name, fault);
	}
	fs_names_free(&drops);
	return good;
}

// What is a folder of ours in reports/: the district may have put others there.
static bool
is_ours(const char *name, char drop[DROP_NAME_MAX + 1])
{
	size_t size = strcspn(name, ".");
	snprintf(drop, DROP_NAME_MAX + 1, "%.*s", (int)size, name);
	return size <= DROP_NAME_MAX && name[size] == '.' && drop_name_valid(drop);
}

// Whether fetch still has the drop.
static bool
is_known(const struct desk *desk, const char *drop)
{
	return spool_place(desk->district_dir, STAGE_FETCH, drop) != PLACE_NONE;
}

// An old mail that was sent loses its message; when its drop is gone too, its name.
static bool
expire_mail(const struct desk *desk, const char *name, const char *drop, struct fault *fault)
{
	char path[MAIL_NAME_MAX + 16];
	if (!is_known(desk, drop))
		return fs_remove(desk->sent, name, fault);
	snprintf(path, sizeof path, "%.60s/mail.eml", name);
	return fs_remove(desk->sent, path, fault);
}

bool
share_expire(struct desk *desk, struct fault *fault)
{
	char drop[DROP_NAME_MAX + 1];
	struct fs_names names;
	bool good = fs_list(desk->shared, &names, fault);
	for (size_t i = 0; good && i < names.count; i++)
		if (is_ours(names.name[i], drop) && !share_young(desk, drop))
			good = fs_remove(desk->shared, names.name[i], fault);
	fs_names_free(&names);
	good = good && fs_list(desk->sent, &names, fault);
	for (size_t i = 0; good && i < names.count; i++)
		if (is_ours(names.name[i], drop) && !share_young(desk, drop))
			good = expire_mail(desk, names.name[i], drop, fault);
	fs_names_free(&names);
	return good;
}
