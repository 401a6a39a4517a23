#include "model/params.h"

#include <string.h>

static const dp_param params[] = {
#define PARAM(class, name, otherwise) {class, name, otherwise},
#include "model/params.def"
#undef PARAM
};

enum { N_PARAMS = sizeof params / sizeof params[0] };

const dp_param *dp_params_of(const char *canonical, size_t *n)
{
    size_t low = 0;
    size_t high = N_PARAMS;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(params[middle].class, canonical) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    size_t end = low;
    while (end < N_PARAMS && strcmp(params[end].class, canonical) == 0) {
        end++;
    }
    *n = end - low;
    return *n != 0 ? &params[low] : NULL;
}
