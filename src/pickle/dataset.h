/* lightgbm's Dataset: an allowed class that frees memory when it goes. */
#ifndef DP_PICKLE_DATASET_H
#define DP_PICKLE_DATASET_H

#include "pickle/heap.h"

/* Is id an object, just made, of lightgbm's Dataset? */
bool dp_is_dataset(const dp_heap *heap, dp_id id);
/* Is the state for it one that lightgbm writes, of data that LightGBM's library has not taken over? */
bool dp_dataset_state(const dp_heap *heap, dp_id state);

#endif
