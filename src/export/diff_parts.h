/* The parts of a comparison. For export/diff*.c only. */
#ifndef DP_EXPORT_DIFF_PARTS_H
#define DP_EXPORT_DIFF_PARTS_H

#include "export/columns.h"
#include "export/diff.h"
#include "export/same.h"

struct dp_comparing {
    dp_diff *d;
    dp_same same;
    dp_column_names names; /* of the old estimator's features; n 0: not known */
};

void dp_diff_add(dp_diff *d, const dp_change *change);
/* A name as it is printed. */
const char *dp_diff_name(dp_ctx *ctx, dp_span name);

/* An attribute; 0: not there. Lists of arrays are compared array by array. */
void dp_diff_value(struct dp_comparing *c, const char *at, const char *name, dp_id a, dp_id b);
/* Features or classes: which words were added or removed. */
void dp_diff_words(struct dp_comparing *c, const char *at, dp_change_kind kind, const dp_described *x, const dp_described *y);
/* How many trees, how large, and how many of them stand in both. */
void dp_diff_trees(struct dp_comparing *c, const char *at, const dp_described *x, const dp_described *y);

/* An estimator, a tree, or a list of them? */
bool dp_holds_models(dp_heap *heap, dp_id id);

#endif
