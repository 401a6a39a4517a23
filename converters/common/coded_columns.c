#include "converters/common/coded_columns.h"

#include <math.h>

void dp_coded_columns_begin(dp_state *s, uint64_t n, dp_coded_columns *out)
{
    out->n = n;
    out->category = dp_state_take(s, (size_t)n, sizeof *out->category);
    out->name = dp_state_take(s, (size_t)n, sizeof *out->name);
}

static dp_val numbers_of(dp_graph *g, const dp_categories *c, dp_val column)
{
    double *number = dp_graph_take(g, c->n + 1, sizeof *number);
    if (g->failed) {
        return 0;
    }
    for (size_t k = 0; k < c->n; k++) {
        number[k] = (double)k;
    }
    number[c->n] = (double)NAN;
    return dp_category_rows(g, column, c, number, 1);
}

dp_val dp_coded_columns_rows(dp_graph *g, const dp_coded_columns *c, dp_ports *ports)
{
    if (c->category == NULL) {
        return dp_port_numbers(g, ports);
    }
    dp_val *column = dp_graph_take(g, c->n, sizeof *column);
    for (uint64_t i = 0; i < c->n && !g->failed; i++) {
        column[i] = dp_port_column(g, ports, i);
        column[i] = c->category[i] != NULL ? numbers_of(g, c->category[i], column[i]) : column[i];
    }
    return dp_concat(g, column, (size_t)c->n, 1);
}

void dp_coded_columns_take(const dp_coded_columns *c, const uint64_t *column, uint64_t n, dp_uses *uses)
{
    bool coded = c->category != NULL && n == c->n;
    uses->by_name = uses->by_name || coded;
    for (uint64_t i = 0; i < n; i++) {
        const dp_categories *own = coded ? c->category[i] : NULL;
        bool named = coded && c->name != NULL && uses->name[column[i]] == NULL;
        uses->use[column[i]] |= own != NULL && own->text ? DP_USE_TEXT : DP_USE_NUMBER;
        uses->name[column[i]] = named ? &c->name[i] : uses->name[column[i]];
    }
}
