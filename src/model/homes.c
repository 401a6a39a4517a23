#include "model/homes.h"

#include <stddef.h>
#include <string.h>

static const dp_home homes[] = {
#define HOME(canonical, module, name, kind) {canonical, module, name, DP_HOME_##kind},
#include "model/homes.def"
#undef HOME
};

const dp_home *dp_home_of(const char *canonical)
{
    size_t low = 0;
    size_t high = sizeof homes / sizeof *homes;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(canonical, homes[middle].canonical);
        if (order == 0) {
            return &homes[middle];
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return NULL;
}
