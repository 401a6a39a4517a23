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

static int by_name_of(const void *name, const void *beside)
{
    return dp_span_order(*(const dp_span *)name, dp_span_of(((const dp_beside *)beside)->name));
}

const dp_beside *dp_input_beside(const dp_input *input, dp_span name)
{
    bool some = name.n != 0 && input->n_beside != 0;
    return some ? bsearch(&name, input->beside, input->n_beside, sizeof *input->beside, by_name_of) : NULL;
}
