/* SimpleImputer, and Imputer up to 0.21: what is missing in a column becomes the column's statistic. Columns that had
 * nothing but missing values are dropped (their statistic is NaN). add_indicator: for each column that had missing values
 * one more, 1 where it is missing. A missing text is the empty one. */
#include "converters/common/categories.h"
#include "converters/common/missing.h"
#include "graph/ports.h"

#include <math.h>

struct imputer {
    uint64_t n;              /* features */
    bool text;
    const double *statistic; /* [n] */
    const dp_span *word;     /* text: [n] */
    dp_missing missing;
    uint64_t *kept;          /* columns that remain */
    uint64_t n_kept;
    dp_missing_columns indicator;
};

static void keep_columns(dp_state *s, struct imputer *m)
{
    bool all = m->text || dp_get_bool(s, "keep_empty_features", false);
    m->kept = dp_state_take(s, (size_t)m->n + 1, sizeof *m->kept);
    for (uint64_t i = 0; !s->failed && i < m->n; i++) {
        if (all || !isnan(m->statistic[i])) {
            m->kept[m->n_kept++] = i;
        }
    }
    if (!s->failed && m->n_kept == 0) {
        dp_unsupported(s, "every column is dropped: none had a value");
    }
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct imputer *m = ir;
    dp_categories statistics;
    dp_categories_read(s, dp_need(s, "statistics_"), "statistics_", &statistics);
    if (s->failed) {
        return;
    }
    m->n = statistics.n;
    m->text = statistics.text;
    m->statistic = statistics.number;
    m->word = statistics.key;
    if (dp_get_int(s, "axis", 0) != 0) {
        dp_unsupported(s, "axis=1: rows are filled from themselves");
    }
    m->missing = dp_missing_read(s);
    keep_columns(s, m);
    m->indicator = dp_missing_columns_read(s, m->n);
    if (!s->failed && m->text && m->indicator.n != 0) {
        dp_unsupported(s, "add_indicator: flags beside texts, of which a tensor holds one kind only");
    }
}

static void emit_texts(dp_graph *g, const struct imputer *m, dp_ports *ports)
{
    static const dp_span empty[] = {{(const uint8_t *)"", 0}};
    dp_val *column = dp_graph_take(g, m->n, sizeof *column);
    for (uint64_t i = 0; column != NULL && i < m->n && !g->failed; i++) {
        dp_val x = dp_port_column(g, ports, i);
        dp_val missing = dp_binary(g, DP_OP_EQUAL, dp_text_index(g, x, dp_row_text(g, empty, 1)), dp_scalar_i64(g, 0));
        column[i] = dp_where(g, missing, dp_row_text(g, &m->word[i], 1), x);
    }
    dp_answer(g, ports, DP_TRANSFORM, dp_concat(g, column, (size_t)m->n, 1));
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct imputer *m = ir;
    if (m->text) {
        emit_texts(g, m, ports);
        return;
    }
    dp_val x = dp_port_numbers(g, ports);
    double *statistic = dp_graph_take(g, m->n_kept, sizeof *statistic);
    dp_ports kept = {.x = x};
    dp_port_select(g, &kept, m->kept, m->n_kept, &kept);
    if (g->failed) {
        return;
    }
    for (uint64_t i = 0; i < m->n_kept; i++) {
        double v = m->statistic[m->kept[i]];
        statistic[i] = isnan(v) ? 0.0 : v; /* keep_empty_features */
    }
    dp_val filled = dp_choose(g, dp_missing_test(g, &m->missing, kept.x), dp_row(g, statistic, m->n_kept), kept.x);
    dp_val both[] = {filled, 0};
    if (m->indicator.n != 0) {
        both[1] = dp_missing_columns_of(g, &m->missing, &m->indicator, x);
    }
    dp_answer(g, ports, DP_TRANSFORM, dp_concat(g, both, m->indicator.n != 0 ? 2 : 1, 1));
}

static uint64_t width(const void *ir)
{
    return ((const struct imputer *)ir)->n;
}

static void takes(const void *ir, const uint64_t *column, uint64_t n, dp_uses *uses)
{
    const struct imputer *m = ir;
    for (uint64_t i = 0; i < n; i++) {
        uses->use[column[i]] |= m->text ? DP_USE_TEXT : DP_USE_NUMBER;
    }
}

const dp_family dp_simple_imputer = {"simple_imputer", sizeof(struct imputer), NULL, resolve, emit, width, takes};
