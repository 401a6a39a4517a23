/* All that an object of a file holds, each once in a round. For export/ only. */
#ifndef DP_EXPORT_WALK_H
#define DP_EXPORT_WALK_H

#include "pickle/object.h"

/* Made once for a file: rounds cost no memory. */
typedef struct dp_walk {
    dp_heap *heap;
    size_t ids;     /* those that the file has; what was made of them later is not looked at */
    uint32_t *seen; /* by id: the round in which it was met last */
    uint32_t round;
    dp_id *stack;   /* met, and not looked at yet */
    size_t n;
} dp_walk;

/* false: memory is out (the error is set). */
bool dp_walk_init(dp_walk *w, dp_heap *heap);
/* A new round, in which nothing was met yet. */
void dp_walk_begin(dp_walk *w);
/* To be looked at, unless it was met in this round. */
void dp_walk_meet(dp_walk *w, dp_id id);
/* One that was met; 0: none is left. */
dp_id dp_walk_next(dp_walk *w);
/* Meets what it holds: items, attributes, arguments. */
void dp_walk_inside(dp_walk *w, dp_id id);

#endif
