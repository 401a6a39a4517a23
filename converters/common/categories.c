#include "converters/common/categories.h"

#include "base/text.h"
#include "value/array.h"

#include <math.h>

static void note_missing(dp_categories *c, size_t i, dp_span *key)
{
    bool second = c->missing != c->n;
    if (second) { /* None stands before NaN */
        *key = DP_LIT("nan");
    } else {
        *key = DP_LIT("");
    }
    c->missing = i;
}

/* Objects: all texts or all numbers, but for what is missing. */
static void read_objects(dp_state *s, const dp_id *item, const char *what, dp_categories *c, dp_span *key, double *number)
{
    size_t texts = 0;
    size_t numbers = 0;
    for (size_t i = 0; i < c->n; i++) {
        bool is_number = dp_number_of(s->heap, item[i], &number[i]);
        key[i] = dp_utf8_of(s, item[i]);
        if (key[i].p != NULL) {
            texts++;
        } else if (dp_kind_of(s->heap, item[i]) == DP_K_NONE || (is_number && isnan(number[i]))) {
            number[i] = NAN;
            note_missing(c, i, &key[i]);
        } else if (is_number) {
            numbers++;
        } else {
            dp_unsupported(s, "%s: a category that is neither text nor number", what);
            return;
        }
    }
    if (texts != 0 && numbers != 0) {
        dp_unsupported(s, "%s: texts and numbers, of which a column or tensor holds one kind only", what);
    }
    c->text = texts != 0;
}

static void read_texts(dp_state *s, const dp_array *a, const char *what, dp_categories *c, dp_span *key)
{
    c->text = true;
    for (size_t i = 0; i < c->n; i++) {
        key[i] = dp_utf8_at(s, a, i);
        if (key[i].p == NULL) {
            dp_corrupt(s, "%s[%zu]: expected text, found invalid UTF-32", what, i);
            return;
        }
    }
}

/* Room for n categories. false: a fault. */
static bool take_categories(dp_state *s, uint64_t n, dp_categories *out, dp_span **key, double **number)
{
    *out = (dp_categories){.n = (size_t)n, .missing = (size_t)n};
    out->key = *key = dp_state_take(s, out->n + 1, sizeof **key);
    out->number = *number = dp_state_take(s, out->n + 1, sizeof **number);
    return !s->failed;
}

/* A dictionary holds each category once, and numbers are searched for in their order. */
static void check_order(dp_state *s, const dp_categories *c, const char *what, bool sorted)
{
    dp_span *text = dp_state_take(s, c->n, sizeof *text);
    double *number = dp_state_take(s, c->n, sizeof *number);
    dp_labels kept = {.kind = c->text ? DP_LABEL_TEXT : DP_LABEL_FLOAT, .text = text, .f = number};
    for (size_t i = 0; !s->failed && i < c->n; i++) {
        if (!isnan(c->number[i])) { /* else what is missing */
            text[kept.n] = c->key[i];
            number[kept.n++] = c->number[i];
        } else if (sorted && i + 1 != c->n) {
            dp_corrupt(s, "%s: expected NaN behind the numbers", what);
        }
    }
    if (!s->failed && !dp_labels_distinct(s, &kept)) {
        dp_corrupt(s, "%s: expected each category once, found one twice", what);
    } else if (!s->failed && sorted && !dp_labels_sorted(&kept)) {
        dp_corrupt(s, "%s: expected numbers in their order", what);
    }
}

void dp_categories_of_items(dp_state *s, dp_id value, const char *what, dp_categories *out)
{
    size_t n;
    const dp_id *item = dp_items_of(s, value, what, &n);
    dp_span *key;
    double *number;
    if (take_categories(s, s->failed ? 0 : n, out, &key, &number)) {
        read_objects(s, item, what, out, key, number);
    }
}

void dp_categories_read(dp_state *s, dp_id value, const char *what, dp_categories *out)
{
    const dp_array *a = s->failed ? NULL : dp_array_of(s->heap, value);
    dp_span *key;
    double *number;
    *out = (dp_categories){0};
    if (a != NULL && strchr("Mm", a->type.kind) != NULL) {
        dp_unsupported(s, "%s: categories that are dates or spans of time", what);
    }
    if (s->failed || a == NULL || a->ndim != 1 || strchr("biufUSO", a->type.kind) == NULL) {
        dp_corrupt(s, "%s: expected a 1-d array of categories, found %s", what, dp_obj_describe(s->heap, value));
        return;
    }
    if (!take_categories(s, a->count, out, &key, &number)) {
        return;
    }
    if (a->type.kind == 'O') {
        read_objects(s, a->item, what, out, key, number);
    } else if (a->type.kind == 'U' || a->type.kind == 'S') {
        read_texts(s, a, what, out, key);
    }
    for (size_t i = 0; strchr("biuf", a->type.kind) != NULL && i < out->n; i++) {
        number[i] = dp_array_f64(a, i);
        out->missing = isnan(number[i]) ? i : out->missing;
    }
}

dp_categories *dp_categories_list(dp_state *s, const char *key, size_t *n)
{
    const dp_id *item = dp_items_of(s, dp_need(s, key), key, n);
    dp_categories *c = dp_state_take(s, *n != 0 ? *n : 1, sizeof *c);
    for (size_t i = 0; !s->failed && i < *n; i++) {
        const char *what = dp_take_printf(s->ctx, "%s[%zu]", key, i);
        dp_categories_read(s, item[i], what, &c[i]);
        if (!s->failed) {
            check_order(s, &c[i], what, dp_array_of(s->heap, item[i])->type.kind != 'O' && !c[i].text);
        }
    }
    return s->failed ? NULL : c;
}

/* Item i of a list under that key; None where it has none. */
static dp_id item_of(dp_state *s, const char *key, size_t i)
{
    dp_id id = dp_get(s, key);
    const dp_obj *list = dp_at(s->heap, id);
    if (!s->failed && (list->kind != DP_K_LIST || i >= list->len)) {
        dp_corrupt(s, "%s: expected a list with one for each feature, found %s", key, dp_obj_describe(s->heap, id));
    }
    return s->failed ? 0 : list->u.item[i];
}

const double *dp_frequent_of(dp_state *s, size_t i, const dp_categories *c)
{
    static const char key[] = "_default_to_infrequent_mappings";
    if (s->failed || !dp_get_bool(s, "_infrequent_enabled", false)) {
        return NULL;
    }
    dp_id mapping = item_of(s, key, i);
    dp_id rare = item_of(s, "_infrequent_indices", i);
    bool none = dp_kind_of(s->heap, mapping) == DP_K_NONE;
    if (!s->failed && none != (dp_kind_of(s->heap, rare) == DP_K_NONE)) {
        dp_corrupt(s, "%s[%zu]: expected one where there are infrequent categories, and else none", key, i);
    }
    if (s->failed || none) {
        return NULL;
    }
    dp_nums v = dp_nums_of(s, mapping, key, 1);
    dp_nums numbers = dp_nums_of(s, rare, "_infrequent_indices", 1);
    uint8_t *is_rare = dp_state_take(s, c->n + 1, 1);
    for (uint64_t k = 0; !s->failed && k < numbers.count; k++) {
        if (!(numbers.v[k] >= 0.0 && numbers.v[k] < (double)c->n)) {
            dp_corrupt(s, "_infrequent_indices[%zu]: expected numbers of %zu categories, found %g", i, c->n, numbers.v[k]);
            return NULL;
        }
        is_rare[(size_t)numbers.v[k]] = 1;
    }
    size_t frequent = 0;
    for (size_t k = 0; !s->failed && k < c->n; k++) {
        frequent += is_rare[k] == 0;
    }
    bool good = !s->failed && v.count == c->n;
    for (size_t k = 0, next = 0; good && k < c->n; k++) {
        good = v.v[k] == (double)(is_rare[k] != 0 ? frequent : next++);
    }
    if (!good) {
        dp_corrupt(s, "%s[%zu]: expected a number for each of %zu categories, the last for what _infrequent_indices has", key, i, c->n);
    }
    return s->failed ? NULL : v.v;
}

/* Numbers: each is compared with all categories. What hits number j counts j - n, so that no hit at all is n. */
static dp_val number_index(dp_graph *g, dp_val column, const dp_categories *c)
{
    double *weight = dp_graph_take(g, c->n, sizeof *weight);
    if (g->failed) {
        return 0;
    }
    for (size_t i = 0; i < c->n; i++) {
        weight[i] = (double)i - (double)c->n;
    }
    dp_val hit = dp_binary(g, DP_OP_EQUAL, column, dp_row(g, c->number, c->n));
    dp_val sum = dp_matmul(g, dp_cast(g, hit, DP_T_F64), dp_matrix(g, weight, c->n, 1));
    if (c->missing < c->n) { /* NaN equals nothing */
        dp_val is_nan = dp_cast(g, dp_unary(g, DP_OP_IS_NAN, column), DP_T_F64);
        sum = dp_binary(g, DP_OP_ADD, sum, dp_binary(g, DP_OP_MUL, is_nan, dp_scalar(g, weight[c->missing])));
    }
    return dp_cast(g, dp_binary(g, DP_OP_ADD, sum, dp_scalar(g, (double)c->n)), DP_T_I64);
}

dp_val dp_category_index(dp_graph *g, dp_val column, const dp_categories *c)
{
    if (g->failed) {
        return 0;
    }
    bool text = dp_value_at(g, column)->type == DP_T_TEXT;
    if (c->n != 0 && text != c->text) {
        dp_graph_fail(g, DP_CORRUPT, "", "categories of another kind than the column");
        return 0;
    }
    return text ? dp_text_index(g, column, dp_row_text(g, c->key, c->n)) : number_index(g, column, c);
}

dp_val dp_category_rows(dp_graph *g, dp_val column, const dp_categories *c, const double *table, uint64_t width)
{
    dp_val index = dp_category_index(g, column, c);
    return dp_gather(g, dp_matrix(g, table, c->n + 1, width), dp_flat(g, index), 0);
}

void dp_categories_take(const dp_categories *c, size_t n_columns, const uint64_t *column, uint64_t n, dp_uses *uses)
{
    for (size_t i = 0; i < n_columns && i < n; i++) {
        uses->use[column[i]] |= c[i].text ? DP_USE_TEXT : DP_USE_NUMBER;
    }
}
