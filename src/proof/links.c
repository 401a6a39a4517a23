#include "proof/links.h"

bool dp_is_flat_raw(const dp_link *l, dp_span name)
{
    dp_span raw;
    return dp_is_column_as(l->p, name, 1, &raw) && l->is_raw(l->self, raw);
}

bool dp_is_sigmoid(dp_prover *p, dp_span name, uint64_t width, dp_span *z)
{
    dp_span one, sum, exp_, neg;
    return dp_is_binary(p, name, "Div", &one, &sum) && dp_is_factor(p, one, sum, width, 1.0)
           && dp_is_binary(p, sum, "Add", &one, &exp_) && dp_is_f64(p, one, 1.0) && dp_is_unary(p, exp_, "Exp", &neg)
           && dp_is_unary(p, neg, "Neg", z);
}

static bool is_probability(const dp_link *l, dp_span name)
{
    dp_span z, two;
    if (!dp_is_sigmoid(l->p, name, 1, &z)) {
        return false;
    }
    if (l->doubled && (!dp_is_binary(l->p, z, "Mul", &z, &two) || !dp_is_factor(l->p, two, z, 1, 2.0))) {
        return false;
    }
    return dp_is_flat_raw(l, z);
}

bool dp_are_both_chances(dp_prover *p, dp_span name, dp_span *second)
{
    const dp_span *column;
    dp_span one;
    return dp_is_concat(p, name, 1, 2, &column) && dp_is_binary(p, column[0], "Sub", &one, second) && dp_is_f64(p, one, 1.0)
           && dp_same(p, *second, column[1], "the probability");
}

bool dp_are_two_chances(const dp_link *l, dp_span name)
{
    dp_span second, flat;
    return dp_are_both_chances(l->p, name, &second) && dp_is_column_as(l->p, second, 2, &flat) && is_probability(l, flat);
}

bool dp_is_greatest(const dp_link *l, dp_span name)
{
    dp_span in[2], index, raw;
    const dp_form_node *node = dp_node_of(l->p, name);
    if (node == NULL || !dp_attr_is(node, "axis", 1) || !dp_says(l->p, name, "GatherElements", 2, in, 1)) {
        return dp_refute(l->p, "softmax: expected the greatest of each row");
    }
    return dp_is_column_as(l->p, in[1], 2, &index) && dp_is_argmax(l->p, index, &raw) && l->is_raw(l->self, in[0])
           && l->is_raw(l->self, raw);
}

bool dp_is_sum_over_classes(dp_prover *p, dp_span name, dp_span of)
{
    dp_span flat, turned, same;
    return dp_is_column_as(p, name, 2, &flat) && dp_is_sum_of_first(p, flat, &turned) && dp_is_transpose(p, turned, &same)
           && dp_same(p, same, of, "what is added");
}

bool dp_is_normal(dp_prover *p, dp_span name, uint64_t classes, dp_span *e)
{
    dp_span above, below, share, none, n, sum, none_too, equal, sum_too, zero;
    return dp_is_binary(p, name, "Div", &above, &below) && dp_is_binary(p, above, "Add", e, &share)
           && dp_is_binary(p, share, "Div", &none, &n) && dp_is_factor(p, n, none, 1, (double)classes)
           && dp_is_binary(p, below, "Add", &sum, &none_too) && dp_same(p, none_too, none, "the rows of nothing")
           && dp_is_cast(p, none, DP_FORM_DOUBLE, &equal) && dp_is_binary(p, equal, "Equal", &sum_too, &zero)
           && dp_same(p, sum_too, sum, "the sum") && dp_is_f64(p, zero, 0.0) && dp_is_sum_over_classes(p, sum, *e);
}

bool dp_is_softmax(const dp_link *l, dp_span name)
{
    dp_span e, sum, difference, raw, most;
    return dp_is_binary(l->p, name, "Div", &e, &sum) && dp_is_sum_over_classes(l->p, sum, e)
           && dp_is_unary(l->p, e, "Exp", &difference) && dp_is_binary(l->p, difference, "Sub", &raw, &most)
           && l->is_raw(l->self, raw) && dp_is_greatest(l, most);
}
