// What those are told who run the installation: one mail for all districts, however many of them stop at once.
#pragma once

#include "cmd/report/desk.h"

// Makes a mail about what stopped in any district since the last such mail, unless that one is younger than operators.pause.
bool operators_take(struct desk *desk, struct fault *fault);
// Takes away the messages of old mails, and what is much older altogether.
bool operators_expire(struct desk *desk, struct fault *fault);
// Writes the time into the file `heartbeat`. It is what somebody outside looks at: when nothing runs, it grows old.
bool operators_beat(struct desk *desk, struct fault *fault);
