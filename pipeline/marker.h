// The marker of an inbox: the difference between a folder into which nothing was uploaded, and one that is not there because its file system is
// not mounted. It is a file of the inbox, and a file of ours says that there has to be one.
#pragma once

#include "pipeline/fault.h"

extern const char marker_name[]; // of the file in the inbox

// Marks the inbox of an open district; nothing is done when it was marked before. True also when there is no inbox to mark.
bool marker_make(int district, struct fault *fault);
// FAULT_IO when the inbox has lost its marker. One that was never marked is marked.
bool marker_check(int district, int inbox, struct fault *fault);
