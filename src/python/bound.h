/* Where a name got its value: the expressions it may have been given, by where they stand. */
#ifndef DP_PYTHON_BOUND_H
#define DP_PYTHON_BOUND_H

#include "python/paths.h"

typedef struct dp_py_bound {
    dp_py_at at[DP_MOST_PATHS]; /* first tokens of expressions, the likeliest first */
    size_t n;                   /* 0: it cannot be told */
    bool parts;                 /* of one of them the name gets a part: a, b = … */
    size_t end;                 /* behind the name; behind self.NAME and Class.NAME */
} dp_py_bound;

/* Of the name at `at`: assignments, with … as, for … in, of the nearest scope; else what the parameter is given by the call, by
 * its default, or by any call of the module. */
void dp_py_find_bound(const dp_py_module *module, dp_py_at at, const dp_py_call *call, dp_py_bound *out);

/* Is token i the name in a call of this function: f(…); x.f(…) of a method; the class's for __init__? */
bool dp_py_calls(const dp_py_module *module, dp_py_at at, size_t source, const dp_py_scope *function);

#endif
