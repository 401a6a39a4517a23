/* scipy's random distributions, which a randomized search keeps: allowed classes whose unpickling runs text of the
 * file. */
#ifndef DP_PICKLE_DISTRIBUTION_H
#define DP_PICKLE_DISTRIBUTION_H

#include "pickle/heap.h"

/* Is id an object, just made, of one of the distributions' classes? */
bool dp_is_distribution(const dp_heap *heap, dp_id id);
/* Is the state for such an object one that scipy writes, with the code that scipy would write? */
bool dp_distribution_state(const dp_heap *heap, dp_id state);
/* (distribution, "_entropy") or a public method's name: the arguments of the getattr that pickles of discrete distributions hold,
 * and those of a distribution's method as a function, norm.ppf. It is to be held, and not called. */
bool dp_distribution_method(const dp_heap *heap, dp_id args);

#endif
