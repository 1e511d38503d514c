// One small file a drop, put in its place by a rename and removed by its name.
#include "pipeline/rekey.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/fs.h"
#include "pipeline/fs_replace.h"
#include "pipeline/spool.h"

enum { PATH = 64 + DROP_NAME_MAX };

static const char folder[] = "match/rekey";

bool
rekey_is_asked(int district, const char *drop)
{
	char path[PATH];
	snprintf(path, sizeof path, "%s/%s", folder, drop);
	return fs_exists(district, path);
}

// Opens the folder, made if it is not there.
static int
folder_open(int district, struct fault *fault)
{
	int match = fs_open_dir(district, "match", fault);
	bool good = match >= 0 && fs_make_dir(match, strchr(folder, '/') + 1, fault);
	if (match >= 0)
		close(match);
	return good ? fs_open_dir(district, folder, fault) : -1;
}

bool
rekey_ask(int district, const char *drop, const char *words, struct fault *fault)
{
	int dir = folder_open(district, fault);
	int aside = dir < 0 ? -1 : fs_open_dir(district, "match/tmp", fault);
	bool good = aside >= 0 && fs_replace(dir, drop, words, strlen(words), aside, fault);

	if (aside >= 0)
		close(aside);
	if (dir >= 0)
		close(dir);
	return good;
}

bool
rekey_end(int district, const char *drop, struct fault *fault)
{
	if (!rekey_is_asked(district, drop))
		return true;
	int dir = fs_open_dir(district, folder, fault);
	bool good = dir >= 0 && fs_remove(dir, drop, fault) && fs_sync_dir(dir, fault);

	if (dir >= 0)
		close(dir);
	return good;
}

bool
rekey_settle(int district, struct fault *fault)
{
	struct fs_names drops = {NULL, 0};

	if (!fs_exists(district, folder))
		return true;
	int dir = fs_open_dir(district, folder, fault);
	bool good = dir >= 0 && fs_list(dir, &drops, fault);
	for (size_t i = 0; good && i < drops.count; i++) {
		enum place place = spool_place(district, STAGE_APPLY, drops.name[i]);
		if (place == PLACE_READY || place == PLACE_FAILED)
			good = rekey_end(district, drops.name[i], fault);
	}
	fs_names_free(&drops);
	if (dir >= 0)
		close(dir);
	return good;
}
