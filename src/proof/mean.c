#include "proof/mean.h"

bool dp_is_sum_in_order(dp_prover *p, dp_span name, size_t n, uint64_t width, bool single, dp_index_proof *is, void *self)
{
    dp_span all;
    const dp_span *part = &all;
    bool good = dp_is_sum_of_first(p, name, &all) && (n == 1 || dp_is_concat(p, all, 0, n, &part));
    for (size_t i = 0; good && i < n; i++) {
        dp_span y;
        good = dp_is_turned(p, part[i], width, &y) && (!single || dp_is_cast(p, y, DP_FORM_FLOAT, &y)) && is(p, self, i, y);
    }
    return good;
}

bool dp_is_mean_in_order(dp_prover *p, dp_span name, size_t n, uint64_t width, double by, bool single, dp_index_proof *is,
                         void *self)
{
    dp_span sum, divisor;
    if ((single && !dp_is_cast(p, name, DP_FORM_DOUBLE, &name)) || !dp_is_binary(p, name, "Div", &sum, &divisor)) {
        return false;
    }
    bool good = single ? dp_is_cast(p, divisor, DP_FORM_FLOAT, &divisor) && dp_is_f64(p, divisor, by)
                       : dp_is_factor(p, divisor, sum, width, by);
    return good && dp_is_sum_in_order(p, sum, n, width, single, is, self);
}
