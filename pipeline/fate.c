// The rules are those of cmd/apply/first.c and cmd/match/people.c; what is said here has to follow them.
#include "pipeline/fate.h"

#include <string.h>

#include "pipeline/phase.h"
#include "schema/value.h"

enum { DATE = 10 }; // bytes of YYYY-MM-DD

static bool
is_before(const char *today, struct bytes day)
{
	return day.size == 0 || strncmp(today, day.data, DATE) < 0;
}

// The day of one school: that of its grace, when that is later than the district's.
static struct bytes
school_day(const struct district *district, struct bytes school)
{
	const char *start = district->sync.start_date, *name;
	long ignored;
	for (char **grace = district->sync.grace; grace != NULL && *grace != NULL; grace++)
		if (conf_grace(*grace, &ignored, &name) && bytes_is(school, name) &&
		    strncmp(start, *grace, DATE) < 0)
			return (struct bytes){*grace, DATE};
	return (struct bytes){start, DATE};
}

struct bytes
fate_day(const struct district *district, struct bytes schools, bool last)
{
	struct bytes school, day = {NULL, 0};
	if (district->sync.start_date == NULL)
		return day;
	while (value_next_member(&schools, &school)) {
		struct bytes own = school_day(district, school);
		bool later = day.size > 0 && bytes_compare(own, day) > 0;
		if (day.size == 0 || later == last)
			day = own;
	}
	return day.size > 0 ? day : (struct bytes){district->sync.start_date, DATE};
}

// The day of the reset, not before the account's own; empty when there is none.
static struct bytes
reset_day(const struct district *district, struct bytes day)
{
	if (district->sync.first_sync != FIRST_EXACT || district->sync.reset == NULL)
		return (struct bytes){NULL, 0};
	struct bytes reset = {district->sync.reset, DATE};
	return bytes_compare(reset, day) < 0 ? day : reset;
}

// What happens to an account when its day comes. How to add a policy: a line here and in `lives`, `students` and `policies`.
static const char *const days[] = {
    [FIRST_LINK] = "then it is taken over where username or e-mail agree exactly, and archived "
		   "otherwise, with its history",
    [FIRST_EXACT] = "then it is taken over where username or e-mail agree exactly, and stays as it "
		    "is otherwise",
    [FIRST_CREATE] = "then its student, if in the SIS, gets a new account, and it stays as it is "
		     "until somebody merges or archives it",
};

// What happens to one whose day has come.
static const char *const lives[] = {
    [FIRST_LINK] = "the next drop archives it, unless somebody enabled it by hand",
    [FIRST_EXACT] = "stays as it is; if its student is in the SIS, merge it, else archive it",
    [FIRST_CREATE] = ("stays as it is until somebody merges it with the student's new account, or "
		      "archives it"),
};

// Adds until when an account can be linked.
static void
say_until(const struct district *district, struct bytes day, struct text *text)
{
	const char *start = district->sync.start_date;
	text_put(text, "can be linked until ");
	if (day.size == 0) {
		text_put(text, "the district goes live, for which no day is set; ");
		return;
	}
	bool later = strncmp(start, day.data, DATE) < 0;
	text_put(text, later ? "its school goes live on " : "the district goes live on ");
	text_add(text, day);
	text_put(text, "; ");
}

void
fate_account(const struct district *district, const struct bytes cells[ACCOUNT_CELLS],
    const char *today, struct text *text)
{
	enum first_sync policy = district->sync.first_sync;
	struct bytes day = fate_day(district, cells[ACCOUNT_SCHOOLS], true);
	struct bytes reset = reset_day(district, day);
	bool ours = !bytes_is(cells[ACCOUNT_ORIGIN], "imported"), early = is_before(today, day);
	if (!district->sync.enabled) {
		text_put(text, "stays as it is while the sync is off");
		return;
	}
	if (early)
		say_until(district, day, text);
	if (ours)
		text_put(text,
		    "stays as it is: it did not come with the directory that was there before");
	else if (reset.size > 0 && !is_before(today, reset))
		text_put(text, lives[FIRST_LINK]);
	else
		text_put(text, early ? days[policy] : lives[policy]);
	if (ours || reset.size == 0 || !is_before(today, reset))
		return;
	text_put(text, "; on ");
	text_add(text, reset);
	text_put(text, ", the day of the reset, it is archived if nobody is linked to it by then");
}

// What happens to a student whom nobody linked when the day comes.
static const char *const students[] = {
    [FIRST_LINK] =
	"the student gets a new account, without what an old one has, unless the username or "
	"e-mail of an old one agrees exactly; an old one that nobody has is archived",
    [FIRST_EXACT] =
	"the student gets a new account, unless the username or e-mail of an old one agrees "
	"exactly; an old one stays as it is",
    [FIRST_CREATE] = "the student gets a new account; an old one stays as it is, and can be merged "
		     "with it then",
};

void
fate_student(const struct district *district, struct bytes schools, bool ready, const char *today,
    struct text *text)
{
	enum first_sync policy = district->sync.first_sync;
	struct bytes day = fate_day(district, schools, false);
	bool automatic = ready && district->links.automatic && policy != FIRST_CREATE;
	if (!district->sync.enabled) {
		text_put(text, "The sync is off: nothing follows from this until it is on again.");
		return;
	}
	if (day.size == 0) {
		text_put(text, automatic ? "When the district goes live (no day is set): "
					 : "If nobody links them before the district goes live (no "
					   "day is set): ");
	} else if (is_before(today, day)) {
		text_put(text, automatic ? "On " : "If nobody links them before ");
		text_add(text, day);
		text_put(text, ": ");
	} else {
		text_put(text, automatic
				   ? "With the next drop that is applied: "
				   : "If nobody links them before the next drop is applied: ");
	}
	text_put(text, automatic ? "they are linked without anybody's doing" : students[policy]);
	text_put(text, ".");
}

void
fate_unclear(struct text *text)
{
	text_put(text,
	    "May be somebody whose sourcedId was replaced: the student is not added, and "
	    "whoever it may be stays, until somebody links them or blocks every pair.");
}

// What the policy means for students who were there before. Of a district before its day, and after it.
static const char *const policies[][2] = {
    [FIRST_LINK] = {"students who are linked, or whose username or e-mail agrees exactly, keep "
		    "account, family and history; others get new ones, and old accounts of "
		    "students that nobody has are archived",
	"Students who were linked kept account, family and history; accounts of nobody were "
	"archived, and new students get new ones"},
    [FIRST_EXACT] =
	{"students keep an account that they are linked to, or whose username or e-mail "
	 "agrees exactly; others get new ones, and old accounts stay as they are",
	    "A student without a link gets a new account; accounts of nobody stay as they are: "
	    "merge or "
	    "archive them"},
    [FIRST_CREATE] = {"every student who is not linked by hand gets a new account; old accounts "
		      "stay "
		      "as they are, and can be merged with the new ones then",
	"Old accounts stay as they are until somebody merges them with the new ones "
	"(rosterdrop links DISTRICT merges, rosterdrop merge)"},
};

// Adds the schools whose day is still to come.
static void
say_schools(const struct district *district, const char *today, struct text *text)
{
	const char *school;
	unsigned count = 0;
	for (char **grace = district->sync.grace; grace != NULL && *grace != NULL; grace++) {
		if (!phase_school_waits(*grace, today, &school))
			continue;
		text_put(text, count++ == 0 ? "Schools with a later day: " : ", ");
		text_put(text, school);
		text_put(text, " on ");
		text_add(text, (struct bytes){*grace, DATE});
	}
	text_put(text, count > 0 ? ".\n" : "");
}

// Adds what becomes of the vendor's classes.
static void
say_classes(const struct district *district, struct text *text)
{
	static const char *const said[] = {
	    [CLASSES_ARCHIVE] = "Classes that were there before are archived that day.\n",
	    [CLASSES_LEAVE] = "Classes that were there before stay as they are.\n",
	    [CLASSES_ADOPT] = ("Classes that were there before stay as they are; those that were "
			       "tied to one of the SIS are taken over by it.\n"),
	};
	text_put(text, said[district->classes.existing]);
}

void
fate_district(const struct district *district, const char *today, struct text *text)
{
	const char *start = district->sync.start_date;
	bool early = start == NULL || is_before(today, (struct bytes){start, DATE});
	if (!district->sync.enabled) {
		text_put(text, "The sync is off: links are kept, and nothing follows from them.\n");
		return;
	}
	if (early) {
		text_put(text, "Before going live: those who may link there may also unlink. ");
		text_put(
		    text, start == NULL ? "When the district goes live (no day is set)" : "On ");
		text_put(text, start == NULL ? "" : start);
		text_put(text, " ");
	} else {
		text_put(text,
		    "The sync is live: a wrong link is taken away by support; the account "
		    "is then as it was before, and the student gets a new one. ");
	}
	text_put(text, policies[district->sync.first_sync][early ? 0 : 1]);
	text_put(text, ".\n");
	say_schools(district, today, text);
	if (district->sync.first_sync == FIRST_EXACT && district->sync.reset != NULL &&
	    is_before(today, (struct bytes){district->sync.reset, DATE})) {
		text_put(text, "On ");
		text_put(text, district->sync.reset);
		text_put(text, ", the day of the reset, all accounts to which nobody is linked are "
			       "archived.\n");
	}
	if (early)
		say_classes(district, text);
}
