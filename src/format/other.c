/* What is recognised and is no pickle. Archives may hold one: their members are searched for names. */
#include "format/archive.h"
#include "format/format.h"
#include "format/kind.h"
#include "format/search.h"
#include "pickle/opcodes.h"

int dp_format_other_bid(dp_span head)
{
    const dp_file_kind *kind = dp_kind_find(head);
    if (kind == NULL) {
        return 0;
    }
    /* "CBM1" begins with a pickle's opcode for bytes: what follows decides. "PK" asks the reader for an object, which
     * pickle.load refuses. */
    bool ambiguous = head.n != 0 && head.p[0] != 'P' && dp_opcode_of(head.p[0])->name != NULL;
    return ambiguous ? 1 : kind->bits;
}

dp_rc dp_format_other_load(dp_ctx *ctx, const dp_input *input, dp_span bytes, const dp_allow *allow, dp_loaded *out)
{
    (void)input;
    (void)out;
    const dp_file_kind *kind = dp_kind_find(dp_span_cut(bytes, 0, DP_FORMAT_HEAD));
    if (kind == NULL) {
        return dp_fail(ctx, DP_CORRUPT, 0, "not a pickle");
    }
    dp_note_format(ctx, kind->name);
    dp_rc rc = dp_fail(ctx, DP_CORRUPT, 0, "not a pickle: %s", kind->what);
    if (strcmp(kind->name, "zip") == 0 || strcmp(kind->name, "tar") == 0) {
        dp_archive_search(ctx, bytes, allow);
    }
    dp_search_doubtful(ctx, bytes, 0, allow);
    return rc;
}
