/* A JSON file against the models it was written from: proved, or the first place that is not as it must be. */
#include "cli/compose.h"
#include "cli/verifying.h"
#include "proof/prove_json.h"

#include <inttypes.h>

dp_rc dp_verify_json(dp_ctx *ctx, const dp_task *task, dp_span written, dp_wire *wire)
{
    dp_loaded loaded = {0};
    dp_models models = {0};
    dp_composed composed;
    dp_json_proof best = {.why = "the source holds no model"};
    dp_verify_tells(task, false);
    DP_TRY(dp_task_load(ctx, task, &loaded, &models));
    DP_TRY(dp_compose(ctx, task, task->more, &loaded, &models, &composed));
    DP_TRY(dp_task_select(ctx, task, &models));
    dp_verify_tells(task, true);
    for (size_t i = 0; i < models.n; i++) {
        dp_json_proof proof;
        DP_TRY(dp_prove_json(ctx, models.at[i], written, &proof));
        if (proof.holds) {
            dp_compare_digests(ctx, proof.sha256, wire);
            dp_wire_text(wire, dp_take_printf(ctx, "compared: %" PRIu64 " values\n", proof.values));
            return dp_say_verdict(ctx, wire, "proved", DP_OK, "the file holds exactly what depickle read from the pickle",
                                  dp_take_printf(ctx, ",\"values\":%" PRIu64, proof.values));
        }
        best = proof.where >= best.where ? proof : best; /* the one that is like it longest */
    }
    return dp_say_verdict(ctx, wire, "differs", DP_MISMATCH,
                          dp_take_printf(ctx, "at byte %zu of the file: %s", best.where, best.why), "");
}
