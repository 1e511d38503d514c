// The words of the reports, in English. The reader knows their student information system, not this program.
//
// How to add a text: a name in enum word, a line here. {0} … {3} stand for its parts. When the first part is a number and the
// sentence differs for one, the second column has that sentence.
#include "pipeline/report_words.h"

#include <stdio.h>

static const struct {
	const char *many, *one;
} table[WORDS] = {
    [WORD_LANGUAGE] = {"en", NULL},
    [WORD_THOUSANDS] = {",", NULL},
    [WORD_TITLE] = {"Roster files of {0}, {1}", NULL},
    [WORD_LEAD] = {"Received on {0} at {1} UTC, district {2}.", NULL},

    [WORD_ALL_ACCEPTED] = {"The files were accepted, every row of them.", NULL},
    [WORD_PART_ACCEPTED] = {"The files were accepted, but {0} rows were left out.",
	"The files were accepted, but {0} row was left out."},
    [WORD_NO_NEWS] = {"The files were accepted. There is no news in them.", NULL},
    [WORD_REFUSED] =
	{"The files were REFUSED: nothing of them was taken over, and everything stays as it was.",
	    NULL},
    [WORD_APPLIED] = {"The files were taken over: {0} changes were made.",
	"The files were taken over: {0} change was made."},
    [WORD_APPLIED_NOTHING] = {"The files were taken over: nothing had changed.", NULL},
    [WORD_SAME] = {"These are the same files as those taken over last, so there was nothing to do.",
	NULL},
    [WORD_HELD] =
	{"The files are ON HOLD: nothing of them was taken over, and somebody has to decide.",
	    NULL},
    [WORD_PART] =
	{"What is new or different in the files was taken over. What is gone from them is ON "
	 "HOLD: nobody and nothing was removed, and somebody has to decide.",
	    NULL},
    [WORD_SETUP] = {"The files are good and wait for the day on which the district goes live.",
	NULL},
    [WORD_NOT_APPLIED] = {"The files were NOT taken over; everything stays as it was.", NULL},
    [WORD_LEFT_OUT_TOO] = {"{0} rows were left out because of a fault in them.",
	"{0} row was left out because of a fault in it."},

    [WORD_DO] = {"What to do next", NULL},
    [WORD_DO_NOTHING] = {"Nothing has to be done.", NULL},
    [WORD_DO_MEND_ROWS] = {"Mend the rows named below in your student information system; the next "
			   "export brings them.",
	NULL},
    [WORD_DO_MEND_FILES] = {"Mend what stands first below, in your student information system or "
			    "in the settings of its export, "
			    "and send all files again. The other points can be mended on the way.",
	NULL},
    [WORD_DO_SAME] = {"If you expected changes, check that the nightly export really runs. "
		      "Otherwise nothing has to be done.",
	NULL},
    [WORD_DO_SETUP] = {"Nothing has to be done: they are taken over by themselves when the start "
		       "date is reached. "
		       "Until then, look at what would be changed, below.",
	NULL},
    [WORD_DO_OLDER] = {"These files were taken over before, and later ones since. Send a new "
		       "export; this one should be thrown out.",
	NULL},
    [WORD_DO_GUARD] = {"Compare the numbers below with your school year. If they are right, tell "
		       "us, and we let the files "
		       "through. If not, correct the export and send it again: a later full export "
		       "that passes replaces this one.",
	NULL},
    [WORD_DO_PART] =
	{"Compare the numbers below with your school year: they are what is left to be "
	 "done, and what depends on it. If they are right, tell us, and we let it "
	 "through. If not, correct the export and send it again: a later full export "
	 "replaces this one.",
	    NULL},
    [WORD_WAIT_GRACE] = {"{0} rows are of schools that go live on a later day, and wait for it.",
	"{0} row is of a school that goes live on a later day, and waits for it."},
    [WORD_DO_NOT_APPLIED] = {"Read the reason. Unless it says that later files were taken over "
			     "already, or that the sync is off, send a new full export.",
	NULL},
    [WORD_DO_FOREIGN] =
	{"Stop the export, and check which district it is set to. Then call us: data "
	 "may have come to the wrong place.",
	    NULL},
    [WORD_STAYS] =
	{"What was known of these rows stays as it was; nothing is removed because of them.", NULL},
    [WORD_REASON] = {"The reason: {0}", NULL},
    [WORD_WHO_RELEASES] =
	{"Whoever may release held files for this district lets them through with:", NULL},
    [WORD_WHO_REJECTS] = {"Whoever may do so throws them out with:", NULL},

    [WORD_CAME] = {"What came", NULL},
    [WORD_CAME_CAPTION] = {"Rows of each file beside last time", NULL},
    [WORD_FILE] = {"File", NULL},
    [WORD_KIND] = {"Kind", NULL},
    [WORD_ROWS] = {"Rows", NULL},
    [WORD_LEFT_OUT] = {"Left out", NULL},
    [WORD_LAST_TIME] = {"Last time", NULL},
    [WORD_DIFFERENCE] = {"Change", NULL},
    [WORD_BULK] = {"full", NULL},
    [WORD_DELTA] = {"changes", NULL},
    [WORD_ABSENT] = {"absent", NULL},
    [WORD_NIGHTS] = {"The last {0} exports", "The last export"},
    [WORD_NIGHTS_LABEL] = {"{0}, oldest first: ", NULL},
    [WORD_PEOPLE] = {"People", NULL},
    [WORD_CLASSES] = {"Classes", NULL},
    [WORD_ENROLLMENTS] = {"Enrollments", NULL},
    [WORD_BY_SCHOOL] = {"By school", NULL},
    [WORD_BY_SCHOOL_CAPTION] = {"Schools whose numbers changed since last time", NULL},
    [WORD_BY_SCHOOL_FIRST] = {"Rows of each school", NULL},
    [WORD_SCHOOL] = {"School", NULL},
    [WORD_SCHOOLS_SAME] = {"{0} other schools have the same numbers as last time.",
	"{0} other school has the same numbers as last time."},
    [WORD_SCHOOLS_MORE] = {"{0} more schools are not listed here.",
	"{0} more school is not listed here."},
    [WORD_SCHOOLS_ALL_SAME] = {"Every school has the same numbers as last time.", NULL},
    [WORD_DONE] = {"What was changed", NULL},
    [WORD_TO_DO] = {"What would be changed", NULL},
    [WORD_DONE_CAPTION] = {"Changes made in the directory", NULL},
    [WORD_TO_DO_CAPTION] = {"Changes that the files mean, and that were not made", NULL},
    [WORD_WHAT] = {"What", NULL},
    [WORD_ADDED] = {"Added", NULL},
    [WORD_CHANGED] = {"Changed", NULL},
    [WORD_ARCHIVED] = {"Archived", NULL},
    [WORD_BACK] = {"Back", NULL},
    [WORD_DONE_NONE] = {"Nothing was changed.", NULL},
    [WORD_TO_DO_NONE] = {"Nothing would be changed.", NULL},
    [WORD_LINKED] = {"People who were given an account that was there already: {0}.", NULL},
    [WORD_PUT_AWAY] = {"Archived because they were there before the sync and nobody of the SIS has "
		       "them: accounts: {0}; classes: {1}.",
	NULL},
    [WORD_DONE_BY_SCHOOL] = {"The same by school", NULL},
    [WORD_ARCHIVED_MEANS] = {"Archived is not deleted: whoever comes back in the files comes back "
			     "with the same account.",
	NULL},

    [WORD_FATAL] = {"Why the drop was refused", NULL},
    [WORD_HOLD] = {"What somebody has to look at before the drop is taken over", NULL},
    [WORD_ERROR] = {"Rows that were left out", NULL},
    [WORD_WARNING] = {"What was repaired, dropped, or looks wrong", NULL},
    [WORD_NOTICE] = {"Worth knowing", NULL},
    [WORD_FOUND] = {"Found {0} times.", "Found once."},
    [WORD_FOUND_NEW] = {"{0} of them are new.", "{0} of them is new."},
    [WORD_FOUND_ALL_NEW] = {"New since last time.", NULL},
    [WORD_FOUND_SINCE] = {"There since {0}.", NULL},
    [WORD_MEND] = {"How to mend it: {0}", NULL},
    [WORD_MORE] = {"and {0} more, all in findings.csv", NULL},
    [WORD_FOLLOWS] = {"because of this, {0} rows of {1} too",
	"because of this, {0} row of {1} too"},
    [WORD_ONLY_FOLLOWS] = {"{0} more that only follow from another point, and go with it",
	"{0} more that only follows from another point, and goes with it"},
    [WORD_MORE_KINDS] = {"{0} more kinds are in findings.csv.",
	"{0} more kind is in findings.csv."},
    [WORD_PACKAGE] = {"the zip", NULL},
    [WORD_AT_ROW] = {", row {0}", ", row {0}"},
    [WORD_AT_COLUMN] = {", column {0}", NULL},
    [WORD_AT_ID] = {", sourcedId {0}", NULL},
    [WORD_NEW] = {" (new)", NULL},
    [WORD_SINCE] = {"New, known and mended", NULL},
    [WORD_SINCE_SUMMARY] = {"Points compared with the export of {3}: new {0}, known {1}, "
			    "mended {2}.",
	NULL},
    [WORD_MENDED] = {"mended {0} times: {1}", "mended: {1}"},
    [WORD_SCOPE] = {"Left out on purpose", NULL},
    [WORD_LINKS] = {"People who wait for a decision", NULL},
    [WORD_LINKS_READY] =
	{"For {0} people the account that was there before is found, and nobody else comes close.",
	    "For {0} person the account that was there before is found, and nobody else comes "
	    "close."},
    [WORD_LINKS_MULTIPLE] = {"For {0} people there is more than one account that could be theirs.",
	"For {0} person there is more than one account that could be theirs."},
    [WORD_LINKS_PARTIAL] =
	{"For {0} people there is an account that may be theirs, but it is not certain.",
	    "For {0} person there is an account that may be theirs, but it is not certain."},
    [WORD_LINKS_NONE] = {"For {0} people no account is found.",
	"For {0} person no account is found."},
    [WORD_UNCLAIMED_ACTIVE] = {"There are {0} accounts of students who have joined, for whom "
			       "nobody of the export is found.",
	"There is {0} account of a student who has joined, for whom nobody of the export is "
	"found."},
    [WORD_UNCLAIMED_INACTIVE] =
	{"There are {0} accounts of students who never joined, for whom nobody of the export is "
	 "found.",
	    "There is {0} account of a student who never joined, for whom nobody of the export is "
	    "found."},
    [WORD_UNCLAIMED_NEXT] = {"They are in unclaimed.csv of this drop, which says what becomes of "
			     "them.",
	NULL},
    [WORD_LINKS_NEXT] =
	{"They are named in links.csv of this drop. Somebody who knows them decides.", NULL},
    [WORD_DETAILS] = {"Technical details", NULL},
    [WORD_DISTRICT] = {"District", NULL},
    [WORD_DROP] = {"Drop", NULL},
    [WORD_BEFORE] = {"Compared with", NULL},
    [WORD_SHA256] = {"SHA-256", NULL},
    [WORD_SIZE] = {"Size", NULL},
    [WORD_VERSION] = {"OneRoster", NULL},
    [WORD_TOOL] = {"Checked by", NULL},
    [WORD_ALL_FINDINGS] = {"All points, row by row, are in findings.csv.", NULL},
    [WORD_BYTES] = {"{0} bytes", "{0} byte"},

    [WORD_ENTITY + ORGS] = {"Schools and other organizations", NULL},
    [WORD_ENTITY + ACADEMIC_SESSIONS] = {"Terms", NULL},
    [WORD_ENTITY + COURSES] = {"Courses", NULL},
    [WORD_ENTITY + CLASSES] = {"Classes", NULL},
    [WORD_ENTITY + USERS] = {"People", NULL},
    [WORD_ENTITY + USER_PROFILES] = {"Profiles", NULL},
    [WORD_ENTITY + ROLES] = {"Roles of people", NULL},
    [WORD_ENTITY + DEMOGRAPHICS] = {"Demographics", NULL},
    [WORD_ENTITY + ENROLLMENTS] = {"Enrollments", NULL},
    [WORD_ENTITY + RELATIONSHIPS] = {"Family connections", NULL},
};

const char *
word_plain(enum word word)
{
	return table[word].many;
}

void
word_number(struct text *out, uint64_t number)
{
	char digits[24];
	int size = snprintf(digits, sizeof digits, "%llu", (unsigned long long)number);

	for (int i = 0; i < size; i++) {
		if (i > 0 && (size - i) % 3 == 0)
			text_put(out, table[WORD_THOUSANDS].many);
		text_add(out, (struct bytes){digits + i, 1});
	}
}

void
word_difference(struct text *out, uint64_t now, uint64_t before)
{
	if (now == before)
		return;
	text_put(out, now > before ? "+" : "-");
	word_number(out, now > before ? now - before : before - now);
}

void
word_day(char day[11], const char *drop)
{
	day[0] = '\0';
	if (strlen(drop) >= 8)
		snprintf(day, 11, "%.4s-%.2s-%.2s", drop, drop + 4, drop + 6);
}

void
word_verbatim(struct text *out, const struct word_part *part)
{
	static const char begin = THEIRS_BEGIN, end = THEIRS_END;

	if (part->kind == PART_NUMBER) { // NOLINT
		word_number(out, part->number);
		return;
	}
	if (part->kind == PART_THEIRS)
		text_add(out, (struct bytes){&begin, 1});
	text_put(out, part->text);
	if (part->kind == PART_THEIRS)
		text_add(out, (struct bytes){&end, 1});
}

void
word_add(struct text *out, enum word word, const struct word_part *parts)
{
	bool one = parts != NULL && parts[0].kind == PART_NUMBER && parts[0].number == 1;
	const char *words = one && table[word].one != NULL ? table[word].one : table[word].many;

	while (*words != '\0') {
		size_t plain = strcspn(words, "{");
		text_add(out, (struct bytes){words, plain});
		words += plain;
		if (*words == '\0')
			break;
		word_verbatim(out, &parts[words[1] - '0']);
		words += strlen("{0}");
	}
}

struct text
word_text(enum word word, const struct word_part *parts)
{
	struct text out = {NULL, 0, 0, false};

	word_add(&out, word, parts);
	text_add(&out, (struct bytes){"", 1});
	return out;
}
