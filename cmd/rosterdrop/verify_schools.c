// What is noted on the platform of a district's organizations is what the store has, as long as the note counts: whoever reads the note opens no store.
#include "cmd/rosterdrop/verify.h"

#include <fcntl.h>
#include <unistd.h>

#include "pipeline/fs.h"
#include "pipeline/schools.h"

// Holds the note against the store.
static bool
look_at_note(struct verify *verify, struct bytes noted, struct fault *fault)
{
	struct text digests = {NULL, 0, 0, false};
	bool good = schools_read(verify->reader.store, &digests, fault);
	if (good && !bytes_equal(noted, (struct bytes){digests.data, digests.size}))
		verify_say(verify, CHECK_SCHOOLS, ORGS, bytes_of(verify->district));
	text_free(&digests);
	return good || fault->class == FAULT_IO; // a damaged record was named already
}

// With a platform that is there: to verify makes none.
static bool
look_at_platform(struct verify *verify, int spool, struct fault *fault)
{
	char stamp[SCHOOLS_STAMP];
	struct bytes noted, digests;
	if (!schools_stamp(spool, verify->district, stamp))
		return true;
	struct platform *platform = platform_open(verify->conf, false, fault);
	bool good = platform != NULL;
	if (good && schools_noted(platform, verify->district, &noted, &digests) &&
	    schools_stamp_counts(stamp, noted))
		good = look_at_note(verify, digests, fault);
	platform_close(platform);
	return good;
}

bool
verify_schools(struct verify *verify, struct fault *fault)
{
	int spool = fs_open_dir(AT_FDCWD, verify->conf->spool, fault);
	if (spool < 0)
		return false;
	bool good =
	    !fs_exists(spool, ".platform/data.mdb") || look_at_platform(verify, spool, fault);
	close(spool);
	return good;
}
