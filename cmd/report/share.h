// The district's own folder reports/, which it reads over SFTP: DROP.KIND/ with report.txt, report.html and the full findings.csv.
#pragma once

#include "cmd/report/desk.h"

// Puts there what is not there yet.
bool share_take(struct desk *desk, struct fault *fault);
// Takes away what is older than report.retention: folders of reports/, and the messages of mails that were sent (their names stay as
// long as the drop, so that no mail is made twice).
bool share_expire(struct desk *desk, struct fault *fault);
// Whether a drop came within the days of report.retention.
bool share_young(const struct desk *desk, const char *drop);
