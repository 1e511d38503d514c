// apply: the only program that changes a district's directory for a drop. See apply(1).
#include "cmd/apply/report.h"

int
main(int argc, char **argv)
{
	static const struct stage stage = {.id = STAGE_APPLY,
	    .prepare = apply_prepare,
	    .work = apply,
	    .after = apply_after,
	    .waits = apply_waits,
		.review = review,
		.refused = apply_refused};
	return stage_main(&stage, argc, argv);
}
