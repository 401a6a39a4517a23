#include "cli/rest.h"

#include "base/text.h"
#include "export/convert.h"

/* A name that the caller allowed, and nothing else. */
static bool is_own_name(const dp_obj *o)
{
    return o->kind == DP_K_GLOBAL && dp_name_find(o->u.global->module, o->u.global->name) == NULL;
}

/* The table that a file is, if it is one; forgiven where it cannot be read. */
static const dp_frame *table_of(dp_ctx *ctx, const dp_loaded *loaded)
{
    const dp_frame *table = NULL;
    bool good = dp_frame_read(loaded->heap, loaded->root, &table) == DP_OK;
    dp_forgive(ctx);
    return good ? table : NULL;
}

/* An object of some class, or a function of one's own, may one day have a converter; plain data never is a model. */
static dp_rc no_model(dp_ctx *ctx, const dp_rest *rest)
{
    const dp_loaded *loaded = rest->loaded;
    const char *saved = dp_kind_of(loaded->heap, loaded->root) == DP_K_GLOBAL ? "a name, which holds nothing to save"
                        : table_of(ctx, loaded) != NULL                       ? "a table, for --to csv or json"
                                                                              : "its values can be saved with --to json";
    bool plain = rest->models->plain && !is_own_name(dp_at(loaded->heap, loaded->root));
    return dp_fail(ctx, plain ? DP_CORRUPT : DP_UNSUPPORTED, dp_at(loaded->heap, loaded->root)->offset,
                   "expected a model, found %s: %s (see `depickle inspect`)", dp_obj_describe(loaded->heap, loaded->root), saved);
}

static bool all_write(const dp_wanted *formats, bool table)
{
    bool all = true;
    for (size_t f = 0; f < formats->n; f++) {
        all = all && (table ? formats->at[f]->write_table != NULL : formats->at[f]->write_value != NULL);
    }
    return all;
}

/* Do tables of pandas stand inside something that is none? */
static bool holds_frames(const dp_loaded *loaded)
{
    bool found = false;
    for (dp_id id = 1; id <= dp_heap_last(loaded->heap) && !found; id++) {
        found = id != loaded->root && dp_is_frame(loaded->heap, id);
    }
    return found;
}

/* Numbers, texts, containers, objects of known classes: data, whose JSON form leaves nothing out. What is the caller's own may
 * be a model. */
static bool is_data(const dp_loaded *loaded)
{
    bool own = false;
    for (dp_id id = 1; id <= dp_heap_last(loaded->heap) && !own; id++) {
        own = is_own_name(dp_at(loaded->heap, id));
    }
    return !own;
}

static dp_rc read_table(dp_ctx *ctx, const dp_task *task, dp_rest *out)
{
    const dp_loaded *loaded = out->loaded;
    bool values = all_write(out->formats, false);
    if (values && !dp_is_frame(loaded->heap, loaded->root) && holds_frames(loaded)) {
        return DP_OK;
    }
    dp_rc rc = dp_frame_read(loaded->heap, loaded->root, &out->table);
    rc = rc == DP_OK && values && out->table != NULL ? dp_frame_tells(loaded->heap, out->table) : rc;
    if (rc == DP_UNSUPPORTED && values) {
        out->table = NULL;
        dp_warn(ctx, "%s: %s: written as the objects that it is made of, not as a table",
                dp_escape(ctx, dp_span_of(task->shown), 400), dp_ctx_record(ctx)->what);
        dp_forgive(ctx);
        return DP_OK;
    }
    return rc == DP_OK && out->table == NULL && !values ? no_model(ctx, out) : rc;
}

/* A list and the like is a table where the caller asked for such formats, and data where none were asked for. What
 * numpy.save wrote is for numpy.load. */
dp_rc dp_rest_choose(dp_ctx *ctx, const dp_task *task, const dp_order *order, bool selected, dp_rest *out)
{
    const dp_cli *cli = task->cli;
    const dp_loaded *loaded = out->loaded;
    bool composed = cli->chain || (cli->select != NULL && !selected) || cli->labels != NULL || cli->feature_names != NULL;
    bool told = cli->formats != NULL || cli->output != NULL;
    bool frame = dp_is_frame(loaded->heap, loaded->root);
    out->formats = frame && order->tables != NULL ? order->tables : order->rest != NULL ? order->rest : order->formats;
    out->table = NULL;
    bool wanted = frame || (order->rest == NULL ? told && all_write(out->formats, true)
                                                : strcmp(dp_ctx_record(ctx)->format, "npy") != 0 && is_data(loaded));
    bool name = dp_kind_of(loaded->heap, loaded->root) == DP_K_GLOBAL;
    return composed || name || !wanted ? no_model(ctx, out) : read_table(ctx, task, out);
}

dp_rc dp_rest_convert(const dp_rest *rest, const dp_exporter *exporter, const dp_export_options *options, dp_sink *sink)
{
    dp_heap *heap = rest->loaded->heap;
    return rest->table != NULL ? dp_convert_table(heap, rest->table, exporter, options, sink)
                               : dp_convert_value(heap, rest->loaded->root, exporter, options, sink);
}
