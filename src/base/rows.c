#include "base/rows.h"

#include <stdlib.h>
#include <string.h>

static int by_name(const void *name, const void *row)
{
    return strcmp(name, *(const char *const *)row);
}

const void *dp_row_named(const char *name, const void *rows, size_t n, size_t size)
{
    return bsearch(name, rows, n, size, by_name);
}
