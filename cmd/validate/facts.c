// Arrays by row number, which grow as the rows come.
#include <stdio.h>
#include <stdlib.h>

#include "schema/value.h"
#include "cmd/validate/facts.h"

bool
facts_open(struct facts *facts, const char *drop)
{
	char date[16];

	*facts = (struct facts){.today = SPAN_OPEN, .any = {SPAN_OPEN, INT32_MAX}};
	snprintf(date, sizeof(date), "%.4s-%.2s-%.2s", drop, drop + 4, drop + 6);
	facts->today = facts_day(bytes_of(date));
	return true;
}

void
facts_close(struct facts *facts)
{
	free(facts->people);
	free(facts->orgs);
	free(facts->births);
	free(facts->guardians);
	free(facts->classes);
	free(facts->has);
	free(facts->sessions);
	ids_free(&facts->schools);
	ids_free(&facts->primaries);
}

// Makes an array at least `need` long, the new part zero. False when out of memory; then it is as it was.
static bool
array_grow(void **array, size_t size, size_t room, size_t larger)
{
	char *grown = realloc(*array, larger * size);

	if (grown == NULL)
		return false;
	memset(grown + room * size, 0, (larger - room) * size);
	*array = grown;
	return true;
}

// How long an array has to be for a row.
static size_t
room_for(size_t room, uint32_t row)
{
	return row < room ? room : (size_t)row + room / 2 + 1024;
}

bool
facts_person(struct facts *facts, uint32_t row)
{
	size_t room = facts->people_room, larger = room_for(room, row);
	void *people = facts->people, *orgs = facts->orgs, *births = facts->births;

	if (larger == room)
		return true;
	bool good = array_grow(&people, sizeof(*facts->people), room, larger);
	facts->people = people;
	good = good && array_grow(&orgs, sizeof(*facts->orgs), room, larger);
	facts->orgs = orgs;
	good = good && array_grow(&births, sizeof(*facts->births), room, larger);
	facts->births = births;
	if (!good)
		return false;
	for (size_t i = room; i < larger; i++)
		facts->births[i] = SPAN_OPEN;
	facts->people_room = larger;
	return true;
}

bool
facts_class(struct facts *facts, uint32_t row)
{
	size_t room = facts->classes_room, larger = room_for(room, row);
	void *classes = facts->classes, *has = facts->has;

	if (larger == room)
		return true;
	if (!array_grow(&classes, sizeof(*facts->classes), room, larger))
		return false;
	facts->classes = classes;
	if (!array_grow(&has, sizeof(*facts->has), room, larger))
		return false;
	facts->has = has;
	facts->classes_room = larger;
	return true;
}

bool
facts_session(struct facts *facts, uint32_t row)
{
	size_t room = facts->sessions_room, larger = room_for(room, row);
	void *sessions = facts->sessions;

	if (larger == room)
		return true;
	if (!array_grow(&sessions, sizeof(*facts->sessions), room, larger))
		return false;
	facts->sessions = sessions;
	for (size_t i = room; i < larger; i++)
		facts->sessions[i] = (struct span){SPAN_OPEN, SPAN_OPEN};
	facts->sessions_room = larger;
	return true;
}

uint64_t
facts_pair(uint32_t a, uint32_t b)
{
	uint64_t numbers[] = {a, b};

	return ids_hash_of(numbers, 2, 0);
}

int32_t
facts_day(struct bytes date)
{
	long days;

	return date.size != 0 && value_date(date, &days) ? (int32_t)days : SPAN_OPEN;
}
