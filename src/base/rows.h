/* Tables that are made of a .def: rows that begin with a name, sorted by it. */
#ifndef DP_BASE_ROWS_H
#define DP_BASE_ROWS_H

#include <stddef.h>

/* The row whose first member, a const char *, is this name, of n rows of `size` bytes. NULL: none. */
const void *dp_row_named(const char *name, const void *rows, size_t n, size_t size);

#endif
