// Pre-flight drops: what a district puts into inbox/test/ is checked and reported, and goes no further. fetch says so in the drop's origin, validate leaves it in
// validate/held/, so nothing ever waits for it.
#pragma once

#include <stdbool.h>

// Whether a drop of fetch/ready is one. False when its origin cannot be read.
bool preflight_is(int district, const char *drop);
