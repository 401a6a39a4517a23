#include "cli/converting.h"

#include "base/text.h"
#include "cli/rest.h"
#include "export/convert.h"
#include "export/inspect.h"
#include "export/parts.h"
#include "export/report.h"
#include "model/path.h"
#include "model/prefix.h"
#include "pickle/names.h"

/* The input's name, for lines of their own. */
static const char *shown(dp_ctx *ctx, const dp_task *task)
{
    return dp_escape(ctx, dp_span_of(task->shown), 400);
}

/* Where a model goes: its outputs are numbered from `first`. */
struct place {
    const char *part;
    unsigned first;
};

static dp_rc convert_model(dp_ctx *ctx, const dp_task *task, dp_wire *wire, struct place place, const dp_composed *composed,
                           const dp_emit_options *emit, dp_model *model)
{
    const dp_wanted *formats = ((const dp_order *)task->more)->formats;
    dp_export_options options = task->cli->export;
    options.emit = *emit;
    options.source = dp_task_source(ctx, task, wire);
    if (task->cli->n_features != 0) {
        DP_TRY(dp_model_tell_width(ctx, model, task->cli->n_features));
    }
    if (composed->n_names != 0) {
        DP_TRY(dp_model_read(ctx, model));
        DP_TRY(dp_composed_name(ctx, composed, model));
    }
    for (size_t f = 0; f < formats->n; f++) {
        unsigned index = place.first + (unsigned)f;
        dp_sink *sink = dp_wire_output(wire, index, formats->at[f]->name, place.part, dp_ctx_limits(ctx)->output);
        dp_rc rc = dp_convert(ctx, model, formats->at[f], &options, sink);
        dp_rc closed = rc == DP_OK ? dp_wire_close(wire, sink) : DP_OK;
        if (rc != DP_OK || closed != DP_OK) {
            dp_wire_drop(wire, place.first, index);
            return rc != DP_OK ? rc : closed;
        }
    }
    return DP_OK;
}

/* --partial: of a pipeline that a step blocks, those before it. They transform, whatever the whole would have answered. The
 * fault stays what it was, with a warning beside it where something could be written. */
static dp_rc convert_before(dp_ctx *ctx, const dp_task *task, dp_wire *wire, struct place place, const dp_composed *composed,
                            dp_model **model)
{
    dp_record blocked = *dp_ctx_record(ctx);
    blocked.path = dp_take_printf(ctx, "%s", blocked.path);
    blocked.what = dp_take_printf(ctx, "%s", blocked.what);
    dp_emit_options emit = task->cli->export.emit;
    dp_rc rc = DP_UNSUPPORTED;
    dp_prefix before = {NULL, ""};
    memset(emit.method, 0, sizeof emit.method);
    while (rc == DP_UNSUPPORTED) {
        const char *path = dp_prefix_path(ctx, *model, dp_ctx_record(ctx)->path);
        dp_forgive(ctx);
        if (path == NULL || !dp_prefix_at(ctx, *model, path, &before)) {
            break;
        }
        rc = convert_model(ctx, task, wire, place, composed, &emit, before.model);
    }
    DP_TRY(rc != DP_UNSUPPORTED ? rc : dp_failed(ctx));
    if (rc == DP_OK) {
        dp_warn(ctx, "%s: only %s was written; what it gives must still go through %s", shown(ctx, task), before.model->path,
                before.left);
        *model = before.model;
    } else {
        dp_warn(ctx, "%s: --partial: no step comes before %s", shown(ctx, task), blocked.path[0] != '\0' ? blocked.path : "what blocks it");
    }
    return dp_fail_at(ctx, DP_UNSUPPORTED, blocked.offset, blocked.path, "%s", blocked.what);
}

/* What can still be saved of a model that is refused. */
static void say_saved(dp_ctx *ctx, const dp_task *task, const dp_model *model)
{
    const dp_wanted *formats = ((const dp_order *)task->more)->formats;
    const char *path = dp_prefix_path(ctx, model, dp_ctx_record(ctx)->path);
    dp_prefix before;
    bool part = path != NULL && dp_prefix_at(ctx, model, path, &before);
    bool graph = false;
    for (size_t f = 0; f < formats->n; f++) {
        graph = graph || formats->at[f]->view == DP_VIEW_GRAPH;
    }
    if (graph) {
        dp_warn(ctx, "%s: %s can still be saved: its parameters with --to json%s%s", shown(ctx, task), model->path,
                part ? ", the steps before the one that blocks it with --partial: " : "", part ? path : "");
    }
}

static dp_rc convert_one(dp_ctx *ctx, const dp_task *task, dp_wire *wire, struct place place, const dp_composed *composed,
                         dp_model **model)
{
    dp_emit_options emit = task->cli->export.emit;
    emit.labels = composed->labels;
    dp_rc rc = convert_model(ctx, task, wire, place, composed, &emit, *model);
    if (rc == DP_UNSUPPORTED && task->cli->partial) {
        return convert_before(ctx, task, wire, place, composed, model);
    }
    if (rc == DP_UNSUPPORTED) {
        say_saved(ctx, task, *model);
    }
    if (rc == DP_CORRUPT && dp_never_fitted((*model)->file->heap, (*model)->obj)) {
        dp_warn(ctx, "%s: %s: %s was never fitted: there is nothing to compute, and its parameters can be saved with --to json",
                shown(ctx, task), (*model)->path, (*model)->canonical);
    }
    return rc;
}

/* What is no model: the whole file, or the part of it (part: for its name) that was asked for. */
static dp_rc convert_rest(dp_ctx *ctx, const dp_task *task, dp_wire *wire, const dp_loaded *loaded, const dp_models *models,
                          const dp_item *item)
{
    dp_loaded own = *loaded;
    dp_rest rest = {.loaded = &own, .models = models};
    const char *part = dp_item_part(ctx, item);
    dp_export_options options = task->cli->export;
    own.root = item->obj;
    options.source = dp_task_source(ctx, task, wire);
    options.source.path = item->path;
    DP_TRY(part != NULL ? dp_rest_choose(ctx, task, task->more, part[0] != '\0', &rest) : dp_failed(ctx));
    for (size_t f = 0; f < rest.formats->n; f++) {
        const dp_exporter *exporter = rest.formats->at[f];
        dp_sink *sink = dp_wire_output(wire, (unsigned)f, exporter->name, part, dp_ctx_limits(ctx)->output);
        dp_rc rc = dp_rest_convert(&rest, exporter, &options, sink);
        rc = rc == DP_OK ? dp_wire_close(wire, sink) : rc;
        if (rc != DP_OK) {
            dp_wire_drop(wire, 0, (unsigned)f);
            return rc;
        }
    }
    return DP_OK;
}

static dp_rc check_count(dp_ctx *ctx, const dp_task *task, const dp_models *models)
{
    if (task->cli->output == NULL || models->n == 1) {
        return DP_OK;
    }
    return dp_fail(ctx, DP_USAGE, DP_NO_OFFSET, "holds %zu models, and -o names one output; choose with one of%s", models->n,
                   dp_task_choice(ctx, models));
}

/* NULL: the error is set. A model that is all of its file is called as the file is. */
static const char *const *parts_of(dp_ctx *ctx, const dp_task *task, const dp_models *models)
{
    static const char *const none[] = {""};
    bool whole = models->n == 1 && task->cli->select == NULL && strcmp(models->at[0]->path, "$") == 0;
    return whole ? none : dp_model_parts(ctx, models);
}

/* The part that --select names where it names no model; all of the file where it holds none. obj 0: it is about models. */
static dp_rc find_rest(dp_ctx *ctx, const dp_task *task, const dp_loaded *loaded, const dp_models *models, dp_item *out)
{
    const char *select = task->cli->select;
    dp_items beside;
    *out = (dp_item){"$", models->n == 0 ? loaded->root : 0};
    if (models->n != 0 && select != NULL) {
        DP_TRY(dp_items_beside(ctx, loaded, models, &beside));
        const dp_item *item = dp_item_find(&beside, select);
        *out = item != NULL ? *item : *out;
    }
    return DP_OK;
}

/* What stands beside the models is in none of their files. */
static dp_rc say_beside(dp_ctx *ctx, const dp_task *task, const dp_loaded *loaded, const dp_models *models)
{
    dp_items beside;
    dp_text t = dp_text_new(ctx);
    if (task->cli->select != NULL || task->cli->chain) {
        return DP_OK;
    }
    DP_TRY(dp_items_beside(ctx, loaded, models, &beside));
    for (size_t i = 0; i < beside.n && i < 8; i++) {
        dp_text_addf(&t, "%s%s", i != 0 ? ", " : "", dp_path_asked(ctx, beside.at[i].path));
    }
    if (beside.n != 0) {
        dp_warn(ctx, "%s: no model, and so in no file: %s%s (--select %s writes %s)", shown(ctx, task), dp_text_str(&t),
                beside.n > 8 ? " …" : "", dp_path_asked(ctx, beside.at[0].path), beside.n == 1 ? "it" : "the first");
    }
    return DP_OK;
}

/* What is inside an object of a class of one's own is written; what that class does with it is not. */
static void say_own(dp_ctx *ctx, const dp_task *task, const dp_loaded *loaded, const dp_models *models)
{
    const dp_obj *root = dp_at(loaded->heap, loaded->root);
    const dp_obj *callee = dp_at(loaded->heap, root->kind == DP_K_MADE ? root->u.made->callee : 0);
    if (models->n == 0 || callee->kind != DP_K_GLOBAL || dp_name_find(callee->u.global->module, callee->u.global->name) != NULL) {
        return;
    }
    dp_warn(ctx, "%s: $ is a %s, whose code is in no file: what is written answers as %s alone", shown(ctx, task),
            dp_obj_class(loaded->heap, loaded->root), models->n == 1 ? models->at[0]->path : "the models inside");
}

/* All models; one that has no converter does not keep the others from being written. */
static dp_rc convert_all(dp_ctx *ctx, const dp_task *task, dp_wire *wire, dp_loaded *loaded, dp_models *models)
{
    dp_composed composed;
    dp_item rest;
    DP_TRY(find_rest(ctx, task, loaded, models, &rest));
    if (rest.obj != 0) {
        models->n = 0; /* for the report: none of them was written */
        return convert_rest(ctx, task, wire, loaded, models, &rest);
    }
    DP_TRY(say_beside(ctx, task, loaded, models));
    say_own(ctx, task, loaded, models);
    DP_TRY(dp_compose(ctx, task, ((const dp_order *)task->more)->plan, loaded, models, &composed));
    DP_TRY(dp_task_select(ctx, task, models));
    DP_TRY(check_count(ctx, task, models));
    const char *const *parts = parts_of(ctx, task, models);
    dp_rc worst = dp_failed(ctx);
    const char *line = NULL;
    for (size_t i = 0; i < models->n && parts != NULL; i++) {
        struct place place = {parts[i], (unsigned)(i * ((const dp_order *)task->more)->formats->n)};
        dp_rc rc = convert_one(ctx, task, wire, place, &composed, &models->at[i]);
        bool idle = rc == DP_CORRUPT && models->n > 1 && dp_never_fitted(loaded->heap, models->at[i]->obj);
        rc = idle ? DP_UNSUPPORTED : rc; /* it harms none of those beside it */
        worst = dp_rc_worse(worst, rc);
        if (rc != DP_OK && (rc != DP_UNSUPPORTED || models->n == 1)) {
            return rc;
        }
        if (rc != DP_OK) {
            line = dp_error_line(ctx, task->shown, dp_ctx_record(ctx));
            dp_wire_note(wire, line);
            dp_forgive(ctx);
        }
    }
    return worst == DP_OK ? DP_OK : dp_fail(ctx, worst, DP_NO_OFFSET, "not all of its %zu models could be converted",
                                            models->n);
}

/* Names that are not known, and not known for harm, may be the user's own. */
static void say_allow(dp_ctx *ctx, const dp_task *task)
{
    const dp_record *record = dp_ctx_record(ctx);
    dp_text t = dp_text_new(ctx);
    for (size_t i = 0; i < record->n_names && t.n < 1000; i++) {
        if (record->names[i].verdict == DP_UNKNOWN && strstr(dp_text_str(&t), record->names[i].name) == NULL) {
            dp_text_addf(&t, " --allow %s", record->names[i].name);
        }
    }
    dp_warn(ctx, "%s: is this yours? its numbers are read, and its code is never imported, with%s", shown(ctx, task), dp_text_str(&t));
}

/* The models of a file that is refused for what loading it would run: which they are, not whether they convert. */
static void say_without_code(dp_ctx *ctx, const dp_task *task, const dp_loaded *loaded)
{
    dp_models models = {0};
    dp_text t = dp_text_new(ctx);
    if (loaded->whole && loaded->root != 0) {
        dp_models_find(ctx, loaded, &models);
    }
    for (size_t i = 0; i < models.n && t.n < 1000; i++) {
        dp_text_addf(&t, "%s%s (%s)", i != 0 ? ", " : "", models.at[i]->path, models.at[i]->canonical);
    }
    dp_warn(ctx, "%s: loading it anywhere runs code, so nothing of it is written; ask for a file without that call%s%s", shown(ctx, task),
            models.n != 0 ? "; inside: " : "", dp_text_str(&t));
}

dp_rc dp_converting(dp_ctx *ctx, const dp_task *task, dp_wire *wire)
{
    dp_loaded loaded = {0};
    dp_models models = {0};
    dp_rc rc = dp_task_load(ctx, task, &loaded, &models);
    bool there = rc == DP_OK;
    if (there) {
        rc = convert_all(ctx, task, wire, &loaded, &models);
    } else if (rc == DP_UNSAFE && dp_ctx_record(ctx)->verdict == DP_UNKNOWN) {
        say_allow(ctx, task);
    } else if (rc == DP_UNSAFE) {
        say_without_code(ctx, task, &loaded);
    }
    const char *report = dp_report_json(ctx, task->shown, there ? &loaded : NULL, &models);
    if (task->cli->bom != NULL && there) { /* what the model card says comes along, as one more member */
        dp_text t = dp_text_new(ctx);
        dp_text_add(&t, dp_span_cut(dp_span_of(report), 0, strlen(report) - 1));
        dp_text_adds(&t, ",\"inspect\":");
        dp_text_adds(&t, dp_inspect_json(ctx, &(dp_inspected){.file.name = task->shown, .loaded = &loaded, .models = &models}));
        dp_text_adds(&t, "}");
        report = dp_text_str(&t);
    }
    dp_wire_json(wire, report);
    return rc;
}

dp_rc dp_naming(dp_ctx *ctx, const dp_task *task, dp_wire *wire)
{
    dp_loaded loaded = {0};
    dp_models models = {0};
    DP_TRY(dp_task_load(ctx, task, &loaded, &models));
    dp_item rest;
    DP_TRY(find_rest(ctx, task, &loaded, &models, &rest));
    if (rest.obj == 0) {
        DP_TRY(dp_task_select(ctx, task, &models));
    }
    const char *part = rest.obj != 0 ? dp_item_part(ctx, &rest) : "";
    const char *const *parts = rest.obj != 0 ? &part : parts_of(ctx, task, &models);
    models.n = rest.obj != 0 ? 1 : models.n;
    if (parts == NULL || part == NULL) {
        return dp_failed(ctx);
    }
    dp_text t = dp_text_new(ctx); /* letters, digits, '_', '-' and dots */
    dp_text_adds(&t, "{\"parts\":[");
    for (size_t i = 0; i < models.n; i++) {
        dp_text_addf(&t, "%s\"%s\"", i != 0 ? "," : "", parts[i]);
    }
    dp_text_adds(&t, "]}");
    dp_wire_json(wire, dp_text_str(&t));
    return DP_OK;
}
