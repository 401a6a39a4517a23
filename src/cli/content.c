#include "cli/content.h"

#include "base/text.h"
#include "cli/rest.h"
#include "cli/told.h"
#include "export/convert.h"
#include "model/beside.h"

#include <stdlib.h>

enum { MOST_ITEMS = 50, MOST_LOOKED_AT = 64 << 20 };

/* Has the document, which this writes, objects that stand for types of their own? */
static bool is_typed(dp_ctx *ctx, const dp_task *task, const dp_rest *rest)
{
    dp_memory_sink sink;
    dp_export_options options = task->cli->export;
    options.source = (dp_source){.file = "", .container = ""};
    dp_memory_sink_init(&sink, MOST_LOOKED_AT);
    bool written = dp_rest_convert(rest, rest->formats->at[0], &options, &sink.base) == DP_OK;
    bool typed = !written || memmem(sink.p, sink.n, "{\"$", 3) != NULL;
    dp_memory_sink_done(&sink);
    dp_forgive(ctx);
    return typed;
}

static cJSON *describe(dp_ctx *ctx, const dp_task *task, const dp_loaded *loaded, const dp_item *item)
{
    const dp_models none = {0};
    const dp_wanted json = {{dp_exporter_find("json")}, 1};
    const dp_order order = {&json, &json, NULL, NULL};
    dp_loaded own = *loaded;
    own.root = item->obj;
    dp_rest rest = {.loaded = &own, .models = &none};
    bool written = dp_rest_choose(ctx, task, &order, true, &rest) == DP_OK;
    const dp_frame *table = written ? rest.table : NULL;
    dp_forgive(ctx);
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "path", item->path);
    cJSON_AddStringToObject(o, "what", dp_obj_describe(own.heap, own.root));
    cJSON_AddStringToObject(o, "form", table != NULL ? "table" : "value");
    cJSON_AddStringToObject(o, "kind", table != NULL ? table->kind : "");
    cJSON_AddNumberToObject(o, "columns", table != NULL ? (double)table->n : 0);
    cJSON_AddNumberToObject(o, "index", table != NULL ? (double)table->n_index : 0);
    cJSON_AddBoolToObject(o, "typed", !written || is_typed(ctx, task, &rest));
    return o;
}

dp_rc dp_read_content(dp_ctx *ctx, const dp_task *task, dp_wire *wire)
{
    dp_loaded loaded = {0};
    dp_models models = {0};
    dp_items items;
    DP_TRY(dp_task_load(ctx, task, &loaded, &models));
    DP_TRY(dp_items_beside(ctx, &loaded, &models, &items));
    dp_item whole = {"$", loaded.root};
    items = models.n == 0 ? (dp_items){&whole, 1} : items;
    cJSON *o = cJSON_CreateObject();
    cJSON *list = cJSON_AddArrayToObject(o, "data");
    for (size_t i = 0; i < items.n && i < MOST_ITEMS; i++) {
        cJSON_AddItemToArray(list, describe(ctx, task, &loaded, &items.at[i]));
    }
    return dp_tell_tree(ctx, wire, o);
}
