// The verdict over what was counted, and its sentence.
#include "cmd/apply/guards_count.h"

#include <stdlib.h>

// The verdicts found so far.
struct verdict {
	struct tripped *tripped;
	size_t count, most;
	unsigned passed;
};

// Whether a count passes its limit.
static bool
passes(const struct conf_guards *conf, uint64_t count, uint64_t of, unsigned limit)
{
	return limit < 100 && count > conf->floor && count * 100 > (uint64_t)limit * of;
}

static void
add(struct verdict *verdict, const struct tripped *tripped)
{
	if (verdict->count < verdict->most)
		verdict->tripped[verdict->count] = *tripped;
	verdict->count++;
	verdict->passed |= 1U << tripped->guard;
}

// The share of a kind that may go.
static unsigned
removal_limit(const struct conf_guards *conf, enum guarded what)
{
	const unsigned own[GUARDED] = {
	    [GUARDED_SCHOOLS] = 100,
	    [GUARDED_CLASSES] = conf->classes,
	    [GUARDED_STUDENTS] = conf->students,
	    [GUARDED_STAFF] = conf->staff,
	    [GUARDED_GUARDIANS] = conf->guardians,
	    [GUARDED_ENROLLMENTS] = conf->enrollments,
	    [GUARDED_PEOPLE] = 100,
	};
	return own[what] == GUARD_AS_REMOVALS ? conf->removals : own[what];
}

// Removals and updates of a unit.
static void
judge_unit(
    struct verdict *verdict, struct guards *guards, struct bytes key, const struct unit *unit)
{
	const struct conf_guards *conf = guards->conf;
	enum guarded what = (enum guarded)(key.data[0] - 'a');
	bool class = key.data[1] == 'C';
	struct tripped tripped = {.guard = class ? GUARD_CLASS : GUARD_REMOVALS,
	    .what = what,
	    .unit = {key.data + 2, key.size - 2},
	    .count = unit->removed,
	    .of = unit->active,
	    .limit = class ? conf->class_share : removal_limit(conf, what)};
	if (passes(conf, tripped.count, tripped.of, tripped.limit))
		add(verdict, &tripped);
	tripped.guard = GUARD_UPDATES;
	tripped.count = unit->changed;
	tripped.limit = conf->updates;
	if (key.data[1] == 'D' && passes(conf, tripped.count, tripped.of, tripped.limit))
		add(verdict, &tripped);
}

// A school that is gone though it had students.
static void
judge_school(
    struct verdict *verdict, struct guards *guards, struct bytes key, const struct unit *unit)
{
	struct bytes id = {key.data + 2, key.size - 2};
	size_t students = guards_unit(guards, GUARDED_STUDENTS, 'S', id, false);
	uint64_t active = students == NO_UNIT ? 0 : guards->units[students].active;
	if (key.data[0] == 'a' + GUARDED_SCHOOLS && key.data[1] == 'S' && unit->removed > 0 &&
	    active > 0)
		add(verdict, &(struct tripped){.guard = GUARD_SCHOOL,
				 .what = GUARDED_STUDENTS,
				 .unit = id,
				 .count = active,
				 .of = active});
}

// What seven days have taken away together.
static void
judge_week(struct verdict *verdict, struct guards *guards, const struct removals *week)
{
	for (unsigned what = 0; what < GUARDED; what++) {
		struct unit unit = guards_whole(guards, (enum guarded)what);
		uint64_t bleeding = guards_bleeding(guards, (enum guarded)what, week);
		uint64_t before = bleeding > 0 ? week->few[what] : week->of[what];
		if ((unit.removed <= guards->conf->floor && bleeding == 0) || before == 0 ||
		    removal_limit(guards->conf, (enum guarded)what) >= 100)
			continue;
		struct tripped tripped = {.guard = GUARD_WEEK,
		    .what = (enum guarded)what,
		    .count = unit.removed + before,
		    .of = unit.active + before,
		    .limit = guards->conf->week};
		if (passes(guards->conf, tripped.count, tripped.of, tripped.limit))
			add(verdict, &tripped);
	}
}

// How many of those who come have the name of somebody who leaves.
static uint64_t
count_replaced(const struct guards *guards)
{
	uint64_t ignored, count = 0;
	for (size_t i = 0; i < idmap_count(guards->come); i++)
		count +=
		    idmap_get(guards->gone, idmap_id(guards->come, i, &ignored), &ignored) ? 1 : 0;
	return count;
}

// What is only counted of the district's people.
static void
judge_people(struct verdict *verdict, struct guards *guards)
{
	const struct conf_guards *conf = guards->conf;
	uint64_t people = guards_whole(guards, GUARDED_PEOPLE).active;
	const struct tripped all[] = {
	    {.guard = GUARD_REPLACED,
		.count = count_replaced(guards),
		.of = guards->left,
		.limit = conf->replaced},
	    {.guard = GUARD_CONTACTS,
		.count = guards->contacts,
		.of = people,
		.limit = conf->contacts},
	    {.guard = GUARD_USERNAMES,
		.count = guards->usernames,
		.of = people,
		.limit = conf->usernames},
	};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct tripped tripped = all[i];
		tripped.what = GUARDED_PEOPLE;
		if (passes(conf, tripped.count, tripped.of, tripped.limit))
			add(verdict, &tripped);
	}
}

// The most telling guard first, and of each the district before its schools.
static int
compare_tripped(const void *a, const void *b)
{
	const struct tripped *one = a, *other = b;
	if (one->guard != other->guard)
		return one->guard < other->guard ? -1 : 1;
	if ((one->unit.size == 0) != (other->unit.size == 0))
		return one->unit.size == 0 ? -1 : 1;
	if (one->what != other->what)
		return one->what < other->what ? -1 : 1;
	return bytes_compare(one->unit, other->unit);
}

size_t
guards_judge(struct guards *guards, const struct removals *week, struct tripped *tripped,
    size_t most, unsigned *passed)
{
	struct verdict verdict = {tripped, 0, most, 0};
	*passed = 0;
	if (!guards_need_base(guards, week))
		return 0;
	judge_people(&verdict, guards);
	judge_week(&verdict, guards, week);
	for (size_t i = 0; i < idmap_count(guards->ids); i++) {
		uint64_t index;
		struct bytes key = idmap_id(guards->ids, i, &index);
		judge_unit(&verdict, guards, key, &guards->units[index]);
		judge_school(&verdict, guards, key, &guards->units[index]);
	}
	size_t kept = verdict.count < most ? verdict.count : most;
	if (kept > 0)
		qsort(tripped, kept, sizeof *tripped, compare_tripped);
	*passed = verdict.passed;
	return verdict.count;
}

// The middle of each guard's sentence, after the numbers.
static const char *const sentences[GUARDS] = {
    [GUARD_REMOVALS] = "would go",
    [GUARD_CLASS] = "would go",
    [GUARD_WEEK] = "would be gone within seven days",
    [GUARD_SCHOOL] = "would go with their school",
    [GUARD_UPDATES] = "would change",
    [GUARD_CONTACTS] = "would get another e-mail or phone",
    [GUARD_USERNAMES] = "would get another username",
    [GUARD_REPLACED] = "who leave come back under another sourcedId",
};

void
tripped_text(const struct tripped *tripped, struct text *text)
{
	text_put(text, guard_name(tripped->guard));
	text_put(text, ": ");
	text_number(text, tripped->count);
	if (tripped->guard != GUARD_SCHOOL) {
		text_put(text, " of ");
		text_number(text, tripped->of);
	}
	text_put(text, " ");
	text_put(text, guarded_name(tripped->what));
	if (tripped->unit.size > 0) {
		text_put(text, tripped->guard == GUARD_CLASS ? " of class " : " of school ");
		text_add(text, tripped->unit);
	}
	text_put(text, " ");
	text_put(text, sentences[tripped->guard]);
	if (tripped->guard == GUARD_SCHOOL || tripped->of == 0)
		return;
	text_put(text, " (");
	text_number(text, tripped->count * 100 / tripped->of);
	text_put(text, " %; guards { ");
	text_put(text, guard_name(tripped->guard));
	text_put(text, " } allows ");
	text_number(text, tripped->limit);
	text_put(text, ")");
}
