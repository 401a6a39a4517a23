/* .npy files:
 *   93 "NUMPY", major, minor, header length (2 bytes little-endian in version 1, 4 in versions 2 and 3), header
 *   (format/npy_header.c), then the array's bytes in its order; for objects one pickle instead. */
#include "format/npy.h"

#include "base/ckd.h"
#include "format/format.h"
#include "format/npy_header.h"
#include "value/value.h"

enum { MAGIC = 6, VERSION = 8 };

bool dp_npy_is(dp_span head)
{
    return head.n >= MAGIC && memcmp(head.p, "\x93NUMPY", MAGIC) == 0;
}

/* The header's text, and where the data begins. */
static dp_rc find_header(dp_ctx *ctx, dp_span bytes, dp_span *text, size_t *data)
{
    if (!dp_npy_is(bytes) || bytes.n < VERSION + 4) {
        return dp_fail(ctx, DP_CORRUPT, 0, "npy file: truncated, or no such file");
    }
    uint8_t major = bytes.p[MAGIC];
    if (major < 1 || major > 3 || bytes.p[MAGIC + 1] != 0) {
        return dp_fail(ctx, DP_CORRUPT, MAGIC, "npy file: version %u.%u, known are 1.0 to 3.0", major,
                       bytes.p[MAGIC + 1]);
    }
    size_t from = major == 1 ? VERSION + 2 : VERSION + 4;
    size_t n = major == 1 ? dp_load16(bytes.p + VERSION) : dp_load32(bytes.p + VERSION);
    if (n > bytes.n - from) {
        return dp_fail(ctx, DP_CORRUPT, VERSION, "npy file: a header of %zu bytes in a file of %zu", n, bytes.n);
    }
    *text = dp_span_cut(bytes, from, n);
    *data = from + n;
    return DP_OK;
}

static dp_rc read_objects(dp_heap *heap, dp_id id, dp_span bytes, size_t at, const dp_allow *allow)
{
    dp_ctx *ctx = dp_heap_ctx(heap);
    dp_hooks hooks = {.allow = allow};
    dp_pickle_facts facts = {0};
    dp_id root;
    size_t used = 0;
    dp_span rest = dp_span_cut(bytes, at, bytes.n);
    dp_id before = dp_heap_last(heap);
    dp_place place = dp_ctx_place(ctx, DP_NESTED);
    dp_rc rc = dp_pickle_run(heap, rest, at, &hooks, &facts, &root, &used);
    if (rc != DP_OK || used != rest.n) {
        dp_pickle_salvage(heap, dp_span_cut(rest, used, rest.n), at + used, &hooks);
        rc = dp_fail(ctx, DP_CORRUPT, at + used, "npy file: bytes follow the pickle of its objects");
    }
    dp_ctx_place(ctx, place);
    DP_TRY(rc);
    DP_TRY(dp_settle(heap, before + 1, dp_heap_last(heap)));
    if (dp_kind_of(heap, root) != DP_K_ARRAY) {
        return dp_fail(ctx, DP_CORRUPT, at, "npy file: the pickle of its objects is no array");
    }
    *dp_at(heap, id) = *dp_at(heap, root);
    return DP_OK;
}

dp_rc dp_npy_read(dp_heap *heap, dp_id id, dp_span bytes, const dp_allow *allow)
{
    dp_ctx *ctx = dp_heap_ctx(heap);
    dp_span text;
    size_t at = 0;
    dp_npy_header header;
    DP_TRY(find_header(ctx, bytes, &text, &at));
    if (!dp_npy_header_read(ctx, text, &header)) {
        return dp_fail(ctx, DP_CORRUPT, VERSION, "npy file: the header is not the dict that numpy writes");
    }
    if (header.type.kind == 'O') {
        return read_objects(heap, id, bytes, at, allow);
    }
    for (uint32_t i = 0; i < header.type.n_fields; i++) {
        if (header.type.fields[i].type.kind == 'O') {
            return dp_fail(ctx, DP_CORRUPT, VERSION, "npy file: records with objects");
        }
    }
    return dp_array_put(heap, id, &header.type, header.ndim, header.dim, header.fortran,
                        dp_span_cut(bytes, at, bytes.n), NULL);
}

int dp_format_npy_bid(dp_span head)
{
    return dp_npy_is(head) ? MAGIC * 8 : 0;
}

dp_rc dp_format_npy_load(dp_ctx *ctx, const dp_input *input, dp_span bytes, const dp_allow *allow, dp_loaded *out)
{
    (void)input;
    out->root = dp_obj_new(out->heap, DP_K_NONE, 0);
    if (out->root == 0) {
        return dp_failed(ctx);
    }
    return dp_npy_read(out->heap, out->root, bytes, allow);
}
