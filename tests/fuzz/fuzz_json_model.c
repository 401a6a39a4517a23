/* JSON model files read back into objects, and the models in them into graphs. */
#include "fuzz.h"

#include "export/json_read.h"
#include "graph/emit.h"
#include "model/model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dp_ctx *ctx = fuzz_ctx();
    dp_json_file file;
    dp_models models = {0};
    dp_emit_options options = {0};
    dp_graph *graph = NULL;
    dp_rc rc = dp_json_read(ctx, (dp_span){data, size}, &file);
    FUZZ_HOLDS(rc != DP_OK || dp_kind_of(file.loaded.heap, file.loaded.root) == DP_K_MADE);
    if (rc == DP_OK) {
        rc = dp_models_find(ctx, &file.loaded, &models);
    }
    if (rc == DP_OK && models.n == 1 && models.at[0]->cls != NULL) {
        rc = dp_model_read(ctx, models.at[0]);
        rc = rc == DP_OK ? dp_model_emit(ctx, models.at[0], &options, &graph) : rc;
        FUZZ_HOLDS(rc != DP_OK || (graph != NULL && !graph->failed));
    }
    fuzz_done(ctx, rc);
    return 0;
}
