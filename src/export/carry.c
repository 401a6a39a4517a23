#include "export/carry.h"

#include <math.h>

enum { MOST_STEPS = 16, MOST_WALKED = 64 };

/* One step of arithmetic: x op by, or by op x. */
struct step {
    dp_op op;
    double by;
    bool by_first;
    dp_type type; /* in which it is computed */
};

/* The steps from a column back to an input, the last one first. */
struct walk {
    const dp_graph *g;
    const dp_value *at;
    uint64_t column;
    struct step step[MOST_STEPS];
    size_t n;
};

static bool is_real(dp_type type)
{
    return type == DP_T_F64 || type == DP_T_F32;
}

static bool add(struct walk *w, struct step step)
{
    if (w->n == MOST_STEPS || !is_real(step.type)) {
        return false;
    }
    w->step[w->n++] = step;
    return true;
}

static void go_to(struct walk *w, dp_val v)
{
    w->at = dp_value_at(w->g, v);
}

/* The number of a constant that meets column k: the only one, or that of this column. */
static bool constant_at(const dp_value *v, uint64_t k, uint64_t width, double *out)
{
    const dp_const *c = v->constant;
    if (v->kind != DP_V_CONST || !is_real(c->type) || (c->count != 1 && (c->count != width || c->shape.dim[c->shape.rank - 1] != width))) {
        return false;
    }
    uint64_t i = c->count == 1 ? 0 : k;
    *out = c->type == DP_T_F64 ? ((const double *)c->data)[i] : (double)((const float *)c->data)[i];
    return isfinite(*out);
}

static bool whole_at(const dp_value *v, uint64_t i, int64_t *out)
{
    const dp_const *c = v->constant;
    if (v->kind != DP_V_CONST || c->type != DP_T_I64 || i >= c->count) {
        return false;
    }
    *out = ((const int64_t *)c->data)[i];
    return true;
}

/* With one constant; times or divided by 0 it would be one number. */
static bool arithmetic(struct walk *w, const dp_node *n)
{
    const dp_value *left = dp_value_at(w->g, n->in[0]);
    bool by_first = left->kind == DP_V_CONST;
    struct step step = {.op = n->op, .by_first = by_first, .type = w->at->type};
    uint64_t width = w->at->shape.dim[1];
    bool good = constant_at(by_first ? left : dp_value_at(w->g, n->in[1]), w->column, width, &step.by)
                && !((n->op == DP_OP_MUL || n->op == DP_OP_DIV) && step.by == 0) && !(n->op == DP_OP_DIV && by_first) && add(w, step);
    go_to(w, n->in[by_first ? 1 : 0]);
    return good && w->at->shape.rank == 2 && w->at->shape.dim[1] == width;
}

static bool gather(struct walk *w, const dp_node *n)
{
    const dp_value *index = dp_value_at(w->g, n->in[1]);
    int64_t i = -1;
    bool good = n->axis == 1 && index->shape.rank == 1 && whole_at(index, w->column, &i) && i >= 0;
    go_to(w, n->in[0]);
    w->column = (uint64_t)i;
    return good;
}

/* Of in, starts, ends, axes. */
static bool slice(struct walk *w, const dp_node *n)
{
    int64_t start = -1;
    int64_t axis = 0;
    const dp_value *starts = dp_value_at(w->g, n->in[1]);
    bool good = whole_at(starts, 0, &start) && starts->constant->count == 1 && start >= 0 && whole_at(dp_value_at(w->g, n->in[3]), 0, &axis)
                && axis == 1;
    go_to(w, n->in[0]);
    w->column += (uint64_t)start;
    return good;
}

static bool concat(struct walk *w, const dp_node *n)
{
    for (uint8_t i = 0; n->axis == 1 && i < n->n_in; i++) {
        go_to(w, n->in[i]);
        if (w->at->shape.rank != 2 || w->column < w->at->shape.dim[1]) {
            return w->at->shape.rank == 2;
        }
        w->column -= w->at->shape.dim[1];
    }
    return false;
}

/* What an imputer does: a constant instead of NaN, and all numbers as they are. */
static bool fill(struct walk *w, const dp_node *n)
{
    const dp_value *cond = dp_value_at(w->g, n->in[0]);
    bool good = cond->kind == DP_V_NODE && w->g->node[cond->node].op == DP_OP_IS_NAN && w->g->node[cond->node].in[0] == n->in[2]
                && dp_value_at(w->g, n->in[1])->kind == DP_V_CONST;
    go_to(w, n->in[2]);
    return good;
}

static bool through(struct walk *w, const dp_node *n)
{
    switch ((int)n->op) {
    case DP_OP_ADD:
    case DP_OP_SUB:
    case DP_OP_MUL:
    case DP_OP_DIV:
    case DP_OP_MIN:
    case DP_OP_MAX: return n->n_in == 2 && arithmetic(w, n);
    case DP_OP_CAST:
    case DP_OP_NEG:
        if (!add(w, (struct step){.op = n->op, .type = w->at->type})) {
            return false;
        }
        go_to(w, n->in[0]);
        return true;
    case DP_OP_IDENTITY: go_to(w, n->in[0]); return true;
    case DP_OP_GATHER: return gather(w, n);
    case DP_OP_SLICE: return slice(w, n);
    case DP_OP_CONCAT: return concat(w, n);
    case DP_OP_WHERE: return fill(w, n);
    default: return false;
    }
}

/* Which of the columns of all inputs; false: it is none of them. */
static bool at_input(struct walk *w)
{
    uint64_t before = 0;
    for (size_t i = 0; i < w->g->n_inputs; i++) {
        const dp_value *input = dp_value_at(w->g, w->g->input[i]);
        if (input == w->at) {
            bool good = is_real(input->type) && w->column < input->shape.dim[1];
            w->column += before;
            return good && (input->type == DP_T_F64 || add(w, (struct step){.op = DP_OP_CAST, .type = DP_T_F32}));
        }
        before += input->shape.dim[1];
    }
    return false;
}

static bool walk_back(struct walk *w, const dp_graph *g, dp_val v, uint64_t k)
{
    w->g = g;
    w->n = 0;
    w->column = k;
    go_to(w, v);
    for (size_t i = 0; w->at->kind == DP_V_NODE; i++) {
        if (i == MOST_WALKED || w->at->shape.rank != 2 || w->column >= w->at->shape.dim[1] || !through(w, &g->node[w->at->node])) {
            return false;
        }
    }
    return w->at->kind == DP_V_INPUT && at_input(w);
}

static bool turns(const struct step *s)
{
    return s->op == DP_OP_NEG || (s->op == DP_OP_SUB && s->by_first) || ((s->op == DP_OP_MUL || s->op == DP_OP_DIV) && s->by < 0);
}

dp_carry dp_carry_of(const dp_graph *g, dp_val v, uint64_t k)
{
    struct walk w;
    dp_carry out = {.known = walk_back(&w, g, v, k), .plain = true};
    for (size_t i = 0; out.known && i < w.n; i++) {
        out.plain = out.plain && w.step[i].op == DP_OP_CAST;
        out.falls = out.falls != turns(&w.step[i]);
    }
    out.column = w.column;
    return out;
}

/* ---- the edge ---- */

static double apply(const struct step *s, double x)
{
    double a = s->by_first ? s->by : x;
    double b = s->by_first ? x : s->by;
    bool f32 = s->type == DP_T_F32;
    switch ((int)s->op) {
    case DP_OP_ADD: return f32 ? (double)((float)a + (float)b) : a + b;
    case DP_OP_SUB: return f32 ? (double)((float)a - (float)b) : a - b;
    case DP_OP_MUL: return f32 ? (double)((float)a * (float)b) : a * b;
    case DP_OP_DIV: return f32 ? (double)((float)a / (float)b) : a / b;
    case DP_OP_MIN: return a < b ? a : b;
    case DP_OP_MAX: return a > b ? a : b;
    case DP_OP_NEG: return -x;
    default: return f32 ? (double)(float)x : x;
    }
}

static bool is_at_most(const struct walk *w, double x, double t)
{
    for (size_t i = w->n; i-- != 0;) {
        x = apply(&w->step[i], x);
    }
    return x <= t;
}

/* Finite numbers in their order. */
static double number_of(int64_t order)
{
    int64_t bits = order < 0 ? INT64_MIN - order : order;
    double v;
    memcpy(&v, &bits, sizeof v);
    return v;
}

double dp_carry_edge(const dp_graph *g, dp_val v, uint64_t k, double t)
{
    static const int64_t greatest = 0x7fefffffffffffff; /* DBL_MAX */
    struct walk w;
    if (!walk_back(&w, g, v, k)) {
        return HUGE_VAL;
    }
    bool low = is_at_most(&w, number_of(-greatest), t);
    if (is_at_most(&w, number_of(greatest), t) == low) {
        return HUGE_VAL;
    }
    int64_t from = -greatest; /* answers as low does, and to does not */
    int64_t to = greatest;
    while ((uint64_t)to - (uint64_t)from > 1) {
        int64_t middle = from + (int64_t)(((uint64_t)to - (uint64_t)from) / 2);
        if (is_at_most(&w, number_of(middle), t) == low) {
            from = middle;
        } else {
            to = middle;
        }
    }
    return number_of(from);
}
