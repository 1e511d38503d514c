// match: who of the SIS is who in the directory. See match(1).
#include "cmd/match/match.h"

int
main(int argc, char **argv)
{
	static const struct stage stage = {.id = STAGE_MATCH, .work = match, .waits = match_waits};
	return stage_main(&stage, argc, argv);
}
