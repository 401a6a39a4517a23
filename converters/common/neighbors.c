#include "converters/common/neighbors.h"

#include "converters/common/search_tree.h"
#include "model/family.h"

#include <inttypes.h>

void dp_neighbors_read(dp_state *s, dp_metric *out)
{
    const char *name = dp_get_text(s, dp_has(s, "effective_metric_") ? "effective_metric_" : "metric", "");
    dp_id params = dp_get(s, "effective_metric_params_|effective_metric_kwds_|metric_params");
    dp_nums points = dp_need_nums(s, "_fit_X", 2);
    dp_metric_read(s, name, params, points, out);
    const char *how = dp_get_text(s, "_fit_method", "");
    uint64_t rows = points.dim[0];
    int64_t told = dp_get(s, "n_samples_fit_") != 0 ? dp_get_int(s, "n_samples_fit_", -1) : (int64_t)rows;
    if (!s->failed && (told < 0 || (uint64_t)told != rows)) {
        dp_corrupt(s, "n_samples_fit_: expected %" PRIu64 ", as _fit_X has rows, found %" PRId64, rows, told);
    }
    uint64_t features = s->failed ? 0 : dp_state_n_features(s);
    if (!s->failed && features != 0 && features != points.dim[1]) {
        dp_corrupt(s, "n_features_in_: expected %" PRIu64 ", as _fit_X has columns, found %" PRIu64, points.dim[1], features);
    }
    bool searches = dp_is(how, "kd_tree") || dp_is(how, "ball_tree");
    unsigned era = dp_state_era(s);
    if (!s->failed && !searches && !dp_is(how, "brute")) {
        dp_corrupt(s, "_fit_method: expected brute, kd_tree or ball_tree, found %s", how[0] != '\0' ? how : "none");
    } else if (!s->failed && searches) {
        dp_search_tree_check(s, &points, out, name, dp_is(how, "ball_tree"));
    }
    /* since 1.1 by scikit-learn itself, where the rows asked for are of the same type; else by scipy */
    out->of_sums = dp_is(how, "brute") && out->kind == DP_BRAYCURTIS && ((era != 0 && era < 101) || points.was_f32);
    out->by_products = dp_is(how, "brute") && out->stretch == NULL;
}

static void read_classes(dp_state *s, dp_votes *v, const dp_nums *y)
{
    bool several = dp_get_bool(s, "outputs_2d_", false);
    size_t n = 1;
    dp_id one = dp_need(s, "classes_");
    const dp_id *item = several ? dp_items_of(s, one, "classes_", &n) : &one;
    if (!s->failed && n > DP_MOST_OUTPUTS && y->count == n * v->rows) {
        dp_unsupported(s, "more than %d outputs", DP_MOST_OUTPUTS);
    }
    if (!s->failed && (n == 0 || y->count != n * v->rows)) {
        dp_corrupt(s, "_y: expected %" PRIu64 " rows of %zu outputs, found %" PRIu64 " numbers", v->rows, n, y->count);
    }
    v->n = n;
    v->classes = dp_state_take(s, n, sizeof *v->classes);
    v->index = dp_state_take(s, n, sizeof *v->index);
    for (size_t k = 0; k < n && !s->failed; k++) {
        int64_t *index = dp_state_take(s, (size_t)v->rows, sizeof *index);
        v->classes[k] = dp_labels_of(s, item[k], "classes_");
        for (uint64_t i = 0; i < v->rows && !s->failed; i++) {
            double c = y->v[i * n + k];
            if (!(c >= 0.0 && c < (double)v->classes[k].n)) {
                dp_corrupt(s, "_y: expected numbers of %zu classes", v->classes[k].n);
                break;
            }
            index[i] = (int64_t)c;
        }
        v->index[k] = index;
    }
}

void dp_votes_read(dp_state *s, bool classifier, uint64_t rows, dp_votes *out)
{
    *out = (dp_votes){.rows = rows};
    dp_id weights = dp_get(s, "weights");
    out->by_distance = weights != 0 && dp_obj_is(s->heap, weights, "distance");
    if (!s->failed && weights != 0 && !out->by_distance && !dp_obj_is(s->heap, weights, "uniform")
        && dp_kind_of(s->heap, weights) != DP_K_NONE) {
        dp_unsupported(s, "weights: a Python function");
    }
    dp_nums y = dp_need_nums(s, "_y", 2);
    if (s->failed || classifier) {
        if (!s->failed) {
            read_classes(s, out, &y);
        }
        return;
    }
    out->n = y.found_ndim == 1 ? 1 : (size_t)y.dim[1];
    out->number = y.v;
    if (out->n == 0 || y.count != rows * out->n) {
        dp_corrupt(s, "_y: expected %" PRIu64 " rows, as _fit_X has, found %" PRIu64 " numbers", rows, y.count);
    }
}

/* 1 / d has no end from here down. */
#define NOTHING 0x1p-1024

dp_val dp_weights_of(dp_graph *g, dp_val distance, dp_val near_enough, int64_t axis)
{
    dp_val zero = dp_cast(g, dp_binary(g, DP_OP_LESS_OR_EQUAL, distance, dp_scalar(g, NOTHING)), DP_T_F64);
    if (near_enough != 0) {
        zero = dp_binary(g, DP_OP_MUL, zero, near_enough);
    }
    dp_val any = dp_binary(g, DP_OP_MIN, dp_reduce_sum(g, zero, axis, true), dp_scalar(g, 1.0));
    dp_val none = dp_binary(g, DP_OP_SUB, dp_scalar(g, 1.0), any);
    dp_val inverse = dp_binary(g, DP_OP_DIV, none, dp_binary(g, DP_OP_MAX, distance, dp_scalar(g, 0x1p-1022)));
    if (near_enough != 0) {
        inverse = dp_binary(g, DP_OP_MUL, inverse, near_enough);
    }
    return dp_binary(g, DP_OP_ADD, dp_binary(g, DP_OP_MUL, zero, any), inverse);
}
