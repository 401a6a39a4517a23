#include "proof/encoded.h"

#include <math.h>

/* ---- the pickle ---- */

static bool is_nan_of(dp_state *s, const char *key)
{
    return isnan(dp_get_f64(s, key, 0.0));
}

/* Categories of each column, all of them numbers. */
static bool read_categories(dp_prover *p, dp_state *encoder, dp_encoded *out)
{
    size_t n = 0;
    const dp_id *each = dp_items_of(encoder, dp_need(encoder, "categories_"), "categories_", &n);
    if (encoder->failed || n != out->n_sets) {
        return dp_refute(p, "categories_: not of %zu columns", out->n_sets);
    }
    if (!is_nan_of(encoder, "unknown_value") || !is_nan_of(encoder, "encoded_missing_value")
        || dp_get_bool(encoder, "_infrequent_enabled", false)) {
        return dp_leave_open(p, "an encoder that histogram boosting does not make");
    }
    out->category = dp_take(p->ctx, n, sizeof *out->category);
    for (size_t i = 0; out->category != NULL && i < n; i++) {
        const dp_array *a = dp_array_of(encoder->heap, each[i]);
        if (a == NULL || strchr("biuf", a->type.kind) == NULL) {
            return dp_leave_open(p, "categories that are no numbers are encoded before the trees (_preprocessor)");
        }
        out->category[i] = dp_nums_of(encoder, each[i], "categories_", 1);
    }
    return out->category != NULL && !encoder->failed;
}

/* The columns of is_categorical_ in front of the others. */
static bool read_columns(dp_prover *p, dp_state *model, dp_encoded *out)
{
    dp_nums is = dp_need_nums(model, "is_categorical_", 1);
    uint64_t k = 0;
    out->column = dp_take(p->ctx, (size_t)p->n_features, sizeof *out->column);
    if (model->failed || out->column == NULL || is.count != p->n_features) {
        return dp_refute(p, "is_categorical_: not of %llu features", (unsigned long long)p->n_features);
    }
    for (int wanted = 1; wanted >= 0; wanted--) {
        for (uint64_t i = 0; i < is.count; i++) {
            if ((is.v[i] != 0) == (wanted == 1)) {
                out->column[k++] = i;
            }
        }
        out->n_sets = wanted == 1 ? (size_t)k : out->n_sets;
    }
    return true;
}

/* The fitted encoder: the first of (name, encoder, columns). */
static dp_id encoder_of(dp_state *transformer)
{
    size_t n = 0;
    size_t parts = 0;
    const dp_id *each = dp_items_of(transformer, dp_need(transformer, "transformers_"), "transformers_", &n);
    const dp_id *part = n != 0 ? dp_items_of(transformer, each[0], "transformers_[0]", &parts) : NULL;
    return part != NULL && parts == 3 ? part[1] : 0;
}

bool dp_encoded_read(dp_prover *p, dp_state *model, dp_encoded *out)
{
    dp_state before = dp_state_open(model, dp_need(model, "_preprocessor"), "_preprocessor");
    dp_id id = before.failed ? 0 : encoder_of(&before);
    if (id == 0 || strcmp(dp_obj_class(before.heap, id), "sklearn.preprocessing.OrdinalEncoder") != 0) {
        return dp_refute(p, "_preprocessor: no OrdinalEncoder");
    }
    dp_state encoder = dp_state_open(&before, id, "transformers_[0]");
    *out = (dp_encoded){0};
    return !encoder.failed && read_columns(p, model, out) && read_categories(p, &encoder, out);
}

/* ---- the file ---- */

/* The columns want[0 … n) of the input: picked, from what was picked, from the input. */
static bool are_columns(dp_prover *p, dp_span name, const uint64_t *want, uint64_t n)
{
    uint64_t *at = dp_take(p->ctx, (size_t)n, sizeof *at);
    for (uint64_t i = 0; at != NULL && i < n; i++) {
        at[i] = i;
    }
    while (at != NULL && dp_made_by(p, name, "Gather")) {
        dp_span index;
        const dp_form_tensor *t = NULL;
        if (dp_is_gather(p, name, 1, &name, &index)) {
            t = dp_tensor_of(p, index, DP_FORM_INT64, 1);
        }
        for (uint64_t i = 0; i < n; i++) {
            if (t == NULL || at[i] >= t->count) {
                return dp_refute(p, "columns of other columns");
            }
            at[i] = dp_load64(t->raw.p + at[i] * 8);
        }
    }
    bool same = at != NULL && memcmp(at, want, (size_t)n * sizeof *at) == 0;
    return (same || dp_refute(p, "other columns than _preprocessor takes")) && dp_is_x64(p, name);
}

static uint64_t missing_of(dp_nums c)
{
    uint64_t i = 0;
    while (i < c.count && !isnan(c.v[i])) {
        i++;
    }
    return i;
}

/* j - n for each category j */
static bool are_steps(dp_prover *p, dp_span name, uint64_t n)
{
    const dp_form_tensor *t = dp_tensor_of(p, name, DP_FORM_DOUBLE, 2);
    bool good = t != NULL && t->dim[0] == n && t->dim[1] == 1;
    for (uint64_t j = 0; good && j < n; j++) {
        good = dp_same_bits(dp_f64_at(t, j), (double)j - (double)n);
    }
    return good || dp_refute(p, "categories: numbers other than theirs");
}

/* (v == each category) · (j - n) */
static bool is_hit(dp_prover *p, dp_span name, dp_nums c, dp_span *v)
{
    dp_span hit, steps, equal, keys;
    if (!dp_is_binary(p, name, "MatMul", &hit, &steps) || !are_steps(p, steps, c.count)
        || !dp_is_cast(p, hit, DP_FORM_DOUBLE, &equal) || !dp_is_binary(p, equal, "Equal", v, &keys)) {
        return false;
    }
    const dp_form_tensor *t = dp_tensor_of(p, keys, DP_FORM_DOUBLE, 1);
    bool same = t != NULL && t->count == c.count;
    for (uint64_t j = 0; same && j < c.count; j++) {
        double key = dp_f64_at(t, j);
        same = isnan(c.v[j]) ? isnan(key) : dp_same_bits(key, c.v[j]);
    }
    return same || dp_refute(p, "categories_: others than in the file");
}

/* (v is NaN) · by */
static bool is_nan_times(dp_prover *p, dp_span name, dp_span v, double by)
{
    dp_span flag, factor, not, equal, a, b;
    return dp_is_binary(p, name, "Mul", &flag, &factor) && dp_is_number(p, factor, flag, by)
           && dp_is_cast(p, flag, DP_FORM_DOUBLE, &not) && dp_is_unary(p, not, "Not", &equal)
           && dp_is_binary(p, equal, "Equal", &a, &b) && dp_same(p, a, v, "the column") && dp_same(p, b, v, "the column");
}

/* The number of v's category, or n. */
static bool is_code(dp_prover *p, dp_span name, dp_nums c, dp_span *v)
{
    dp_span sum, most, nan;
    uint64_t missing = missing_of(c);
    dp_span hit;
    if (!dp_is_cast(p, name, DP_FORM_INT64, &sum) || !dp_is_binary(p, sum, "Add", &hit, &most)
        || !dp_is_f64(p, most, (double)c.count)) {
        return false;
    }
    if (missing == c.count) {
        return is_hit(p, hit, c, v);
    }
    return dp_is_binary(p, hit, "Add", &hit, &nan) && is_hit(p, hit, c, v)
           && is_nan_times(p, nan, *v, (double)missing - (double)c.count);
}

static bool is_table(dp_prover *p, dp_span name, dp_nums c)
{
    const dp_form_tensor *t = dp_tensor_of(p, name, DP_FORM_DOUBLE, 2);
    bool good = t != NULL && t->dim[0] == c.count + 1 && t->dim[1] == 1;
    for (uint64_t j = 0; good && j <= c.count; j++) {
        double line = dp_f64_at(t, j);
        good = j == c.count || isnan(c.v[j]) ? isnan(line) : dp_same_bits(line, (double)j);
    }
    return good || dp_refute(p, "categories: another code");
}

static bool are_codes(dp_prover *p, const dp_encoded *e, size_t i, dp_span name)
{
    dp_span table, index, code, v;
    return dp_is_gather(p, name, 0, &table, &index) && is_table(p, table, e->category[i]) && dp_is_column_as(p, index, 1, &code)
           && is_code(p, code, e->category[i], &v) && are_columns(p, v, &e->column[i], 1);
}

static bool are_all_codes(dp_prover *p, const dp_encoded *e, dp_span name)
{
    const dp_span *part = &name;
    bool good = e->n_sets == 1 || dp_is_concat(p, name, 1, e->n_sets, &part);
    for (size_t i = 0; good && i < e->n_sets; i++) {
        good = are_codes(p, e, i, part[i]);
    }
    return good;
}

bool dp_is_encoded(dp_prover *p, dp_encoded *e, dp_span name)
{
    const dp_span *part;
    uint64_t others = p->n_features - e->n_sets;
    if (e->x.n != 0) {
        return dp_same(p, name, e->x, "the encoded columns");
    }
    e->x = name;
    if (others == 0) {
        return are_all_codes(p, e, name);
    }
    return dp_is_concat(p, name, 1, 2, &part) && are_all_codes(p, e, part[0])
           && are_columns(p, part[1], e->column + e->n_sets, others);
}
