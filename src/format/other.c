/* What is recognised and is no pickle. Zip archives may hold one: their members are searched for names. */
#include "format/format.h"
#include "format/kind.h"
#include "format/zip.h"

int dp_format_other_bid(dp_span head, dp_span whole)
{
    const dp_file_kind *kind = dp_kind_find(whole.n > head.n ? dp_span_cut(whole, 0, 512) : head);
    return kind != NULL ? kind->bits : 0;
}

dp_rc dp_format_other_load(dp_ctx *ctx, const dp_input *input, dp_span bytes, const dp_allow *allow, dp_loaded *out)
{
    (void)input;
    const dp_file_kind *kind = dp_kind_find(dp_span_cut(bytes, 0, 512));
    if (kind == NULL) {
        return dp_fail(ctx, DP_CORRUPT, 0, "not a pickle");
    }
    dp_note_format(ctx, kind->name);
    dp_rc rc = dp_fail(ctx, DP_CORRUPT, 0, "not a pickle: %s", kind->what);
    if (dp_span_is(dp_span_of(kind->name), "zip")) {
        dp_zip_search(out->heap, bytes, allow);
    }
    return rc;
}
