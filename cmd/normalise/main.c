// normalise: the accepted rows of either version become one roster, in the order of its keys. See normalise(1).
#include "cmd/normalise/normalise.h"

int
main(int argc, char **argv)
{
	static const struct stage stage = {.id = STAGE_NORMALISE, .work = normalise};
	return stage_main(&stage, argc, argv);
}
