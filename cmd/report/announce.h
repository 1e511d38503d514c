// Days that come near: the first of the sync, and the last that a school has for linking.
#pragma once

#include "cmd/report/desk.h"

// Makes the mail that is due for each such day, to those of sync.leaders: one as soon as the day is known, one a week and one a day before.
bool announce_take(struct desk *desk, struct fault *fault);
