#include "export/inspect.h"

#include "base/num.h"
#include "export/description.h"
#include "export/inputs.h"
#include "export/report.h"

#include <inttypes.h>

enum { SHOWN_NAME = 60, MOST_NAMES = 20, MOST_COLUMNS = 100, MOST_TOP = 30, MOST_PARTS = 4, LEAST_DIVIDED = 1000, LONG_FILE = 4000 };

static const char *container(dp_ctx *ctx)
{
    const dp_record *record = dp_ctx_record(ctx);
    return dp_take_printf(ctx, "%s%s%s", record->codecs, record->codecs[0] != '\0' ? " + " : "", record->format);
}

/* One text, while it is being written. */
struct telling {
    dp_ctx *ctx;
    dp_sheet lines;
    dp_heap *heap;
    uint64_t bytes; /* of all that the file holds */
};

static const char *size_text(dp_ctx *ctx, uint64_t bytes)
{
    char text[DP_NUM_MAX];
    dp_num_print_size(text, bytes);
    return dp_take_printf(ctx, "%s", text);
}

/* ---- of an estimator ---- */

static void put_trees(struct telling *t, const dp_tree_counts *trees)
{
    dp_sheet_fact(&t->lines, trees->trees == 1 ? "tree" : "trees", dp_trees_text(t->ctx, trees));
}

static void put_params(struct telling *t, const dp_described *d)
{
    dp_text text = dp_text_new(t->ctx);
    for (size_t i = 0; i < d->n_told; i++) {
        if (!d->told[i].differs) {
            continue;
        }
        dp_text_adds(&text, text.n != 0 ? ", " : "");
        dp_text_adds(&text, dp_escape(t->ctx, d->told[i].name, SHOWN_NAME));
        dp_text_adds(&text, "=");
        dp_text_adds(&text, d->told[i].text);
    }
    dp_sheet_fact(&t->lines, "parameters", dp_text_str(&text));
}

/* Columns of a table that are not all plain numbers are told one by one. */
static void put_inputs(struct telling *t, const dp_described *d)
{
    dp_inputs in = {0};
    const dp_model *model = d->standing.model;
    if (d->standing.graph != NULL) {
        dp_inputs_of(t->heap, d, d->standing.graph, model->feature_names, model->feature_names != NULL ? model->n_features : 0, 0, &in);
    }
    if (in.n == 0 || dp_inputs_are_plain(&in, MOST_COLUMNS)) {
        dp_sheet_fact(&t->lines, "features", d->features);
        return;
    }
    dp_sheet_fact(&t->lines, "inputs", dp_take_printf(t->ctx, "%" PRIu64 " columns", in.n));
    for (uint64_t i = 0; i < in.n && i < MOST_COLUMNS; i++) {
        dp_input_told told = dp_input_at(&in, i);
        const char *name = told.name.p != NULL ? dp_escape(t->ctx, told.name, SHOWN_NAME) : dp_take_printf(t->ctx, "%" PRIu64, i);
        const char *categories = told.categories != NULL ? dp_items_text(t->ctx, t->heap, told.categories) : "";
        dp_sheet_item(&t->lines, name, dp_take_printf(t->ctx, "%s%s%s", told.type, categories[0] != '\0' ? ", one of " : "", categories));
    }
    if (in.n > MOST_COLUMNS) {
        dp_sheet_item(&t->lines, "", dp_take_printf(t->ctx, "and %" PRIu64 " more", in.n - MOST_COLUMNS));
    }
}

/* The largest attributes, where it has several that count. */
static const char *parts_text(struct telling *t, const dp_described *d)
{
    dp_text text = dp_text_new(t->ctx);
    for (size_t i = 0; d->bytes >= LEAST_DIVIDED && i < d->n_parts && i < MOST_PARTS && dp_part_counts(&d->part[i], d->bytes); i++) {
        const dp_part *part = &d->part[i];
        dp_text_addf(&text, "%s%s %s", i != 0 ? ", " : ": ", dp_escape(t->ctx, part->name, SHOWN_NAME), size_text(t->ctx, part->bytes));
        if (part->nodes != 0) {
            dp_text_addf(&text, " (nodes %s, values %s)", size_text(t->ctx, part->nodes), size_text(t->ctx, part->values));
        }
    }
    return dp_text_str(&text);
}

static void put_size(struct telling *t, const dp_described *d)
{
    double share = t->bytes != 0 ? (double)d->bytes / (double)t->bytes * 100 : 100;
    if (d->bytes == 0) {
        return;
    }
    const char *of_all = share >= 99.5 ? "" : share < 1 ? ", below 1 %" : dp_take_printf(t->ctx, ", %.0f %%", share);
    dp_sheet_fact(&t->lines, "size", dp_take_printf(t->ctx, "%s%s%s", size_text(t->ctx, d->bytes), of_all, parts_text(t, d)));
}

/* Whether it converts, as a note behind its class; "" where the one around it says it. */
static const char *standing_text(dp_ctx *ctx, const dp_described *d, const dp_standing *around)
{
    const dp_standing *standing = &d->standing;
    if (standing->kind == DP_UNREAD) {
        return around != NULL ? "" : dp_take_printf(ctx, "(cannot be read: %s%s%s)", standing->at, standing->at[0] != '\0' ? ": " : "",
                                                    standing->why);
    }
    if (standing->kind == DP_CONVERTS) {
        return around != NULL && around->kind != DP_CONVERTS ? "(converts)" : "";
    }
    if (standing->at[0] != '\0') {
        return dp_take_printf(ctx, "(blocked by %s)", standing->at);
    }
    return dp_class_find(d->name) == NULL && dp_class_refusal(d->name) == NULL ? "(no converter)"
                                                                               : dp_take_printf(ctx, "(blocked: %s)", standing->why);
}

static const char *place_text(dp_ctx *ctx, const dp_described *d)
{
    return d->label.p == NULL ? d->path : dp_take_printf(ctx, "%s '%s'", d->path, dp_escape(ctx, d->label, SHOWN_NAME));
}

static void put_estimator(struct telling *t, const dp_described *d, bool last, const dp_standing *around)
{
    dp_sheet *l = &t->lines;
    dp_sheet_down(l, last, d->n_inside != 0 || d->more != 0);
    dp_sheet_title(l, place_text(t->ctx, d), d->name, standing_text(t->ctx, d, around),
                   d->standing.kind == DP_CONVERTS ? DP_INK_GOOD : DP_INK_BAD);
    put_params(t, d);
    dp_sheet_fact(l, "columns", d->columns);
    put_inputs(t, d);
    dp_sheet_fact(l, "classes", d->classes);
    put_trees(t, &d->trees);
    put_size(t, d);
    for (size_t i = 0; i < d->n_inside; i++) {
        put_estimator(t, d->inside[i], i + 1 == d->n_inside && d->more == 0, &d->standing);
    }
    if (d->more != 0) {
        dp_sheet_note(l, dp_take_printf(t->ctx, "and %zu more", d->more));
    }
    dp_sheet_up(l);
}

/* ---- of files that hold no model: a table, the first things of a container, an object's attributes ---- */

static void put_columns(struct telling *t, const dp_frame_column *column, size_t n, const char *what)
{
    for (size_t i = 0; i < n && i < MOST_COLUMNS; i++) {
        dp_sheet_item(&t->lines, dp_take_printf(t->ctx, "%s '%s'", what, dp_escape(t->ctx, column[i].name, SHOWN_NAME)),
                      column[i].store->dtype);
    }
    if (n > MOST_COLUMNS) {
        dp_sheet_item(&t->lines, "", dp_take_printf(t->ctx, "and %zu more", n - MOST_COLUMNS));
    }
}

static void put_items(struct telling *t, const dp_obj *o)
{
    bool keyed = o->kind == DP_K_DICT;
    for (size_t i = 0; i < o->len && i < MOST_TOP; i++) {
        const char *name = keyed ? dp_value_text(t->ctx, t->heap, o->u.item[2 * i]) : dp_take_printf(t->ctx, "[%zu]", i);
        dp_sheet_item(&t->lines, name, dp_value_text(t->ctx, t->heap, o->u.item[keyed ? 2 * i + 1 : i]));
    }
    if (o->len > MOST_TOP) {
        dp_sheet_item(&t->lines, "", dp_take_printf(t->ctx, "and %u more", o->len - MOST_TOP));
    }
}

static void put_top(struct telling *t, const dp_frame *table, dp_id root)
{
    if (table != NULL) {
        dp_sheet_fact(&t->lines, "table", dp_take_printf(t->ctx, "%s of %" PRIu64 " rows, %zu columns", table->kind, table->rows, table->n));
        put_columns(t, table->index, table->n_index, "index");
        put_columns(t, table->column, table->n, "column");
        return;
    }
    const dp_obj *o = dp_at(t->heap, dp_kind_of(t->heap, root) == DP_K_MADE ? dp_model_dict(t->heap, root) : root);
    dp_sheet_fact(&t->lines, "content", dp_value_text(t->ctx, t->heap, root));
    if (o->kind == DP_K_DICT || o->kind == DP_K_LIST || o->kind == DP_K_TUPLE) {
        put_items(t, o);
    }
}

/* A file that could not be read to its end, or may not be: what is known all the same. */
static void put_names(struct telling *t)
{
    const dp_record *record = dp_ctx_record(t->ctx);
    size_t shown = 0;
    for (size_t i = 0; i < record->n_names && shown < MOST_NAMES; i++) {
        const dp_name_use *use = &record->names[i];
        if (use->verdict != DP_SAFE) {
            dp_sheet_item(&t->lines, dp_verdict_name(use->verdict), dp_take_printf(t->ctx, "%s (%s)", use->name, dp_reach_name(use->reach)));
            shown++;
        }
    }
}

/* ---- the file ---- */

static void put_verdict(struct telling *t)
{
    const char *word = dp_scan_verdict(dp_ctx_record(t->ctx));
    dp_sheet_fact_in(&t->lines, "verdict", word, strcmp(word, "safe") == 0 ? DP_INK_GOOD : DP_INK_BAD);
}

static void put_head(struct telling *t, const dp_inspected *found, const dp_description *d)
{
    dp_sheet_fact(&t->lines, "file", dp_escape(t->ctx, dp_span_of(found->file.name), LONG_FILE));
    dp_sheet_fact(&t->lines, "container", container(t->ctx));
    for (size_t i = 0; i < d->n_facts; i++) {
        dp_sheet_fact(&t->lines, d->fact[i].name,
                      dp_take_printf(t->ctx, "%s (%s)", d->fact[i].value, d->fact[i].recorded ? "recorded" : "inferred"));
    }
    dp_sheet_fact(&t->lines, "sha256", found->file.sha256 != NULL ? found->file.sha256 : "");
}

static void put_read(struct telling *t, const dp_inspected *found, const dp_description *d)
{
    const dp_loaded *loaded = found->loaded;
    const char *size = size_text(t->ctx, found->file.size);
    if (found->written != NULL) {
        dp_told_source source = dp_told_source_of(found->written);
        dp_source_lines(&t->lines, &source);
        dp_sheet_fact(&t->lines, "size", size);
    } else {
        dp_sheet_fact(&t->lines, "size", dp_take_printf(t->ctx, "%s, %zu opcodes, %u objects", size, loaded->facts.opcodes,
                                                        dp_heap_last(loaded->heap)));
        put_verdict(t);
    }
    for (size_t i = 0; i < d->n_models; i++) {
        put_estimator(t, d->model[i], true, NULL);
    }
    if (d->more != 0) {
        dp_sheet_note(&t->lines, dp_take_printf(t->ctx, "and %zu more models", d->more));
    }
    if (found->models->n == 0) {
        put_top(t, d->table, loaded->root);
    }
}

const char *dp_inspect_text(dp_ctx *ctx, const dp_inspected *found, const dp_paper *paper)
{
    bool whole = found->loaded != NULL && found->models != NULL;
    dp_description d = {0};
    struct telling t = {.ctx = ctx, .lines = dp_sheet_new(ctx, paper), .heap = whole ? found->loaded->heap : NULL};
    if (whole) {
        dp_describe(ctx, found, &d);
        t.bytes = d.bytes;
    }
    put_head(&t, found, &d);
    if (whole) {
        put_read(&t, found, &d);
    } else {
        put_verdict(&t);
        put_names(&t);
    }
    return dp_sheet_str(&t.lines);
}
