// A drop that match refuses: one with another district's organizations.
#pragma once

#include "pipeline/stage.h"

// Ends it in failed/, with the reason in the file `refused`.
bool refuse_foreign(struct job *job, struct fault *fault);

// Leaves the report of a drop that was refused, when its findings lie there; of another one nothing.
bool refuse_report(const struct job *job, struct fault *fault);
