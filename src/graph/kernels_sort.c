/* TopK: of each row the least k, in order. */
#include "graph/kernels.h"

/* NaN is greater than all numbers, as numpy sorts. Of equals the first comes first. */
static bool before(const double *x, int64_t a, int64_t b)
{
    bool less = x[a] < x[b] || (x[b] != x[b] && x[a] == x[a]);
    bool more = x[b] < x[a] || (x[a] != x[a] && x[b] == x[b]);
    return less || (!more && a < b);
}

/* Lets the item at `at` sink, in a heap whose top comes last. */
static void sink(const double *x, int64_t *heap, uint64_t n, uint64_t at)
{
    int64_t item = heap[at];
    for (uint64_t child = 2 * at + 1; child < n; child = 2 * at + 1) {
        child += child + 1 < n && before(x, heap[child], heap[child + 1]);
        if (!before(x, item, heap[child])) {
            break;
        }
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = item;
}

static void least(const double *x, uint64_t n, int64_t *out, uint64_t k)
{
    for (uint64_t i = 0; i < k; i++) {
        out[i] = (int64_t)i;
    }
    for (uint64_t i = k / 2; i-- > 0;) {
        sink(x, out, k, i);
    }
    for (uint64_t i = k; i < n; i++) {
        if (before(x, (int64_t)i, out[0])) {
            out[0] = (int64_t)i;
            sink(x, out, k, 0);
        }
    }
    for (uint64_t i = k; i-- > 1;) {
        int64_t last = out[0];
        out[0] = out[i];
        sink(x, out, i, 0);
        out[i] = last;
    }
}

bool dp_kernel_top_k(const dp_node *node, const dp_tensor *in, dp_tensor *out)
{
    (void)node;
    uint64_t n = in->shape.dim[1];
    uint64_t k = out->shape.dim[1];
    for (uint64_t r = 0; r < in->shape.dim[0]; r++) {
        least((const double *)in->data + r * n, n, (int64_t *)out->data + r * k, k);
    }
    return true;
}
