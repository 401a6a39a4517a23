#include "converters/common/search_tree.h"

#include "converters/common/record.h"
#include "model/family.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>

/* The state of a tree, a tuple: rows, their order, nodes, bounds, five counts and more, at last its metric. */
enum { ROWS, ORDER, NODES, BOUNDS, LEAF_SIZE, N_LEVELS, N_NODES, METRIC = 11, LEAST = 12 };
enum { METRIC_P, METRIC_VECTOR, METRIC_PARTS = 3 };

struct search {
    dp_state *s;
    const dp_nums *points;
    const int64_t *order; /* [rows] */
    const dp_array *nodes;
    const dp_dtype_field *start, *end, *leaf, *radius;
    dp_nums bounds;       /* [2, nodes, features] least and greatest, or [1, nodes, features] centres */
    const dp_metric *metric;
    bool balls;
};

static const dp_id *state_of(dp_state *s, dp_id made)
{
    const dp_obj *o = dp_at(s->heap, made);
    const dp_obj *state = dp_at(s->heap, o->kind == DP_K_MADE ? o->u.made->state : 0);
    if (state->kind != DP_K_TUPLE || state->len < LEAST) {
        dp_corrupt(s, "_tree: expected a KDTree or BallTree with its state, found %s", dp_obj_describe(s->heap, made));
        return NULL;
    }
    return state->u.item;
}

/* ---- rows ---- */

static void check_rows(struct search *t, dp_id id)
{
    dp_nums own = dp_nums_of(t->s, id, "_tree's rows", 2);
    if (own.dim[0] != t->points->dim[0] || own.dim[1] != t->points->dim[1] || !dp_nums_same(&own, t->points)) {
        dp_corrupt(t->s, "_tree: expected the rows of _fit_X, found others");
    }
}

static void check_order(struct search *t, dp_id id)
{
    uint64_t n = t->points->dim[0];
    const dp_array *a = dp_array_of(t->s->heap, id);
    t->order = a != NULL && a->ndim == 1 && a->count == n && a->type.kind == 'i' ? dp_array_as_i64(t->s->heap, a) : NULL;
    uint8_t *seen = dp_state_take(t->s, (size_t)n, 1);
    bool good = t->order != NULL && seen != NULL;
    for (uint64_t i = 0; good && i < n; i++) {
        int64_t k = t->order[i];
        good = k >= 0 && (uint64_t)k < n && seen[k] == 0;
        if (good) {
            seen[k] = 1;
        }
    }
    if (!good) {
        dp_corrupt(t->s, "_tree: expected an order of %" PRIu64 " rows that has each once", n);
    }
}

/* ---- nodes ---- */

static bool read_nodes(struct search *t, const dp_id *state)
{
    t->nodes = dp_array_of(t->s->heap, state[NODES]);
    const dp_obj *told = dp_at(t->s->heap, state[N_NODES]);
    if (t->nodes == NULL || t->nodes->ndim != 1 || t->nodes->type.kind != 'V' || t->nodes->count == 0 || told->kind != DP_K_INT ||
        told->u.i < 0 || (uint64_t)told->u.i != t->nodes->count) {
        dp_corrupt(t->s, "_tree: expected as many nodes as it tells of");
        return false;
    }
    const dp_dtype *type = &t->nodes->type;
    t->start = dp_record_field(type, "idx_start");
    t->end = dp_record_field(type, "idx_end");
    t->leaf = dp_record_field(type, "is_leaf");
    t->radius = dp_record_field(type, "radius");
    if (!dp_record_is(t->start, "i", 4, 8) || !dp_record_is(t->end, "i", 4, 8) || !dp_record_is(t->leaf, "i", 4, 8) ||
        !dp_record_is(t->radius, "f", 8, 8)) {
        dp_corrupt(t->s, "_tree: expected nodes with idx_start, idx_end, is_leaf and radius");
        return false;
    }
    t->bounds = dp_nums_of(t->s, state[BOUNDS], "_tree's bounds", 3);
    if (!t->s->failed && (t->bounds.dim[0] != (t->balls ? 1 : 2) || t->bounds.dim[1] != t->nodes->count ||
                          t->bounds.dim[2] != t->points->dim[1])) {
        dp_corrupt(t->s, "_tree: expected bounds of %" PRIu64 " nodes", t->nodes->count);
    }
    return !t->s->failed;
}

static const uint8_t *node_at(const struct search *t, uint64_t i)
{
    return t->nodes->data.p + i * t->nodes->type.itemsize;
}

static int64_t start_of(const struct search *t, uint64_t i)
{
    return dp_record_int(node_at(t, i), t->start);
}

static int64_t end_of(const struct search *t, uint64_t i)
{
    return dp_record_int(node_at(t, i), t->end);
}

/* The root has all rows, and two children share those of the node above them. */
static bool shares_out(const struct search *t, uint64_t i)
{
    uint64_t left = 2 * i + 1;
    bool leaf = dp_record_int(node_at(t, i), t->leaf) != 0;
    if (i == 0 && (start_of(t, 0) != 0 || (uint64_t)end_of(t, 0) != t->points->dim[0])) {
        return false;
    }
    if (leaf) {
        return true;
    }
    return left + 1 < t->nodes->count && start_of(t, left) == start_of(t, i) && end_of(t, left) == start_of(t, left + 1) &&
           end_of(t, left + 1) == end_of(t, i) && start_of(t, left) < end_of(t, left) && start_of(t, left + 1) < end_of(t, i);
}

static bool in_box(const struct search *t, uint64_t node, const double *row)
{
    uint64_t d = t->points->dim[1];
    const double *least = t->bounds.v + node * d;
    const double *most = least + t->nodes->count * d;
    bool inside = true;
    for (uint64_t j = 0; inside && j < d; j++) {
        inside = row[j] >= least[j] && row[j] <= most[j];
    }
    return inside;
}

/* Of other metrics than these the radius is believed. */
static bool in_ball(const struct search *t, uint64_t node, const double *row)
{
    const double slack = 1e-9;
    uint64_t d = t->points->dim[1];
    const double *center = t->bounds.v + node * d;
    double far = 0.0;
    dp_metric_kind kind = t->metric->stretch != NULL ? DP_GIVEN : t->metric->kind;
    for (uint64_t j = 0; j < d; j++) {
        double by = fabs(row[j] - center[j]);
        far = kind == DP_EUCLIDEAN ? far + by * by : kind == DP_MANHATTAN ? far + by : kind == DP_CHEBYSHEV ? fmax(far, by) : far;
    }
    far = kind == DP_EUCLIDEAN ? sqrt(far) : far;
    return far <= dp_record_f64(node_at(t, node), t->radius) * (1.0 + slack) + DBL_MIN;
}

/* Nodes that are reached from the root: a search passes over what lies outside of their bounds. */
static void check_nodes(struct search *t)
{
    uint64_t n = t->nodes->count;
    uint8_t *reached = dp_state_take(t->s, (size_t)n, 1);
    bool good = reached != NULL;
    if (good) {
        reached[0] = 1;
    }
    for (uint64_t i = 0; good && i < n; i++) {
        if (reached[i] == 0) {
            continue;
        }
        good = shares_out(t, i);
        for (int64_t k = start_of(t, i); good && k < end_of(t, i); k++) {
            const double *row = t->points->v + (uint64_t)t->order[k] * t->points->dim[1];
            good = t->balls ? in_ball(t, i, row) : in_box(t, i, row);
        }
        if (good && dp_record_int(node_at(t, i), t->leaf) == 0) {
            reached[2 * i + 1] = reached[2 * i + 2] = 1;
        }
        if (!good) {
            dp_corrupt(t->s, "_tree: expected rows that lie in their nodes, found others in node %" PRIu64, i);
        }
    }
}

/* ---- the metric ---- */

static bool is_class(const char *name, const char *want)
{
    size_t n = strlen(want);
    return strncmp(name, want, n) == 0 && (name[n] == '\0' || dp_is(name + n, "64") || dp_is(name + n, "32"));
}

/* RogersTanimotoDistance is that of rogerstanimoto. */
static bool is_called(const char *class, const char *told)
{
    size_t n = strlen(told);
    size_t i = 0;
    while (i < n && (class[i] >= 'A' && class[i] <= 'Z' ? class[i] - 'A' + 'a' : class[i]) == told[i]) {
        i++;
    }
    return i == n && n != 0 && is_class(class + n, "Distance");
}

/* Is it what an estimator's metric of this kind is made of? */
static bool fits(const dp_metric *m, const char *told, const char *class)
{
    static const struct { const char *class; dp_metric_kind kind; } known[] = {
        {"EuclideanDistance", DP_EUCLIDEAN}, {"SEuclideanDistance", DP_EUCLIDEAN}, {"ManhattanDistance", DP_MANHATTAN},
        {"ChebyshevDistance", DP_CHEBYSHEV}, {"HammingDistance", DP_HAMMING}, {"CanberraDistance", DP_CANBERRA},
        {"BrayCurtisDistance", DP_BRAYCURTIS}, {"MahalanobisDistance", DP_MAHALANOBIS},
    };
    if (is_class(class, "MinkowskiDistance") || is_class(class, "WMinkowskiDistance")) {
        return dp_is(told, "minkowski") || dp_is(told, "wminkowski") || dp_is(told, "p");
    }
    if (m->kind == DP_SETS || m->kind == DP_HAVERSINE) {
        return is_called(class, told);
    }
    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        if (is_class(class, known[k].class)) {
            return m->kind == known[k].kind && dp_is(known[k].class, "SEuclideanDistance") == dp_is(told, "seuclidean") &&
                   (m->stretch == NULL || dp_is(told, "seuclidean"));
        }
    }
    return false;
}

/* Its weights, which the estimator tells as those of its parameters. */
static void check_weights(struct search *t, dp_id vector, dp_id params, const char *key)
{
    dp_state *s = t->s;
    dp_id told = dp_kind_of(s->heap, params) == DP_K_DICT ? dp_obj_get(s->heap, params, key) : 0;
    if (t->metric->stretch == NULL || told == 0) {
        return;
    }
    dp_nums own = dp_nums_of(s, vector, "_tree's metric", 1);
    dp_nums other = dp_nums_of(s, told, key, 1);
    if (!dp_nums_same(&own, &other)) {
        dp_corrupt(s, "_tree: expected a metric with the weights that the estimator tells of");
    }
}

static void check_metric(struct search *t, dp_id id, const char *told)
{
    dp_state *s = t->s;
    const dp_obj *o = dp_at(s->heap, id);
    const dp_obj *args = dp_at(s->heap, o->kind == DP_K_MADE ? o->u.made->args : 0);
    const dp_obj *state = dp_at(s->heap, o->kind == DP_K_MADE ? o->u.made->state : 0);
    const char *class = args->kind == DP_K_TUPLE && args->len != 0 ? dp_obj_class(s->heap, args->u.item[0]) : "";
    const char *dot = strrchr(class, '.');
    class = dot != NULL ? dot + 1 : class;
    if (state->kind != DP_K_TUPLE || state->len < METRIC_PARTS || !fits(t->metric, told, class)) {
        dp_corrupt(s, "_tree: expected a metric as the estimator's, %s, found %s", told, class[0] != '\0' ? class : "none");
        return;
    }
    bool power = is_class(class, "MinkowskiDistance") || is_class(class, "WMinkowskiDistance");
    dp_nums p = dp_nums_of(s, state->u.item[METRIC_P], "_tree's metric", 1);
    double want = t->metric->kind == DP_MANHATTAN ? 1.0 : t->metric->kind == DP_EUCLIDEAN ? 2.0 : t->metric->p;
    if (!s->failed && power && (p.count != 1 || p.v[0] != want)) {
        dp_corrupt(s, "_tree: expected a metric of power %g, as the estimator's", want);
    }
    check_weights(t, state->u.item[METRIC_VECTOR], dp_get(s, "effective_metric_params_|effective_metric_kwds_|metric_params"),
                  power ? "w" : "V");
}

void dp_search_tree_check(dp_state *s, const dp_nums *points, const dp_metric *metric, const char *name, bool balls)
{
    struct search t = {.s = s, .points = points, .metric = metric, .balls = balls};
    dp_id made = dp_need(s, "_tree");
    const dp_id *state = s->failed ? NULL : state_of(s, made);
    if (state == NULL) {
        return;
    }
    check_rows(&t, state[ROWS]);
    if (!s->failed) {
        check_order(&t, state[ORDER]);
    }
    if (!s->failed && read_nodes(&t, state)) {
        check_nodes(&t);
    }
    if (!s->failed) {
        check_metric(&t, state[METRIC], name);
    }
}
