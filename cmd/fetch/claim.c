// A zip's way into fetch/ready, in order: may it be taken at all; is there room; has it been quiet; is it whole; copied, and the same after the copy
// as before; published; only then taken out of the inbox. The lease is kept until then: who opens the file for writing meanwhile waits for that.
#include "cmd/fetch/claim.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/fetch/allowance.h"
#include "cmd/fetch/copy.h"
#include "cmd/fetch/members.h"
#include "pipeline/log.h"

static const char arriving[] = "inbox"; // in tmp/

// What is known of an upload and its copy.
static void
describe(const struct intake *intake, struct origin *origin, const struct upload *upload)
{
	const struct stat *status = &upload->status;
	snprintf(origin->from, sizeof origin->from, "inbox");
	snprintf(origin->preflight, sizeof origin->preflight, intake->preflight ? "yes" : "");
	origin_escape(upload->name, origin->name, sizeof origin->name);
	snprintf(origin->size, sizeof origin->size, "%" PRIu64, (uint64_t)status->st_size);
	snprintf(origin->inode, sizeof origin->inode, "%" PRIu64, (uint64_t)status->st_ino);
	snprintf(origin->changed, sizeof origin->changed, "%lld.%09ld",
	    (long long)status->st_ctim.tv_sec, status->st_ctim.tv_nsec);
}

// What a district reads of an upload that was given up.
static bool
give_up(struct intake *intake, const struct upload *upload, struct origin *origin, enum why busy,
    struct fault *fault)
{
	char report[ORIGIN_NAME_MAX + 1024];
	snprintf(report, sizeof report,
	    "the upload was not finished: %s bytes came, and then nothing for %u seconds\n"
	    "\n"
	    "The file %s in your upload folder was begun and never finished: %s.\n"
	    "%" PRIu64 " bytes of it had come by then. Nothing of it was used.\n"
	    "\n"
	    "Upload the file again. If it happens again, see whether your program reports that "
	    "the\n"
	    "connection was cut, and whether it is the whole file that it sends.\n",
	    origin->size, intake->district->inbox.give_up, origin->name, why_kinds[busy].text,
	    (uint64_t)upload->status.st_size);
	return intake_refuse(intake, arriving, origin, report, fault);
}

// Publishes the copy, unless a run before this one died after it had done so; then takes the original out of the inbox.
static bool
settle(struct intake *intake, int inbox, const struct upload *upload, struct origin *origin,
    enum why busy, struct beside *beside, struct fault *fault)
{
	char drop[DROP_NAME_MAX + 1];
	const struct past *before = history_upload(&intake->history, origin);
	bool good = true;
	if (before != NULL) {
		log_line("only removed: %s was taken before, as %s", origin->name, before->drop);
		intake_discard(intake, arriving);
		snprintf(drop, sizeof drop, "%s", before->drop);
		return upload_put_aside(intake, inbox, upload, drop, "zip", fault);
	}
	good = busy != WHY_NONE ? give_up(intake, upload, origin, busy, fault)
				: intake_publish(intake, arriving, origin, fault);
	if (!good)
		return false;
	snprintf(drop, sizeof drop, "%s", intake->history.drops[intake->history.count - 1].drop);
	if (busy == WHY_NONE && beside->guardians != NULL) {
		good = upload_put_aside(
		    intake, inbox, beside->guardians, drop, beside->guardians->name, fault);
		beside->guardians = NULL;
	}
	return upload_put_aside(intake, inbox, upload, drop, "zip", fault) && good;
}

// Copies guardians.csv, if it is there, beside the roster. *taken is whether it is there and could be.
static bool
join_guardians(
    struct intake *intake, int inbox, const struct beside *beside, bool *whole, struct fault *fault)
{
	enum why why, busy;
	*whole = true;
	if (beside->guardians == NULL)
		return true;
	int fd = upload_open(intake, inbox, beside->guardians, &why, &busy);
	if (fd < 0 || busy != WHY_NONE) {
		*whole = false;
		if (fd >= 0)
			close(fd);
		return true;
	}
	bool good = members_copy(intake, arriving, "guardians.csv", fd, beside->guardians, fault) &&
		    members_write(intake, arriving, beside->guardians, 1, fault);
	*whole = upload_unchanged(fd, beside->guardians);
	close(fd);
	return good;
}

// Copies an upload, looks again, and makes it a drop.
static bool
take(struct intake *intake, int inbox, int fd, const struct upload *upload, enum why busy,
    struct beside *beside, struct fault *fault)
{
	struct origin origin = {.from = ""};
	bool whole = true;
	describe(intake, &origin, upload);
	int out = intake_begin(intake, arriving, fault);
	bool good = out >= 0 && copy_upload(fd, out, upload, origin.sha256, fault);
	if (out >= 0 && close(out) != 0 && good)
		good = fault_system(fault, "closing roster.zip");
	if (out >= 0 && !upload_unchanged(fd, upload)) {
		upload_say(intake, WHY_CHANGED, upload);
		intake_discard(intake, arriving);
		return true;
	}
	if (good && busy == WHY_NONE)
		good = join_guardians(intake, inbox, beside, &whole, fault);
	if (good && !whole) {
		upload_say(intake, WHY_GUARDIANS, upload);
		intake_discard(intake, arriving);
		return true;
	}
	good = good && settle(intake, inbox, upload, &origin, busy, beside, fault);
	if (!good)
		intake_discard(intake, arriving);
	return good;
}

// Why an upload is not even opened.
static enum why
not_yet(struct intake *intake, const struct upload *upload, const struct beside *beside)
{
	enum why why = upload_refusal(intake, upload);
	if (why == WHY_NONE)
		why = upload_restless(intake, upload);
	if (why == WHY_NONE && beside->guardians != NULL &&
	    upload_restless(intake, beside->guardians) != WHY_NONE)
		why = WHY_GUARDIANS;
	return why == WHY_NONE ? allowance_refuses(intake, (uint64_t)upload->status.st_size) : why;
}

bool
claim_upload(struct intake *intake, int inbox, const struct upload *upload, struct beside *beside,
    struct fault *fault)
{
	enum why busy = WHY_NONE, why = not_yet(intake, upload, beside);
	if (why != WHY_NONE) {
		upload_say(intake, why, upload);
		return true;
	}
	int fd = upload_open(intake, inbox, upload, &why, &busy);
	if (fd < 0) {
		upload_say(intake, why, upload);
		return true;
	}
	bool good = true;
	if (busy != WHY_NONE && !upload_is_late(intake, upload))
		upload_say(intake, busy, upload);
	else
		good = take(intake, inbox, fd, upload, busy, beside, fault);
	close(fd);
	return good;
}
