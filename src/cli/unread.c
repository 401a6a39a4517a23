#include "cli/unread.h"

#include "base/text.h"

enum { LONG_LINE = 400, ZIP_NAME = 30 }; /* where the name of a zip's first file stands */

static bool begins(dp_span bytes, size_t at, dp_span with)
{
    return dp_span_equal(dp_span_cut(bytes, at, with.n), with);
}

/* skops writes its schema first; so do we. */
static bool is_skops(dp_span bytes)
{
    return begins(bytes, 0, DP_LIT("PK\003\004")) && begins(bytes, ZIP_NAME, DP_LIT("schema.json"));
}

/* "sklearn.ensemble.RandomForestClassifier of scikit-learn 1.9.1, from forest.pkl": the first line of a header of ours; n 0: it is
 * none. */
static dp_span header_of(dp_span bytes)
{
    dp_span line = dp_span_cut(bytes, 0, LONG_LINE);
    const uint8_t *end = line.n != 0 ? memchr(line.p, '\n', line.n) : NULL;
    line.n = end != NULL ? (size_t)(end - line.p) : line.n;
    const uint8_t *by = begins(line, 0, DP_LIT("/* ")) ? memmem(line.p, line.n, "; written by depickle ", 22) : NULL;
    return by != NULL ? (dp_span){line.p + 3, (size_t)(by - line.p) - 3} : (dp_span){NULL, 0};
}

dp_rc dp_refuse_unread(dp_ctx *ctx, dp_span bytes)
{
    dp_span header = header_of(bytes);
    if (is_skops(bytes)) {
        return dp_fail(ctx, DP_UNSUPPORTED, DP_NO_OFFSET,
                       "a skops file, which is not read back: skops.io.visualize shows what is in it, and depickle reads what it was written of");
    }
    if (header.n != 0) {
        return dp_fail(ctx, DP_UNSUPPORTED, DP_NO_OFFSET, "a C header of %s, which is not read back", dp_escape(ctx, header, LONG_LINE));
    }
    return DP_OK;
}
