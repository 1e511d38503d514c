// The time comes in here and nowhere else, so that runs can be repeated: ROSTERDROP_NOW (2026-11-21T02:03:04Z) stands for it
// when set.
#pragma once

#include <stdint.h>
#include <stdbool.h>
#include <time.h>

enum { CLOCK_TEXT = 21, CLOCK_STAMP = 17 };

time_t clock_now(void); // seconds since 1970, UTC

void clock_text(time_t when, char text[CLOCK_TEXT]);   // 2026-11-21T02:03:04Z
void clock_stamp(time_t when, char stamp[CLOCK_STAMP]); // 20261121T020304Z
bool clock_parse_stamp(const char *stamp, time_t *when);
bool clock_parse_text(const char *text, size_t size, time_t *when);

uint64_t clock_monotonic_ms(void); // for deadlines only
