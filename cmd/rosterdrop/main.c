// The front door: finds the command and starts the stages. Everything that a test could want is in front.c and the commands.
#include "cmd/rosterdrop/front.h"

int
main(int argc, char **argv)
{
	return front_main(argc, argv);
}
