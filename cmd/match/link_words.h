// What the matcher found, in words for the person who decides. They name fields and verdicts and never a value: who may see the values looks them up
// by the ids.
#pragma once

#include "cmd/match/link.h"
#include "pipeline/text.h"

// Field by field, "; " between them: "birth date: same (strong for)". What is not known on both sides is left out.
void link_say_evidence(struct text *text, const struct link_evidence *evidence);

// One sentence on what agrees, then why it is not ready, and warnings. `evidence` is of the best candidate.
void link_say_reason(struct text *text, const struct link_verdict *verdict, const struct link_evidence *evidence);
// Each field in which the runner-up agrees otherwise than the best candidate, and how: "given name: different; birth date: same".
void link_say_runner_up(struct text *text, const struct link_evidence *best, const struct link_evidence *next);
