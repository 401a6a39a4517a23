/* Are two values of two files the same, whatever their pickles look like? For export/ only. */
#ifndef DP_EXPORT_SAME_H
#define DP_EXPORT_SAME_H

#include "value/array.h"

/* Two values that are to be compared. */
typedef struct dp_pair {
    dp_id a, b;
} dp_pair;

typedef struct dp_same {
    dp_ctx *ctx;       /* whose memory is used */
    dp_heap *a, *b;
    dp_id *met;        /* by id of a: the last of b that it was compared with, so that cycles end */
    size_t ids;
    dp_pair *stack;
    size_t n, room;
    uint64_t work;     /* pairs that may still be looked at; 0: what comes is taken to be the same */
} dp_same;

/* false: memory is out. */
bool dp_same_init(dp_same *s, dp_ctx *ctx, dp_heap *a, dp_heap *b);
/* Numbers by their value and kind, not their width; floats by their bits, but every NaN is the same; arrays by shape and items,
 * records by the fields that both have; texts, containers and objects by what they hold. */
bool dp_same_value(dp_same *s, dp_id a, dp_id b);
bool dp_same_shape(const dp_array *a, const dp_array *b);
/* Arrays of numbers (not of records, texts or objects)? */
bool dp_is_numbers(const dp_array *a);

#endif
