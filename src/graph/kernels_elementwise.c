/* Operators on one value at a time, with numpy's broadcasting: Where, Cast and all arithmetic and comparisons. */
#include "graph/broadcast.h"
#include "graph/kernels.h"

#include "base/num.h"

#include <math.h>

typedef void line_kernel(const uint8_t *const *in, const size_t *step, uint8_t *out, uint64_t n);

/* Runs `kernel` over every innermost line. */
static void over_lines(const dp_tensor *in, int operands, dp_tensor *out, line_kernel *kernel)
{
    dp_shape shape[DP_LOOP_OPERANDS] = {{0}};
    for (int k = 0; k < operands; k++) {
        shape[k] = in[k].shape;
    }
    dp_loops l = dp_loops_of(shape, operands, &out->shape);
    int inner = l.rank - 1;
    uint64_t count[DP_MAX_RANK] = {0};
    const uint8_t *from[DP_LOOP_OPERANDS];
    size_t size[DP_LOOP_OPERANDS];
    uint8_t *to = out->data;
    size_t line = l.dim[inner] * dp_type_size(out->type);
    for (int k = 0; k < operands; k++) {
        from[k] = in[k].data;
        size[k] = dp_type_size(in[k].type);
    }
    for (uint64_t done = 0; done < out->count; done += l.dim[inner], to += line) {
        kernel(from, l.step[inner], to, l.dim[inner]);
        for (int d = inner - 1; d >= 0; d--) {
            bool full = ++count[d] == l.dim[d];
            for (int k = 0; k < operands; k++) {
                from[k] += l.step[d][k] * size[k];
                from[k] -= full ? l.step[d][k] * size[k] * l.dim[d] : 0;
            }
            if (!full) {
                break;
            }
            count[d] = 0;
        }
    }
}

/* The line kernels. Operands that do not move (step 0) and those that do get loops of their own, for speed. */
#define LINE1(name, type, result, expr)                                                                \
    static void name(const uint8_t *const *in, const size_t *step, uint8_t *out, uint64_t n)           \
    {                                                                                                  \
        const type *pa = (const type *)(const void *)in[0];                                            \
        result *to = (result *)(void *)out;                                                            \
        for (uint64_t i = 0; i < n; i++) {                                                             \
            type a = pa[i * step[0]];                                                                  \
            to[i] = (result)(expr);                                                                    \
        }                                                                                              \
    }

#define LINE2(name, type, result, expr)                                                                \
    static void name(const uint8_t *const *in, const size_t *step, uint8_t *out, uint64_t n)           \
    {                                                                                                  \
        const type *pa = (const type *)(const void *)in[0];                                            \
        const type *pb = (const type *)(const void *)in[1];                                            \
        result *to = (result *)(void *)out;                                                            \
        size_t sa = step[0];                                                                           \
        size_t sb = step[1];                                                                           \
        if (sa == 1 && sb == 1) {                                                                      \
            for (uint64_t i = 0; i < n; i++) {                                                         \
                type a = pa[i];                                                                        \
                type b = pb[i];                                                                        \
                to[i] = (result)(expr);                                                                \
            }                                                                                          \
            return;                                                                                    \
        }                                                                                              \
        for (uint64_t i = 0; i < n; i++) {                                                             \
            type a = pa[i * sa];                                                                       \
            type b = pb[i * sb];                                                                       \
            to[i] = (result)(expr);                                                                    \
        }                                                                                              \
    }

#define WHERE(name, type)                                                                              \
    static void name(const uint8_t *const *in, const size_t *step, uint8_t *out, uint64_t n)           \
    {                                                                                                  \
        const type *yes = (const type *)(const void *)in[1];                                           \
        const type *no = (const type *)(const void *)in[2];                                            \
        type *to = (type *)(void *)out;                                                                \
        for (uint64_t i = 0; i < n; i++) {                                                             \
            to[i] = in[0][i * step[0]] != 0 ? yes[i * step[1]] : no[i * step[2]];                      \
        }                                                                                              \
    }

#define TYPE_F64 double
#define TYPE_F32 float
#define TYPE_I64 int64_t
#define TYPE_BOOL uint8_t

#define SCALAR(op, operands, from, to, expr) LINE##operands(line_##op##_##from, TYPE_##from, TYPE_##to, expr)
#include "graph/scalars.def"
#undef SCALAR

WHERE(where_8, uint64_t)
WHERE(where_4, uint32_t)
WHERE(where_1, uint8_t)
WHERE(where_text, dp_span)

/* By operator, and type of the operands. What shapes.c refuses is NULL. */
static line_kernel *const table[DP_OPS][DP_T_BOOL + 1] = {
#define SCALAR(op, operands, from, to, expr) [DP_OP_##op][DP_T_##from] = line_##op##_##from,
#include "graph/scalars.def"
#undef SCALAR
};

bool dp_kernel_elementwise(const dp_node *node, const dp_tensor *in, dp_tensor *out)
{
    over_lines(in, node->n_in, out, table[node->op][in->type]);
    return true;
}

bool dp_kernel_where(const dp_node *node, const dp_tensor *in, dp_tensor *out)
{
    (void)node;
    switch (dp_type_size(out->type)) {
    case 8: over_lines(in, 3, out, where_8); break;
    case 4: over_lines(in, 3, out, where_4); break;
    case 1: over_lines(in, 3, out, where_1); break;
    default: over_lines(in, 3, out, where_text); break;
    }
    return true;
}

/* Towards zero; what does not fit becomes the smallest int64, as on x86. */
static int64_t whole(double v)
{
    return v >= -0x1p63 && v < 0x1p63 ? (int64_t)v : INT64_MIN;
}

LINE1(f64_to_f32, double, float, a)
LINE1(f64_to_i64, double, int64_t, whole(a))
LINE1(f64_to_bool, double, uint8_t, a != 0)
LINE1(f32_to_f64, float, double, a)
LINE1(f32_to_i64, float, int64_t, whole((double)a))
LINE1(f32_to_bool, float, uint8_t, a != 0)
LINE1(i64_to_f64, int64_t, double, a)
LINE1(i64_to_f32, int64_t, float, a)
LINE1(i64_to_bool, int64_t, uint8_t, a != 0)
LINE1(bool_to_f64, uint8_t, double, a)
LINE1(bool_to_f32, uint8_t, float, a)
LINE1(bool_to_i64, uint8_t, int64_t, a)
LINE1(f64_same, double, double, a)
LINE1(f32_same, float, float, a)
LINE1(i64_same, int64_t, int64_t, a)
LINE1(bool_same, uint8_t, uint8_t, a)

/* What no number stands in is refused by runtimes, and so by us. */
static bool texts_to_f64(const dp_tensor *in, dp_tensor *out)
{
    const dp_span *text = in->data;
    double *v = out->data;
    for (uint64_t i = 0; i < out->count; i++) {
        if (!dp_num_read(text[i], &v[i])) {
            return false;
        }
    }
    return true;
}

bool dp_kernel_cast(const dp_node *node, const dp_tensor *in, dp_tensor *out)
{
    static line_kernel *const from_to[DP_T_BOOL + 1][DP_T_BOOL + 1] = {
        [DP_T_F64] = {NULL, f64_same, f64_to_f32, f64_to_i64, f64_to_bool},
        [DP_T_F32] = {NULL, f32_to_f64, f32_same, f32_to_i64, f32_to_bool},
        [DP_T_I64] = {NULL, i64_to_f64, i64_to_f32, i64_same, i64_to_bool},
        [DP_T_BOOL] = {NULL, bool_to_f64, bool_to_f32, bool_to_i64, bool_same},
    };
    (void)node;
    if (in->type == DP_T_TEXT) {
        return texts_to_f64(in, out);
    }
    over_lines(in, 1, out, from_to[in->type][out->type]);
    return true;
}
