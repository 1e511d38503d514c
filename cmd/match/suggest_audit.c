// audit.json: what a run says of itself, for operations; see rosterdrop-feed(5).
#include "cmd/match/suggest.h"

bool
suggest_write_audit(const struct suggest *suggest, struct fault *fault)
{
	struct link_audit audit;
	struct text text = {NULL, 0, 0, false};
	const struct link_counts *counts = links_counts(suggest->links);
	uint64_t kin = 0;
	for (uint32_t i = 0; suggest->kin != NULL && i < counts->people[LINK_SIS]; i++)
		kin += suggest->kin[i] != 0;
	links_audit(suggest->links, &audit);
	// How to add a number: a line here, a paragraph in rosterdrop-feed.5.
	const struct {
		const char *name;
		uint64_t value;
	} members[] = {
	    {"format", 1},
	    {"students", counts->people[LINK_SIS]},
	    {"accounts", counts->people[LINK_APP]},
	    {"ready", counts->classes[LINK_READY] - kin},
	    {"partial", counts->classes[LINK_PARTIAL] + kin},
	    {"multiple", counts->classes[LINK_MULTIPLE]},
	    {"none", counts->classes[LINK_NONE]},
	    {"hidden", audit.hidden},
	    {"hiddenLinked", audit.linked},
	    {"rivals", audit.doubles},
	    {"foundByOneKey", counts->found_once},
	    {"foundBySeveral", counts->found_often},
	    {"pairs", counts->compared},
	    {"crowdedBlocks", counts->crowded_blocks},
	    {"numbersBelieved", counts->number_trusted},
	};
	for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
		text_put(&text, i == 0 ? "{\"" : ",\"");
		text_put(&text, members[i].name);
		text_put(&text, "\":");
		text_number(&text, members[i].value);
	}
	text_put(&text, "}\n");
	bool good = !text.failed || fault_set(fault, FAULT_TEMP, "out of memory");
	good =
	    good && fs_put(suggest->matcher->job->out, "audit.json", text.data, text.size, fault);
	text_free(&text);
	return good;
}
