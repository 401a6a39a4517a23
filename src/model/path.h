/* Where a model stands in its file: $['model'], $[0], $.best; and how people ask for it. */
#ifndef DP_MODEL_PATH_H
#define DP_MODEL_PATH_H

#include "base/ctx.h"

/* Is this path meant? It may be asked for as it is, with quotes of the other kind, without the $ before it, and by a bare key: model. */
bool dp_path_is(const char *path, const char *asked);
/* What to type for it, the same in every shell: model, or '$[0]'. */
const char *dp_path_asked(dp_ctx *ctx, const char *path);

#endif
