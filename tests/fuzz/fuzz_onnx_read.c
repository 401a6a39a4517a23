/* ONNX files read back. */
#include "fuzz.h"

#include "export/onnx_read.h"
#include "proof/onnx_form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dp_ctx *ctx = fuzz_ctx();
    dp_onnx_file file = {0};
    dp_rc rc = dp_onnx_read(ctx, (dp_span){data, size}, &file);
    FUZZ_HOLDS(rc != DP_OK || (file.graph != NULL && !file.graph->failed));
    if (rc == DP_OK) {
        dp_graph_tidy(file.graph);
        dp_graph_listing(file.graph);
        rc = dp_failed(ctx);
    }
    if (rc == DP_OK) { /* what the proof reads by its own means */
        dp_onnx_form form;
        rc = dp_form_read(ctx, (dp_span){data, size}, &form);
        FUZZ_HOLDS(rc != DP_OK || form.fault != NULL || form.graph.n_nodes != 0);
    }
    fuzz_done(ctx, rc);
    return 0;
}
