#include "export/inspect_standing.h"

#include "base/text.h"
#include "graph/emit.h"

dp_standing dp_standing_of(dp_ctx *ctx, const dp_loaded *loaded, dp_id obj, bool whole)
{
    const char *name = dp_obj_class(loaded->heap, obj);
    dp_model model = {.file = loaded, .obj = obj, .path = "", .canonical = name, .cls = dp_class_find(name), .sklearn_version = ""};
    dp_emit_options options = {0};
    dp_graph *graph = NULL;
    dp_rc rc = dp_model_read(ctx, &model);
    if (rc == DP_OK && whole) {
        rc = dp_model_emit(ctx, &model, &options, &graph);
    }
    if (rc == DP_OK) {
        return (dp_standing){DP_CONVERTS, "", ""};
    }
    const dp_record *record = dp_ctx_record(ctx);
    dp_standing out = {rc == DP_UNSUPPORTED ? DP_BLOCKED : DP_UNREAD, dp_take_printf(ctx, "%s", record->path),
                       dp_take_printf(ctx, "%s", record->what)};
    dp_forgive(ctx);
    return out;
}
