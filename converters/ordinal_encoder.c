/* OrdinalEncoder: the number of a row's category. unknown_value for what is none of them (where scikit-learn would
 * raise, NaN), encoded_missing_value for what is missing, one number for all that is infrequent. */
#include "converters/common/categories.h"
#include "graph/ports.h"

#include <math.h>

struct encoder {
    dp_categories *categories;
    const double **table; /* [n] of [categories + 1] */
    size_t n;
};

static void read_table(dp_state *s, struct encoder *m, size_t i)
{
    const dp_categories *c = &m->categories[i];
    const double *mapping = dp_frequent_of(s, i, c);
    double *table = dp_state_take(s, c->n + 1, sizeof *table);
    for (size_t k = 0; table != NULL && k < c->n; k++) {
        table[k] = k == c->missing ? dp_get_f64_any(s, "encoded_missing_value", (double)NAN)
                                   : mapping != NULL ? mapping[k] : (double)k;
    }
    if (table != NULL) {
        bool coded = dp_is(dp_get_text(s, "handle_unknown", "error"), "use_encoded_value");
        table[c->n] = coded ? dp_get_f64_any(s, "unknown_value", (double)NAN) : (double)NAN;
        m->table[i] = table;
    }
}

/* {feature: the number of what is missing there}, since 1.1: in place of those is encoded_missing_value. */
static void check_missing(dp_state *s, const struct encoder *m)
{
    dp_id id = dp_get(s, "_missing_indices");
    const dp_obj *told = dp_at(s->heap, id);
    if (id == 0 || s->failed) {
        return;
    }
    size_t want = 0;
    size_t found = 0;
    for (size_t i = 0; i < m->n; i++) {
        const dp_categories *c = &m->categories[i];
        want += c->missing < c->n;
        for (uint32_t k = 0; told->kind == DP_K_DICT && k < told->len; k++) {
            const dp_obj *feature = dp_at(s->heap, told->u.item[2 * k]);
            const dp_obj *number = dp_at(s->heap, told->u.item[2 * k + 1]);
            found += feature->kind == DP_K_INT && feature->u.i == (int64_t)i && number->kind == DP_K_INT &&
                     number->u.i == (int64_t)c->missing && c->missing < c->n;
        }
    }
    if (told->kind != DP_K_DICT || found != want || told->len != want) {
        dp_corrupt(s, "_missing_indices: expected where categories_ has what is missing");
    }
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct encoder *m = ir;
    m->categories = dp_categories_list(s, "categories_", &m->n);
    m->table = dp_state_take(s, m->n != 0 ? m->n : 1, sizeof *m->table);
    for (size_t i = 0; !s->failed && i < m->n; i++) {
        read_table(s, m, i);
    }
    if (!s->failed && m->n == 0) {
        dp_corrupt(s, "categories_: expected at least one column");
    }
    check_missing(s, m);
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct encoder *m = ir;
    dp_val *v = dp_graph_take(g, m->n, sizeof *v);
    for (size_t i = 0; i < m->n && !g->failed; i++) {
        v[i] = dp_category_rows(g, dp_port_column(g, ports, i), &m->categories[i], m->table[i], 1);
    }
    dp_answer(g, ports, DP_TRANSFORM, dp_concat(g, v, m->n, 1));
}

static uint64_t width(const void *ir)
{
    return ((const struct encoder *)ir)->n;
}

static void takes(const void *ir, const uint64_t *column, uint64_t n, dp_uses *uses)
{
    const struct encoder *m = ir;
    dp_categories_take(m->categories, m->n, column, n, uses);
}

const dp_family dp_ordinal_encoder = {"ordinal_encoder", sizeof(struct encoder), NULL, resolve, emit, width, takes};
