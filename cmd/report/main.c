// report [-c CONF] DISTRICT: tells a district what became of its drops. See report(1).
#include "cmd/report/desk.h"

int
main(int argc, char **argv)
{
	return desk_main(argc, argv);
}
