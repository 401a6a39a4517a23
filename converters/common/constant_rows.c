#include "converters/common/constant_rows.h"

/* [N,1] of 0: no number is less than itself, and neither is NaN. */
static dp_val zeros(dp_graph *g, const dp_ports *ports)
{
    static const dp_span nothing[] = {{(const uint8_t *)"", 0}};
    dp_val x = dp_port_column(g, ports, 0);
    if (!g->failed && dp_value_at(g, x)->type == DP_T_TEXT) {
        x = dp_text_index(g, x, dp_row_text(g, nothing, 1));
    }
    return dp_binary(g, DP_OP_LESS, x, x);
}

dp_val dp_constant_rows(dp_graph *g, const dp_ports *ports, const double *v, uint64_t n)
{
    return dp_binary(g, DP_OP_ADD, dp_cast(g, zeros(g, ports), DP_T_F64), dp_matrix(g, v, 1, n));
}

dp_val dp_constant_index(dp_graph *g, const dp_ports *ports, int64_t v)
{
    dp_val zero = zeros(g, ports);
    dp_val index = dp_binary(g, DP_OP_ADD, dp_cast(g, zero, DP_T_I64), dp_scalar_i64(g, v));
    return dp_flat(g, index);
}
