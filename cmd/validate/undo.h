// A drop that a person made to take back others (pipeline/undo.h): there is no zip to look at, and nothing that a district could mend.
#pragma once

#include "pipeline/stage.h"

// The work of the stage on such a drop: a report without findings, and what the next drop is held against, which is what it was before the drop
// that is taken back.
bool undo_validate(struct job *job, struct fault *fault);
