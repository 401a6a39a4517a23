/* FunctionTransformer without a function, or with check_array, through which HistGradientBoosting hands numbers on: what comes
 * in goes out. */
#include "proof/steps.h"

static bool is_check(dp_state *s, dp_id func)
{
    const dp_obj *o = dp_at(s->heap, func);
    bool partial = o->kind == DP_K_MADE && strcmp(dp_obj_class(s->heap, func), "functools.partial") == 0;
    const dp_obj *args = partial ? dp_at(s->heap, o->u.made->args) : o;
    dp_id of = args->kind == DP_K_TUPLE && args->len != 0 ? args->u.item[0] : func;
    return dp_kind_of(s->heap, of) == DP_K_GLOBAL && strcmp(dp_obj_class(s->heap, of), "sklearn.utils.check_array") == 0;
}

bool dp_covers_function_transformer(dp_prover *p, dp_state *s)
{
    return !dp_has(s, "func") || is_check(s, dp_get(s, "func")) || dp_leave_open(p, "a step that is a function");
}

bool dp_makes_function_transformer(dp_prover *p, dp_state *s, uint64_t *n, dp_span name)
{
    (void)s;
    return dp_is_table(p, n, name);
}
