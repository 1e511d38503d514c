// match: who of the SIS is who in the directory. See match(1).
#include "cmd/match/audit.h"

int
main(int argc, char **argv)
{
	static const struct stage stage = {.id = STAGE_MATCH, .work = match, .waits = match_waits};
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "--audit") == 0)
			return audit_main(argc, argv);
	return stage_main(&stage, argc, argv);
}
