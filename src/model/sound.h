/* Is the object graph one that a model could be? Before anybody walks it: no cycle, no depth without end, and not so much
 * sharing that the whole, written out, would have no end either. */
#ifndef DP_MODEL_SOUND_H
#define DP_MODEL_SOUND_H

#include "pickle/object.h"

typedef struct dp_soundness {
    uint64_t objects; /* MADE nodes that the root reaches */
} dp_soundness;

/* DP_CORRUPT: something contains itself. DP_LIMIT: containers nested deeper than limits.depth, objects deeper than
 * limits.estimators, or more than limits.nodes values when shared ones count each time. */
dp_rc dp_check_sound(dp_heap *heap, dp_id root, dp_soundness *out);

#endif
