#include "support/test_ctx.h"

#include <stdlib.h>

static struct kept {
    dp_ctx *ctx;
    struct kept *before;
} *newest;

static void free_all(void)
{
    while (newest != NULL) {
        struct kept *kept = newest;
        newest = kept->before;
        dp_ctx_free(kept->ctx);
        free(kept);
    }
}

dp_ctx *test_ctx(void)
{
    const dp_limits limits = dp_limits_default(0);
    struct kept *kept = malloc(sizeof *kept);
    dp_ctx *ctx = dp_ctx_new(&limits);
    if (kept == NULL || ctx == NULL || (newest == NULL && atexit(free_all) != 0)) {
        abort();
    }
    *kept = (struct kept){ctx, newest};
    newest = kept;
    return ctx;
}
