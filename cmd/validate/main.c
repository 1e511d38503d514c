// validate: checks a drop's package, and hands on its rows. See validate(1).
#include "cmd/validate/validate.h"

int
main(int argc, char **argv)
{
	return stage_main(&validate_stage, argc, argv);
}
