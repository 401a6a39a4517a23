#include "proof/choice.h"

bool dp_is_nan_of(dp_prover *p, dp_span name, dp_span v)
{
    dp_span equal, a, b;
    return dp_is_unary(p, name, "Not", &equal) && dp_is_binary(p, equal, "Equal", &a, &b) && dp_same(p, a, v, "the feature")
           && dp_same(p, b, v, "the feature");
}

/* Reshape of [N, w] to the shape [-1, w, 1], or back */
static bool is_shaped(dp_prover *p, dp_span name, uint64_t width, size_t n, dp_span *x)
{
    const int64_t shape[] = {-1, (int64_t)width, 1};
    dp_span in[2];
    bool good = dp_says(p, name, "Reshape", 2, in, 0) && dp_is_i64s(p, in[1], 1, n, shape);
    *x = good ? in[0] : name;
    return good;
}

/* value + 0.0 · flag */
static bool is_one_of_both(dp_prover *p, dp_span name, uint64_t width, dp_span flag, dp_span *value)
{
    dp_span sum, zero, as_number, c, which;
    return is_shaped(p, name, width, 3, &sum) && dp_is_binary(p, sum, "Add", value, &zero)
           && dp_is_binary(p, zero, "Mul", &as_number, &c) && dp_is_cast(p, as_number, DP_FORM_DOUBLE, &which)
           && dp_same(p, which, flag, "the flag") && dp_is_factor(p, c, as_number, width, 0.0);
}

bool dp_is_choice(dp_prover *p, dp_span name, uint64_t width, dp_span *flag, dp_span *a, dp_span *b)
{
    const dp_span *part;
    dp_span picked, in[2], index;
    if (!is_shaped(p, name, width, 2, &picked)) {
        return false;
    }
    const dp_form_node *node = dp_node_of(p, picked);
    if (node == NULL || !dp_attr_is(node, "axis", 2) || !dp_says(p, picked, "GatherElements", 2, in, 1)) {
        return dp_refute(p, "expected a choice of two");
    }
    return is_shaped(p, in[1], width, 3, &index) && dp_is_cast(p, index, DP_FORM_INT64, flag)
           && dp_is_concat(p, in[0], 2, 2, &part) && is_one_of_both(p, part[0], width, *flag, a)
           && is_one_of_both(p, part[1], width, *flag, b);
}
