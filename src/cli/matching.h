/* Which of an application's model files a load reads. For migrate alone. */
#ifndef DP_CLI_MATCHING_H
#define DP_CLI_MATCHING_H

#include "base/ctx.h"
#include "cli/migrated.h"

typedef enum dp_match_state {
    DP_MATCH_KNOWN,      /* this file */
    DP_MATCH_SEVERAL,    /* each of these */
    DP_MATCH_CANDIDATES, /* of this name, in another folder */
    DP_MATCH_MISSING,    /* no such file is there */
    DP_MATCH_UNKNOWN     /* the path cannot be told; any may be it */
} dp_match_state;

const char *dp_match_word(dp_match_state state);

typedef struct dp_match {
    dp_match_state state;
    const dp_migrated **at;
    size_t n;
} dp_match;

/* paths: patterns of python/paths.h, as a JSON list; source: the file they stand in, below the application's folder. Relative paths
 * are looked for below that folder, beside the source, and below any folder. In the arena. */
dp_match dp_match_paths(dp_ctx *ctx, const cJSON *paths, const char *source, const dp_migrated *models, size_t n);

#endif
