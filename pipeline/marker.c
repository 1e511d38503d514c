// The two files are made once, the inbox's first: a crash between leaves a marker that nobody asks for yet.
#include "pipeline/marker.h"

#include <unistd.h>

#include "pipeline/fs.h"

const char marker_name[] = ".rosterdrop";
static const char in_fetch[] = "marked";
static const char words[] =
    "rosterdrop looks for this file to know that this folder is the inbox. Leave it here.\n";

// Makes the files that are missing.
static bool
mark(int inbox, int fetch, struct fault *fault)
{
	return (fs_exists(inbox, marker_name) ||
		   fs_put(inbox, marker_name, words, sizeof words - 1, fault)) &&
	       fs_put(fetch, in_fetch, "", 0, fault);
}

bool
marker_check(int district, int inbox, struct fault *fault)
{
	int fetch = fs_open_dir(district, "fetch", fault);
	if (fetch < 0)
		return false;
	bool good = true;
	if (!fs_exists(fetch, in_fetch))
		good = mark(inbox, fetch, fault);
	else if (!fs_exists(inbox, marker_name))
		good = fault_set(fault, FAULT_IO,
		    "the inbox has no file %s any more: is its file system not mounted? If the "
		    "folder is the right one, remove fetch/%s",
		    marker_name, in_fetch);
	close(fetch);
	return good;
}

bool
marker_make(int district, struct fault *fault)
{
	int inbox = fs_open_dir(district, "inbox", fault);
	if (inbox < 0)
		return fault->class == FAULT_MISSING;
	int fetch = fs_open_dir(district, "fetch", fault);
	bool good = fetch >= 0 && (fs_exists(fetch, in_fetch) || mark(inbox, fetch, fault));
	if (fetch >= 0)
		close(fetch);
	close(inbox);
	return good;
}
