// Two transactions of the platform, one on either side of the district's own.
#include "pipeline/reserve.h"

#include <stdlib.h>

#include "pipeline/ledger.h"
#include "pipeline/list.h"
#include "pipeline/platform.h"

struct pair {
	char *copy; // username, then the one before
	size_t username, before; // bytes
};

struct reserve {
	struct pair *pairs;
	size_t count, room;
	bool announced;
};

struct reserve *
reserve_new(void)
{
	return calloc(1, sizeof(struct reserve));
}

void
reserve_free(struct reserve *reserve)
{
	for (size_t i = 0; reserve != NULL && i < reserve->count; i++)
		free(reserve->pairs[i].copy);
	if (reserve != NULL)
		free(reserve->pairs);
	free(reserve);
}

bool
reserve_add(
    struct reserve *reserve, struct bytes username, struct bytes before, struct fault *fault)
{
	if (bytes_equal(username, before))
		return true;
	if (!list_grow(&reserve->pairs, reserve->count, &reserve->room, sizeof *reserve->pairs))
		return fault_set(fault, FAULT_TEMP, "out of memory");
	struct pair pair = {malloc(username.size + before.size), username.size, before.size};
	if (pair.copy == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	if (username.size > 0)
		memcpy(pair.copy, username.data, username.size);
	if (before.size > 0)
		memcpy(pair.copy + username.size, before.data, before.size);
	reserve->pairs[reserve->count++] = pair;
	return true;
}

// Settles what an earlier act or drop announced and did not settle itself.
static bool
recover(struct platform *platform, const char *district, struct store *store, struct fault *fault)
{
	char by[PLATFORM_BY_MAX + 1];
	return !platform_pending(platform, district, by) ||
	       platform_recover(platform, district, ledger_has(store, by), fault);
}

bool
reserve_take(struct reserve *reserve, const struct conf *conf, const char *district,
    struct store *store, const char *by, uint64_t *taken, struct fault *fault)
{
	char pending[PLATFORM_BY_MAX + 1];
	bool needed = reserve->count > 0;
	*taken = 0;
	struct platform *platform = platform_open(conf, needed, fault);
	if (platform == NULL || (!needed && !platform_pending(platform, district, pending))) {
		platform_close(platform);
		return platform != NULL;
	}
	if (!needed) {
		platform_close(platform);
		platform = platform_open(conf, true, fault);
	}
	bool good = platform != NULL && recover(platform, district, store, fault) &&
		    (!needed || platform_announce(platform, district, by, fault));
	for (size_t i = 0; good && i < reserve->count; i++) {
		bool clash = false;
		struct bytes username = {reserve->pairs[i].copy, reserve->pairs[i].username};
		good = username.size == 0 ||
		       platform_reserve(platform, username, district, by, &clash, fault);
		*taken += clash ? 1 : 0;
	}
	good = good && platform_commit(platform, fault);
	platform_close(platform);
	reserve->announced = good && needed;
	return good;
}

bool
reserve_settle(struct reserve *reserve, const struct conf *conf, const char *district,
    struct store *store, struct fault *fault)
{
	if (!reserve->announced)
		return true;
	struct platform *platform = platform_open(conf, true, fault);
	bool good = platform != NULL && platform_recover(platform, district, true, fault);
	for (size_t i = 0; good && i < reserve->count; i++) {
		bool used = true;
		const struct pair *pair = &reserve->pairs[i];
		struct bytes before = {pair->copy + pair->username, pair->before};
		good = before.size == 0 ||
		       (store_username_used(store, before, (struct bytes){NULL, 0}, &used, fault) &&
			   (used || platform_release(platform, before, district, fault)));
	}
	good = good && platform_commit(platform, fault);
	platform_close(platform);
	return good;
}

bool
reserve_undo(
    struct reserve *reserve, const struct conf *conf, const char *district, struct fault *fault)
{
	if (!reserve->announced)
		return true;
	struct platform *platform = platform_open(conf, true, fault);
	bool good = platform != NULL && platform_recover(platform, district, false, fault) &&
		    platform_commit(platform, fault);
	platform_close(platform);
	reserve->announced = !good;
	return good;
}
