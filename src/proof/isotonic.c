#include "proof/isotonic.h"

#include "proof/choice.h"

#include <math.h>

bool dp_isotonic_read(dp_prover *p, dp_state *s, dp_isotonic *out)
{
    *out = (dp_isotonic){.clip = strcmp(dp_get_text(s, "out_of_bounds", "nan"), "clip") == 0};
    out->x = dp_need_nums_any(s, "X_thresholds_|_necessary_X_|X_", 1);
    out->y = dp_need_nums_any(s, "y_thresholds_|_necessary_y_|y_", 1);
    bool good = !s->failed && out->x.count != 0 && out->x.count == out->y.count;
    for (uint64_t i = 1; good && i < out->x.count; i++) {
        good = out->x.v[i] >= out->x.v[i - 1];
    }
    if (!good) {
        return dp_refute(p, "X_thresholds_: no growing numbers, with one y each");
    }
    out->low = dp_get_f64_any(s, "X_min_", out->x.v[0]);
    out->high = dp_get_f64_any(s, "X_max_", out->x.v[out->x.count - 1]);
    return (!out->x.was_f32 && !out->y.was_f32) || dp_leave_open(p, "isotonic regression of float32");
}

typedef struct line {
    double slope, from, base;
} line;

/* After so many thresholds. Of two that are equal no x lies between them. */
static line line_after(const dp_isotonic *m, uint64_t passed)
{
    const double *x = m->x.v;
    const double *y = m->y.v;
    if (passed == 0) {
        return (line){0.0, 0.0, y[0]};
    }
    bool flat = passed == m->x.count || x[passed] == x[passed - 1];
    double slope = flat ? 0.0 : (y[passed] - y[passed - 1]) / (x[passed] - x[passed - 1]);
    return (line){slope, x[passed - 1], y[passed - 1]};
}

enum part { SLOPE, FROM, BASE };

/* Gather(that number of each line, which line) */
static bool is_of_line(dp_prover *p, const dp_isotonic *m, enum part part, dp_span name, dp_span *which)
{
    dp_span row;
    if (!dp_is_gather(p, name, 0, &row, which)) {
        return false;
    }
    const dp_form_tensor *t = dp_tensor_of(p, row, DP_FORM_DOUBLE, 1);
    bool good = t != NULL && t->count == m->x.count + 1;
    for (uint64_t i = 0; good && i < t->count; i++) {
        line l = line_after(m, i);
        good = dp_same_bits(dp_f64_at(t, i), part == SLOPE ? l.slope : part == FROM ? l.from : l.base);
    }
    return good || dp_refute(p, "isotonic regression: other lines");
}

static bool are_thresholds(dp_prover *p, const dp_isotonic *m, dp_span name)
{
    const dp_form_tensor *t = dp_tensor_of(p, name, DP_FORM_DOUBLE, 2);
    bool good = t != NULL && t->dim[0] == 1 && t->dim[1] == m->x.count;
    for (uint64_t i = 0; good && i < m->x.count; i++) {
        good = dp_same_bits(dp_f64_at(t, i), m->x.v[i]);
    }
    return good || dp_refute(p, "isotonic regression: other thresholds");
}

/* How many thresholds are not above x, and 0, where the one column's lines begin. */
static bool is_which(dp_prover *p, const dp_isotonic *m, dp_span name, dp_span x)
{
    static const int64_t none[] = {0}, third[] = {2}, cube[] = {-1, 1, 1};
    dp_span count, first, in[2], passed, thresholds, turned, of[2];
    if (!dp_is_binary(p, name, "Add", &count, &first) || !dp_is_i64s(p, first, 1, 1, none)) {
        return false;
    }
    const dp_form_node *node = dp_node_of(p, count);
    if (node == NULL || !dp_attr_is(node, "keepdims", 0) || !dp_says(p, count, "ReduceSum", 2, in, 1)) {
        return dp_refute(p, "isotonic regression: thresholds are not counted");
    }
    return dp_is_i64s(p, in[1], 1, 1, third) && dp_is_cast(p, in[0], DP_FORM_INT64, &passed)
           && dp_is_binary(p, passed, "LessOrEqual", &thresholds, &turned) && are_thresholds(p, m, thresholds)
           && dp_says(p, turned, "Reshape", 2, of, 0) && dp_is_i64s(p, of[1], 1, 3, cube) && dp_same(p, of[0], x, "the number");
}

/* y, and in *x what it is of, which may be held within bounds. */
static bool is_on_line(dp_prover *p, const dp_isotonic *m, dp_span name, dp_span *x)
{
    dp_span way, base, slope, length, from, which, same;
    return dp_is_binary(p, name, "Add", &way, &base) && dp_is_binary(p, way, "Mul", &slope, &length)
           && dp_is_binary(p, length, "Sub", x, &from) && is_of_line(p, m, BASE, base, &which)
           && is_of_line(p, m, SLOPE, slope, &same) && dp_same(p, same, which, "the line") && is_of_line(p, m, FROM, from, &same)
           && dp_same(p, same, which, "the line") && is_which(p, m, which, *x);
}

/* x < the first threshold, or x > the last */
static bool is_beyond(dp_prover *p, const dp_isotonic *m, dp_span name, dp_span x)
{
    dp_span below, above, number, bound;
    return dp_is_binary(p, name, "Or", &below, &above) && dp_is_binary(p, below, "Less", &number, &bound)
           && dp_same(p, number, x, "the number") && dp_is_f64(p, bound, m->x.v[0])
           && dp_is_binary(p, above, "Greater", &number, &bound) && dp_same(p, number, x, "the number")
           && dp_is_f64(p, bound, m->x.v[m->x.count - 1]);
}

bool dp_is_isotonic(dp_prover *p, const dp_isotonic *m, dp_span name, dp_span *x)
{
    dp_span y = name, flag, nan, high, bound;
    bool or_nan = !m->clip && m->x.count > 1; /* of one threshold alone any x has its value */
    if (or_nan && (!dp_is_choice(p, name, 1, &flag, &y, &nan) || !dp_is_f64(p, nan, (double)NAN))) {
        return false;
    }
    if (!is_on_line(p, m, y, x) || (or_nan && !is_beyond(p, m, flag, *x))) {
        return false;
    }
    return !m->clip
           || (dp_is_binary(p, *x, "Min", &high, &bound) && dp_is_f64(p, bound, m->high)
               && dp_is_binary(p, high, "Max", x, &bound) && dp_is_f64(p, bound, m->low));
}
