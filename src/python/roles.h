/* Which names of a source are expressions, and which only look like it. */
#ifndef DP_PYTHON_ROLES_H
#define DP_PYTHON_ROLES_H

#include "python/token.h"

/* Fills the tokens' roles: statements' first tokens; names that are parameters of def, lambda and
 * [T], keywords of calls, names that def, class, global, nonlocal and except … as give; import statements. Adds a fault
 * where lambdas are nested beyond all reason. */
void dp_py_find_roles(dp_py_source *source);

#endif
