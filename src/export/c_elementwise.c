/* Operators on one value at a time: the expressions of graph/scalars.def, as text. */
#include "export/c_writer.h"

#include "graph/broadcast.h"

#include <inttypes.h>
#include <stdio.h>

#define WHOLE "a >= -9223372036854775808.0 && a < 9223372036854775808.0 ? (int64_t)a : INT64_MIN"

/* By operator, and type of the first operand. What shapes.c refuses is NULL. */
static const char *const expressions[DP_OPS][DP_T_BOOL + 1] = {
#define SCALAR(op, operands, from, to, expr) [DP_OP_##op][DP_T_##from] = #expr,
#include "graph/scalars.def"
#undef SCALAR
    [DP_OP_WHERE][DP_T_BOOL] = "a != 0 ? b : c",
};

static const char *expression(const dp_node *node, dp_type from, dp_type to)
{
    if (node->op == DP_OP_CAST) {
        return to == DP_T_BOOL ? "a != 0" : to == DP_T_I64 && (from == DP_T_F64 || from == DP_T_F32) ? WHOLE : "a";
    }
    return from <= DP_T_BOOL ? expressions[node->op][from] : NULL;
}

/* Compilers compute such a function of a constant themselves, and make pow(a, 2) a product: not always the last bit of the C
 * library's. So its operands are volatile. */
static bool is_libm(dp_op op)
{
    return op == DP_OP_EXP || op == DP_OP_LOG || op == DP_OP_POW || op == DP_OP_SIN || op == DP_OP_TANH;
}

/* "i0 * 30 + i1", of an array that moves `step[d]` values with one step of loop d. */
static const char *place(char out[160], const dp_loops *l, const size_t *step)
{
    int n = 0;
    out[0] = '\0';
    for (int d = 0; d < l->rank; d++) {
        if (step[d] == 0 || l->dim[d] == 1) {
            continue;
        }
        n += snprintf(out + n, 160 - (size_t)n, step[d] == 1 ? "%si%d" : "%si%d * %zu", n != 0 ? " + " : "", d, step[d]);
    }
    return n != 0 ? out : "0";
}

void dp_c_elementwise(dp_c_writer *w, const dp_node *node)
{
    dp_type from = w->g->value[node->in[0]].type;
    dp_type to = w->g->value[node->out].type;
    const char *value = to <= DP_T_BOOL ? expression(node, from, to) : NULL;
    if (value == NULL) {
        dp_fail(w->ctx, DP_UNSUPPORTED, DP_NO_OFFSET, "%s of %s has no form in C", dp_op_name(node->op), dp_type_name(from));
        return;
    }
    dp_shape in[DP_LOOP_OPERANDS] = {{0}};
    for (uint8_t k = 0; k < node->n_in; k++) {
        in[k] = dp_c_shape(w, node->in[k]);
    }
    dp_shape out = dp_c_shape(w, node->out);
    dp_loops l = dp_loops_of(in, node->n_in, &out);
    char text[160];
    size_t step[DP_MAX_RANK];
    int opened = 0;
    for (int d = 0; d < l.rank; d++) {
        char i[8];
        snprintf(i, sizeof i, "i%d", d);
        if (l.dim[d] != 1) {
            dp_c_for(w, i, l.dim[d]);
            opened++;
        }
    }
    if (opened == 0) {
        dp_c_line(w, "{");
        w->depth++;
    }
    for (uint8_t k = 0; k < node->n_in; k++) {
        for (int d = 0; d < l.rank; d++) {
            step[d] = l.step[d][k];
        }
        dp_c_line(w, "const %s%s %c = %s[%s];", is_libm(node->op) ? "volatile " : "", dp_c_type(w->g->value[node->in[k]].type), 'a' + k,
                  w->name[node->in[k]], place(text, &l, step));
    }
    step[l.rank - 1] = 1;
    for (int d = l.rank - 1; d > 0; d--) {
        step[d - 1] = step[d] * l.dim[d];
    }
    dp_c_line(w, "%s[%s] = (%s)(%s);", w->name[node->out], place(text, &l, step), dp_c_type(to), value);
    for (opened = opened != 0 ? opened : 1; opened != 0; opened--) {
        dp_c_end(w);
    }
}
