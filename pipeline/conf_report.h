// What the configuration says of mail, reports and expected drops; part of pipeline/conf.h. The keys are in conf_report.inc.
#pragma once

#include "pipeline/fault.h"
#include "pipeline/mail.h"

enum report_when { REPORT_ALWAYS, REPORT_FINDINGS, REPORT_TROUBLE };
enum language { LANGUAGE_EN, LANGUAGE_ES, LANGUAGE_FR, LANGUAGE_DE, LANGUAGES };

extern const char *const language_codes[]; // NULL-terminated

struct conf_smtp {
	char *server; // NULL: mails stay in the folder report/sent
	enum mail_tls tls;
	char *user, *password_file, *ca_file;
	char *from;	// NULL: rosterdrop@localhost
	char *envelope; // NULL: the null sender
	unsigned step_seconds, total_seconds;
	unsigned give_up; // hours
	unsigned attachment; // bytes that findings.csv may have
};

// Mails to those who run the installation.
struct conf_operators {
	char **to;	// NULL: nothing is mailed
	unsigned pause; // minutes between two mails
};

struct conf_report {
	char **to; // NULL: nothing is mailed
	enum report_when when;
	enum language language;
	bool digest, source_ids;
	unsigned retention; // days
};

struct conf_expect {
	char *by;	// "05:30"; NULL: nothing is expected
	char *timezone;
	unsigned grace; // minutes
	char **days;	// NULL: every day
	char **off;	// days and ranges of days
};

// What keys of their kind cannot say: addresses, urls, times, days. False and FAULT_CONFIG with the path of the file.
bool conf_smtp_check(const struct conf_smtp *smtp, const struct conf_operators *operators, const char *path, struct fault *fault);
bool conf_sync_check(char *const *leaders, char *const *grace, char *const *blackout, const char *path, struct fault *fault);
// A school's later day, "2026-10-01 SOURCEDID": its number, and the school, which lies in the text.
bool conf_grace(const char *text, long *day, const char **school);
bool conf_report_check(const struct conf_report *report, const struct conf_expect *expect, const char *path, struct fault *fault);
