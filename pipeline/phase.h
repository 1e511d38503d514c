// The phase of a district on a day: setup, live, paused or off.
#pragma once

#include <time.h>

#include "pipeline/conf.h"

enum phase { PHASE_SETUP, PHASE_LIVE, PHASE_PAUSED, PHASE_OFF };

enum phase phase_of(const struct district *district, time_t now);
const char *phase_name(enum phase phase);
