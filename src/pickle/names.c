#include "pickle/names.h"

/* Sorted by module, then name, bytewise; tests/gen/names.py writes it, a test checks the order. */
static const dp_name rows[] = {
#define NAME(module, name, role, canonical, reason) {module, name, canonical, DP_R_##role, reason},
#include "pickle/names.def"
#undef NAME
};

const dp_name *dp_names(size_t *n)
{
    *n = sizeof rows / sizeof *rows;
    return rows;
}

const dp_name *dp_name_find(dp_span module, dp_span name)
{
    size_t low = 0;
    size_t high = sizeof rows / sizeof *rows;
    if (module.n == 0 || name.n == 0) {
        return NULL;
    }
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = dp_span_order(module, dp_span_of(rows[middle].module));
        if (order == 0) {
            order = dp_span_order(name, dp_span_of(rows[middle].name));
        }
        if (order == 0) {
            return &rows[middle];
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return NULL;
}
