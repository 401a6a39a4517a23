/* .npy files: the header's dict on its own, and the whole file. */
#include "fuzz.h"

#include "format/npy.h"
#include "format/npy_header.h"
#include "value/value.h"

static void read_header(dp_span text)
{
    dp_ctx *ctx = fuzz_ctx();
    dp_npy_header header;
    if (dp_npy_header_read(ctx, text, &header)) {
        FUZZ_HOLDS(header.ndim <= DP_MAX_DIMS && strchr("biufcSUOMmV", header.type.kind) != NULL);
        FUZZ_HOLDS(fuzz_is_printable(dp_dtype_text(ctx, &header.type)));
    }
    fuzz_done(ctx, dp_failed(ctx));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const dp_span bytes = {data, size};
    read_header(bytes);
    dp_ctx *ctx = fuzz_ctx();
    dp_heap *heap = dp_heap_new(ctx);
    dp_id id = heap != NULL ? dp_obj_new(heap, DP_K_NONE, 0) : 0;
    dp_rc rc = dp_npy_read(heap, id, bytes, NULL);
    FUZZ_HOLDS(rc != DP_OK || dp_array_of(heap, id) != NULL);
    fuzz_done(ctx, rc);
    return 0;
}
