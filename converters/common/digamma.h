/* The derivative of log Γ. */
#ifndef DP_CONVERTERS_DIGAMMA_H
#define DP_CONVERTERS_DIGAMMA_H

#include "model/state.h"

/* Of a number of an attribute that is finite and above 0 in every fitted model; corrupt and NaN otherwise. */
double dp_digamma(dp_state *s, const char *attribute, double x);

#endif
