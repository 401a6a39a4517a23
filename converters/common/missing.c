#include "converters/common/missing.h"

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
    double value = none ? (double)NAN : dp_get_f64(s, "missing_values", (double)NAN);
    return (dp_missing){isnan(value), value};
}

dp_val dp_missing_test(dp_graph *g, const dp_missing *missing, dp_val x)
{
    return missing->nan ? dp_unary(g, DP_OP_IS_NAN, x) : dp_binary(g, DP_OP_EQUAL, x, dp_scalar(g, missing->value));
}
