#include "export/inspect_standing.h"

#include "base/text.h"
#include "graph/emit.h"

dp_standing dp_standing_of(dp_ctx *ctx, const dp_loaded *loaded, dp_id obj, bool whole)
{
    const char *name = dp_obj_class(loaded->heap, obj);
    dp_model *model = dp_take(ctx, 1, sizeof *model);
    dp_emit_options options = {0};
    dp_graph *graph = NULL;
    if (model == NULL) {
        return (dp_standing){.kind = DP_UNREAD, .at = "", .why = ""};
    }
    *model = (dp_model){.file = loaded, .obj = obj, .path = "", .canonical = name, .cls = dp_class_find(name), .sklearn_version = ""};
    dp_rc rc = dp_model_read(ctx, model);
    if (rc == DP_OK && whole) {
        rc = dp_model_emit(ctx, model, &options, &graph);
    }
    if (rc == DP_OK) {
        return (dp_standing){DP_CONVERTS, "", "", model, graph};
    }
    const dp_record *record = dp_ctx_record(ctx);
    dp_standing out = {rc == DP_UNSUPPORTED ? DP_BLOCKED : DP_UNREAD, dp_take_printf(ctx, "%s", record->path),
                       dp_take_printf(ctx, "%s", record->what), model, NULL};
    dp_forgive(ctx);
    return out;
}
