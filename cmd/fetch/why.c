// Every reason for which an upload is not taken, with its words for the log and for the district. How to add one: its name in enum why, a line here, a
// line in fetch.1, DIAGNOSTICS. There is room for 31.
#include "cmd/fetch/notes.h"

static const char plain[] = "Upload a plain file with a plain name, from your SFTP account.";
static const char again[] = "Upload the file again.";
static const char ours[] = "You need not do anything; ask us if it lasts.";

const struct why_kind why_kinds[WHYS] = {
    [WHY_NONE] = {"none", false, false, false, false, "", ""},
    [WHY_NOT_REGULAR] = {"type", true, false, true, true, "it is not a regular file", plain},
    [WHY_MANY_NAMES] = {"links", true, false, true, true, "it has more than one name (hard link)",
	plain},
    [WHY_OWNER] = {"owner", true, false, true, true, "it does not belong to inbox.owner", plain},
    [WHY_NAME] = {"name", true, false, true, true,
	"its name has control characters or is not UTF-8", plain},
    [WHY_UNREADABLE] = {"mode", true, false, true, true, "it is not readable for us",
	"Upload it again without changing its permissions."},
    [WHY_TOO_LARGE] = {"size", true, false, false, true, "it is larger than limits.zip_bytes",
	"Upload only what was agreed on, or ask us to raise the limit."},
    [WHY_QUIET] = {"quiet", false, true, false, false, "it changed less than inbox.quiet ago",
	ours},
    [WHY_OPEN] = {"open", false, true, false, false, "somebody has it open for writing", ours},
    [WHY_LOG_OPEN] = {"log-open", false, true, false, false,
	"its upload has not ended, says inbox.server_log", ours},
    [WHY_LOG_CUT] = {"log-cut", false, false, false, true,
	"its connection was cut, says inbox.server_log", again},
    [WHY_NO_END] = {"no-end", false, false, false, true, "it is a zip without its end", again},
    [WHY_CHANGED] = {"changed", false, true, false, false, "it changed while it was looked at",
	ours},
    [WHY_GONE] = {"gone", false, false, false, false, "it is gone, or has another name now", ours},
    [WHY_SET] = {"set", false, false, false, true,
	"the files that belong with it are not all there",
	"Upload manifest.csv and every file that it names, or all of them in a zip."},
    [WHY_ALONE] = {"alone", false, false, false, false, "it waits for a roster to go with", ours},
    [WHY_GUARDIANS] = {"guardians", false, false, false, false,
	"guardians.csv beside it is still being uploaded", ours},
    [WHY_STUCK] = {"stuck", false, false, false, true, "it is not finished after inbox.give_up",
	"See whether your upload has come to a halt, and upload the file again."},
    [WHY_FILES] = {"files", false, false, false, true, "this run made inbox.files drops",
	"Upload one file a night."},
    [WHY_RATE] = {"rate", false, false, false, true, "inbox.drops_per_day drops came in 24 hours",
	"Upload one file a night."},
    [WHY_SHARE] = {"share", false, false, false, true,
	"the district fills its inbox.share of the file system",
	"Upload less; ask us to clear away what is old."},
    [WHY_RESERVE] = {"reserve", false, false, false, false,
	"the file system is full up to its reserve", ours},
    [WHY_ENTRIES] = {"entries", true, false, false, true,
	"there are more than inbox.entries entries",
	"Have what is no roster removed; the files beyond that were not even looked at."},
};
