#include "proof/categories.h"

#include "proof/choice.h"

#include <math.h>

/* Lines of a table: below, as many values as it has, above, missing. */
enum { BELOW = 0, FIRST = 1, OTHERS = 3, VALUES = 256 };

static uint64_t values_of(const dp_form_tensor *table)
{
    return table->dim[0] - OTHERS;
}

/* ---- what was known in training ---- */

bool dp_set_columns_begin(dp_prover *p, dp_state *model, dp_set_columns *out)
{
    size_t n = 0;
    *out = (dp_set_columns){.known = dp_take(p->ctx, (size_t)p->n_features, sizeof *out->known)};
    if (out->known == NULL || !dp_has(model, "is_categorical_")) {
        return out->known != NULL;
    }
    /* the bitsets of predict are made of bin_thresholds_, which for a category are its values */
    dp_nums is = dp_get_nums_any(model, "_is_categorical_remapped|is_categorical_", 1);
    dp_state mapper = dp_state_open(model, dp_need(model, "_bin_mapper"), "_bin_mapper");
    const dp_id *bin = is.count == 0 ? NULL : dp_items_of(&mapper, dp_need(&mapper, "bin_thresholds_"), "bin_thresholds_", &n);
    if (model->failed || mapper.failed || (is.count != 0 && (is.count != p->n_features || n != p->n_features))) {
        return dp_refute(p, "_bin_mapper: not of %llu features", (unsigned long long)p->n_features);
    }
    for (size_t f = 0; f < n; f++) {
        uint8_t *flag = is.v[f] != 0 ? dp_take(p->ctx, VALUES, 1) : NULL;
        dp_nums v = flag != NULL ? dp_nums_of(&mapper, bin[f], "bin_thresholds_", 1) : (dp_nums){0};
        for (uint64_t i = 0; i < v.count; i++) {
            if (v.v[i] >= 0 && v.v[i] < VALUES) {
                flag[(size_t)v.v[i]] = 1;
            }
        }
        out->known[f] = flag;
    }
    return !mapper.failed || dp_refute(p, "_bin_mapper: no categories");
}

/* ---- the line of each row ---- */

/* v, or the number of values where it is NaN */
static bool is_v_or_most(dp_prover *p, dp_span name, double values, dp_span v, dp_span flag)
{
    dp_span which, from, most;
    return dp_is_choice(p, name, 1, &which, &from, &most) && dp_same(p, which, flag, "the flag")
           && dp_same(p, from, v, "the feature") && dp_is_f64(p, most, values);
}

/* min(max(v, 0), number of values) cut to a whole number */
static bool is_clipped(dp_prover *p, dp_span name, double values, dp_span v, dp_span flag)
{
    dp_span low, high, c;
    return dp_is_cast(p, name, DP_FORM_INT64, &high) && dp_is_binary(p, high, "Min", &low, &c) && dp_is_f64(p, c, values)
           && dp_is_binary(p, low, "Max", &low, &c) && dp_is_f64(p, c, 0.0) && is_v_or_most(p, low, values, v, flag);
}

static bool is_one(dp_prover *p, dp_span name)
{
    static const int64_t one[] = {1};
    return dp_is_i64s(p, name, 0, 1, one);
}

/* clipped - (v < 0) + (v is NaN) + 1, or where numbers are cut v <= -1; flag and *v are found on the way */
static bool is_line(dp_prover *p, dp_span name, bool cut, double values, dp_span *v)
{
    dp_span sum, one, nan, flag, clipped, below, less, zero;
    return dp_is_binary(p, name, "Add", &sum, &one) && is_one(p, one) && dp_is_binary(p, sum, "Add", &sum, &nan)
           && dp_is_cast(p, nan, DP_FORM_INT64, &flag) && dp_is_binary(p, sum, "Sub", &clipped, &below)
           && dp_is_cast(p, below, DP_FORM_INT64, &less) && dp_is_binary(p, less, cut ? "LessOrEqual" : "Less", v, &zero)
           && dp_is_f64(p, zero, cut ? -1.0 : 0.0) && dp_is_nan_of(p, flag, *v) && is_clipped(p, clipped, values, *v, flag);
}

/* ---- the columns ---- */

static bool are_rows(dp_prover *p, const dp_set_columns *c, dp_span name)
{
    return c->rows != NULL ? c->rows(p, c->self, name) : dp_is_x64(p, name);
}

/* v = x[:, feature] */
static bool is_feature(dp_prover *p, const dp_set_columns *c, dp_span v, uint64_t *feature)
{
    dp_span x, index;
    if (!dp_is_gather(p, v, 1, &x, &index) || !are_rows(p, c, x)) {
        return false;
    }
    const dp_form_tensor *t = dp_tensor_of(p, index, DP_FORM_INT64, 1);
    *feature = t != NULL && t->count == 1 ? dp_load64(t->raw.p) : p->n_features;
    return *feature < p->n_features || dp_refute(p, "categories: of no feature");
}

static bool add_columns(dp_prover *p, dp_span name, dp_set_columns *c)
{
    dp_span table, index, line, v;
    uint64_t feature;
    if (!dp_is_gather(p, name, 0, &table, &index) || !dp_is_column_as(p, index, 1, &line)) {
        return false;
    }
    const dp_form_tensor *t = dp_tensor_of(p, table, DP_FORM_DOUBLE, 2);
    if (t == NULL || t->dim[0] < OTHERS) {
        return dp_refute(p, "categories: a table of other lines");
    }
    if (!is_line(p, line, c->cut, (double)values_of(t), &v) || !is_feature(p, c, v, &feature)) {
        return false;
    }
    for (uint64_t k = 0; k < t->dim[1]; k++) {
        dp_set_column *one = dp_grow(p->ctx, &c->column, c->n, sizeof *one);
        if (one == NULL) {
            return dp_refute(p, "out of memory");
        }
        *one = (dp_set_column){feature, t, k, false};
        c->n++;
    }
    return true;
}

/* Columns looked up by a line that is added up? Codes of categories in front of x are looked up by what they are. */
static bool are_of_sets(dp_prover *p, dp_span name)
{
    const dp_form_node *node = dp_node_of(p, name);
    const dp_form_node *flat = dp_made_by(p, name, "Gather") && node->n_in == 2 ? dp_node_of(p, node->in[1]) : NULL;
    return flat != NULL && dp_span_is(flat->op, "Reshape") && flat->n_in != 0 && dp_made_by(p, flat->in[0], "Add");
}

/* What the last set's columns were put behind? */
static bool ends_in_sets(dp_prover *p, dp_span name)
{
    return dp_made_by(p, name, "Concat") && dp_node_of(p, name)->n_in == 2 && are_of_sets(p, dp_node_of(p, name)->in[1]);
}

/* Put into another order? Codes are looked up on axis 0, and a step in front may choose columns of its own. */
static bool are_moved(dp_prover *p, dp_span name)
{
    return dp_made_by(p, name, "Gather") && dp_attr_is(dp_node_of(p, name), "axis", 1) && ends_in_sets(p, dp_node_of(p, name)->in[0]);
}

/* Concat(Concat(x, first), second) …: parts[] from the last to the first; *x is what is before them. */
static bool take_apart(dp_prover *p, dp_span name, dp_span **parts, size_t *n, dp_span *x)
{
    const dp_span *in;
    while (ends_in_sets(p, name)) {
        dp_span *part = dp_grow(p->ctx, parts, *n, sizeof *part);
        if (part == NULL || !dp_is_concat(p, name, 1, 2, &in)) {
            return dp_refute(p, "categories: columns of another form");
        }
        *part = in[1];
        ++*n;
        name = in[0];
    }
    *x = name;
    return true;
}

/* Places of the columns: those of the input stay, the others are put into the order that splits know them by. */
static bool put_in_order(dp_prover *p, const dp_form_tensor *place, dp_set_columns *c)
{
    dp_set_column *ordered = dp_take(p->ctx, c->n, sizeof *ordered);
    bool good = ordered != NULL && place->count == p->n_features + c->n;
    for (uint64_t i = 0; good && i < place->count; i++) {
        uint64_t from = dp_load64(place->raw.p + i * 8);
        if (i < p->n_features) {
            good = from == i;
            continue;
        }
        good = from >= p->n_features && from < place->count && !c->column[from - p->n_features].used;
        if (good) {
            ordered[i - p->n_features] = c->column[from - p->n_features];
            c->column[from - p->n_features].used = true; /* each once */
        }
    }
    c->column = ordered;
    return good || dp_refute(p, "categories: columns in another order");
}

bool dp_are_set_columns(dp_prover *p, dp_span name, dp_set_columns *c)
{
    dp_span all = name, index = {0}, x;
    dp_span *parts = NULL;
    size_t n = 0;
    bool moved = are_moved(p, name);
    if ((moved && !dp_is_gather(p, name, 1, &all, &index)) || !take_apart(p, all, &parts, &n, &x) || !are_rows(p, c, x)) {
        return false;
    }
    while (n != 0) {
        if (!add_columns(p, parts[--n], c)) {
            return false;
        }
    }
    const dp_form_tensor *place = moved ? dp_tensor_of(p, index, DP_FORM_INT64, 1) : NULL;
    return !moved || (place != NULL && put_in_order(p, place, c));
}

/* ---- the sets ---- */

/* Goes left (0), right (1), or where NaN goes: these numbers alone, so that a file has one form. */
static bool sends(const dp_set_column *c, uint64_t line, int side)
{
    double v = dp_f64_at(c->table, line * c->table->dim[1] + c->at);
    return side < 0 ? isnan(v) : dp_same_bits(v, side);
}

int64_t dp_sets_add(dp_prover *p, dp_sets *sets, uint64_t n, int8_t others, int8_t nan, int8_t **side)
{
    dp_set_sides *set = n <= INT32_MAX ? dp_grow(p->ctx, &sets->at, sets->n, sizeof *set) : NULL;
    *side = set != NULL ? dp_take(p->ctx, (size_t)n + 1, sizeof **side) : NULL;
    if (*side == NULL) {
        dp_refute(p, "out of memory");
        return -1;
    }
    memset(*side, others, (size_t)n);
    *set = (dp_set_sides){*side, n, others, others, nan};
    return (int64_t)sets->n++;
}

bool dp_set_is(dp_prover *p, const dp_set_columns *c, uint64_t feature, const dp_set_sides *sides, int32_t column)
{
    uint64_t i = (uint64_t)(int64_t)column - p->n_features;
    if ((uint64_t)(int64_t)column < p->n_features || i >= c->n || c->column[i].feature != feature) {
        return dp_refute(p, "categories: another feature, or no set");
    }
    dp_set_column *at = &c->column[i];
    uint64_t values = values_of(at->table);
    bool same = sides->n <= values && sends(at, BELOW, sides->below) && sends(at, FIRST + values, sides->above)
                && sends(at, FIRST + values + 1, sides->nan);
    for (uint64_t v = 0; same && v < values; v++) {
        same = sends(at, FIRST + v, v < sides->n ? sides->side[v] : sides->above);
    }
    at->used = true;
    return same;
}

bool dp_set_same(dp_prover *p, const void *self, const dp_src_tree *tree, const dp_src_node *node, int32_t column)
{
    const dp_set_columns *c = self;
    const dp_array *sets = tree->bitsets;
    const uint8_t *known = c->known[node->feature];
    int8_t side[VALUES];
    if (sets == NULL || known == NULL || node->set < 0 || (uint64_t)node->set >= sets->dim[0]) {
        return dp_refute(p, "categories: another feature, or no set");
    }
    for (uint64_t v = 0; v < VALUES; v++) {
        uint64_t word = (uint64_t)dp_array_i64(sets, (uint64_t)node->set * 8 + v / 32);
        side[v] = (word >> v % 32 & 1) != 0 ? 0 : known[v] != 0 ? 1 : -1;
    }
    const dp_set_sides sides = {side, VALUES, -1, -1, -1};
    return dp_set_is(p, c, (uint64_t)node->feature, &sides, column);
}

bool dp_set_columns_done(dp_prover *p, const dp_set_columns *c)
{
    for (size_t i = 0; i < c->n; i++) {
        if (!c->column[i].used) {
            return dp_refute(p, "categories: a column that no split looks at");
        }
    }
    return true;
}
