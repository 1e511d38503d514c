// What is queued goes out.
#pragma once

#include "cmd/report/desk.h"

// Tries every mail whose time has come. One that the server took goes to sent/, one that it will never take to failed/; the others stay. False and
// FAULT_TEMP when mails wait because of the server, FAULT_CONFIG when its password cannot be read.
bool send_take(struct desk *desk, struct fault *fault);
