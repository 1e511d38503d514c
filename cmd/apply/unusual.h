// What is unusual by the district's own nights.
#pragma once

#include "cmd/apply/apply.h"

// A finding when the drop changes more than three times what any of the last thirty drops did, and more than three times guards { floor }. Not before there
// were three drops after the first.
bool unusual_find(struct applier *applier, struct findings *findings, struct fault *fault);
