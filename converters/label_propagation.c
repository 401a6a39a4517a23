/* LabelPropagation and LabelSpreading: the classes that reached the fitted rows, weighed by how like the row they are (rbf),
 * or of its nearest ones (knn). */
#include "converters/common/metric.h"
#include "converters/common/pairwise.h"
#include "graph/ports.h"

#include <inttypes.h>

struct propagation {
    dp_labels classes;
    dp_nums fitted, shares; /* [S, features], [S, classes] */
    dp_similarity rbf;
    uint64_t k;             /* knn; 0: rbf */
    dp_metric metric;       /* of knn */
};

static void read_nearest(dp_state *s, struct propagation *m)
{
    int64_t k = dp_get_int(s, "n_neighbors", 7);
    dp_metric_read(s, "euclidean", 0, m->fitted, &m->metric);
    if (!s->failed && (k < 1 || (uint64_t)k > m->fitted.dim[0])) {
        dp_corrupt(s, "n_neighbors: expected 1 to %" PRIu64 ", as there are fitted rows, found %" PRId64, m->fitted.dim[0], k);
    }
    m->k = (uint64_t)k;
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct propagation *m = ir;
    m->classes = dp_need_labels(s, "classes_");
    m->fitted = dp_need_nums(s, "X_", 2);
    m->shares = dp_need_nums(s, "label_distributions_", 2);
    if (!s->failed && (m->fitted.count == 0 || m->shares.dim[0] != m->fitted.dim[0] || m->shares.dim[1] != m->classes.n)) {
        dp_corrupt(s, "label_distributions_: expected %" PRIu64 " rows of %zu classes", m->fitted.dim[0], m->classes.n);
    }
    dp_id kernel = s->failed ? 0 : dp_get(s, "kernel");
    if (kernel != 0 && dp_obj_is(s->heap, kernel, "knn")) {
        read_nearest(s, m);
    } else if (kernel != 0 && dp_obj_is(s->heap, kernel, "rbf")) {
        m->rbf = (dp_similarity){.kind = DP_RBF, .gamma = dp_get_f64(s, "gamma", 20.0)};
    } else {
        dp_unsupported(s, "kernel: a Python function");
    }
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    static const uint8_t turn[] = {1, 0};
    const struct propagation *m = ir;
    dp_val table = dp_matrix(g, m->shares.v, m->shares.dim[0], m->shares.dim[1]);
    dp_val p;
    if (m->k != 0) {
        dp_val nearest = dp_least_k(g, dp_metric_reduced(g, &m->metric, ports->x), m->k);
        p = dp_reduce_sum(g, dp_gather(g, table, dp_transpose(g, nearest, turn), 0), 0, false);
    } else {
        p = dp_matmul(g, dp_similarity_emit(g, &m->rbf, ports->x, &m->fitted), table);
    }
    p = dp_binary(g, DP_OP_DIV, p, dp_reduce_sum(g, p, 1, true));
    dp_answer(g, ports, DP_PREDICT_PROBA, p);
    dp_answer_labels(g, ports, &m->classes, dp_argmax(g, p, 1));
}

static uint64_t width(const void *ir)
{
    return ((const struct propagation *)ir)->fitted.dim[1];
}

const dp_family dp_label_propagation = {"label_propagation", sizeof(struct propagation), NULL, resolve, emit, width};
