// A drop that a person made to take back others (pipeline/undo.h): its roster is in the form of the directory already, because it came from there.
#pragma once

#include "cmd/normalise/normalise.h"

// Hands the roster on, with who is who.
bool undo_write(struct normaliser *normaliser, struct fault *fault);
