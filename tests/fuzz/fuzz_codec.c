/* Bytes through every codec that bids for them. */
#include "fuzz.h"

#include "codec/codec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dp_ctx *ctx = fuzz_ctx();
    const dp_span in = {data, size};
    dp_span out = {NULL, 0};
    dp_rc rc = dp_decompress(ctx, in, &out);
    FUZZ_HOLDS(rc != DP_OK || out.n <= dp_ctx_limits(ctx)->decoded);
    FUZZ_HOLDS(rc != DP_OK || out.n == 0 || out.p != NULL);
    uint8_t sum = 0;
    for (size_t i = 0; rc == DP_OK && i < out.n; i++) {
        sum ^= out.p[i]; /* every byte must be there to be read */
    }
    FUZZ_HOLDS(sum == 0 || out.n != 0);
    fuzz_done(ctx, rc);
    return 0;
}
