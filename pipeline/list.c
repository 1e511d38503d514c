// One place for what every list does.
#include "pipeline/list.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 64 };

bool
list_grow(void *list, size_t count, size_t *room, size_t size)
{
	void *held;
	size_t larger = 2 * *room + FIRST_ROOM;
	if (count < *room)
		return true;
	memcpy(&held, list, sizeof held);
	void *grown = larger > SIZE_MAX / 2 / size ? NULL : realloc(held, larger * size);
	if (grown == NULL)
		return false;
	memcpy(list, &grown, sizeof grown);
	*room = larger;
	return true;
}
