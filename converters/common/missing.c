#include "converters/common/missing.h"

#include "converters/common/columns.h"

#include <math.h>

dp_missing dp_missing_read(dp_state *s)
{
    dp_id id = dp_get(s, "missing_values");
    const dp_obj *o = dp_at(s->heap, id);
    bool text = dp_obj_bytes(s->heap, id).p != NULL;
    if (text && !dp_obj_is(s->heap, id, "NaN")) {
        dp_unsupported(s, "missing_values: a text that stands for a missing one");
    }
    bool none = text || o->kind == DP_K_NONE || id == 0;
    double value = none ? (double)NAN : dp_get_f64_any(s, "missing_values", (double)NAN);
    return (dp_missing){isnan(value), value};
}

dp_val dp_missing_test(dp_graph *g, const dp_missing *missing, dp_val x)
{
    return missing->nan ? dp_unary(g, DP_OP_IS_NAN, x) : dp_binary(g, DP_OP_EQUAL, x, dp_scalar(g, missing->value));
}

dp_missing_columns dp_missing_columns_read(dp_state *s, uint64_t n_features)
{
    if (!dp_get_bool(s, "add_indicator", false) || !dp_has(s, "indicator_")) {
        return (dp_missing_columns){0};
    }
    dp_state child = dp_state_open(s, dp_get(s, "indicator_"), "indicator_");
    dp_column_set set = dp_columns_read(&child, dp_need(&child, "features_"), "features_", NULL, n_features);
    dp_state_close(s, &child);
    int64_t *index = dp_state_take(s, (size_t)set.n + 1, sizeof *index);
    for (uint64_t i = 0; index != NULL && i < set.n; i++) {
        index[i] = (int64_t)set.index[i];
    }
    return (dp_missing_columns){index, s->failed ? 0 : set.n};
}

dp_val dp_missing_columns_of(dp_graph *g, const dp_missing *missing, const dp_missing_columns *columns, dp_val x)
{
    return dp_cast(g, dp_missing_test(g, missing, dp_columns(g, x, columns->column, columns->n)), DP_T_F64);
}
