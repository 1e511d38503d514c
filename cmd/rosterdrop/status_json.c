// status for programs. What is not known is not there, rather than 0.
#include "cmd/rosterdrop/status.h"

#include "pipeline/clock.h"
#include "pipeline/text.h"

// A member with a text.
static void
put_text(struct text *text, const char *name, const char *value)
{
	text_put(text, ",\"");
	text_put(text, name);
	text_put(text, "\":");
	text_json(text, bytes_of(value));
}

// A member with a number.
static void
put_number(struct text *text, const char *name, uint64_t value)
{
	text_put(text, ",\"");
	text_put(text, name);
	text_put(text, "\":");
	text_number(text, value);
}

// Findings by severity.
static void
put_findings(struct text *text, const struct status_drop *drop)
{
	const char *before = ",\"findings\":{\"";
	for (int severity = SEVERITY_FATAL; severity >= 0; severity--) {
		text_put(text, before);
		text_put(text, severity_name((enum severity)severity));
		text_put(text, "\":");
		text_number(text, drop->findings[severity]);
		before = ",\"";
	}
	text_put(text, "}");
}

// People without a link, and accounts that nobody is found for.
static void
put_links(struct text *text, const struct status_drop *drop)
{
	for (size_t i = 0; i < STATUS_LINKS; i++) {
		text_put(text, i == 0 ? ",\"links\":{\"" : ",\"");
		text_put(text, status_links[i]);
		text_put(text, "\":");
		text_number(text, drop->links[i]);
	}
	text_put(text, "}");
}

// One drop.
static void
put_drop(struct text *text, const struct status_drop *drop)
{
	char words[DROP_WORDS_MAX];
	time_t arrival, now = clock_now();
	enum stage_id next = drop_waits_for(&drop->state);
	text_put(text, "{\"drop\":");
	text_json(text, bytes_of(drop->name));
	if (clock_parse_stamp(drop->name, &arrival))
		put_number(text, "ageSeconds", arrival < now ? (uint64_t)(now - arrival) : 0);
	put_text(text, "stage", stage_name(drop->state.stage));
	put_text(text, "place", place_name(drop->state.place));
	put_text(text, "is", drop_words(&drop->state, words));
	if (next != NO_STAGE)
		put_text(text, "waitsFor", stage_name(next));
	if (drop->why[0] != '\0')
		put_text(text, "why", drop->why);
	if (drop->report[0] != '\0')
		put_text(text, "report", drop->report);
	if (drop->validated) {
		put_number(text, "rows", drop->rows);
		put_findings(text, drop);
	}
	if (drop->planned)
		put_number(text, "changes", drop->changes);
	if (drop->waiting > 0)
		put_number(text, "waiting", drop->waiting);
	if (drop->linked)
		put_links(text, drop);
	text_put(text, "}");
}

// All drops, newest first.
static void
put_drops(struct text *text, const struct conf *conf, const struct status *status)
{
	text_put(text, ",\"drops\":[");
	for (size_t i = status->drops.count; i-- > 0;) {
		struct status_drop drop;
		status_look_drop(conf, status, status->drops.name[i], &drop);
		put_drop(text, &drop);
		text_put(text, i > 0 ? ",\n" : "");
	}
	text_put(text, "]");
}

// The schools that go live later than the district.
static void
put_schools(struct text *text, const struct status *status)
{
	const char *school, *day, *before = ",\"schools\":[";
	size_t next = 0;
	while ((school = status_school(status, &next, &day)) != NULL) {
		text_put(text, before);
		text_put(text, "{\"sourcedId\":");
		text_json(text, bytes_of(school));
		put_text(text, "phase", "setup");
		text_put(text, ",\"until\":");
		text_json(text, (struct bytes){day, 10});
		text_put(text, "}");
		before = ",";
	}
	text_put(text, before[1] == '\0' ? "]" : "");
}

// What each stage does with drops in the district's phase.
static void
put_stages(struct text *text, const struct status *status)
{
	if (status->phase == NULL)
		return;
	text_put(text, ",\"stages\":{");
	for (int stage = 0; stage < STAGES; stage++) {
		text_put(text, stage > 0 ? "," : "");
		text_json(text, bytes_of(stage_name((enum stage_id)stage)));
		text_put(text, ":");
		text_json(
		    text, bytes_of(phase_words(phase_does(status->in, (enum stage_id)stage))));
	}
	text_put(text, "}");
}

void
status_json(struct text *text, const struct conf *conf, const struct status *status, bool drops)
{
	text_put(text, "{\"district\":");
	text_json(text, bytes_of(status->district));
	put_text(text, "phase", status->phase == NULL ? "unknown" : status->phase);
	put_stages(text, status);
	if (status->drops.count > 0) {
		text_put(text, ",\"last\":");
		put_drop(text, &status->last);
	}
	put_number(text, "held", status->held);
	put_number(text, "failed", status->failed);
	put_number(text, "inboxWaiting", status->inbox_waiting);
	put_number(text, "inboxLeft", status->inbox_left);
	put_number(text, "mailWaiting", status->mail);
	put_number(text, "mailFailed", status->mail_failed);
	put_schools(text, status);
	if (drops)
		put_drops(text, conf, status);
	text_put(text, "}");
}
