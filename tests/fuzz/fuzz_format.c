/* Whole files: codecs, containers, several pickles, raw arrays between opcodes, side files. The first byte says how much
 * of the input is a side file. */
#include "fuzz.h"

#include "format/format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    dp_ctx *ctx = fuzz_ctx();
    const dp_span all = {data + 1, size - 1};
    size_t side = data[0] == 0 ? 0 : all.n * data[0] / 256;
    const dp_beside beside[] = {{"m.pkl_01.npy", dp_span_cut(all, all.n - side, side)},
                                {"m.pkl_01.npy.z", dp_span_cut(all, all.n - side, side)}};
    const dp_input input = {
        .name = "m.pkl", .main = dp_span_cut(all, 0, all.n - side), .beside = beside, .n_beside = side != 0 ? 2 : 0};
    dp_loaded loaded = {0};
    dp_sniff(input.main);
    dp_rc rc = dp_load(ctx, &input, NULL, &loaded);
    FUZZ_HOLDS(rc != DP_OK || (loaded.heap != NULL && loaded.root != 0));
    FUZZ_HOLDS(rc != DP_OK || dp_ctx_record(ctx)->verdict == DP_SAFE); /* nothing but safe names gets through */
    fuzz_done(ctx, rc);
    return 0;
}
