/* skops files: docs/formats/skops.md. Written from an estimator's state, as JSON is, and in today's spelling, since the
 * scikit-learn that is installed where the file is loaded takes it as its own.
 *
 * Nodes stand in nodes, and are written without recursion: a stack of those that are open (files whose objects hold
 * themselves were refused before, model/sound.h). An object that several others hold is written once, and later by its
 * number. */
#include "export/exporter.h"
#include "export/skops_writer.h"
#include "export/skops_zip.h"

#include "base/text.h"

#include <stdio.h>

/* The version of skops whose form this is, and that of the form. */
#define SKOPS "0.16.0"
enum { PROTOCOL = 2 };

/* ---- places, for messages ---- */

static const char *where(dp_skops *s)
{
    dp_text t = dp_text_new(s->ctx);
    dp_text_adds(&t, s->path);
    for (size_t i = 0; i < s->n_nodes; i++) {
        const dp_skops_node *node = &s->node[i];
        const dp_skops_child *child = node->next != 0 ? &node->child[node->next - 1] : NULL;
        if (child == NULL || (child->outer == NULL && child->key.p != NULL && dp_span_is(child->key, "content"))) {
            continue;
        }
        if (child->key.p != NULL) {
            dp_text_addf(&t, ".%s", dp_escape(s->ctx, child->key, 60));
        } else {
            dp_text_addf(&t, "[%zu]", node->next - 1);
        }
    }
    return dp_text_str(&t);
}

static void fail(dp_skops *s, dp_rc rc, dp_id id, const char *fmt, va_list args)
{
    char text[256];
    vsnprintf(text, sizeof text, fmt, args);
    if (!s->j.failed) {
        dp_fail_at(s->ctx, rc, dp_at(s->heap, id)->offset, where(s), "%s", text);
    }
    s->j.failed = true;
}

void dp_skops_refuse(dp_skops *s, dp_id id, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    fail(s, DP_UNSUPPORTED, id, fmt, args);
    va_end(args);
}

void dp_skops_corrupt(dp_skops *s, dp_id id, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    fail(s, DP_CORRUPT, id, fmt, args);
    va_end(args);
}

/* ---- nodes ---- */

dp_skops_child *dp_skops_children(dp_skops *s, size_t n)
{
    dp_skops_child *child = dp_take(s->ctx, n, sizeof *child);
    s->j.failed = s->j.failed || child == NULL;
    return child;
}

void dp_skops_head(dp_skops *s, dp_id id, const char *module, const char *name, const char *loader)
{
    const char *const head[][2] = {{"__class__", name}, {"__module__", module}, {"__loader__", loader}};
    dp_json_open(&s->j, '{');
    for (size_t i = 0; i < sizeof head / sizeof *head; i++) {
        dp_json_key(&s->j, dp_span_of(head[i][0]));
        dp_json_string(&s->j, dp_span_of(head[i][1]));
    }
    if (id != 0) {
        dp_json_key(&s->j, DP_LIT("__id__"));
        dp_json_uint(&s->j, id);
    }
}

/* A number instead of a node: skops takes the object that has it. */
static void put_again(dp_skops *s, dp_id id)
{
    dp_skops_head(s, id, "builtins", "object", "CachedNode");
    dp_json_close(&s->j, '}');
}

/* Numbers, texts and names are written each time; of other objects it matters which they are. */
static bool has_identity(const dp_skops *s, const dp_skops_child *value)
{
    const dp_obj *o = dp_at(s->heap, value->id);
    if (value->form != DP_SKOPS_ANY || value->id == 0 || (o->flags & DP_F_PY2STR) != 0) {
        return false;
    }
    switch ((dp_kind)o->kind) {
    case DP_K_NONE: case DP_K_BOOL: case DP_K_INT: case DP_K_LONG: case DP_K_FLOAT: case DP_K_TEXT: case DP_K_GLOBAL:
        return false;
    case DP_K_BYTES: case DP_K_BYTEARRAY: case DP_K_LIST: case DP_K_TUPLE: case DP_K_SET: case DP_K_FROZENSET:
    case DP_K_DICT: case DP_K_MADE: case DP_K_ARRAY: case DP_K_SCALAR: case DP_K_DTYPE: case DP_K_SPARSE:
    case DP_K_COMPLEX: case DP_K_SLICE: case DP_K_OPAQUE: break;
    }
    return true;
}

void dp_skops_hold(dp_skops_node *node, const dp_skops_child *child, size_t n, const char *closing)
{
    node->child = child;
    node->n = n;
    node->closing = closing;
}

static void begin(dp_skops *s, const dp_skops_child *value)
{
    dp_id id = has_identity(s, value) ? value->id : 0;
    if ((s->met[id] & DP_SKOPS_DONE) != 0) {
        put_again(s, id);
        return;
    }
    if (s->n_nodes == s->most) {
        dp_fail(s->ctx, DP_LIMIT, dp_at(s->heap, value->id)->offset, "values nested deeper than %zu",
                dp_ctx_limits(s->ctx)->depth);
        s->j.failed = true;
        return;
    }
    dp_skops_node *node = &s->node[s->n_nodes];
    *node = (dp_skops_node){.id = id, .mark = dp_ctx_mark(s->ctx), .closing = ""};
    dp_skops_open(s, value, node);
    s->n_nodes++;
}

static void end(dp_skops *s)
{
    dp_skops_node *node = &s->node[--s->n_nodes];
    for (const char *p = node->closing; *p != '\0'; p++) {
        dp_json_close(&s->j, *p);
    }
    s->met[node->id] |= node->id != 0 ? DP_SKOPS_DONE : 0;
    dp_ctx_release(s->ctx, node->mark);
}

/* What stands before the next child, and the child. */
static void next_child(dp_skops *s, dp_skops_node *node)
{
    const dp_skops_child *before = node->next != 0 ? &node->child[node->next - 1] : NULL;
    for (unsigned i = 0; before != NULL && i < before->closes; i++) {
        dp_json_close(&s->j, '}');
    }
    if (node->next == node->n) {
        end(s);
        return;
    }
    const dp_skops_child *child = &node->child[node->next++];
    if (child->outer != NULL) {
        dp_json_key(&s->j, dp_span_of(child->outer));
        dp_json_open(&s->j, '{');
    }
    if (child->key.p != NULL) {
        dp_json_key(&s->j, child->key);
    }
    begin(s, child);
}

/* ---- the file ---- */

static void put_schema(dp_skops *s, dp_id root)
{
    begin(s, &(dp_skops_child){.id = root});
    s->node[0].closing = ""; /* the root's last members are to come */
    while (s->n_nodes != 0 && dp_json_good(&s->j)) {
        next_child(s, &s->node[s->n_nodes - 1]);
    }
}

static void put_last_members(dp_skops *s)
{
    dp_json_key(&s->j, DP_LIT("protocol"));
    dp_json_uint(&s->j, PROTOCOL);
    dp_json_key(&s->j, DP_LIT("_skops_version"));
    dp_json_string(&s->j, DP_LIT(SKOPS));
    dp_json_close(&s->j, '}');
    dp_json_flush(&s->j);
}

static bool prepare(dp_skops *s, const dp_model *model)
{
    const dp_limits *limits = dp_ctx_limits(s->ctx);
    s->most = 2 * (limits->depth + 3 * limits->estimators); /* as model/sound.c counts; an object's state is a node too */
    s->node = dp_take(s->ctx, s->most, sizeof *s->node);
    s->met = dp_take(s->ctx, (size_t)dp_heap_last(model->file->heap) + 1, 1);
    return s->node != NULL && s->met != NULL;
}

static dp_rc put_archive(dp_skops *s, const dp_model *model, dp_zip *zip)
{
    if (!prepare(s, model) || !dp_json_begin(&s->j, s->ctx, dp_zip_entry(zip, "schema.json", false))) {
        return dp_failed(s->ctx);
    }
    put_schema(s, model->obj);
    if (dp_json_good(&s->j)) {
        put_last_members(s);
    }
    dp_id last = dp_heap_last(s->heap);
    for (dp_id id = 1; id <= last && dp_json_good(&s->j); id++) {
        dp_skops_put_files(s, id, zip);
    }
    return s->j.failed ? dp_failed(s->ctx) : DP_OK;
}

static dp_rc write_skops(dp_ctx *ctx, const dp_model *model, dp_graph *graph, const dp_export_options *options, dp_sink *sink)
{
    (void)graph;
    (void)options;
    dp_skops s = {.ctx = ctx, .heap = model->file->heap, .path = model->path};
    dp_zip *zip = dp_zip_begin(ctx, sink);
    if (zip == NULL) {
        return dp_failed(ctx);
    }
    dp_rc rc = put_archive(&s, model, zip);
    dp_rc ended = dp_zip_end(zip);
    if (rc != DP_OK || ended == DP_OK || sink->rc != DP_OK) {
        return rc; /* a sink's own fault is told by who asked for the file */
    }
    return dp_fail(ctx, ended, DP_NO_OFFSET, "cannot write the archive");
}

/* skops writes its schema first; so do we. */
static const char *unread(dp_ctx *ctx, dp_span bytes)
{
    enum { ZIP_NAME = 30 }; /* where the name of a zip's first file stands */
    const dp_span schema = DP_LIT("schema.json");
    (void)ctx;
    bool own = dp_span_equal(dp_span_cut(bytes, 0, 4), DP_LIT("PK\003\004")) && dp_span_equal(dp_span_cut(bytes, ZIP_NAME, schema.n), schema);
    return own ? "a skops file, which is not read back: skops.io.visualize shows what is in it, and depickle reads what it was written of"
               : NULL;
}

const dp_exporter dp_exporter_skops = {"skops", ".skops", DP_VIEW_STATE, write_skops, NULL, NULL, unread};
