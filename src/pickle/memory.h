/* joblib's Memory, which clusterers and pipelines keep: an allowed class whose constructor makes a folder. */
#ifndef DP_PICKLE_MEMORY_H
#define DP_PICKLE_MEMORY_H

#include "pickle/heap.h"

/* Is id an object, just made, of the class Memory? */
bool dp_is_memory(const dp_heap *heap, dp_id id);
/* Are these the arguments of a call that joblib writes for a Memory that keeps nothing? */
bool dp_memory_call(const dp_heap *heap, dp_id args);
/* Is the state for a Memory one that joblib writes for one that keeps nothing? */
bool dp_memory_state(const dp_heap *heap, dp_id state);

#endif
