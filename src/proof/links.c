#include "proof/links.h"

bool dp_is_flat_raw(const dp_link *l, dp_span name)
{
    dp_span raw;
    return dp_is_column_as(l->p, name, 1, &raw) && l->is_raw(l->self, raw);
}

/* 1 / (1 + exp(-z)) */
static bool is_probability(const dp_link *l, dp_span name)
{
    dp_span one, sum, exp_, neg, z, two;
    if (!dp_is_binary(l->p, name, "Div", &one, &sum) || !dp_is_f64(l->p, one, 1.0)
        || !dp_is_binary(l->p, sum, "Add", &one, &exp_) || !dp_is_f64(l->p, one, 1.0)
        || !dp_is_unary(l->p, exp_, "Exp", &neg) || !dp_is_unary(l->p, neg, "Neg", &z)) {
        return false;
    }
    if (l->doubled && (!dp_is_binary(l->p, z, "Mul", &z, &two) || !dp_is_f64(l->p, two, 2.0))) {
        return false;
    }
    return dp_is_flat_raw(l, z);
}

bool dp_are_two_chances(const dp_link *l, dp_span name)
{
    const dp_span *column;
    dp_span one, p, flat;
    return dp_is_concat(l->p, name, 1, 2, &column) && dp_is_binary(l->p, column[0], "Sub", &one, &p)
           && dp_is_f64(l->p, one, 1.0) && dp_same(l->p, p, column[1], "the probability")
           && dp_is_column_as(l->p, p, 2, &flat) && is_probability(l, flat);
}

static bool is_greatest(const dp_link *l, dp_span name)
{
    dp_span in[2], index, raw;
    const dp_form_node *node = dp_node_of(l->p, name);
    if (node == NULL || !dp_attr_is(node, "axis", 1) || !dp_says(l->p, name, "GatherElements", 2, in, 1)) {
        return dp_refute(l->p, "softmax: expected the greatest of each row");
    }
    return dp_is_column_as(l->p, in[1], 2, &index) && dp_is_argmax(l->p, index, &raw) && l->is_raw(l->self, in[0])
           && l->is_raw(l->self, raw);
}

bool dp_is_softmax(const dp_link *l, dp_span name)
{
    dp_span e, sum, flat, turned, same, difference, raw, most;
    return dp_is_binary(l->p, name, "Div", &e, &sum) && dp_is_column_as(l->p, sum, 2, &flat)
           && dp_is_sum_of_first(l->p, flat, &turned) && dp_is_transpose(l->p, turned, &same)
           && dp_same(l->p, same, e, "the exponentials") && dp_is_unary(l->p, e, "Exp", &difference)
           && dp_is_binary(l->p, difference, "Sub", &raw, &most) && l->is_raw(l->self, raw) && is_greatest(l, most);
}
