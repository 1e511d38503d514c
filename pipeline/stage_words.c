// STAGE [-c CONF] [--dry-run [--with SECTION.KEY=VALUE]...] DISTRICT [DROP], or STAGE [-c CONF] --policy FILE DISTRICT.
#include "pipeline/stage_words.h"

#include <string.h>

bool
stage_words_read(int argc, char **argv, struct stage_words *words, struct fault *fault)
{
	*words = (struct stage_words){.conf_path = NULL};
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "-c") == 0 && i + 1 < argc)
			words->conf_path = argv[++i];
		else if (strcmp(argv[i], "--dry-run") == 0)
			words->dry_run = true;
		else if (strcmp(argv[i], "--with") == 0 && i + 1 < argc &&
			 words->with_count < STAGE_WITH_MAX)
			words->with[words->with_count++] = argv[++i];
		else if (strcmp(argv[i], "--policy") == 0 && i + 1 < argc)
			words->policy = argv[++i];
		else if (argv[i][0] == '-')
			return fault_set(fault, FAULT_USAGE, "unknown option %s", argv[i]);
		else if (words->district == NULL)
			words->district = argv[i];
		else if (words->drop == NULL)
			words->drop = argv[i];
		else
			return fault_set(fault, FAULT_USAGE, "too many arguments");
	}
	if (words->with_count > 0 && !words->dry_run)
		return fault_set(fault, FAULT_USAGE, "--with goes with --dry-run only");
	if (words->policy !=
	    NULL) // it is read in place of the district's own: nothing may come of that
		words->dry_run = true;
	if (words->district == NULL)
		return fault_set(
		    fault, FAULT_USAGE, "usage: [-c CONF] [--dry-run] DISTRICT [DROP]");
	if (words->drop != NULL && !drop_name_valid(words->drop))
		return fault_set(fault, FAULT_USAGE, "'%s' is not a drop's name", words->drop);
	return true;
}

struct district *
stage_words_district(const struct stage_words *words, const struct conf *conf, struct fault *fault)
{
	struct district *district =
	    words->policy == NULL ? district_read(conf, words->district, fault)
				  : district_read_from(conf, words->district, words->policy, fault);
	if (district != NULL && words->policy != NULL)
		district->supposed = true;
	for (unsigned i = 0; district != NULL && i < words->with_count; i++)
		if (!district_with(district, conf, words->with[i], fault)) {
			district_free(district);
			return NULL;
		}
	return district;
}
