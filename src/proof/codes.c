#include "proof/codes.h"

#include "base/text.h"

#include <math.h>

/* ---- the pickle ---- */

static dp_span text_of(dp_state *s, dp_id id)
{
    const dp_array *a = dp_array_of(s->heap, id);
    bool scalar = a != NULL && a->ndim == 0 && strchr("US", a->type.kind) != NULL;
    dp_span raw = scalar ? dp_array_text_at(s->ctx, a, 0) : dp_obj_bytes(s->heap, id);
    return raw.p == NULL || dp_utf8_valid(raw) ? raw : dp_latin1_to_utf8(s->ctx, raw);
}

static bool number_of(const dp_heap *heap, dp_id id, double *out)
{
    const dp_obj *o = dp_at(heap, id);
    const dp_array *a = dp_array_of(heap, id);
    bool scalar = a != NULL && a->ndim == 0 && strchr("biuf", a->type.kind) != NULL;
    bool whole = o->kind == DP_K_INT || o->kind == DP_K_BOOL;
    *out = scalar ? dp_array_f64(a, 0) : o->kind == DP_K_FLOAT ? o->u.f : whole ? (double)o->u.i : 0.0;
    return scalar || whole || o->kind == DP_K_FLOAT;
}

static bool read_items(dp_prover *p, dp_state *s, const dp_id *item, dp_codes *out, dp_span *key, double *number)
{
    size_t texts = 0;
    for (size_t i = 0; i < out->n; i++) {
        key[i] = text_of(s, item[i]);
        texts += key[i].p != NULL;
        if (key[i].p == NULL && !number_of(s->heap, item[i], &number[i])) {
            return dp_leave_open(p, "a category that is neither text nor number");
        }
    }
    out->text = texts != 0;
    return texts == 0 || texts == out->n || dp_leave_open(p, "texts among which one is missing");
}

static void keep(dp_codes *out, const dp_span *key, const double *number)
{
    out->key = key;
    out->number = number;
    out->missing = out->n;
    for (size_t i = 0; !out->text && i < out->n; i++) {
        out->missing = isnan(number[i]) ? i : out->missing;
    }
}

/* categories_[…] of an encoder; left open where they are neither texts nor numbers, or where a text may be missing. */
static bool read_codes(dp_prover *p, dp_state *s, dp_id id, dp_codes *out)
{
    const dp_array *a = dp_array_of(s->heap, id);
    if (a == NULL || a->ndim != 1 || strchr("biufUSO", a->type.kind) == NULL) {
        return dp_leave_open(p, "categories of another kind");
    }
    *out = (dp_codes){.n = (size_t)a->count, .text = strchr("US", a->type.kind) != NULL};
    dp_span *key = dp_take(p->ctx, out->n + 1, sizeof *key);
    double *number = dp_take(p->ctx, out->n + 1, sizeof *number);
    if (key == NULL || number == NULL || (a->type.kind == 'O' && !read_items(p, s, a->item, out, key, number))) {
        return dp_refute(p, "out of memory");
    }
    for (size_t i = 0; a->type.kind != 'O' && i < out->n; i++) {
        if (out->text) {
            key[i] = dp_array_text_at(p->ctx, a, i);
            key[i] = key[i].p == NULL || dp_utf8_valid(key[i]) ? key[i] : dp_latin1_to_utf8(p->ctx, key[i]);
        } else {
            number[i] = dp_array_f64(a, i);
        }
    }
    keep(out, key, number);
    return true;
}

bool dp_codes_of_items(dp_prover *p, dp_state *s, dp_id id, dp_codes *out)
{
    size_t n = 0;
    const dp_id *item = dp_items_of(s, id, "categories", &n);
    *out = (dp_codes){.n = s->failed ? 0 : n};
    dp_span *key = dp_take(p->ctx, out->n + 1, sizeof *key);
    double *number = dp_take(p->ctx, out->n + 1, sizeof *number);
    if (s->failed || key == NULL || number == NULL || !read_items(p, s, item, out, key, number)) {
        return dp_refute(p, "categories: no list");
    }
    keep(out, key, number);
    return true;
}

const dp_codes *dp_codes_list(dp_prover *p, dp_state *s, size_t *n)
{
    const dp_id *each = dp_items_of(s, dp_need(s, "categories_"), "categories_", n);
    dp_codes *codes = s->failed || *n == 0 ? NULL : dp_take(p->ctx, *n, sizeof *codes);
    for (size_t i = 0; codes != NULL && i < *n; i++) {
        codes = read_codes(p, s, each[i], &codes[i]) ? codes : NULL;
    }
    if (codes == NULL) {
        dp_refute(p, "categories_: there are none");
    }
    return codes;
}

/* ---- texts ---- */

static bool are_keys(const dp_form_attr *a, const dp_codes *c)
{
    dp_pb m = dp_pb_of(a->bytes);
    size_t i = 0;
    while (dp_form_next_string(&m)) {
        if (i == c->n || !dp_span_equal(m.bytes, c->key[i])) {
            return false;
        }
        i++;
    }
    return i == c->n;
}

static bool are_numbers(dp_prover *p, const dp_form_attr *a, size_t n)
{
    int32_t *v = dp_take_raw(p->ctx, n + 1, sizeof *v);
    bool good = v != NULL && dp_pb_ints(a->bytes, v, n);
    for (size_t i = 0; good && i < n; i++) {
        good = v[i] == (int32_t)i;
    }
    return good;
}

static bool is_text_code(dp_prover *p, dp_span name, const dp_codes *c, dp_span *v)
{
    dp_form_node *node = dp_node_of(p, name);
    if (node == NULL || !dp_span_is(node->domain, "ai.onnx.ml") || !dp_span_is(node->op, "LabelEncoder") || node->n_in != 1
        || node->n_attr != 3) {
        return dp_refute(p, "categories: expected LabelEncoder");
    }
    const dp_form_attr *keys = dp_attr_of(node, "keys_strings", DP_FORM_STRINGS_ATTR);
    const dp_form_attr *numbers = dp_attr_of(node, "values_int64s", DP_FORM_INTS_ATTR);
    node->used = true;
    *v = node->in[0];
    return (keys != NULL && numbers != NULL && are_keys(keys, c) && are_numbers(p, numbers, c->n)
            && dp_attr_is(node, "default_int64", (int64_t)c->n))
           || dp_refute(p, "categories_: others than in the file");
}

/* ---- numbers ---- */

/* j - n for each category j */
static bool are_steps(dp_prover *p, dp_span name, size_t n)
{
    const dp_form_tensor *t = dp_tensor_of(p, name, DP_FORM_DOUBLE, 2);
    bool good = t != NULL && t->dim[0] == n && t->dim[1] == 1;
    for (uint64_t j = 0; good && j < n; j++) {
        good = dp_same_bits(dp_f64_at(t, j), (double)j - (double)n);
    }
    return good || dp_refute(p, "categories: numbers other than theirs");
}

/* (v == each category) · (j - n) */
static bool is_hit(dp_prover *p, dp_span name, const dp_codes *c, dp_span *v)
{
    dp_span hit, steps, equal, keys;
    if (!dp_is_binary(p, name, "MatMul", &hit, &steps) || !are_steps(p, steps, c->n)
        || !dp_is_cast(p, hit, DP_FORM_DOUBLE, &equal) || !dp_is_binary(p, equal, "Equal", v, &keys)) {
        return false;
    }
    const dp_form_tensor *t = dp_tensor_of(p, keys, DP_FORM_DOUBLE, 1);
    bool same = t != NULL && t->count == c->n;
    for (uint64_t j = 0; same && j < c->n; j++) {
        double key = dp_f64_at(t, j);
        same = isnan(c->number[j]) ? isnan(key) : dp_same_bits(key, c->number[j]);
    }
    return same || dp_refute(p, "categories_: others than in the file");
}

/* (v is NaN) · by */
static bool is_nan_times(dp_prover *p, dp_span name, dp_span v, double by)
{
    dp_span flag, factor, not, equal, a, b;
    return dp_is_binary(p, name, "Mul", &flag, &factor) && dp_is_factor(p, factor, flag, 1, by)
           && dp_is_cast(p, flag, DP_FORM_DOUBLE, &not) && dp_is_unary(p, not, "Not", &equal)
           && dp_is_binary(p, equal, "Equal", &a, &b) && dp_same(p, a, v, "the column") && dp_same(p, b, v, "the column");
}

static bool is_number_code(dp_prover *p, dp_span name, const dp_codes *c, dp_span *v)
{
    dp_span sum, most, nan, hit;
    if (!dp_is_cast(p, name, DP_FORM_INT64, &sum) || !dp_is_binary(p, sum, "Add", &hit, &most)
        || !dp_is_f64(p, most, (double)c->n)) {
        return false;
    }
    if (c->missing == c->n) {
        return is_hit(p, hit, c, v);
    }
    return dp_is_binary(p, hit, "Add", &hit, &nan) && is_hit(p, hit, c, v)
           && is_nan_times(p, nan, *v, (double)c->missing - (double)c->n);
}

/* ---- what becomes of them ---- */

static bool are_lines(dp_prover *p, dp_span name, const dp_codes *c, uint64_t width, dp_code_line *line, const void *self)
{
    const dp_form_tensor *t = dp_tensor_of(p, name, DP_FORM_DOUBLE, 2);
    bool good = t != NULL && t->dim[0] == c->n + 1 && t->dim[1] == width;
    for (uint64_t i = 0; good && i < t->count; i++) {
        double want = line(self, c, (size_t)(i / width), i % width);
        double found = dp_f64_at(t, i);
        good = isnan(want) ? isnan(found) : dp_same_bits(found, want);
    }
    return good || dp_refute(p, "categories: another code");
}

bool dp_are_code_lines(dp_prover *p, dp_span name, const dp_codes *codes, uint64_t width, dp_code_line *line, const void *self,
                       dp_span *column)
{
    dp_span table, index, code;
    return dp_is_gather(p, name, 0, &table, &index) && are_lines(p, table, codes, width, line, self)
           && dp_is_column_as(p, index, 1, &code)
           && (codes->text ? is_text_code(p, code, codes, column) : is_number_code(p, code, codes, column));
}
