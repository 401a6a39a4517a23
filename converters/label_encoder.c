/* LabelEncoder: the number of the class that a text or a number is, int64; -1 for what is none (scikit-learn raises).
 *
 * LabelBinarizer: pos_label in the column of that class, neg_label in the others. Two classes have one column, that of the
 * second. Indicators (several labels a row) are already columns: what is not 0 becomes pos_label. */
#include "converters/common/categories.h"

#include <inttypes.h>

struct label_encoder {
    dp_categories classes;
    bool binarizer, indicators;
    double neg, pos;
};

static void resolve(dp_state *s, void *ir, const char *variant)
{
    struct label_encoder *m = ir;
    dp_categories_read(s, dp_need(s, "classes_"), "classes_", &m->classes);
    m->binarizer = dp_is(variant, "binarizer");
    m->neg = dp_get_f64(s, "neg_label", 0.0);
    m->pos = dp_get_f64(s, "pos_label", 1.0);
    const char *type = m->binarizer ? dp_get_text(s, "y_type_", "multiclass") : "multiclass";
    m->indicators = !s->failed && strncmp(type, "multilabel", sizeof "multilabel" - 1) == 0;
    if (!s->failed && m->classes.n == 0) {
        dp_corrupt(s, "classes_: expected at least one, found none");
    } else if (!s->failed && m->binarizer && m->neg >= m->pos) {
        dp_corrupt(s, "neg_label: expected less than pos_label (%g), found %g", m->pos, m->neg);
    }
}

static void emit_numbers(dp_graph *g, const struct label_encoder *m, dp_ports *ports)
{
    int64_t *number = dp_graph_take(g, m->classes.n + 1, sizeof *number);
    if (g->failed) {
        return;
    }
    for (size_t i = 0; i < m->classes.n; i++) {
        number[i] = (int64_t)i;
    }
    number[m->classes.n] = -1;
    dp_val index = dp_category_index(g, dp_port_column(g, ports, 0), &m->classes);
    dp_answer(g, ports, DP_TRANSFORM, dp_gather(g, dp_row_i64(g, number, m->classes.n + 1), index, 0));
}

static void emit_columns(dp_graph *g, const struct label_encoder *m, dp_ports *ports)
{
    size_t n = m->classes.n;
    size_t columns = n > 2 ? n : 1;
    double *table = dp_graph_take(g, (n + 1) * columns, sizeof *table);
    if (g->failed) {
        return;
    }
    for (size_t i = 0; i <= n; i++) {
        for (size_t k = 0; k < columns; k++) {
            bool own = i < n && (n > 2 ? i == k : n == 2 && i == 1);
            table[i * columns + k] = own ? m->pos : m->neg;
        }
    }
    dp_answer(g, ports, DP_TRANSFORM, dp_category_rows(g, dp_port_column(g, ports, 0), &m->classes, table, columns));
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct label_encoder *m = ir;
    if (m->indicators) {
        dp_val x = dp_port_numbers(g, ports);
        dp_val off = dp_binary(g, DP_OP_EQUAL, x, dp_scalar(g, 0.0));
        dp_val y = dp_choose(g, off, dp_scalar(g, m->neg), dp_scalar(g, m->pos));
        dp_answer(g, ports, DP_TRANSFORM, y);
    } else if (m->binarizer) {
        emit_columns(g, m, ports);
    } else {
        emit_numbers(g, m, ports);
    }
}

static uint64_t width(const void *ir)
{
    const struct label_encoder *m = ir;
    return m->indicators ? m->classes.n : 1;
}

static void takes(const void *ir, const uint64_t *column, uint64_t n, dp_uses *uses)
{
    const struct label_encoder *m = ir;
    for (uint64_t i = 0; i < n; i++) {
        uses->use[column[i]] |= m->classes.text && !m->indicators ? DP_USE_TEXT : DP_USE_NUMBER;
    }
}

const dp_family dp_label_encoder = {"label_encoder", sizeof(struct label_encoder), NULL, resolve, emit, width, takes};
