#include "model/beside.h"

#include "base/text.h"
#include "model/path.h"

static bool holds_model(const dp_models *models, const char *path)
{
    size_t n = strlen(path);
    for (size_t i = 0; i < models->n; i++) {
        const char *model = models->at[i]->path;
        if (strncmp(model, path, n) == 0 && (model[n] == '\0' || model[n] == '[' || model[n] == '.')) {
            return true;
        }
    }
    return false;
}

static void add(dp_ctx *ctx, const dp_models *models, const char *path, dp_id obj, dp_items *out)
{
    dp_item *item = path != NULL && !holds_model(models, path) ? dp_grow(ctx, &out->at, out->n, sizeof *item) : NULL;
    if (item != NULL) {
        *item = (dp_item){path, obj};
        out->n++;
    }
}

dp_rc dp_items_beside(dp_ctx *ctx, const dp_loaded *file, const dp_models *models, dp_items *out)
{
    const dp_obj *o = dp_at(file->heap, file->root);
    bool dict = o->kind == DP_K_DICT;
    bool some = models->n != 0 && (dict || o->kind == DP_K_LIST || o->kind == DP_K_TUPLE);
    *out = (dp_items){0};
    for (size_t i = 0; some && i < o->len && dp_failed(ctx) == DP_OK; i++) {
        if (dict) {
            add(ctx, models, dp_key_path(ctx, file->heap, "$", o->u.item[2 * i], false), o->u.item[2 * i + 1], out);
        } else {
            add(ctx, models, dp_take_printf(ctx, "$[%zu]", i), o->u.item[i], out);
        }
    }
    return dp_failed(ctx);
}

const dp_item *dp_item_find(const dp_items *items, const char *path)
{
    for (size_t i = 0; i < items->n; i++) {
        if (dp_path_is(items->at[i].path, path)) {
            return &items->at[i];
        }
    }
    return NULL;
}
