// A drop that a person made to take back others (pipeline/undo.h): its roster is in the form of the directory already, because it came from there.
#pragma once

#include "pipeline/stage.h"

// The work of the stage on such a drop.
bool undo_normalise(struct job *job, struct fault *fault);
