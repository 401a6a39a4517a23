/* TEXT_INDEX: which of the keys a text is. Keys that stand in order are searched by halves, others one by one.
 * TEXT_COUNTS: how often each n-gram stands in it. */
#include "graph/kernels.h"
#include "graph/text_counts.h"

/* keys as scikit-learn keeps them: np.unique sorts by code points, which is the order of UTF-8's bytes. */
static bool are_sorted(const dp_span *key, uint64_t n)
{
    uint64_t i = 1;
    while (i < n && dp_span_order(key[i - 1], key[i]) < 0) {
        i++;
    }
    return i >= n;
}

static uint64_t search_all(const dp_span *key, uint64_t n, dp_span text)
{
    uint64_t i = 0;
    while (i < n && dp_span_order(key[i], text) != 0) {
        i++;
    }
    return i;
}

bool dp_kernel_text_index(const dp_node *node, const dp_tensor *in, dp_tensor *out)
{
    (void)node;
    const dp_span *key = in[1].data;
    const dp_span *text = in[0].data;
    bool sorted = are_sorted(key, in[1].count);
    int64_t *to = out->data;
    for (uint64_t i = 0; i < in[0].count; i++) {
        to[i] = (int64_t)(sorted ? dp_text_find(key, in[1].count, text[i]) : search_all(key, in[1].count, text[i]));
    }
    return true;
}

bool dp_kernel_text_counts(const dp_node *node, const dp_tensor *in, dp_tensor *out)
{
    const dp_text_counts *counts = node->counts;
    const dp_span *text = in->data;
    float *to = out->data;
    memset(to, 0, (size_t)out->count * sizeof *to);
    for (uint64_t i = 0; i < in->count; i++) {
        dp_text_count(counts, text[i], to + i * counts->columns);
    }
    return true;
}
