/* Thresholds for numbers that were rounded to float32. */
#ifndef DP_EXPORT_F32_H
#define DP_EXPORT_F32_H

#include <math.h>

/* The largest float32 that is at most v: for every float32 x, x <= v is x <= this. NaN of NaN. */
static inline float dp_f32_floor(double v)
{
    float f = (float)v; /* to nearest; beyond FLT_MAX to infinity */
    return (double)f > v ? nextafterf(f, -HUGE_VALF) : f;
}

#endif
