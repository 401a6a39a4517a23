/* Operators that fold one axis: sums and maxima in the order of the index, the first of equal extremes, and MatMul. */
#include "graph/kernels.h"

/* Row after row is added to the first, as numpy's add.reduce over axis 0 and a loop over trees do. */
#define SUM(type, name, wide)                                                          \
    static void name(const type *x, dp_fold f, type *out)                          \
    {                                                                                  \
        for (uint64_t o = 0; o < f.outer; o++, x += f.n * f.inner, out += f.inner) {   \
            for (uint64_t i = 0; i < f.inner; i++) {                                   \
                out[i] = f.n != 0 ? x[i] : (type)0;                                    \
            }                                                                          \
            for (uint64_t k = 1; k < f.n; k++) {                                       \
                for (uint64_t i = 0; i < f.inner; i++) {                               \
                    out[i] = (type)((wide)out[i] + (wide)x[k * f.inner + i]);          \
                }                                                                      \
            }                                                                          \
        }                                                                              \
    }

/* NaN wins, as in numpy. */
#define MOST(type, name)                                                               \
    static void name(const type *x, dp_fold f, type *out)                          \
    {                                                                                  \
        for (uint64_t o = 0; o < f.outer; o++, x += f.n * f.inner, out += f.inner) {   \
            for (uint64_t i = 0; i < f.inner; i++) {                                   \
                type most = x[i];                                                      \
                for (uint64_t k = 1; k < f.n; k++) {                                   \
                    type v = x[k * f.inner + i];                                       \
                    most = v > most || v != v ? v : most;                              \
                }                                                                      \
                out[i] = most;                                                         \
            }                                                                          \
        }                                                                              \
    }

/* The greatest, or the least; the first of equals. */
#define ARG(type, name)                                                                \
    static void name(const type *x, dp_fold f, bool least, int64_t *out)           \
    {                                                                                  \
        for (uint64_t o = 0; o < f.outer; o++, x += f.n * f.inner, out += f.inner) {   \
            for (uint64_t i = 0; i < f.inner; i++) {                                   \
                uint64_t best = 0;                                                     \
                for (uint64_t k = 1; k < f.n; k++) {                                   \
                    type v = x[k * f.inner + i];                                       \
                    type b = x[best * f.inner + i];                                    \
                    best = (least ? v < b : v > b) ? k : best;                         \
                }                                                                      \
                out[i] = (int64_t)best;                                                \
            }                                                                          \
        }                                                                              \
    }

/* Products are added in the order of k, for each element on its own. */
#define PRODUCT(type, name)                                                                            \
    static void name(const type *a, const type *b, type *out, uint64_t rows, uint64_t n, uint64_t cols) \
    {                                                                                                  \
        for (uint64_t r = 0; r < rows; r++, a += n, out += cols) {                                     \
            for (uint64_t c = 0; c < cols; c++) {                                                      \
                out[c] = (type)0;                                                                      \
            }                                                                                          \
            for (uint64_t k = 0; k < n; k++) {                                                         \
                for (uint64_t c = 0; c < cols; c++) {                                                  \
                    out[c] += a[k] * b[k * cols + c];                                                  \
                }                                                                                      \
            }                                                                                          \
        }                                                                                              \
    }

SUM(double, sum_f64, double)
SUM(float, sum_f32, float)
SUM(int64_t, sum_i64, uint64_t)
MOST(double, most_f64)
MOST(float, most_f32)
MOST(int64_t, most_i64)
ARG(double, arg_f64)
ARG(float, arg_f32)
ARG(int64_t, arg_i64)
PRODUCT(double, product_f64)
PRODUCT(float, product_f32)

/* With a single column: the same sums in the same order, kept in a register. */
#define DOT(type, name)                                                                                \
    static void name(const type *a, const type *b, type *out, uint64_t rows, uint64_t n)               \
    {                                                                                                  \
        for (uint64_t r = 0; r < rows; r++, a += n) {                                                  \
            type sum = 0;                                                                              \
            for (uint64_t k = 0; k < n; k++) {                                                         \
                sum += a[k] * b[k];                                                                    \
            }                                                                                          \
            out[r] = sum;                                                                              \
        }                                                                                              \
    }

DOT(double, dot_f64)
DOT(float, dot_f32)

bool dp_kernel_reduce(const dp_node *node, const dp_tensor *in, dp_tensor *out)
{
    dp_fold f = dp_fold_of(&in->shape, node->axis);
    bool sum = node->op == DP_OP_REDUCE_SUM;
    if (in->type == DP_T_F64) {
        (sum ? sum_f64 : most_f64)(in->data, f, out->data);
    } else if (in->type == DP_T_F32) {
        (sum ? sum_f32 : most_f32)(in->data, f, out->data);
    } else {
        (sum ? sum_i64 : most_i64)(in->data, f, out->data);
    }
    return true;
}

bool dp_kernel_cum_sum(const dp_node *node, const dp_tensor *in, dp_tensor *out)
{
    (void)node;
    uint64_t n = in->shape.dim[1];
    const double *x = in->data;
    double *to = out->data;
    for (uint64_t i = 0; i < in->count; i++) {
        to[i] = i % n == 0 ? x[i] : to[i - 1] + x[i];
    }
    return true;
}

bool dp_kernel_arg(const dp_node *node, const dp_tensor *in, dp_tensor *out)
{
    dp_fold f = dp_fold_of(&in->shape, node->axis);
    bool least = node->op == DP_OP_ARGMIN;
    if (in->type == DP_T_F64) {
        arg_f64(in->data, f, least, out->data);
    } else if (in->type == DP_T_F32) {
        arg_f32(in->data, f, least, out->data);
    } else {
        arg_i64(in->data, f, least, out->data);
    }
    return true;
}

bool dp_kernel_matmul(const dp_node *node, const dp_tensor *in, dp_tensor *out)
{
    (void)node;
    uint64_t rows = in[0].shape.dim[0];
    uint64_t n = in[0].shape.dim[1];
    uint64_t cols = in[1].shape.dim[1];
    if (in[0].type == DP_T_F64 && cols == 1) {
        dot_f64(in[0].data, in[1].data, out->data, rows, n);
    } else if (in[0].type == DP_T_F64) {
        product_f64(in[0].data, in[1].data, out->data, rows, n, cols);
    } else if (cols == 1) {
        dot_f32(in[0].data, in[1].data, out->data, rows, n);
    } else {
        product_f32(in[0].data, in[1].data, out->data, rows, n, cols);
    }
    return true;
}
