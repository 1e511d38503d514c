// SPOOL/.platform: who holds a username. Usernames are unique over all districts, and districts are worked on at the same time; so a
// username is reserved here, under LMDB's one writer, before the district's store has it.
//
// A reservation names its district and what made it: a drop, or a command's act. It counts once the district's ledger has that; until then
// it is announced as pending, so that after a crash the next one who writes for the district takes it back. No transaction spans two stores:
//
//   platform_open, platform_recover, platform_announce, platform_reserve*, platform_commit
//   the district's own commit
//   platform_recover (it counts), platform_release*, platform_commit, platform_close
//
// Nobody else writes for the district meanwhile: its writer holds its lock.
#pragma once

#include "pipeline/conf.h"
#include "schema/bytes.h"

enum { PLATFORM_BY_MAX = 63 };

struct platform;

// Who holds a username; borrowed until the next call with this platform.
struct platform_holder {
	struct bytes district, by;
};

// Opens it, made when it is not there yet. With write, one write transaction is open from the start, and others wait for it: be quick.
struct platform *platform_open(const struct conf *conf, bool write, struct fault *fault);
void platform_close(struct platform *platform); // throws away what was not committed

// False when nobody holds it: never reserved, or by a district that has no directory any more.
bool platform_find(struct platform *platform, struct bytes username, struct platform_holder *holder);

// Whether nobody holds any: then there is nobody to ask about.
bool platform_is_empty(struct platform *platform);

// What the district announced and did not settle: to `by`. False when there is nothing.
bool platform_pending(struct platform *platform, const char *district, char by[PLATFORM_BY_MAX + 1]);
// Settles what was announced: when the ledger has it (`counts`) the reservations stay, else all of them are taken back.
bool platform_recover(struct platform *platform, const char *district, bool counts, struct fault *fault);
// Says that reservations of `by` follow.
bool platform_announce(struct platform *platform, const char *district, const char *by, struct fault *fault);

// Reserves a username. *taken: another district holds it, and nothing was done. One's own again is no clash.
bool platform_reserve(struct platform *platform, struct bytes username, const char *district, const char *by,
    bool *taken, struct fault *fault);
// Gives a username back, if the district holds it.
bool platform_release(struct platform *platform, struct bytes username, const char *district, struct fault *fault);

bool platform_commit(struct platform *platform, struct fault *fault);
