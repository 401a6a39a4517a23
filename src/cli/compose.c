#include "cli/compose.h"

#include "base/text.h"
#include "model/chain.h"
#include "model/path.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

/* ---- in the parent ---- */

static bool is_file(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && !S_ISDIR(st.st_mode);
}

/* Divides FILE#PATH, unless there is a file of just that name. The caller frees the result. */
static char *divide(const char *text, const char **select)
{
    const char *hash = strchr(text, '#');
    char *path = strdup(text);
    if (path == NULL) {
        dp_out_of_memory();
    }
    *select = NULL;
    if (hash != NULL && !is_file(text)) {
        path[hash - text] = '\0';
        *select = hash + 1;
    }
    return path;
}

static void add_extra(dp_plan *plan, const char *what, size_t number, const char *text, const char **select)
{
    char *name;
    char *path = divide(text, select);
    if (asprintf(&name, "%s.%zu", what, number) < 0) {
        dp_out_of_memory();
    }
    plan->extra[plan->n_extra++] = (dp_extra){name, path};
}

void dp_plan_make(dp_plan *plan, const dp_cli *cli, const char *const *step, size_t n)
{
    const char *ignored;
    *plan = (dp_plan){.n_steps = n};
    for (size_t i = 0; i + 1 < n; i++) {
        add_extra(plan, "step", i, step[i], &plan->select[i]);
    }
    plan->path = divide(step[n - 1], &plan->select[n - 1]);
    if (cli->labels != NULL) {
        add_extra(plan, "labels", 0, cli->labels, &plan->labels_select);
    }
    if (cli->feature_names != NULL && is_file(cli->feature_names)) {
        add_extra(plan, "names", 0, cli->feature_names, &ignored);
    } else {
        plan->names = cli->feature_names;
    }
}

void dp_plan_done(dp_plan *plan)
{
    for (size_t i = 0; i < plan->n_extra; i++) {
        free((void *)(uintptr_t)plan->extra[i].name);
        free((void *)(uintptr_t)plan->extra[i].path);
    }
    free((void *)(uintptr_t)plan->path);
}

/* ---- in the child ---- */

static dp_span bytes_of(const dp_task *task, const dp_extra *extra)
{
    const dp_beside *beside = dp_input_beside(task->input, dp_span_of(extra->name));
    return beside != NULL ? beside->bytes : (dp_span){NULL, 0};
}

static const dp_extra *extra_named(const dp_plan *plan, const char *name)
{
    for (size_t i = 0; i < plan->n_extra; i++) {
        if (strcmp(plan->extra[i].name, name) == 0) {
            return &plan->extra[i];
        }
    }
    return NULL;
}

/* The file's objects, beside those of `loaded`; error lines name it while it is read. */
static dp_rc load_extra(dp_ctx *ctx, const dp_task *task, const dp_extra *extra, const dp_loaded *loaded, dp_loaded **out)
{
    dp_allow allow = {task->cli->allow.at, task->cli->allow.n};
    dp_input input = {.name = extra->path, .main = bytes_of(task, extra), .beside = task->input->beside,
                      .n_beside = task->input->n_beside};
    *out = dp_take(ctx, 1, sizeof **out);
    DP_TRY(*out == NULL ? dp_failed(ctx) : DP_OK);
    **out = *loaded;
    *task->reading = extra->path;
    DP_TRY(dp_load_more(ctx, &input, &allow, loaded, &(*out)->root));
    return DP_OK;
}

/* The one model of a file, or the one at `select`. */
static dp_rc only_model(dp_ctx *ctx, const dp_models *models, const char *select, dp_id *out)
{
    for (size_t i = 0; i < models->n; i++) {
        if (select != NULL ? dp_path_is(models->at[i]->path, select) : models->n == 1) {
            *out = models->at[i]->obj;
            return DP_OK;
        }
    }
    dp_text paths = dp_text_new(ctx);
    for (size_t i = 0; i < models->n && i < 20; i++) {
        dp_text_addf(&paths, "%s%s", i != 0 ? ", " : "", dp_path_asked(ctx, models->at[i]->path));
    }
    if (models->n == 0) {
        return dp_fail(ctx, DP_UNSUPPORTED, DP_NO_OFFSET, "holds no estimator");
    }
    return dp_fail(ctx, DP_USAGE, DP_NO_OFFSET, "holds %zu models: choose one with FILE#PATH, where PATH is one of %s", models->n,
                   dp_text_str(&paths));
}

static dp_rc make_chain(dp_ctx *ctx, const dp_task *task, const dp_plan *plan, dp_loaded *loaded, dp_models *models)
{
    dp_id step[DP_MOST_STEPS];
    size_t last = plan->n_steps - 1;
    DP_TRY(only_model(ctx, models, plan->select[last], &step[last]));
    for (size_t i = 0; i < last; i++) {
        dp_loaded *file;
        dp_models in_file;
        DP_TRY(load_extra(ctx, task, &plan->extra[i], loaded, &file));
        DP_TRY(dp_models_find(ctx, file, &in_file));
        DP_TRY(only_model(ctx, &in_file, plan->select[i], &step[i]));
    }
    *task->reading = task->shown;
    loaded->root = dp_chain(ctx, loaded->heap, step, plan->n_steps);
    DP_TRY(loaded->root == 0 ? dp_failed(ctx) : DP_OK);
    return dp_models_find(ctx, loaded, models);
}

/* A LabelEncoder's classes_, or an array of labels. */
static dp_rc read_labels(dp_ctx *ctx, const dp_task *task, const dp_plan *plan, const dp_extra *extra, const dp_loaded *loaded,
                         dp_composed *out)
{
    dp_loaded *file;
    dp_models models;
    dp_id obj = 0;
    DP_TRY(load_extra(ctx, task, extra, loaded, &file));
    DP_TRY(dp_models_find(ctx, file, &models));
    obj = file->root;
    if (models.n != 0) {
        DP_TRY(only_model(ctx, &models, plan->labels_select, &obj));
    }
    dp_state s = dp_state_top(file->heap, obj, "");
    dp_labels *labels = dp_take(ctx, 1, sizeof *labels);
    if (labels != NULL && !s.failed) {
        *labels = models.n != 0 ? dp_need_labels(&s, "classes_") : dp_labels_of(&s, obj, "labels");
    }
    out->labels = labels;
    *task->reading = task->shown;
    return s.failed || labels == NULL ? dp_failed(ctx) : DP_OK;
}

static dp_rc add_name(dp_ctx *ctx, dp_composed *out, dp_span name)
{
    dp_span **list = (dp_span **)(uintptr_t)&out->names;
    dp_span *slot = dp_grow(ctx, list, out->n_names, sizeof *slot);
    DP_TRY(slot == NULL ? dp_failed(ctx) : DP_OK);
    if (!dp_utf8_valid(name)) {
        return dp_fail(ctx, DP_USAGE, DP_NO_OFFSET, "--feature-names: name %zu is not UTF-8", out->n_names + 1);
    }
    *slot = name;
    out->n_names++;
    return DP_OK;
}

/* Names between separators; in lines a carriage return and empty lines are left out. */
static dp_rc divide_names(dp_ctx *ctx, dp_span text, char separator, dp_composed *out)
{
    size_t from = 0;
    for (size_t i = 0; i <= text.n; i++) {
        if (i < text.n && text.p[i] != (uint8_t)separator) {
            continue;
        }
        size_t to = separator == '\n' && i > from && text.p[i - 1] == '\r' ? i - 1 : i;
        if (to > from) {
            DP_TRY(add_name(ctx, out, dp_span_cut(text, from, to - from)));
        }
        from = i + 1;
    }
    return DP_OK;
}

static dp_rc json_names(dp_ctx *ctx, dp_span text, dp_composed *out)
{
    cJSON *list = cJSON_ParseWithLength((const char *)text.p, text.n);
    const cJSON *item;
    dp_rc rc = cJSON_IsArray(list) ? DP_OK : dp_fail(ctx, DP_USAGE, DP_NO_OFFSET, "--feature-names: not a JSON list of texts");
    cJSON_ArrayForEach(item, list) {
        const char *kept = cJSON_IsString(item) ? dp_take_text(ctx, dp_span_of(item->valuestring)) : NULL;
        rc = rc != DP_OK ? rc : kept != NULL ? add_name(ctx, out, dp_span_of(kept))
                         : dp_fail(ctx, DP_USAGE, DP_NO_OFFSET, "--feature-names: not a JSON list of texts");
    }
    cJSON_Delete(list);
    return rc;
}

/* columns.pkl, columns.json, or a name a line. */
static dp_rc read_names(dp_ctx *ctx, const dp_task *task, const dp_extra *extra, const dp_loaded *loaded, dp_composed *out)
{
    dp_span text = bytes_of(task, extra);
    if (text.n != 0 && text.p[0] == '[') {
        return json_names(ctx, text, out);
    }
    if (dp_utf8_valid(text) && dp_sniff(dp_span_cut(text, 0, DP_FORMAT_HEAD))[0] == '\0') {
        return divide_names(ctx, text, '\n', out);
    }
    dp_loaded *file;
    DP_TRY(load_extra(ctx, task, extra, loaded, &file));
    *task->reading = task->shown;
    out->names = dp_texts_of(ctx, file->heap, file->root, &out->n_names);
    return out->n_names != 0 ? DP_OK
                             : dp_fail(ctx, DP_USAGE, DP_NO_OFFSET, "--feature-names: %.200s holds %s, expected a list of texts",
                                       dp_escape(ctx, dp_span_of(extra->path), 200), dp_obj_describe(file->heap, file->root));
}

dp_rc dp_compose(dp_ctx *ctx, const dp_task *task, const dp_plan *plan, dp_loaded *loaded, dp_models *models,
                 dp_composed *out)
{
    const dp_extra *labels = extra_named(plan, "labels.0");
    const dp_extra *names = extra_named(plan, "names.0");
    *out = (dp_composed){0};
    if (plan->n_steps > 1) {
        DP_TRY(make_chain(ctx, task, plan, loaded, models));
    }
    if (labels != NULL) {
        DP_TRY(read_labels(ctx, task, plan, labels, loaded, out));
    }
    if (names != NULL) {
        return read_names(ctx, task, names, loaded, out);
    }
    return plan->names != NULL ? divide_names(ctx, dp_span_of(plan->names), ',', out) : DP_OK;
}

dp_rc dp_composed_name(dp_ctx *ctx, const dp_composed *composed, dp_model *model)
{
    if (composed->n_names == 0) {
        return DP_OK;
    }
    if (model->n_features != 0 && model->n_features != composed->n_names) {
        return dp_fail(ctx, DP_USAGE, DP_NO_OFFSET, "--feature-names: %zu names, and the model takes %llu features",
                       composed->n_names, (unsigned long long)model->n_features);
    }
    model->feature_names = composed->names;
    model->n_features = composed->n_names;
    return DP_OK;
}
