#include "proof/prover.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>

bool dp_refute(dp_prover *p, const char *fmt, ...)
{
    char text[400];
    va_list args;
    if (p->why == NULL) {
        va_start(args, fmt);
        vsnprintf(text, sizeof text, fmt, args);
        va_end(args);
        p->why = dp_escape(p->ctx, dp_span_of(text), sizeof text);
    }
    return false;
}

bool dp_leave_open(dp_prover *p, const char *what)
{
    p->open = p->open || p->why == NULL;
    return dp_refute(p, "%s", what);
}

bool dp_prove_deeper(dp_prover *p)
{
    enum { DEEPEST = 16, MOST = 10000 };
    if (p->depth == DEEPEST || p->visits == MOST) {
        return dp_leave_open(p, "estimators inside each other, too many to follow");
    }
    p->depth++;
    p->visits++;
    return true;
}

static const char *shown(dp_prover *p, dp_span name)
{
    return dp_escape(p->ctx, name, 40);
}

/* ---- nodes ---- */

dp_form_node *dp_node_of(const dp_prover *p, dp_span name)
{
    const dp_form_thing *thing = dp_form_find(p->file, name);
    return thing != NULL ? thing->node : NULL;
}

bool dp_made_by(const dp_prover *p, dp_span name, const char *op)
{
    const dp_form_node *node = dp_node_of(p, name);
    return node != NULL && node->domain.n == 0 && dp_span_is(node->op, op);
}

bool dp_says(dp_prover *p, dp_span name, const char *op, size_t n_in, dp_span *in, size_t attrs)
{
    dp_form_node *node = dp_node_of(p, name);
    if (!dp_made_by(p, name, op) || node->n_in != n_in || node->n_attr != attrs) {
        return dp_refute(p, "%s: expected %s of %zu operands, found %s", shown(p, name), op, n_in,
                         node != NULL ? shown(p, node->op) : "no operator");
    }
    node->used = true;
    for (size_t i = 0; i < n_in; i++) {
        in[i] = node->in[i];
    }
    return true;
}

const dp_form_attr *dp_attr_of(const dp_form_node *node, const char *name, uint64_t type)
{
    const dp_form_attr *found = NULL;
    for (size_t i = 0; i < node->n_attr; i++) {
        if (dp_span_is(node->attr[i].name, name)) {
            if (found != NULL || node->attr[i].type != type) {
                return NULL;
            }
            found = &node->attr[i];
        }
    }
    return found;
}

bool dp_attr_is(const dp_form_node *node, const char *name, int64_t value)
{
    const dp_form_attr *a = dp_attr_of(node, name, DP_FORM_INT_ATTR);
    return a != NULL && a->i == (uint64_t)value;
}

/* One operand and attributes, which are judged by the caller. */
static bool with_attr(dp_prover *p, dp_span name, const char *op, size_t n_in, dp_span *in, size_t attrs, bool good,
                      const char *what)
{
    return good ? dp_says(p, name, op, n_in, in, attrs) : dp_refute(p, "%s: %s with %s", shown(p, name), op, what);
}

bool dp_is_cast(dp_prover *p, dp_span name, uint64_t to, dp_span *x)
{
    const dp_form_node *node = dp_node_of(p, name);
    bool good = node == NULL || dp_attr_is(node, "to", (int64_t)to);
    return with_attr(p, name, "Cast", 1, x, 1, good, "another type");
}

bool dp_is_rounded(dp_prover *p, dp_span name, dp_span *x)
{
    dp_span wide, less, single;
    return dp_is_unary(p, name, "Neg", &wide) && dp_is_cast(p, wide, DP_FORM_DOUBLE, &less) && dp_is_unary(p, less, "Neg", &single)
           && dp_is_cast(p, single, DP_FORM_FLOAT, x);
}

bool dp_is_transpose(dp_prover *p, dp_span name, dp_span *x)
{
    int32_t perm[2] = {0, 0};
    const dp_form_node *node = dp_node_of(p, name);
    const dp_form_attr *a = node != NULL ? dp_attr_of(node, "perm", DP_FORM_INTS_ATTR) : NULL;
    bool good = a != NULL && dp_pb_ints(a->bytes, perm, 2) && perm[0] == 1 && perm[1] == 0;
    return with_attr(p, name, "Transpose", 1, x, 1, good, "another order of dimensions");
}

bool dp_is_turned(dp_prover *p, dp_span name, uint64_t width, dp_span *x)
{
    const int64_t shape[] = {-1, 1, (int64_t)width};
    int32_t perm[3] = {0, 0, 0};
    dp_span cube, in[2];
    const dp_form_node *node = dp_node_of(p, name);
    const dp_form_attr *a = node != NULL ? dp_attr_of(node, "perm", DP_FORM_INTS_ATTR) : NULL;
    bool good = a != NULL && dp_pb_ints(a->bytes, perm, 3) && perm[0] == 1 && perm[1] == 0 && perm[2] == 2;
    if (!good || !dp_says(p, name, "Transpose", 1, &cube, 1) || !dp_says(p, cube, "Reshape", 2, in, 0)
        || !dp_is_i64s(p, in[1], 1, 3, shape)) {
        return dp_refute(p, "answers in another order of dimensions");
    }
    *x = in[0];
    return true;
}

bool dp_is_gather(dp_prover *p, dp_span name, int64_t axis, dp_span *data, dp_span *index)
{
    dp_span in[2];
    const dp_form_node *node = dp_node_of(p, name);
    bool good = node == NULL || dp_attr_is(node, "axis", axis);
    if (!with_attr(p, name, "Gather", 2, in, 1, good, "another axis")) {
        return false;
    }
    *data = in[0];
    *index = in[1];
    return true;
}

static bool is_sum(dp_prover *p, dp_span name, int64_t axis, bool keeps, dp_span *x)
{
    dp_span in[2];
    const dp_form_node *node = dp_node_of(p, name);
    bool good = node == NULL || dp_attr_is(node, "keepdims", keeps);
    if (!with_attr(p, name, "ReduceSum", 2, in, 1, good, keeps ? "the axis gone" : "the axis kept") || !dp_is_i64s(p, in[1], 1, 1, &axis)) {
        return false;
    }
    *x = in[0];
    return true;
}

bool dp_is_sum_of_first(dp_prover *p, dp_span name, dp_span *x)
{
    return is_sum(p, name, 0, false, x);
}

bool dp_is_sum_of_rows(dp_prover *p, dp_span name, dp_span *x)
{
    return is_sum(p, name, 1, true, x);
}

bool dp_is_argmax(dp_prover *p, dp_span name, dp_span *x)
{
    const dp_form_node *node = dp_node_of(p, name);
    bool good = node == NULL || (dp_attr_is(node, "axis", 1) && dp_attr_is(node, "keepdims", 0));
    return with_attr(p, name, "ArgMax", 1, x, 2, good, "another axis");
}

bool dp_is_slice(dp_prover *p, dp_span name, uint64_t from, uint64_t to, dp_span *x)
{
    dp_span in[4];
    const int64_t bound[] = {(int64_t)from, (int64_t)to, 1};
    if (!dp_says(p, name, "Slice", 4, in, 0)) {
        return false;
    }
    for (int i = 0; i < 3; i++) {
        if (!dp_is_i64s(p, in[i + 1], 1, 1, &bound[i])) {
            return false;
        }
    }
    *x = in[0];
    return true;
}

bool dp_is_unary(dp_prover *p, dp_span name, const char *op, dp_span *x)
{
    return dp_says(p, name, op, 1, x, 0);
}

bool dp_is_binary(dp_prover *p, dp_span name, const char *op, dp_span *a, dp_span *b)
{
    dp_span in[2];
    if (!dp_says(p, name, op, 2, in, 0)) {
        return false;
    }
    *a = in[0];
    *b = in[1];
    return true;
}

bool dp_is_concat(dp_prover *p, dp_span name, int64_t axis, size_t n, const dp_span **in)
{
    dp_form_node *node = dp_node_of(p, name);
    if (!dp_made_by(p, name, "Concat") || node->n_in != n || node->n_attr != 1 || !dp_attr_is(node, "axis", axis)) {
        return dp_refute(p, "%s: expected Concat of %zu parts on axis %d", shown(p, name), n, (int)axis);
    }
    node->used = true;
    *in = node->in;
    return true;
}

bool dp_are_side_by_side(dp_prover *p, dp_span name, size_t n, dp_index_proof *is, void *self)
{
    const dp_span *column = &name;
    bool good = n == 1 || dp_is_concat(p, name, 1, n, &column);
    for (size_t i = 0; good && i < n; i++) {
        good = is(p, self, i, column[i]);
    }
    return good;
}

bool dp_is_column_as(dp_prover *p, dp_span name, uint8_t rank, dp_span *x)
{
    static const int64_t shape[] = {-1, 1};
    dp_span in[2];
    if (!dp_says(p, name, "Reshape", 2, in, 0) || !dp_is_i64s(p, in[1], 1, rank, shape)) {
        return false;
    }
    *x = in[0];
    return true;
}

bool dp_same(dp_prover *p, dp_span a, dp_span b, const char *what)
{
    return dp_span_equal(a, b) || dp_refute(p, "%s: not computed from %s", shown(p, a), what);
}

/* ---- constants ---- */

const dp_form_tensor *dp_tensor_of(dp_prover *p, dp_span name, uint64_t type, uint8_t rank)
{
    const dp_form_thing *thing = dp_form_find(p->file, name);
    const dp_form_tensor *t = thing != NULL && thing->init != 0 ? &p->file->graph.init[thing->init - 1] : NULL;
    if (t == NULL || t->type != type || t->rank != rank) {
        dp_refute(p, "%s: expected a constant of type %u and rank %u", shown(p, name), (unsigned)type, rank);
        return NULL;
    }
    p->file->graph.init_used[thing->init - 1] = true;
    return t;
}

static dp_near exactly(double value)
{
    return (dp_near){value, 0};
}

bool dp_is_f64_near(dp_prover *p, dp_span name, dp_near value)
{
    const dp_form_tensor *t = dp_tensor_of(p, name, DP_FORM_DOUBLE, 0);
    if (t != NULL && !dp_is_near(dp_f64_at(t, 0), value)) {
        return dp_refute(p, "%s: expected %.17g, found %.17g", shown(p, name), value.v, dp_f64_at(t, 0));
    }
    return t != NULL;
}

bool dp_is_f64(dp_prover *p, dp_span name, double value)
{
    return dp_is_f64_near(p, name, exactly(value));
}

/* Where(of == of, c, c), or c taken from two of it by whether of == of */
static bool is_masked(dp_prover *p, dp_span name, dp_span of, dp_near c)
{
    dp_span in[3], pair, equal;
    bool where = dp_made_by(p, name, "Where");
    if (where ? !dp_says(p, name, "Where", 3, in, 0)
              : !dp_is_binary(p, name, "Gather", &pair, &in[0]) || !dp_is_cast(p, in[0], DP_FORM_INT64, &in[0])) {
        return false;
    }
    equal = in[0];
    if (!dp_is_binary(p, equal, "Equal", &in[0], &equal) || !dp_same(p, in[0], of, "itself") || !dp_same(p, equal, of, "itself")) {
        return false;
    }
    if (where) {
        return dp_is_f64_near(p, in[1], c) && dp_same(p, in[2], in[1], "the same number");
    }
    const dp_form_tensor *t = dp_tensor_of(p, pair, DP_FORM_DOUBLE, 1);
    bool both = t != NULL && t->count == 2 && dp_is_near(dp_f64_at(t, 0), c) && dp_same_bits(dp_f64_at(t, 1), dp_f64_at(t, 0));
    return both || dp_refute(p, "%s: another number", shown(p, name));
}

static bool is_number(dp_prover *p, dp_span name, dp_span of, dp_near c)
{
    return dp_node_of(p, name) == NULL ? dp_is_f64_near(p, name, c) : is_masked(p, name, of, c);
}

bool dp_is_number(dp_prover *p, dp_span name, dp_span of, double c)
{
    return is_number(p, name, of, exactly(c));
}

bool dp_is_factor(dp_prover *p, dp_span name, dp_span of, uint64_t width, double c)
{
    return dp_is_factor_near(p, name, of, width, exactly(c));
}

bool dp_is_factor_near(dp_prover *p, dp_span name, dp_span of, uint64_t width, dp_near c)
{
    const dp_form_thing *thing = dp_form_find(p->file, name);
    const dp_form_tensor *t = thing != NULL && thing->init != 0 ? &p->file->graph.init[thing->init - 1] : NULL;
    if (t == NULL || t->rank == 0 || width < 2) {
        return is_number(p, name, of, c);
    }
    t = dp_tensor_of(p, name, DP_FORM_DOUBLE, 1);
    bool good = t != NULL && t->count == width;
    for (uint64_t i = 0; good && i < width; i++) {
        good = dp_is_near(dp_f64_at(t, i), c) && dp_same_bits(dp_f64_at(t, i), dp_f64_at(t, 0));
    }
    return good || dp_refute(p, "%s: expected %.17g for each column", shown(p, name), c.v);
}

bool dp_is_f64s(dp_prover *p, dp_span name, uint64_t n, const double *value)
{
    const dp_form_tensor *t = dp_tensor_of(p, name, DP_FORM_DOUBLE, 1);
    return t != NULL && t->count == n && memcmp(t->raw.p, value, n * sizeof *value) == 0;
}

bool dp_is_i64s(dp_prover *p, dp_span name, uint8_t rank, size_t n, const int64_t *value)
{
    const dp_form_tensor *t = dp_tensor_of(p, name, DP_FORM_INT64, rank);
    if (t == NULL || t->count != n) {
        return dp_refute(p, "%s: expected %zu whole numbers", shown(p, name), n);
    }
    for (size_t i = 0; i < n; i++) {
        int64_t found = (int64_t)dp_load64(t->raw.p + i * 8);
        if (found != value[i]) {
            return dp_refute(p, "%s: expected %lld, found %lld", shown(p, name), (long long)value[i], (long long)found);
        }
    }
    return true;
}
