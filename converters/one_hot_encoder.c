/* OneHotEncoder: a column of its own for each category; what is dropped, infrequent or unknown are lines of a table.
 *
 * Up to 0.19 (and 0.20, 0.21 when asked in the old way: _legacy_mode) categories are whole numbers from 0:
 *   feature_indices_   where each feature's columns begin
 *   active_features_   those of the columns that are kept; absent: all
 *   categorical_features  which features are encoded, first; the others follow as they are */
#include "base/ckd.h"
#include "converters/common/categories.h"
#include "converters/common/columns.h"
#include "graph/ports.h"
#include "model/model.h"

#include <inttypes.h>

struct feature {
    const double *table; /* [categories + 1, width] */
    uint64_t width;      /* 0: all of it is dropped */
};

struct encoder {
    dp_categories *categories; /* [n] */
    struct feature *feature;
    size_t n;
    dp_column_set encoded;     /* [n] features; index NULL: all, else from the left; the others follow as they are */
    uint64_t n_features;       /* 0: not told */
};

/* Item i of a list or an array of n whole numbers and None; -1: none. */
static int64_t drop_of(dp_state *s, dp_id list, const char *what, size_t i, size_t n)
{
    const dp_array *a = dp_array_of(s->heap, list);
    const dp_obj *l = dp_at(s->heap, list);
    bool in_list = l->kind == DP_K_LIST || l->kind == DP_K_TUPLE;
    if (s->failed || list == 0 || l->kind == DP_K_NONE) {
        return -1;
    }
    if ((a == NULL && !in_list) || (a != NULL && (a->ndim != 1 || strchr("iuO", a->type.kind) == NULL)) ||
        (a != NULL ? a->count : l->len) != n) {
        dp_corrupt(s, "%s: expected an array of one for each of %zu features, found %s", what, n,
                   a != NULL ? dp_array_text(s->ctx, a) : dp_obj_describe(s->heap, list));
        return -1;
    }
    if (a != NULL && a->type.kind != 'O') {
        return dp_array_i64(a, i);
    }
    dp_id item = a != NULL ? a->item[i] : l->u.item[i];
    const dp_obj *o = dp_at(s->heap, item);
    const dp_array *scalar = dp_array_of(s->heap, item);
    bool number = scalar != NULL && scalar->ndim == 0 && strchr("iu", scalar->type.kind) != NULL;
    if (o->kind != DP_K_INT && o->kind != DP_K_NONE && !number) {
        dp_corrupt(s, "%s[%zu]: expected int or None, found %s", what, i, dp_obj_describe(s->heap, item));
    }
    return o->kind == DP_K_INT ? o->u.i : number ? dp_array_i64(scalar, 0) : -1;
}

static bool unknown_is_infrequent(dp_state *s)
{
    const char *how = dp_get_text(s, "handle_unknown", "error");
    return dp_is(how, "infrequent_if_exist") || dp_is(how, "warn");
}

/* The table of one feature: a 1 where its category goes, nothing where that is dropped. */
static void make_table(dp_state *s, struct feature *f, const dp_categories *c, const double *mapping, int64_t drop)
{
    uint64_t groups = mapping != NULL ? 0 : c->n;
    for (size_t k = 0; mapping != NULL && k < c->n; k++) {
        groups = (uint64_t)mapping[k] + 1 > groups ? (uint64_t)mapping[k] + 1 : groups;
    }
    bool dropped = drop >= 0;
    if (dropped && (uint64_t)drop >= groups) {
        dp_corrupt(s, "drop_idx_: expected the number of one of %" PRIu64 " categories, found %" PRId64, groups, drop);
        return;
    }
    f->width = groups - dropped;
    uint64_t cells;
    if (!dp_mul(f->width, c->n + 1, &cells) || cells > UINT32_MAX) {
        dp_unsupported(s, "%zu categories in one column", c->n);
        return;
    }
    double *table = dp_state_take(s, cells != 0 ? (size_t)cells : 1, sizeof *table);
    for (size_t k = 0; table != NULL && k <= c->n; k++) {
        bool unknown = k == c->n;
        int64_t group = unknown ? (mapping != NULL && unknown_is_infrequent(s) ? (int64_t)groups - 1 : -1)
                                : (int64_t)(mapping != NULL ? mapping[k] : (double)k);
        if (group < 0 || (dropped && group == drop)) {
            continue;
        }
        table[k * f->width + (uint64_t)(group - (dropped && group > drop))] = 1.0;
    }
    f->table = table;
}

/* The numbers of columns that it tells of. */
static void check_outs(dp_state *s, const struct encoder *m)
{
    dp_nums outs = dp_get_nums(s, "_n_features_outs", 1);
    bool good = outs.v == NULL || outs.count == m->n;
    for (size_t i = 0; good && outs.v != NULL && !s->failed && i < m->n; i++) {
        good = outs.v[i] == (double)m->feature[i].width;
    }
    if (!good) {
        dp_corrupt(s, "_n_features_outs: expected as many columns as there are categories");
    }
}

static void read_features(dp_state *s, struct encoder *m)
{
    m->feature = dp_state_take(s, m->n != 0 ? m->n : 1, sizeof *m->feature);
    bool grouped = dp_has(s, "_drop_idx_after_grouping");
    bool groups = dp_get(s, "_drop_idx_after_grouping") != 0;
    dp_id drops = dp_get(s, "drop_idx_");
    dp_id after = grouped ? dp_get(s, "_drop_idx_after_grouping") : drops;
    for (size_t i = 0; !s->failed && i < m->n; i++) {
        const dp_categories *c = &m->categories[i];
        const double *mapping = dp_frequent_of(s, i, c);
        int64_t before = drop_of(s, drops, "drop_idx_", i, m->n);
        int64_t drop = drop_of(s, after, "_drop_idx_after_grouping", i, m->n);
        bool same = before < 0 ? drop < 0 : (uint64_t)before < c->n && drop == (mapping != NULL ? (int64_t)mapping[before] : before);
        if (!s->failed && groups && !same) {
            dp_corrupt(s, "_drop_idx_after_grouping[%zu]: expected where drop_idx_ goes, found %" PRId64, i, drop);
        }
        if (!s->failed) {
            make_table(s, &m->feature[i], c, mapping, drop);
        }
    }
    check_outs(s, m);
}

/* ---- up to 0.19 ---- */

/* The values of feature i that have a column: those of active_features_ between its limits. */
static void legacy_categories(dp_state *s, dp_categories *c, double from, double to, const dp_nums *active)
{
    double *v = dp_state_take(s, active->v != NULL ? (size_t)active->count + 1 : (size_t)(to - from) + 1, sizeof *v);
    for (uint64_t k = 0; v != NULL && active->v != NULL && k < active->count; k++) {
        if (active->v[k] >= from && active->v[k] < to) {
            v[c->n++] = active->v[k] - from;
        }
    }
    for (uint64_t k = 0; v != NULL && active->v == NULL && from + (double)k < to; k++) {
        v[c->n++] = (double)k;
    }
    c->number = v;
    c->missing = c->n;
}

/* A mask is as long as rows are wide; 0: it is none. */
static uint64_t mask_length(dp_state *s, dp_id which)
{
    const dp_array *a = dp_array_of(s->heap, which);
    const dp_obj *o = dp_at(s->heap, which);
    size_t bools = 0;
    while (o->kind == DP_K_LIST && bools < o->len && dp_kind_of(s->heap, o->u.item[bools]) == DP_K_BOOL) {
        bools++;
    }
    return a != NULL && a->type.kind == 'b' ? a->count : o->kind == DP_K_LIST && bools == o->len ? bools : 0;
}

/* Whatever their order in categorical_features, features are encoded from the left to the right. Positions that are counted
 * from the end need to know how many features there are: 0, not told. */
static void legacy_columns(dp_state *s, struct encoder *m)
{
    enum { MOST = 1 << 16 };
    dp_id which = dp_get(s, "categorical_features");
    if (which == 0 || dp_kind_of(s->heap, which) == DP_K_NONE || dp_obj_is(s->heap, which, "all")) {
        m->n_features = m->n;
        return;
    }
    m->n_features = dp_state_n_features(s);
    m->n_features = m->n_features != 0 ? m->n_features : mask_length(s, which);
    uint64_t n = m->n_features != 0 ? m->n_features : MOST;
    dp_column_set told = dp_columns_read(s, which, "categorical_features", NULL, n);
    uint64_t *index = dp_state_take(s, (size_t)n, sizeof *index);
    uint8_t *taken = dp_state_take(s, (size_t)n, 1);
    for (uint64_t i = 0; !s->failed && i < told.n; i++) {
        taken[told.index[i]] = 1;
    }
    for (uint64_t i = 0; !s->failed && i < n; i++) {
        if (taken[i] != 0) {
            index[m->encoded.n++] = i;
        }
    }
    m->encoded.index = index;
    if (!s->failed && m->n_features == 0 && m->encoded.n != 0 && index[m->encoded.n - 1] >= MOST / 2) {
        dp_unsupported(s, "categorical_features counts from the end of rows, and how wide these are is not told in the file");
    } else if (!s->failed && m->encoded.n != m->n) {
        dp_corrupt(s, "categorical_features: %" PRIu64 " of them, but feature_indices_ of %zu", m->encoded.n, m->n);
    }
}

static void read_legacy(dp_state *s, struct encoder *m)
{
    enum { MOST = 1 << 24 };
    dp_nums limits = dp_need_nums(s, "feature_indices_|_feature_indices_", 1);
    dp_nums active = dp_get_nums(s, "active_features_|_active_features_", 1);
    if (s->failed || limits.count < 2) {
        dp_corrupt(s, "feature_indices_: expected at least two");
        return;
    }
    m->n = (size_t)limits.count - 1;
    m->categories = dp_state_take(s, m->n, sizeof *m->categories);
    for (size_t i = 0; !s->failed && i < m->n; i++) {
        if (!(limits.v[i + 1] > limits.v[i] && limits.v[0] == 0 && limits.v[i + 1] <= MOST)) {
            dp_corrupt(s, "feature_indices_: expected growing positions");
            return;
        }
        legacy_categories(s, &m->categories[i], limits.v[i], limits.v[i + 1], &active);
    }
    if (!s->failed) {
        legacy_columns(s, m);
    }
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct encoder *m = ir;
    if (dp_get_bool(s, "_legacy_mode", false) || !dp_has(s, "categories_")) {
        read_legacy(s, m);
    } else {
        m->categories = dp_categories_list(s, "categories_", &m->n);
        m->n_features = m->n;
    }
    if (!s->failed) {
        read_features(s, m);
    }
}

/* Of rows so wide, the features that are not encoded. */
static dp_column_set others_of(dp_graph *g, const struct encoder *m, uint64_t width)
{
    uint64_t *index = dp_graph_take(g, width + 1, sizeof *index);
    dp_column_set others = {0, index};
    for (uint64_t i = 0, next = 0; m->encoded.index != NULL && !g->failed && i < width; i++) {
        if (next < m->encoded.n && m->encoded.index[next] == i) {
            next++;
        } else {
            index[others.n++] = i;
        }
    }
    return others;
}

/* Rows that somebody says are so wide have the features that are encoded? */
static void check_width(dp_graph *g, const struct encoder *m, uint64_t width)
{
    if (m->encoded.index != NULL && m->encoded.n != 0 && m->encoded.index[m->encoded.n - 1] >= width && !g->failed) {
        dp_graph_fail(g, DP_USAGE, "", "the encoder takes feature %" PRIu64 " of rows that have %" PRIu64,
                      m->encoded.index[m->encoded.n - 1], width);
    }
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct encoder *m = ir;
    dp_val *v = dp_graph_take(g, m->n + 1, sizeof *v);
    size_t n = 0;
    check_width(g, m, dp_port_width(g, ports));
    for (size_t i = 0; i < m->n && !g->failed; i++) {
        const struct feature *f = &m->feature[i];
        uint64_t column = m->encoded.index != NULL ? m->encoded.index[i] : i;
        if (f->width != 0) {
            v[n++] = dp_category_rows(g, dp_port_column(g, ports, column), &m->categories[i], f->table, f->width);
        }
    }
    dp_column_set others = others_of(g, m, dp_port_width(g, ports));
    if (others.n != 0 && !g->failed) {
        dp_ports rest;
        dp_port_select(g, ports, others.index, others.n, &rest);
        v[n++] = dp_port_numbers(g, &rest);
    }
    if (!g->failed && n == 0) {
        dp_graph_fail(g, DP_UNSUPPORTED, "", "an encoder that drops every category gives no columns");
    }
    dp_answer(g, ports, DP_TRANSFORM, dp_concat(g, v, n, 1));
}

static uint64_t width(const void *ir)
{
    return ((const struct encoder *)ir)->n_features;
}

static void takes(const void *ir, const uint64_t *column, uint64_t n, dp_uses *uses)
{
    const struct encoder *m = ir;
    if (m->encoded.index == NULL) {
        dp_categories_take(m->categories, m->n, column, n, uses);
    } else {
        dp_model_takes(NULL, column, n, uses);
    }
}

const dp_family dp_one_hot_encoder = {"one_hot_encoder", sizeof(struct encoder), NULL, resolve, emit, width, takes};
