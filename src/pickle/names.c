#include "pickle/names.h"

#include <stdlib.h>

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

static int by_name(const void *wanted, const void *row)
{
    const dp_span *key = wanted; /* module, name */
    const dp_name *name = row;
    int order = dp_span_order(key[0], dp_span_of(name->module));
    return order != 0 ? order : dp_span_order(key[1], dp_span_of(name->name));
}

const dp_name *dp_name_find(dp_span module, dp_span name)
{
    const dp_span wanted[] = {module, name};
    bool possible = module.n != 0 && name.n != 0;
    return possible ? bsearch(wanted, rows, sizeof rows / sizeof *rows, sizeof *rows, by_name) : NULL;
}
