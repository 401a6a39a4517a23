/* What converting a model gives: written in memory, read back, and compared with the model. For page/ only. */
#ifndef DP_PAGE_CHECKED_H
#define DP_PAGE_CHECKED_H

#include "io/sha256.h"
#include "page/page.h"

typedef enum dp_checked_state {
    DP_CHECKED_PROVED, DP_CHECKED_TESTED, DP_CHECKED_DIFFERS,
    DP_CHECKED_LARGE,   /* left to convert and verify: it would take too long for a page */
    DP_CHECKED_BLOCKED, /* cannot be converted */
    DP_CHECKED_FAULT    /* converted, and the comparison could not be made: why */
} dp_checked_state;

typedef struct dp_checked {
    const char *why;
    const dp_model *model;     /* read, as far as that went */
    const dp_graph *graph;     /* NULL: none */
    uint64_t size;             /* of the ONNX file; 0: not written */
    uint64_t trees, nodes;     /* PROVED: compared */
    uint64_t rows, values, worst_ulp;
    uint64_t splits, missed;   /* TESTED: decisions that rows were made for, and others */
    double worst_abs;
    dp_checked_state state;
    char sha256[DP_SHA256_HEX];
} dp_checked;

/* nodes: of its trees. Faults are forgiven. */
void dp_check_model(dp_ctx *ctx, dp_model *model, uint64_t nodes, const dp_export_options *options, dp_checked *out);

#endif
