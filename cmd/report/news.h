// Mails about drops.
#pragma once

#include "cmd/report/desk.h"

// Makes a mail for each drop with an outcome that the district wants to hear of and has not heard of yet; with report.digest one for all of a night.
bool news_take(struct desk *desk, struct fault *fault);

// The moment by which a day's drop is expected, grace included; the day's end where no time is set.
time_t news_deadline(const struct desk *desk, long day);
