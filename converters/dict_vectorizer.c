/* DictVectorizer: a dict a row. Each key becomes a column of the input, under its own name: a text where feature_names_ has
 * it as key=value, else a number. A key that a row lacks is the empty text, or NaN, and gives zeros. */
#include "graph/ports.h"

#include <inttypes.h>

struct feature {
    uint64_t key;   /* its column of the input */
    bool text;
    dp_span value;  /* text */
};

struct dict_vectorizer {
    struct feature *feature;
    size_t n;
    dp_span *key;
    uint64_t n_keys;
};

static uint64_t key_number(struct dict_vectorizer *m, dp_span name)
{
    uint64_t i = 0;
    while (i < m->n_keys && !dp_span_equal(m->key[i], name)) {
        i++;
    }
    if (i == m->n_keys) {
        m->key[m->n_keys++] = name;
    }
    return i;
}

/* Where the separator begins; n: nowhere. */
static size_t find(dp_span text, const char *separator)
{
    size_t n = strlen(separator);
    size_t i = 0;
    while (i + n <= text.n && (n == 0 || memcmp(text.p + i, separator, n) != 0)) {
        i++;
    }
    return i + n <= text.n && n != 0 ? i : text.n;
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    enum { MOST = 20000 }; /* keys are compared with each other */
    struct dict_vectorizer *m = ir;
    const char *separator = dp_get_text(s, "separator", "=");
    const dp_id *name = dp_items_of(s, dp_need(s, "feature_names_"), "feature_names_", &m->n);
    if (!s->failed && (m->n == 0 || m->n > MOST)) {
        dp_unsupported(s, "feature_names_: %zu features, expected from 1 to %d", m->n, MOST);
    }
    m->feature = dp_state_take(s, m->n != 0 ? m->n : 1, sizeof *m->feature);
    m->key = dp_state_take(s, m->n != 0 ? m->n : 1, sizeof *m->key);
    for (size_t i = 0; !s->failed && i < m->n; i++) {
        dp_span text = dp_obj_bytes(s->heap, name[i]);
        if (text.p == NULL) {
            dp_corrupt(s, "feature_names_[%zu]: expected text, found %s", i, dp_obj_describe(s->heap, name[i]));
            return;
        }
        size_t at = find(text, separator);
        struct feature *f = &m->feature[i];
        f->text = at < text.n;
        f->key = key_number(m, (dp_span){text.p, at});
        size_t from = f->text ? at + strlen(separator) : text.n;
        f->value = (dp_span){text.p + from, text.n - from};
    }
}

static dp_val column_of(dp_graph *g, const struct feature *f, const dp_ports *ports)
{
    dp_span *value = dp_graph_take(g, 1, sizeof *value);
    dp_val x = dp_port_column(g, ports, f->key);
    if (g->failed) {
        return 0;
    }
    if (!f->text) {
        return dp_choose(g, dp_unary(g, DP_OP_IS_NAN, x), dp_scalar(g, 0.0), x);
    }
    *value = f->value;
    dp_val hit = dp_binary(g, DP_OP_EQUAL, dp_text_index(g, x, dp_row_text(g, value, 1)), dp_scalar_i64(g, 0));
    return dp_cast(g, hit, DP_T_F64);
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct dict_vectorizer *m = ir;
    dp_val *v = dp_graph_take(g, m->n, sizeof *v);
    for (size_t i = 0; i < m->n && !g->failed; i++) {
        v[i] = column_of(g, &m->feature[i], ports);
    }
    dp_answer(g, ports, DP_TRANSFORM, dp_concat(g, v, m->n, 1));
}

static uint64_t width(const void *ir)
{
    return ((const struct dict_vectorizer *)ir)->n_keys;
}

static void takes(const void *ir, const uint64_t *column, uint64_t n, dp_uses *uses)
{
    const struct dict_vectorizer *m = ir;
    uses->by_name = true;
    for (uint64_t i = 0; i < n && n == m->n_keys; i++) {
        uses->name[column[i]] = uses->name[column[i]] != NULL ? uses->name[column[i]] : &m->key[i];
    }
    for (size_t i = 0; i < m->n && n == m->n_keys; i++) {
        uses->use[column[m->feature[i].key]] |= m->feature[i].text ? DP_USE_TEXT : DP_USE_NUMBER;
    }
}

const dp_family dp_dict_vectorizer = {"dict_vectorizer", sizeof(struct dict_vectorizer), NULL, resolve, emit, width, takes};
