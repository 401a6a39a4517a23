/* Several inputs, each by itself: worker processes that take one after the other, and the caller, who tells what became of
 * them. A worker does what the program does for one input (it opens, hashes, starts the child behind its walls, writes), so
 * that an input costs at most the worker that had it. What tells, and what appends to lists, is one process. */
#ifndef DP_CLI_POOL_H
#define DP_CLI_POOL_H

#include "cli/outcome.h"

/* A worker's turn: with so many others it may use processor and memory. */
typedef struct dp_turn dp_turn;
/* Another worker may have it; this one needs only the disk from here on, and its item's outcome is yet to come. NULL, and a
 * second time: nothing. */
void dp_turn_end(dp_turn *turn);

typedef struct dp_pool {
    size_t n;         /* of items, which are numbers below n */
    unsigned at_once; /* turns; at least 1. There may be more workers, which wait for the disk */
    bool to_disk;     /* work ends its turn early */
    bool ordered;     /* told in the items' order, not as they come in */
    void *self;
    dp_outcome (*work)(void *self, size_t item, dp_turn *turn); /* in a worker, or, with no turn, for a single item here */
    void (*tell)(void *self, size_t item, dp_outcome *outcome); /* here; the outcome is freed afterwards. path is not set */
    void (*tick)(void *self); /* here, several times a second; NULL: not */
} dp_pool;

/* All items, or, after a signal, those that were done by then. A worker that dies is replaced; its item is told as DP_ERROR.
 * Returns the signal (to end by: dp_signals_end), or 0. */
int dp_pool_run(const dp_pool *pool);

#endif
