// The bound is where the binomial distribution says that so few wrong ones, or fewer, are as unlikely as was asked for. It is found by halving, since the
// probability falls as the share grows.
#include "pipeline/bound.h"

#include <float.h>
#include <math.h>

enum { STEPS = 200, NEEDED_BITS = 40, FEW = 1000 };

// The logarithm of how many ways there are to choose k of n. Of few the factors are multiplied: logarithms of large factorials would lose the digits that
// matter. lgamma() itself notes a sign in a variable that threads share.
static double
log_choose(uint64_t n, uint64_t k)
{
	int sign;
	double sum = 0;
	if (k > FEW)
		return lgamma_r((double)n + 1, &sign) - lgamma_r((double)k + 1, &sign) -
		       lgamma_r((double)(n - k) + 1, &sign);
	for (uint64_t i = 1; i <= k; i++)
		sum += log((double)(n - k + i) / (double)i);
	return sum;
}

// The probability of at most `wrong` of `all`, each of which is wrong with probability `share`, which is above wrong / all: then fewer are less likely, and
// the sum is at its end when nothing is added any more.
static double
at_most(uint64_t wrong, uint64_t all, double share)
{
	double term = exp(log_choose(all, wrong) + (double)wrong * log(share) +
			  (double)(all - wrong) * log1p(-share)),
	       sum = term;
	for (uint64_t k = wrong; k > 0 && term > sum * DBL_EPSILON / 4; k--) {
		term *= (double)k * (1 - share) / ((double)(all - k + 1) * share);
		sum += term;
	}
	return sum;
}

double
bound_upper(uint64_t wrong, uint64_t all, double confidence)
{
	double low = 0, high = 1;
	if (wrong >= all)
		return 1;
	if (wrong == 0)
		return -expm1(log1p(-confidence) / (double)all);
	low = (double)wrong / (double)all;
	for (unsigned step = 0; step < STEPS; step++) {
		double middle = low + (high - low) / 2;
		if (middle <= low || middle >= high)
			break;
		if (at_most(wrong, all, middle) > 1 - confidence)
			low = middle;
		else
			high = middle;
	}
	return high;
}

uint64_t
bound_needed(uint64_t wrong, double share, double confidence)
{
	uint64_t low = wrong, high = (uint64_t)1 << NEEDED_BITS;
	if (bound_upper(wrong, high, confidence) > share)
		return 0;
	while (high - low > 1) {
		uint64_t middle = low + (high - low) / 2;
		if (bound_upper(wrong, middle, confidence) > share)
			low = middle;
		else
			high = middle;
	}
	return high;
}
