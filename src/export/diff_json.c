/* A comparison for programs: schemas/diff.schema.json. */
#include "export/diff.h"

#include "base/num.h"
#include "base/text.h"
#include "export/report.h"

#include <cjson/cJSON.h>
#include <math.h>

enum { LONG_FILE = 4000 };

/* null where one of the two is no number */
static void add_number(cJSON *o, const char *name, double v)
{
    char text[DP_NUM_MAX];
    if (!isfinite(v)) {
        cJSON_AddNullToObject(o, name);
        return;
    }
    dp_num_print(text, v);
    cJSON_AddRawToObject(o, name, text);
}

static cJSON *change_json(const dp_change *change)
{
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "at", change->at);
    cJSON_AddStringToObject(o, "what", dp_change_name(change->kind));
    if (change->name[0] != '\0') {
        cJSON_AddStringToObject(o, "name", change->name);
    }
    cJSON_AddStringToObject(o, "old", change->from);
    cJSON_AddStringToObject(o, "new", change->to);
    if (change->note[0] != '\0') {
        cJSON_AddStringToObject(o, "note", change->note);
    }
    if (change->numbers) {
        dp_json_add_u64(o, "differ", change->n);
        dp_json_add_u64(o, "of", change->of);
        add_number(o, "largest", change->largest);
        cJSON_AddStringToObject(o, "where", change->where);
    }
    if (change->counted) {
        dp_json_add_u64(o, "equal_trees", change->equal);
    }
    return o;
}

static void add_side(dp_ctx *ctx, cJSON *o, const char *name, const dp_diff_side *side)
{
    cJSON *s = cJSON_AddObjectToObject(o, name);
    cJSON_AddStringToObject(s, "file", dp_escape(ctx, dp_span_of(side->file.name), LONG_FILE));
    cJSON_AddStringToObject(s, "sha256", side->file.sha256);
    dp_json_add_u64(s, "size", side->file.size);
    cJSON_AddStringToObject(s, "format", dp_ctx_record(side->ctx)->format);
    cJSON_AddStringToObject(s, "path", side->model->path);
    cJSON_AddStringToObject(s, "class", side->model->name);
    cJSON_AddStringToObject(s, "sklearn_version", side->model->version);
}

static void add_rows(dp_ctx *ctx, cJSON *o, const char *name, const dp_verify_result *r, bool back)
{
    cJSON *rows = cJSON_AddObjectToObject(o, name);
    dp_json_add_u64(rows, "rows", r->rows);
    dp_json_add_u64(rows, "differ", r->rows_differ);
    add_number(rows, "absolute", r->worst_abs);
    add_number(rows, "relative", r->worst_rel);
    if (r->worst_ulp == UINT64_MAX) {
        cJSON_AddNullToObject(rows, "ulp"); /* a number against none */
    } else {
        dp_json_add_u64(rows, "ulp", r->worst_ulp);
    }
    if (r->worst.output != NULL) {
        cJSON *worst = cJSON_AddObjectToObject(rows, "worst");
        cJSON_AddStringToObject(worst, "output", dp_escape(ctx, dp_span_of(r->worst.output), 660));
        dp_json_add_u64(worst, "row", r->worst.row);
        cJSON_AddStringToObject(worst, "old", back ? r->worst.b : r->worst.a);
        cJSON_AddStringToObject(worst, "new", back ? r->worst.a : r->worst.b);
    }
}

const char *dp_diff_json(const dp_diff *d, const dp_answered *answered, bool same)
{
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "schema", "depickle-diff/1");
    cJSON_AddStringToObject(o, "verdict", same ? "same" : "differs");
    cJSON_AddNumberToObject(o, "code", same ? DP_OK : DP_MISMATCH);
    add_side(d->ctx, o, "old", d->a);
    add_side(d->ctx, o, "new", d->b);
    dp_json_add_u64(o, "n_changes", d->total);
    cJSON *changes = cJSON_AddArrayToObject(o, "changes");
    for (size_t i = 0; i < d->n; i++) {
        cJSON_AddItemToArray(changes, change_json(&d->change[i]));
    }
    cJSON *answers = cJSON_AddObjectToObject(o, "answers");
    if (answered->why != NULL) {
        cJSON_AddStringToObject(answers, "not_compared", answered->why);
    } else {
        add_rows(d->ctx, answers, "at_old", &answered->forth, false);
        add_rows(d->ctx, answers, "at_new", &answered->back, true);
    }
    cJSON_AddBoolToObject(o, "partly", d->partly);
    return dp_json_kept(d->ctx, o);
}
