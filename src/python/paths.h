/* Which files an expression of Python names, as far as the text of one module tells. */
#ifndef DP_PYTHON_PATHS_H
#define DP_PYTHON_PATHS_H

#include "python/scopes.h"

enum { DP_MOST_PATHS = 16 };

/* Patterns: "*" stands for whatever cannot be told, of any length, and for what a glob leaves open. A path that begins with the
 * module's own folder (__file__) is below the application's. n 1 and "*": nothing is known. */
typedef struct dp_py_paths {
    const char *at[DP_MOST_PATHS];
    size_t n;
} dp_py_paths;

/* What a parameter is given: only by this call, of this function. */
typedef struct dp_py_call {
    const dp_py_scope *function; /* NULL: any call of the module counts */
    size_t source;               /* of the function */
    dp_py_at open;               /* the call's "(" */
} dp_py_call;

/* Of the expression at `at`: a path, an open file, its bytes. named: where the path itself is written, in the module's text:
 * "models/a.pkl" of open("models/a.pkl", "rb"); named_end: the token behind it. */
typedef struct dp_py_named {
    dp_py_paths paths;
    dp_py_at named;
    size_t named_end;
} dp_py_named;

void dp_py_name_paths(const dp_py_module *module, dp_py_at at, const dp_py_call *call, dp_py_named *out);

/* The token of a call's argument: number k from 0, or the one that is called so (name may be NULL). Only plain arguments
 * are counted. source->n: there is none. */
size_t dp_py_argument(const dp_py_source *source, size_t open, size_t k, const char *name);
/* The token behind the argument, a "," or the bracket. */
size_t dp_py_argument_end(const dp_py_source *source, size_t i);

#endif
