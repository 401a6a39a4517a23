#include "cli/code_job.h"

#include "base/text.h"
#include "cli/told.h"
#include "python/uses.h"

static void add_place(cJSON *o, uint32_t cell, uint32_t line, uint32_t column)
{
    cJSON_AddItemToObject(o, "cell", cell != 0 ? cJSON_CreateNumber(cell) : cJSON_CreateNull());
    cJSON_AddNumberToObject(o, "line", line);
    cJSON_AddNumberToObject(o, "column", column);
}

/* ---- findings ---- */

static cJSON *describe(const char *kind, const char *name, const char *what, const char *instead)
{
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "kind", kind);
    cJSON_AddStringToObject(o, "name", name);
    cJSON_AddStringToObject(o, "what", what);
    cJSON_AddStringToObject(o, "instead", instead);
    return o;
}

static void add_findings(dp_ctx *ctx, cJSON *o, const dp_load_sites *loads, const dp_py_source *sources, size_t n)
{
    static const char *const kinds[] = {"load", "import", "remark"};
    cJSON *list = cJSON_AddArrayToObject(o, "findings");
    for (size_t i = 0; i < loads->n; i++) {
        const dp_load_site *load = &loads->at[i];
        cJSON *finding = describe(kinds[load->kind], load->name, load->what, load->instead);
        add_place(finding, load->cell, load->line, load->column);
        cJSON_AddItemToArray(list, finding);
    }
    for (size_t i = 0; i < n; i++) {
        if (sources[i].fault != NULL) {
            cJSON *finding = describe("unread", "", dp_take_printf(ctx, "cannot be read as Python: %s", sources[i].fault), "");
            add_place(finding, sources[i].cell, sources[i].fault_line, sources[i].fault_column);
            cJSON_AddItemToArray(list, finding);
        }
    }
}

/* ---- loads and uses ---- */

/* As it stands in the source where that is UTF-8: it is to be found there again. */
static void add_text(dp_ctx *ctx, cJSON *o, const char *key, const char *text)
{
    dp_span s = dp_span_of(text);
    cJSON_AddStringToObject(o, key, dp_utf8_valid(s) ? text : dp_escape(ctx, s, s.n * 4 + 1));
}

static void add_paths(cJSON *o, const dp_py_paths *paths)
{
    cJSON *list = cJSON_AddArrayToObject(o, "paths");
    for (size_t i = 0; i < paths->n; i++) {
        dp_span s = dp_span_of(paths->at[i]);
        cJSON_AddItemToArray(list, cJSON_CreateString(dp_utf8_valid(s) ? paths->at[i] : "*"));
    }
}

static void add_uses(dp_ctx *ctx, cJSON *o, const char *key, const dp_py_uses *uses)
{
    cJSON *list = cJSON_AddArrayToObject(o, key);
    for (size_t i = 0; i < uses->n; i++) {
        const dp_py_use *use = &uses->at[i];
        cJSON *item = cJSON_CreateObject();
        add_place(item, use->cell, use->line, use->column);
        cJSON_AddNumberToObject(item, "kind", use->kind);
        add_text(ctx, item, "text", use->text);
        add_text(ctx, item, "object", use->object);
        add_text(ctx, item, "key", use->key);
        add_text(ctx, item, "attribute", use->attribute);
        if (use->argument != NULL) {
            add_text(ctx, item, "argument", use->argument);
        }
        cJSON_AddStringToObject(item, "note", use->note);
        add_paths(item, &use->paths);
        cJSON_AddItemToArray(list, item);
    }
}

static void add_loads(dp_ctx *ctx, cJSON *o, const dp_py_readings *readings)
{
    cJSON *list = cJSON_AddArrayToObject(o, "loads");
    for (size_t i = 0; i < readings->n; i++) {
        const dp_py_reading *r = &readings->at[i];
        cJSON *item = cJSON_CreateObject();
        cJSON_AddStringToObject(item, "name", r->site->name);
        add_place(item, r->site->cell, r->site->line, r->site->column);
        add_text(ctx, item, "statement", r->statement);
        cJSON_AddNumberToObject(item, "from", (double)r->from);
        cJSON_AddNumberToObject(item, "n", dp_utf8_valid(dp_span_of(r->statement)) ? (double)r->n : 0);
        add_text(ctx, item, "path_text", r->path_text);
        add_text(ctx, item, "target", r->target);
        add_paths(item, &r->paths);
        add_uses(ctx, item, "uses", &r->uses);
        cJSON_AddItemToArray(list, item);
    }
    add_uses(ctx, o, "loose", &readings->loose);
}

/* ---- a file ---- */

dp_rc dp_read_code(dp_ctx *ctx, const dp_task *task, dp_wire *wire)
{
    const dp_code_order *order = task->more;
    dp_py_source file = {.text = task->input->main};
    dp_py_source *sources = &file;
    size_t n = 1;
    dp_load_sites loads = {0};
    dp_py_readings readings = {0};
    dp_ctx_scale_arena(ctx, task->input->main.n);
    if (order->notebook) {
        DP_TRY(dp_notebook_read(ctx, task->input->main, &sources, &n));
    }
    DP_TRY(dp_load_sites_find(ctx, sources, n, &loads));
    if (order->uses) {
        DP_TRY(dp_py_readings_find(ctx, order->under, sources, n, &loads, &readings));
    }
    cJSON *o = cJSON_CreateObject();
    add_findings(ctx, o, &loads, sources, n);
    if (order->uses) {
        add_loads(ctx, o, &readings);
    }
    return dp_tell_tree(ctx, wire, o);
}
