/* IterativeImputer: what is missing is first filled by initial_imputer_, then predicted feature by feature from the others,
 * in the order that fit has kept, as often as it went round. Columns that had no value are dropped before.
 *
 *   imputation_sequence_   [rounds · features] of (feature, others, estimator)
 *   _min_value, _max_value of each feature, or up to 0.22 of all */
#include "converters/common/columns.h"
#include "converters/common/missing.h"
#include "graph/emit.h"

#include <inttypes.h>
#include <math.h>

struct turn {
    uint64_t feature;
    dp_column_set others;
    const dp_model *estimator;
};

struct imputer {
    const dp_model *initial;
    dp_missing missing;
    uint64_t n, n_kept;     /* features, and those that are not dropped */
    int64_t *kept;
    struct turn *turn;
    size_t n_turns;
    dp_nums low, high;      /* [n_kept], or one for all */
    dp_missing_columns indicator;
};

static void read_kept(dp_state *s, struct imputer *m)
{
    dp_state child = dp_state_open(s, dp_need(s, "initial_imputer_"), "initial_imputer_");
    dp_nums statistics = dp_need_nums_any(&child, "statistics_", 1);
    bool all = dp_get_bool(&child, "keep_empty_features", false);
    dp_state_close(s, &child);
    m->n = statistics.count;
    m->kept = dp_state_take(s, (size_t)m->n + 1, sizeof *m->kept);
    for (uint64_t i = 0; !s->failed && i < m->n; i++) {
        if (all || !isnan(statistics.v[i])) {
            m->kept[m->n_kept++] = (int64_t)i;
        }
    }
}

/* _ImputerTriplet(feat_idx, neighbor_feat_idx, estimator) */
static void read_turn(dp_state *s, struct imputer *m, dp_id id, size_t i)
{
    const char *path = dp_take_printf(s->ctx, "imputation_sequence_[%zu]", i);
    const dp_obj *o = dp_at(s->heap, id);
    const dp_obj *args = o->kind == DP_K_MADE ? dp_at(s->heap, o->u.made->args) : o;
    if (args->kind != DP_K_TUPLE || args->len != 3) {
        dp_corrupt(s, "%s: expected a feature, others and an estimator, found %s", path, dp_obj_describe(s->heap, id));
        return;
    }
    dp_column_set feature = dp_columns_read(s, args->u.item[0], path, NULL, m->n_kept);
    m->turn[i].others = dp_columns_read(s, args->u.item[1], path, NULL, m->n_kept);
    m->turn[i].estimator = dp_child(s, args->u.item[2], path);
    if (!s->failed && (feature.n != 1 || m->turn[i].others.n == 0)) {
        dp_corrupt(s, "%s: expected one feature and others", path);
    }
    m->turn[i].feature = s->failed ? 0 : feature.index[0];
}

static void read_limits(dp_state *s, struct imputer *m)
{
    m->low = dp_get_nums_any(s, "_min_value|min_value_", 1);
    m->high = dp_get_nums_any(s, "_max_value|max_value_", 1);
    bool good = (m->low.count <= 1 || m->low.count == m->n_kept) && (m->high.count <= 1 || m->high.count == m->n_kept);
    for (uint64_t i = 0; good && i < m->low.count + m->high.count; i++) {
        good = !isnan(i < m->low.count ? m->low.v[i] : m->high.v[i - m->low.count]);
    }
    if (!s->failed && !good) {
        dp_corrupt(s, "_min_value: expected %" PRIu64 " numbers, found %" PRIu64 " and %" PRIu64, m->n_kept, m->low.count,
                   m->high.count);
    }
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct imputer *m = ir;
    if (dp_get_bool(s, "sample_posterior", false)) {
        dp_unsupported(s, "sample_posterior=True: what is filled in is drawn at random");
    }
    m->missing = dp_missing_read(s);
    read_kept(s, m);
    m->initial = dp_child(s, dp_need(s, "initial_imputer_"), "initial_imputer_");
    const dp_id *item = dp_items_of(s, dp_need(s, "imputation_sequence_"), "imputation_sequence_", &m->n_turns);
    m->turn = dp_state_take(s, m->n_turns + 1, sizeof *m->turn);
    for (size_t i = 0; !s->failed && i < m->n_turns; i++) {
        read_turn(s, m, item[i], i);
    }
    read_limits(s, m);
    m->indicator = dp_missing_columns_read(s, m->n);
}

static dp_val held(dp_graph *g, const struct imputer *m, uint64_t feature, dp_val y)
{
    double low = m->low.count != 0 ? m->low.v[m->low.count > 1 ? feature : 0] : -HUGE_VAL;
    double high = m->high.count != 0 ? m->high.v[m->high.count > 1 ? feature : 0] : HUGE_VAL;
    y = isfinite(low) ? dp_binary(g, DP_OP_MAX, y, dp_scalar(g, low)) : y;
    return isfinite(high) ? dp_binary(g, DP_OP_MIN, y, dp_scalar(g, high)) : y;
}

/* What the estimator says of the rows as they stand, or 0. */
static dp_val predicted(dp_graph *g, const struct imputer *m, const struct turn *turn, const dp_val *column)
{
    dp_val *others = dp_graph_take(g, turn->others.n, sizeof *others);
    for (uint64_t k = 0; others != NULL && k < turn->others.n; k++) {
        others[k] = column[turn->others.index[k]];
    }
    dp_ports own = {.x = dp_concat(g, others, (size_t)turn->others.n, 1)};
    own.want[DP_PREDICT] = true;
    dp_emit_child(g, turn->estimator, &own);
    if (!g->failed && own.out[DP_PREDICT].n != 1) {
        dp_graph_fail(g, DP_UNSUPPORTED, turn->estimator->path, "%s has no single answer to predict",
                      turn->estimator->canonical);
    }
    return g->failed ? 0 : held(g, m, turn->feature, dp_cast(g, dp_column(g, own.out[DP_PREDICT].v[0]), DP_T_F64));
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct imputer *m = ir;
    dp_val x = ports->x;
    dp_val filled = dp_emit_transform(g, m->initial, x);
    dp_val *column = dp_graph_take(g, m->n_kept + 1, sizeof *column);
    dp_val *known = dp_graph_take(g, m->n_kept + 1, sizeof *known);
    dp_val *missing = dp_graph_take(g, m->n_kept + 1, sizeof *missing);
    for (uint64_t i = 0; i < m->n_kept && !g->failed; i++) {
        known[i] = column[i] = dp_slice(g, filled, 1, (int64_t)i, (int64_t)i + 1);
        missing[i] = dp_missing_test(g, &m->missing, dp_columns(g, x, m->kept + i, 1));
    }
    for (size_t i = 0; i < m->n_turns && !g->failed; i++) {
        uint64_t f = m->turn[i].feature;
        dp_val y = predicted(g, m, &m->turn[i], column);
        column[f] = g->failed ? 0 : dp_choose(g, missing[f], y, known[f]);
    }
    if (m->indicator.n != 0 && !g->failed) {
        column[m->n_kept] = dp_missing_columns_of(g, &m->missing, &m->indicator, x);
    }
    dp_answer(g, ports, DP_TRANSFORM,
              dp_concat(g, column, (size_t)m->n_kept + (m->indicator.n != 0), 1));
}

static uint64_t width(const void *ir)
{
    return ((const struct imputer *)ir)->n;
}

const dp_family dp_iterative_imputer = {"iterative_imputer", sizeof(struct imputer), NULL, resolve, emit, width};
