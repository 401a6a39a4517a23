/* Does a written file answer what the model in the pickle answers? */
#ifndef DP_EXPORT_VERIFY_H
#define DP_EXPORT_VERIFY_H

#include "graph/eval.h"
#include "graph/emit.h"

typedef enum dp_verify_verdict { DP_VERIFY_TESTED, DP_VERIFY_DIFFERS, DP_VERIFY_PROVED } dp_verify_verdict;

/* Two answers, or two ports, that are not the same, in words. */
typedef struct dp_verify_worst {
    const char *output;     /* NULL: there are none; of ports "inputs" or "outputs" */
    uint64_t row;
    const char *a, *b;
} dp_verify_worst;

typedef struct dp_verify_result {
    dp_verify_verdict verdict;
    uint64_t rows;          /* probe rows compared */
    uint64_t splits, missed; /* decisions that they are made for, and others */
    uint64_t values;        /* numbers and labels compared */
    uint64_t worst_ulp;     /* float64 ulp (float32 where the file's output is that) */
    double worst_abs, worst_rel; /* of finite numbers; relative to the larger of the two */
    uint64_t rows_differ;   /* by whatever */
    dp_verify_worst worst;  /* by worst_abs; else the first label or NaN that differs */
    dp_verify_worst ports;  /* what kept rows from being compared */
    const double *x;        /* the rows, as numbers; NULL: none were asked */
    uint64_t columns;       /* of each */
    const char *first;      /* DIFFERS: output, row, both answers, in words; else "" */
} dp_verify_result;

typedef struct dp_probed {
    uint64_t rows;
    uint64_t splits, missed; /* of trees: rows were made for, or could not be, where no column of the input is asked */
} dp_probed;

/* Rows that try every decision: at splits of the graph's trees (all of them up to a budget of rows, else every k-th), in terms of
 * the input where they stand behind a scaler, one float32 and one float64 ulp to either side, seeded random rows in the range of the
 * thresholds, zeros, large values, and NaN where the model takes it. [rows, n_features] float64, in the arena. */
const double *dp_probe_rows(dp_ctx *ctx, const dp_graph *g, uint64_t n_features, uint64_t budget, dp_probed *out);

/* Columns `from` on of rows of `all` numbers as the tensor that an input of numbers takes. */
dp_rc dp_probe_feed(dp_ctx *ctx, const dp_value *port, const double *x, uint64_t rows, uint64_t all, uint64_t from, dp_tensor *out);
/* Is column k of an input of texts read as a number? */
bool dp_probe_is_number(const dp_graph *g, dp_val input, uint64_t k);
/* Texts that the graph tells apart at this input, one it does not know and the empty one; *n of them, in the arena. */
const dp_span *dp_probe_texts(dp_ctx *ctx, const dp_graph *g, dp_val input, size_t *n);

/* Evaluates both on the probe rows, output by output. `written` was read back from the file (export/onnx_read.h).
 * Labels must be equal; numbers may differ by `ulp` (0 for trees). Where a class label sits exactly on a tie of
 * probabilities both must still agree. */
dp_rc dp_verify_graphs(dp_ctx *ctx, const dp_graph *source, const dp_graph *written, uint64_t ulp, dp_verify_result *out);

/* Steps from one number to the other in their type; two NaN are none apart, NaN and a number UINT64_MAX. */
uint64_t dp_ulps(double a, double b, bool f32);

/* Trees and plain arithmetic, which every library rounds alike: no product of matrices, no function like exp. */
bool dp_graph_is_exact(const dp_graph *g);
/* For dp_verify_graphs: 0 of an exact one; of another, whose sums another order rounds otherwise, a few. */
uint64_t dp_graph_ulp(const dp_graph *g);

#endif
