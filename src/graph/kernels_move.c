/* Operators that only move values: Concat, Gather, Slice, Transpose (and the two that do not even do that). */
#include "graph/kernels.h"

bool dp_kernel_identity(const dp_node *node, const dp_tensor *in, dp_tensor *out)
{
    (void)node;
    out->data = in->data;
    return true;
}

bool dp_kernel_reshape(const dp_node *node, const dp_tensor *in, dp_tensor *out)
{
    return dp_kernel_identity(node, in, out);
}

bool dp_kernel_concat(const dp_node *node, const dp_tensor *in, dp_tensor *out)
{
    size_t size = dp_type_size(out->type);
    uint64_t outer = dp_shape_product(&out->shape, 0, (int)node->axis);
    size_t line = dp_shape_product(&out->shape, (int)node->axis, out->shape.rank) * size;
    uint8_t *to = out->data;
    for (uint8_t i = 0; i < node->n_in; i++) {
        size_t part = dp_shape_product(&in[i].shape, (int)node->axis, in[i].shape.rank) * size;
        for (uint64_t o = 0; o < outer && part != 0; o++) {
            memcpy(to + o * line, (const uint8_t *)in[i].data + o * part, part);
        }
        to += part;
    }
    return true;
}

/* Values of 8 bytes, the usual case, are moved as such. */
static inline void move(uint8_t *to, const uint8_t *from, size_t size)
{
    if (size == sizeof(uint64_t)) {
        memcpy(to, from, sizeof(uint64_t));
    } else {
        memcpy(to, from, size);
    }
}

bool dp_kernel_gather(const dp_node *node, const dp_tensor *in, dp_tensor *out)
{
    dp_fold f = dp_fold_of(&in[0].shape, node->axis);
    size_t item = f.inner * dp_type_size(out->type);
    const int64_t *index = in[1].data;
    uint8_t *to = out->data;
    for (uint64_t o = 0; o < f.outer; o++) {
        const uint8_t *from = (const uint8_t *)in[0].data + o * f.n * item;
        for (uint64_t i = 0; i < in[1].count; i++, to += item) {
            if (index[i] < 0 || (uint64_t)index[i] >= f.n) {
                return false;
            }
            move(to, from + (uint64_t)index[i] * item, item);
        }
    }
    return true;
}

bool dp_kernel_gather_elements(const dp_node *node, const dp_tensor *in, dp_tensor *out)
{
    dp_fold f = dp_fold_of(&in[0].shape, node->axis);
    size_t size = dp_type_size(out->type);
    const int64_t *index = in[1].data;
    uint8_t *to = out->data;
    for (uint64_t o = 0; o < f.outer; o++) {
        const uint8_t *from = (const uint8_t *)in[0].data + o * f.n * f.inner * size;
        for (uint64_t i = 0; i < out->shape.dim[node->axis] * f.inner; i++, index++, to += size) {
            if (*index < 0 || (uint64_t)*index >= f.n) {
                return false;
            }
            memcpy(to, from + ((uint64_t)*index * f.inner + i % f.inner) * size, size);
        }
    }
    return true;
}

bool dp_kernel_slice(const dp_node *node, const dp_tensor *in, dp_tensor *out)
{
    (void)node;
    int64_t axis = *(const int64_t *)in[3].data;
    int64_t first = *(const int64_t *)in[1].data;
    dp_fold f = dp_fold_of(&in[0].shape, axis);
    uint64_t from = first < 0 ? f.n - (uint64_t)-first : (uint64_t)first;
    size_t item = f.inner * dp_type_size(out->type);
    size_t part = out->shape.dim[axis] * item;
    for (uint64_t o = 0; o < f.outer && part != 0; o++) {
        memcpy((uint8_t *)out->data + o * part, (const uint8_t *)in[0].data + (o * f.n + from) * item, part);
    }
    return true;
}

bool dp_kernel_transpose(const dp_node *node, const dp_tensor *in, dp_tensor *out)
{
    uint64_t dim[DP_MAX_RANK] = {1, 1, 1, 1};
    uint64_t step[DP_MAX_RANK] = {0}; /* in values of the input, for each dimension of the output */
    int rank = out->shape.rank;
    int front = DP_MAX_RANK - rank;
    for (int i = 0; i < rank; i++) {
        dim[front + i] = out->shape.dim[i];
        step[front + i] = dp_shape_product(&in->shape, node->perm[i] + 1, rank);
    }
    size_t size = dp_type_size(out->type);
    const uint8_t *from = in->data;
    uint8_t *to = out->data;
    for (uint64_t a = 0; a < dim[0]; a++) {
        for (uint64_t b = 0; b < dim[1]; b++) {
            for (uint64_t c = 0; c < dim[2]; c++) {
                const uint8_t *line = from + (a * step[0] + b * step[1] + c * step[2]) * size;
                for (uint64_t d = 0; d < dim[3]; d++, to += size) {
                    move(to, line + d * step[3] * size, size);
                }
            }
        }
    }
    return true;
}
