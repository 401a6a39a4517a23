/* Models found, read, turned into graphs, and the graphs run on a few rows. */
#include "fuzz.h"

#include "graph/emit.h"
#include "graph/eval.h"

#include <math.h>

enum { ROWS = 3, MOST_FEATURES = 2000 };

/* Every input port gets zeros, ones and NaN; text gets nothing. */
static bool fill(dp_ctx *ctx, const dp_graph *g, dp_tensor *in)
{
    for (size_t i = 0; i < g->n_inputs; i++) {
        const dp_value *port = dp_value_at(g, g->input[i]);
        uint64_t features = port->shape.rank == 2 ? port->shape.dim[1] : 1;
        bool numbers = port->type == DP_T_F64 || port->type == DP_T_F32;
        if (!numbers || port->shape.rank > 2 || features > MOST_FEATURES) {
            return false;
        }
        in[i] = (dp_tensor){port->type, {port->shape.rank, {ROWS, features}}, ROWS * features, NULL};
        in[i].data = dp_take(ctx, (size_t)in[i].count, sizeof(double));
        for (uint64_t k = 0; in[i].data != NULL && k < in[i].count; k++) {
            double v = k / features == 0 ? 0 : k / features == 1 ? 1 : (double)NAN;
            if (port->type == DP_T_F64) {
                ((double *)in[i].data)[k] = v;
            } else {
                ((float *)in[i].data)[k] = (float)v;
            }
        }
        if (in[i].data == NULL) {
            return false;
        }
    }
    return true;
}

static dp_rc try_model(dp_ctx *ctx, dp_model *model)
{
    static const dp_emit_options options = {0};
    dp_graph *g = NULL;
    DP_TRY(dp_model_read(ctx, model));
    DP_TRY(dp_model_emit(ctx, model, &options, &g));
    FUZZ_HOLDS(g != NULL && !g->failed && g->n_outputs != 0);
    dp_tensor *in = dp_take(ctx, g->n_inputs, sizeof *in);
    dp_tensor *out = dp_take(ctx, g->n_outputs, sizeof *out);
    if (in == NULL || out == NULL || !fill(ctx, g, in)) {
        return dp_failed(ctx);
    }
    DP_TRY(dp_eval(ctx, g, in, out));
    for (size_t i = 0; i < g->n_outputs; i++) {
        FUZZ_HOLDS(out[i].shape.rank == 0 || out[i].shape.dim[0] == ROWS);
    }
    return DP_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dp_ctx *ctx = fuzz_ctx();
    const dp_input input = {.name = "m.pkl", .main = {data, size}};
    dp_loaded loaded = {0};
    dp_models models = {0};
    dp_rc rc = dp_load(ctx, &input, NULL, &loaded);
    if (rc == DP_OK) {
        rc = dp_models_find(ctx, &loaded, &models);
    }
    for (size_t i = 0; rc == DP_OK && i < models.n && i < 4; i++) {
        rc = try_model(ctx, models.at[i]);
    }
    fuzz_done(ctx, rc);
    return 0;
}
