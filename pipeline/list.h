// A list in memory that grows by doubling: its owner keeps where it lies, how many there are and for how many there is room, all 0 at first, and frees it.
#pragma once

#include <stdbool.h>
#include <stddef.h>

// Room for one more. `list` is the address of the pointer to the first, `size` that of one. False when out of memory; the list is as it was then.
bool list_grow(void *list, size_t count, size_t *room, size_t size);
