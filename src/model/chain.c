#include "model/chain.h"

#include "base/text.h"
#include "model/settings.h"
#include "pickle/opcodes.h"
#include "value/column.h"

static dp_id text_node(dp_heap *heap, const char *text)
{
    dp_id id = dp_obj_new(heap, DP_K_TEXT, DP_NO_OFFSET);
    if (id != 0) {
        dp_at(heap, id)->u.bytes = (const uint8_t *)text;
        dp_at(heap, id)->len = (uint32_t)strlen(text);
    }
    return id;
}

/* "standardscaler" of sklearn.preprocessing.StandardScaler, and "standardscaler-2" for the second: make_pipeline's names. */
static const char *step_name(dp_ctx *ctx, dp_heap *heap, const dp_id *step, size_t n, size_t i)
{
    const char *path = dp_obj_class(heap, step[i]);
    const char *dot = strrchr(path, '.');
    char *name = dp_take_text(ctx, dp_span_of(dot != NULL ? dot + 1 : path));
    size_t number = 0;
    size_t all = 0;
    for (size_t k = 0; k < n; k++) {
        bool same = strcmp(dp_obj_class(heap, step[k]), path) == 0;
        number += same && k <= i;
        all += same;
    }
    for (char *p = name; p != NULL && *p != '\0'; p++) {
        *p = *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p;
    }
    return all > 1 ? dp_take_printf(ctx, "%s-%zu", name, number) : name;
}

static dp_id steps_node(dp_ctx *ctx, dp_heap *heap, const dp_id *step, size_t n)
{
    dp_id list = dp_obj_new(heap, DP_K_LIST, DP_NO_OFFSET);
    for (size_t i = 0; i < n && list != 0; i++) {
        dp_id pair = dp_obj_new(heap, DP_K_TUPLE, dp_at(heap, step[i])->offset);
        const char *name = step_name(ctx, heap, step, n, i);
        if (pair == 0 || name == NULL || dp_obj_push(heap, pair, text_node(heap, name)) != DP_OK
            || dp_obj_push(heap, pair, step[i]) != DP_OK || dp_obj_push(heap, list, pair) != DP_OK) {
            return 0;
        }
    }
    return list;
}

/* What Pipeline's __dict__ holds; the version is the last step's, which is what scikit-learn would have stamped. */
static dp_id state_node(dp_ctx *ctx, dp_heap *heap, const dp_id *step, size_t n)
{
    dp_id dict = dp_obj_new(heap, DP_K_DICT, DP_NO_OFFSET);
    dp_id steps = steps_node(ctx, heap, step, n);
    dp_id none = dp_obj_new(heap, DP_K_NONE, DP_NO_OFFSET);
    dp_id no = dp_obj_new(heap, DP_K_BOOL, DP_NO_OFFSET);
    dp_id version = dp_model_attribute(heap, step[n - 1], "_sklearn_version");
    bool good = dict != 0 && steps != 0 && none != 0 && no != 0
                && dp_obj_set(heap, dict, text_node(heap, "steps"), steps) == DP_OK
                && dp_obj_set(heap, dict, text_node(heap, "memory"), none) == DP_OK
                && dp_obj_set(heap, dict, text_node(heap, "verbose"), no) == DP_OK
                && (version == 0 || dp_obj_set(heap, dict, text_node(heap, "_sklearn_version"), version) == DP_OK);
    return good ? dict : 0;
}

dp_id dp_chain(dp_ctx *ctx, dp_heap *heap, const dp_id *step, size_t n)
{
    dp_global *global = dp_take(ctx, 1, sizeof *global);
    dp_made *made = dp_take(ctx, 1, sizeof *made);
    dp_id callee = dp_obj_new(heap, DP_K_GLOBAL, DP_NO_OFFSET);
    dp_id args = dp_obj_new(heap, DP_K_TUPLE, DP_NO_OFFSET);
    dp_id state = state_node(ctx, heap, step, n);
    dp_id pipeline = dp_obj_new(heap, DP_K_MADE, DP_NO_OFFSET);
    if (global == NULL || made == NULL || callee == 0 || args == 0 || state == 0 || pipeline == 0) {
        return 0;
    }
    *global = (dp_global){DP_LIT("sklearn.pipeline"), DP_LIT("Pipeline"), NULL};
    global->row = dp_name_find(global->module, global->name);
    dp_at(heap, callee)->u.global = global;
    *made = (dp_made){.callee = callee, .args = args, .state = state, .opcode = DP_OPC_NEWOBJ};
    dp_at(heap, pipeline)->u.made = made;
    return pipeline;
}

const dp_span *dp_texts_of(dp_ctx *ctx, dp_heap *heap, dp_id id, size_t *n)
{
    dp_cell cell;
    const dp_store *s = dp_store_of(heap, id);
    size_t count = s != NULL ? (size_t)s->count : 0;
    dp_span *text = count != 0 ? dp_take(ctx, count, sizeof *text) : NULL;
    *n = 0;
    for (size_t i = 0; text != NULL && i < count; i++) {
        if (dp_store_cell(heap, s, i, &cell) != NULL || cell.kind != DP_CELL_TEXT) {
            return NULL;
        }
        text[i] = cell.text;
    }
    *n = text != NULL ? count : 0;
    return text;
}

const dp_span *dp_names_of_features(dp_ctx *ctx, const dp_model *model, size_t *n)
{
    const dp_span *names = model->feature_names;
    *n = (size_t)model->n_features;
    if (names == NULL && model->file != NULL) {
        names = dp_texts_of(ctx, model->file->heap, dp_feature_names_of(model->file->heap, model->obj), n);
    }
    return names;
}
