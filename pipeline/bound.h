// How bad a share may be of which only a sample was seen: the exact one-sided upper bound of Clopper and Pearson. Pure functions of their arguments.
#pragma once

#include <stdint.h>

// The largest share with which at most `wrong` of `all` would still be seen with a probability of 1 - confidence (0.95: one time in twenty the true share is
// above it). 1 when nothing was seen, or all were wrong. `wrong` is at most `all`.
double bound_upper(uint64_t wrong, uint64_t all, double confidence);

// How many must be seen, with `wrong` wrong ones among them, for the bound to be at most `share` (above 0, below 1); 0 when more than 2^40 are needed.
uint64_t bound_needed(uint64_t wrong, double share, double confidence);
