#include "graph/broadcast.h"

static void steps_of(const dp_shape *in, const dp_shape *out, int operand, dp_loops *l)
{
    size_t step = 1;
    for (int d = out->rank - 1; d >= 0; d--) {
        int i = d - (out->rank - in->rank);
        uint64_t dim = i >= 0 ? in->dim[i] : 1;
        l->step[d][operand] = dim == 1 ? 0 : step;
        step *= dim;
    }
}

/* Can the last loop run on into one of `dim` steps, for each operand? */
static bool runs_on(const dp_loops *l, uint64_t dim, const size_t *step, int operands)
{
    for (int k = 0; k < operands; k++) {
        if (l->step[l->rank - 1][k] != step[k] * dim) {
            return false;
        }
    }
    return true;
}

dp_loops dp_loops_of(const dp_shape *in, int operands, const dp_shape *out)
{
    dp_loops all = {.rank = out->rank};
    dp_loops l = {.rank = 0};
    for (int k = 0; k < operands; k++) {
        steps_of(&in[k], out, k, &all);
    }
    for (int d = 0; d < out->rank; d++) {
        if (out->dim[d] == 1) {
            continue;
        }
        if (l.rank != 0 && runs_on(&l, out->dim[d], all.step[d], operands)) {
            l.dim[l.rank - 1] *= out->dim[d];
        } else {
            l.dim[l.rank++] = out->dim[d];
        }
        memcpy(l.step[l.rank - 1], all.step[d], sizeof l.step[0]);
    }
    if (l.rank == 0) {
        l.dim[l.rank++] = 1;
    }
    return l;
}
