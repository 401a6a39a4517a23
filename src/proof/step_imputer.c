/* SimpleImputer, and Imputer of before 0.20, over numbers: what is missing in a column becomes the column's statistic. Columns
 * without one (NaN) are left out, unless they are kept; then they get 0. */
#include "proof/choice.h"
#include "proof/steps.h"

#include <math.h>

bool dp_covers_imputer(dp_prover *p, dp_state *s)
{
    const dp_array *a = dp_array_of(s->heap, dp_get(s, "statistics_"));
    bool numbers = a != NULL && a->ndim == 1 && strchr("biuf", a->type.kind) != NULL;
    dp_id missing = dp_get(s, "missing_values");
    bool text = dp_obj_bytes(s->heap, missing).p != NULL && !dp_obj_is(s->heap, missing, "NaN");
    bool more = text || dp_get_bool(s, "add_indicator", false) || dp_get_int(s, "axis", 0) != 0;
    return (numbers && !more) || dp_leave_open(p, "an imputer of texts, or that does more than to fill in");
}

/* x is missing. */
static bool is_missing(dp_prover *p, dp_state *s, dp_span name, dp_span x)
{
    dp_span of, value;
    dp_id id = dp_get(s, "missing_values");
    bool none = id == 0 || dp_kind_of(s->heap, id) == DP_K_NONE || dp_obj_is(s->heap, id, "NaN");
    double missing = none ? (double)NAN : dp_get_f64_any(s, "missing_values", (double)NAN);
    if (isnan(missing)) {
        return dp_is_nan_of(p, name, x);
    }
    return dp_is_binary(p, name, "Equal", &of, &value) && dp_same(p, of, x, "the columns") && dp_is_f64(p, value, missing);
}

static bool are_statistics(dp_prover *p, dp_span name, dp_nums v, const uint64_t *kept, uint64_t n)
{
    const dp_form_tensor *t = dp_tensor_of(p, name, DP_FORM_DOUBLE, 1);
    bool good = t != NULL && t->count == n;
    for (uint64_t i = 0; good && i < n; i++) {
        double want = v.v[kept[i]];
        good = dp_same_bits(dp_f64_at(t, i), isnan(want) ? 0.0 : want);
    }
    return good || dp_refute(p, "statistics_: others than in the file");
}

bool dp_makes_imputer(dp_prover *p, dp_state *s, uint64_t *n, dp_span name)
{
    dp_span flag, x, filled;
    dp_nums v = dp_need_nums_any(s, "statistics_", 1);
    bool all = dp_get_bool(s, "keep_empty_features", false);
    uint64_t *kept = s->failed ? NULL : dp_take(p->ctx, (size_t)v.count + 1, sizeof *kept);
    uint64_t count = 0;
    for (uint64_t i = 0; kept != NULL && i < v.count; i++) {
        if (all || !isnan(v.v[i])) {
            kept[count++] = i;
        }
    }
    return kept != NULL && dp_is_width(p, n, count) && dp_is_choice(p, name, count, &flag, &x, &filled)
           && is_missing(p, s, flag, x) && are_statistics(p, filled, v, kept, count)
           && dp_are_columns(p, v.count, kept, count, x);
}
