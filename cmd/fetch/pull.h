// Pulls what is new on the district's SFTP server.
#pragma once

#include "cmd/fetch/intake.h"

// Takes every new file that is at rest. True also when no server is configured. The fault's class is that of pipeline/sftp.h; what one file
// met is kept by intake_fault.
bool pull_take(struct intake *intake, struct fault *fault);
