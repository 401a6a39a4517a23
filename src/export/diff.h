/* What changed between two models: what they are, what they were told, what they learned, what they answer. */
#ifndef DP_EXPORT_DIFF_H
#define DP_EXPORT_DIFF_H

#include "export/description.h"
#include "export/verify.h"

/* One of the two files. Each has a context of its own, so that limits and faults are those of one file. */
typedef struct dp_diff_side {
    dp_ctx *ctx;
    dp_inspected_file file;
    dp_heap *heap;             /* NULL: an ONNX file, which has no objects */
    const dp_described *model; /* its one model that is compared */
} dp_diff_side;

typedef enum dp_change_kind {
    DP_CHANGE_CLASS, DP_CHANGE_VERSION, DP_CHANGE_PARAMETER, DP_CHANGE_FEATURES, DP_CHANGE_CLASSES, DP_CHANGE_TREES, DP_CHANGE_VALUE,
    DP_CHANGE_ESTIMATOR /* one that only one of the two has */
} dp_change_kind;

typedef struct dp_change {
    dp_change_kind kind;
    const char *at;          /* the estimator: "$.steps[1]" */
    const char *name;        /* of a parameter or an attribute: "coefs_[1]"; else "" */
    const char *from, *to;   /* in words; "": not there */
    const char *note;        /* what is to be said beside; "" */
    bool numbers;            /* a VALUE of numbers, of the same shape: */
    uint64_t n, of;          /*   so many of them differ */
    double largest;          /*   by so much at most; NaN: where one is no number */
    const char *where;       /*   there: "[0, 3] (Ram)" */
    bool counted;            /* TREES: */
    uint64_t equal;          /*   so many stand in both */
} dp_change;

typedef struct dp_diff {
    dp_ctx *ctx;
    const dp_diff_side *a, *b;
    dp_change *change;
    size_t n, total;         /* total: with those that are not listed */
    bool partly;             /* values were not compared to their end: too many objects share others */
} dp_diff;

/* What both answer on rows at their decisions. */
typedef struct dp_answered {
    const char *why;         /* not compared, because; NULL: they were */
    dp_verify_result forth, back; /* on the rows of the old model, and on those of the new one */
    bool same_rows;          /* which are the same ones */
} dp_answered;

/* Compares what stands in the files. Memory comes from out->ctx, which the caller sets; faults of memory are in the contexts. */
void dp_diff_models(dp_diff *out, const dp_diff_side *a, const dp_diff_side *b);

/* As lines for people, the last one beginning with the verdict: same or differs. */
const char *dp_diff_text(const dp_diff *d, const dp_answered *answered, bool same, const dp_paper *paper);
/* schemas/diff.schema.json */
const char *dp_diff_json(const dp_diff *d, const dp_answered *answered, bool same);

const char *dp_change_name(dp_change_kind kind); /* "class", "version", "parameter" … */

#endif
