// Addresses and times are checked when the configuration is read, so that a mistake is met by the person who makes it, and not by the first mail.
#include "pipeline/conf_report.h"

#include "pipeline/calendar.h"
#include "schema/value.h"

const char *const language_codes[] = {
    [LANGUAGE_EN] = "en",
    [LANGUAGE_ES] = "es",
    [LANGUAGE_FR] = "fr",
    [LANGUAGE_DE] = "de",
    [LANGUAGES] = NULL,
};

// Says which key cannot stand. The value is not repeated: it may hold what is not to be printed.
static bool
wrong(const char *path, const char *key, const char *right, struct fault *fault)
{
	return fault_set(fault, FAULT_CONFIG, "%s: %s must be %s", path, key, right);
}

// An address, if it is set at all.
static bool
address_good(const char *address)
{
	return address == NULL || mail_address_valid(address);
}

// The members of a list that one of these functions takes.
static bool
all_good(char *const *list, bool (*good)(const char *))
{
	for (size_t i = 0; list != NULL && list[i] != NULL; i++)
		if (!good(list[i]))
			return false;
	return true;
}

bool
conf_smtp_check(const struct conf_smtp *smtp, const struct conf_operators *operators,
    const char *path, struct fault *fault)
{
	static const char an_address[] = "an address such as name@example.org";
	if (!address_good(smtp->from))
		return wrong(path, "smtp.from", an_address, fault);
	if (!address_good(smtp->envelope))
		return wrong(path, "smtp.envelope", an_address, fault);
	if (!all_good(operators->to, mail_address_valid))
		return wrong(path, "operators.to",
		    "a list of addresses such as {\"name@example.org\"}", fault);
	if (smtp->server == NULL)
		return true;
	if (!mail_server_valid(smtp->server))
		return wrong(path, "smtp.server", "smtp://HOST:PORT or smtps://HOST:PORT", fault);
	if (smtp->from == NULL)
		return wrong(path, "smtp.from", "set, because smtp.server is", fault);
	if ((smtp->tls == MAIL_TLS_IMPLICIT) != (strncmp(smtp->server, "smtps:", 6) == 0))
		return wrong(path, "smtp.tls",
		    "implicit with smtps://, and is not to be with smtp://", fault);
	if (smtp->tls == MAIL_TLS_NONE && (!mail_server_local(smtp->server) || smtp->user != NULL))
		return wrong(path, "smtp.tls",
		    "required or implicit: none is for a server on this machine, without a user",
		    fault);
	if ((smtp->user == NULL) != (smtp->password_file == NULL))
		return wrong(path, "smtp.user", "set together with smtp.password_file", fault);
	return true;
}

bool
conf_grace(const char *text, long *day, const char **school)
{
	enum { DATE = 10 };
	if (strlen(text) <= DATE + 1 || text[DATE] != ' ' ||
	    !value_date((struct bytes){text, DATE}, day))
		return false;
	*school = text + DATE + 1;
	return value_sourced_id(bytes_of(*school)) != VALUE_BAD;
}

static bool
grace_good(const char *text)
{
	long day;
	const char *school;
	return conf_grace(text, &day, &school);
}

static bool
range_good(const char *text)
{
	struct day_range range;
	return calendar_range(text, &range);
}

bool
conf_sync_check(char *const *leaders, char *const *grace, char *const *blackout, const char *path,
    struct fault *fault)
{
	if (!all_good(leaders, mail_address_valid))
		return wrong(
		    path, "sync.leaders", "addresses such as {\"name@example.org\"}", fault);
	if (!all_good(grace, grace_good))
		return wrong(path, "sync.grace",
		    "days and sourcedIds of schools such as {\"2026-10-01 school-5\"}", fault);
	if (!all_good(blackout, range_good))
		return wrong(path, "sync.blackout",
		    "days or ranges such as {\"2026-12-24\", \"2026-07-01..2026-08-10\"}", fault);
	return true;
}

static bool
weekday_good(const char *text)
{
	unsigned weekday;
	return calendar_weekday(text, &weekday);
}

bool
conf_report_check(const struct conf_report *report, const struct conf_expect *expect,
    const char *path, struct fault *fault)
{
	unsigned minutes;
	if (!all_good(report->to, mail_address_valid))
		return wrong(path, "report.to", "addresses such as {\"name@example.org\"}", fault);
	if (expect->by != NULL && !calendar_minutes(expect->by, &minutes))
		return wrong(path, "expect.by", "a time such as 05:30", fault);
	if (!calendar_zone_known(expect->timezone))
		return wrong(
		    path, "expect.timezone", "a time zone such as America/New_York", fault);
	if (!all_good(expect->days, weekday_good))
		return wrong(path, "expect.days", "of mon tue wed thu fri sat sun", fault);
	if (!all_good(expect->off, range_good))
		return wrong(path, "expect.off",
		    "days or ranges such as {\"2026-11-26\", \"2026-12-24..2027-01-02\"}", fault);
	return true;
}
