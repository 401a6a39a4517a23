/* joblib's raw arrays between opcodes and in side files, without the codecs around them: those have a target of their own,
 * and their checksums would stop most mutations. The first byte says how much of the input is a side file. */
#include "fuzz.h"

#include "format/format.h"
#include "value/value.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    dp_ctx *ctx = fuzz_ctx();
    const dp_span all = {data + 1, size - 1};
    size_t side = all.n * data[0] / 256;
    dp_span rest = dp_span_cut(all, all.n - side, side);
    const dp_beside beside[] = {{"m.pkl_01.npy", rest}, {"m.pkl_01.npy.z", rest}};
    const dp_input input = {.name = "m.pkl", .main = dp_span_cut(all, 0, all.n - side), .beside = beside, .n_beside = 2};
    dp_loaded loaded = {.joblib = "", .numpy = "", .heap = dp_heap_new(ctx)};
    dp_rc rc = dp_format_pickle_load(ctx, &input, input.main, NULL, &loaded);
    if (rc == DP_OK) {
        rc = dp_settle(loaded.heap, 1, dp_heap_last(loaded.heap));
    }
    for (dp_id id = 1; rc == DP_OK && id <= dp_heap_last(loaded.heap); id++) {
        const dp_array *a = dp_array_of(loaded.heap, id);
        uint8_t sum = 0;
        for (size_t i = 0; a != NULL && i < a->data.n; i++) {
            sum ^= a->data.p[i]; /* every byte must be there to be read */
        }
        FUZZ_HOLDS(sum == 0 || a->data.n != 0);
    }
    fuzz_done(ctx, rc);
    return 0;
}
