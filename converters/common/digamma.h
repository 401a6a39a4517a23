/* The derivative of log Γ. */
#ifndef DP_CONVERTERS_DIGAMMA_H
#define DP_CONVERTERS_DIGAMMA_H

/* For x > 0. */
double dp_digamma(double x);

#endif
