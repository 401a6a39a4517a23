/* JSON files read along with the objects of a pickle: two bytes of length, the pickle, the text. */
#include "fuzz.h"

#include "model/model.h"
#include "proof/prove_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2) {
        return 0;
    }
    dp_ctx *ctx = fuzz_ctx();
    size_t n = (size_t)dp_load16(data) < size - 2 ? dp_load16(data) : size - 2;
    const dp_input input = {.name = "m.pkl", .main = {data + 2, n}};
    dp_loaded loaded = {0};
    dp_models models = {0};
    dp_json_proof proof;
    dp_rc rc = dp_load(ctx, &input, NULL, &loaded);
    if (rc == DP_OK) {
        rc = dp_models_find(ctx, &loaded, &models);
    }
    for (size_t i = 0; rc == DP_OK && i < models.n && i < 4; i++) {
        rc = dp_prove_json(ctx, models.at[i], (dp_span){data + 2 + n, size - 2 - n}, &proof);
        FUZZ_HOLDS(rc != DP_OK || proof.holds == (proof.why[0] == '\0'));
    }
    fuzz_done(ctx, rc);
    return 0;
}
