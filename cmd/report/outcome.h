// What came of a drop, as far as it came: that is what a mail tells.
#pragma once

#include "cmd/report/desk.h"

// What a mail is about. The name is the end of the mail's own.
enum kind {
	KIND_CHECKED,	// went through validate, and no further yet
	KIND_APPLIED,	// is in the directory
	KIND_PLANNED,	// waits for nothing but the district's first day
	KIND_HELD,	// a guard stopped it
	KIND_PART,	// is in the directory but for its removals, which a guard stopped
	KIND_REFUSED,	// by any stage
	KIND_REJECTED,	// by a person
	KIND_PREFLIGHT, // was only looked at
	KIND_DIGEST,	// of several drops
	KIND_MISSED, KIND_MISSED_3, KIND_MISSED_7, // nothing came; for three, for seven days
	KIND_OFF,	// days without drops begin
	KIND_START, KIND_START_7, KIND_START_1, // the sync's first day comes near; in a week, tomorrow
	KIND_GRACE, KIND_GRACE_7, KIND_GRACE_1, // a school's last days for linking, the same
	KINDS
};

struct outcome {
	char drop[DROP_NAME_MAX + 1];
	enum kind kind;
	enum stage_id stage; // the furthest that has it
	enum place place;
};

enum { MAIL_NAME_MAX = 64 }; // DROP.KIND

const char *kind_name(enum kind kind);
// Whether somebody has to do something.
bool kind_trouble(enum kind kind);

// False when there is nothing to tell: it has only arrived, or a later one made it pointless.
bool outcome_of(int district, const char *drop, struct outcome *outcome);
void outcome_mail_name(const struct outcome *outcome, char name[MAIL_NAME_MAX]);
// Opens what a stage left of the drop, wherever it lies; -1 when there is nothing.
int outcome_open(int district, const char *drop, enum stage_id stage);
