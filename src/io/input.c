#include "io/input.h"

#include <stdlib.h>

static int by_name(const void *a, const void *b)
{
    return strcmp(((const dp_beside *)a)->name, ((const dp_beside *)b)->name);
}

void dp_beside_sort(dp_beside *beside, size_t n)
{
    if (n > 1) {
        qsort(beside, n, sizeof *beside, by_name);
    }
}

const dp_beside *dp_input_beside(const dp_input *input, dp_span name)
{
    size_t low = 0;
    size_t high = name.n != 0 ? input->n_beside : 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = dp_span_order(name, dp_span_of(input->beside[middle].name));
        if (order == 0) {
            return &input->beside[middle];
        }
        high = order < 0 ? middle : high;
        low = order < 0 ? low : middle + 1;
    }
    return NULL;
}
