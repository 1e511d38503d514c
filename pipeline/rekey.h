// A person said that the source IDs of a drop were replaced: match/rekey/DROP says so, and by whom. match then holds people, classes and the rest
// that the directory has against those of the drop, old to new, and apply holds the drop with the plan that follows, until that very plan is
// released.
//
// It is a file of its own, and no part of a release, because it decides what a plan is made of, and a release is bound to a plan. It says nothing of
// whether that may be carried out; so a crash that leaves it behind has let nothing go.
#pragma once

#include "pipeline/fault.h"

// Whether somebody said so.
bool rekey_is_asked(int district, const char *drop);
// Says so: `words` are one line. The caller has match's lock.
bool rekey_ask(int district, const char *drop, const char *words, struct fault *fault);
// Takes it back; no fault when nobody said it.
bool rekey_end(int district, const char *drop, struct fault *fault);
// Takes away what was said of drops that are settled: applied, rejected, superseded or refused by apply.
bool rekey_settle(int district, struct fault *fault);
