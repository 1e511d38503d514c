// The order of work within one district. A stage's exit code says what comes next, and the directories say what waits: a drop that a
// stage left alone, held or refused simply is not ready there.
#include "cmd/rosterdrop/turn.h"

#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "cmd/rosterdrop/drop.h"
#include "cmd/rosterdrop/libexec.h"
#include "pipeline/log.h"

// From the worst on. Whatever is not here is our bug: a stage that says "usage" was called wrongly. How to add a line: where it belongs.
static const int ranks[] = {
    EX_SOFTWARE, EX_IOERR, EX_CONFIG, EX_NOPERM, EX_PROTOCOL, EX_TEMPFAIL, EX_DATAERR, EX_OK};

// One district's turn.
struct turn {
	const struct front *front;
	const char *district;
	int dir; // SPOOL/DISTRICT
	int code; // the worst so far
};

static size_t
rank(int code)
{
	size_t i = 0, last = sizeof ranks / sizeof *ranks - 1;
	while (i < last && ranks[i] != code)
		i++;
	return ranks[i] == code ? i : 0;
}

int
turn_worse(int a, int b)
{
	return ranks[rank(a) < rank(b) ? rank(a) : rank(b)];
}

// Keeps the worst code. False when it ends the turn: a refused drop does not.
static bool
note(struct turn *turn, int code)
{
	turn->code = turn_worse(turn->code, code);
	return code == EX_OK || code == EX_DATAERR;
}

// Runs one stage.
static int
call(struct turn *turn, enum stage_id stage, const char *drop)
{
	struct fault fault = {FAULT_NONE, ""};
	int code;
	if (!libexec_run(turn->front, stage, false, turn->district, drop, &code, &fault)) {
		log_line("%s", fault.text);
		return fault_exit(fault.class);
	}
	if (code != EX_OK && code != EX_DATAERR)
		log_line("%s ended with %d", stage_name(stage), code);
	return code;
}

// Takes a drop through the stages from the one for which it waits. *at is the last that was run.
static int
stages(struct turn *turn, const char *drop, enum stage_id *at)
{
	struct drop_state state = drop_look(turn->dir, drop);
	int code = EX_OK;
	enum stage_id next = drop_waits_for(&state), last = NO_STAGE;
	*at = NO_STAGE;
	while (code == EX_OK && next > last) {
		code = call(turn, next, drop);
		*at = last = next;
		state = drop_look(turn->dir, drop);
		next = drop_waits_for(&state);
	}
	return code;
}

// One drop's way. When links changed after match, apply sends the drop back to it, and both run once more. False ends the turn.
static bool
take_drop(struct turn *turn, const char *drop)
{
	enum stage_id at;
	int code = stages(turn, drop, &at);
	if (code == EX_TEMPFAIL && at == STAGE_APPLY) {
		struct drop_state state = drop_look(turn->dir, drop);
		if (drop_waits_for(&state) == STAGE_MATCH)
			code = stages(turn, drop, &at);
	}
	return note(turn, code);
}

// Ends rejects that a crash cut off, if nobody else is at work in apply.
static void
end_rejects(struct turn *turn)
{
	struct fault fault;
	int lock = drop_lock(turn->dir, STAGE_APPLY, &fault);
	if (lock < 0)
		return;
	if (!drop_end_rejects(turn->dir, &fault))
		log_line("%s", fault.text);
	close(lock);
}

// How many drops lie in a place; 0 when that cannot be seen.
static size_t
count(struct turn *turn, enum stage_id stage, enum place place)
{
	struct fs_names names;
	struct fault ignored;
	if (!spool_list(turn->dir, stage, place, &names, &ignored))
		return 0;
	size_t found = names.count;
	fs_names_free(&names);
	return found;
}

// Lets apply look at what it holds: a district that went live, say, holds its drops no longer. What it sends back to match instead is taken up
// with the others. False ends the turn.
static bool
wake_held(struct turn *turn)
{
	if (count(turn, STAGE_APPLY, PLACE_HELD) == 0)
		return true;
	size_t matched = count(turn, STAGE_MATCH, PLACE_READY);
	int code = call(turn, STAGE_APPLY, NULL);
	bool sent_back = count(turn, STAGE_MATCH, PLACE_READY) < matched;
	return note(turn, code == EX_TEMPFAIL && sent_back ? EX_OK : code);
}

// Fetches, then takes every drop that waits, in order of name.
static void
take(struct turn *turn)
{
	struct fs_names drops;
	struct fault fault;
	end_rejects(turn);
	if (!note(turn, call(turn, STAGE_FETCH, NULL)) || !wake_held(turn))
		return;
	if (!drop_list(turn->dir, &drops, &fault)) {
		log_line("%s", fault.text);
		note(turn, fault_exit(fault.class));
		return;
	}
	for (size_t i = 0; i < drops.count && take_drop(turn, drops.name[i]); i++)
		continue;
	fs_names_free(&drops);
}

// Tells the district. What becomes of mails is no matter of the drops, so it does not change how the turn ends: report says it in the log, status shows
// what waits, and whoever wants the exit code calls report.
static void
tell(struct turn *turn)
{
	struct fault fault = {FAULT_NONE, ""};
	int code = EX_OK;
	if (!libexec_report(turn->front, turn->district, &code, &fault))
		log_line("%s", fault.text);
	else if (code != EX_OK)
		log_line("report ended with %d", code);
}

int
turn_take(const struct front *front, const char *district)
{
	struct fault fault;
	struct turn turn = {front, district, spool_open(front->conf, district, &fault), EX_OK};
	log_about(district, NULL);
	if (turn.dir < 0) {
		log_line("%s", fault.text);
		return fault_exit(fault.class);
	}
	take(&turn);
	tell(&turn);
	close(turn.dir);
	return turn.code;
}
