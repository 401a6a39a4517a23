/* An ONNX file of ours, for inspect: what its metadata say, and what its graph is made of. */
#include "base/num.h"
#include "export/inspect_json.h"
#include "export/report.h"
#include "export/onnx_probes.h"
#include "export/onnx_read.h"
#include "export/onnx_told.h"
#include "graph/forest.h"
#include "proof/onnx_form.h"

#include <inttypes.h>
#include <stdlib.h>

enum { SHOWN = 400, MOST_LISTED = 20, MOST_OPERATORS = 200, MOST_PARTS = 6 };

struct counted {
    dp_span op, domain;
    size_t n;
};

struct onnx_view {
    dp_ctx *ctx;
    dp_onnx_form form;
    struct counted operator[MOST_OPERATORS];
    size_t n_operators;
    dp_described model; /* what is known of it; it has no objects */
};

/* ---- what it is ---- */

static const char *shown(dp_ctx *ctx, dp_span text)
{
    return text.p != NULL ? dp_escape(ctx, text, SHOWN) : "";
}

static const char *meta(const struct onnx_view *v, const char *key)
{
    return shown(v->ctx, dp_form_meta_of(&v->form, key));
}

/* The metadata entry depickle_version, and who else says that he made the file. */
static bool is_ours(dp_span bytes, dp_span *producer, bool *broken)
{
    bool ours = false;
    dp_pb m = dp_pb_of(bytes);
    while (dp_pb_next(&m)) {
        if (dp_pb_is(&m, 2, 2)) {
            *producer = m.bytes;
        }
        if (!dp_pb_is(&m, 14, 2)) {
            continue;
        }
        dp_pb entry = dp_pb_of(m.bytes);
        while (dp_pb_next(&entry)) {
            ours = ours || (dp_pb_is(&entry, 1, 2) && dp_span_is(entry.bytes, "depickle_version"));
        }
    }
    *broken = m.broken;
    return ours;
}

static void count_operators(struct onnx_view *v)
{
    for (size_t i = 0; i < v->form.graph.n_nodes; i++) {
        const dp_form_node *node = &v->form.graph.node[i];
        size_t k = 0;
        while (k < v->n_operators
               && !(dp_span_equal(v->operator[k].op, node->op) && dp_span_equal(v->operator[k].domain, node->domain))) {
            k++;
        }
        if (k == v->n_operators && k < MOST_OPERATORS) {
            v->operator[v->n_operators++] = (struct counted){node->op, node->domain, 0};
        }
        if (k < MOST_OPERATORS) {
            v->operator[k].n++;
        }
    }
}

/* Children stand behind their parent. */
static uint32_t depth_of(const dp_tree *tree, uint32_t *depth)
{
    uint32_t deepest = 0;
    depth[0] = 0;
    for (uint32_t i = 0; i < tree->n; i++) {
        deepest = depth[i] > deepest ? depth[i] : deepest;
        if (!dp_tree_is_leaf(tree, i)) {
            depth[dp_tree_left(tree, i)] = depth[dp_tree_right(tree, i)] = depth[i] + 1;
        }
    }
    return deepest;
}

static dp_rc count_trees(struct onnx_view *v, const dp_graph *g)
{
    for (size_t i = 0; i < g->n_nodes; i++) {
        const dp_forest *forest = g->node[i].op == DP_OP_LEAF_ROWS ? g->node[i].forest : NULL;
        uint32_t *depth = forest != NULL ? dp_take_raw(v->ctx, (size_t)forest->largest + 1, sizeof *depth) : NULL;
        if (forest != NULL && depth == NULL) {
            return dp_failed(v->ctx);
        }
        for (size_t k = 0; forest != NULL && k < forest->n_trees; k++) {
            uint32_t deepest = depth_of(&forest->tree[k], depth);
            v->model.trees.deepest = deepest > v->model.trees.deepest ? deepest : v->model.trees.deepest;
        }
        v->model.trees.trees += forest != NULL ? forest->n_trees : 0;
        v->model.trees.nodes += forest != NULL ? forest->n_nodes : 0;
    }
    return DP_OK;
}

/* ---- what takes the room ---- */

static void add_part(struct onnx_view *v, dp_span name, uint64_t bytes)
{
    dp_described *d = &v->model;
    dp_part *place = bytes != 0 ? dp_grow(v->ctx, &d->part, d->n_parts, sizeof *place) : NULL;
    if (place != NULL) {
        *place = (dp_part){.name = name, .bytes = bytes, .at = d->n_parts};
        d->n_parts++;
        d->bytes += bytes;
    }
}

static uint64_t bytes_of(const dp_form_tensor *t)
{
    uint64_t bytes = t->raw.n;
    for (uint64_t i = 0; i < t->n_string; i++) {
        bytes += t->string[i].n;
    }
    return bytes;
}

/* Of all nodes of trees together, by name. */
static void add_attributes(struct onnx_view *v, const dp_form_node *node, size_t first)
{
    for (size_t k = 0; k < node->n_attr; k++) {
        const dp_form_attr *attr = &node->attr[k];
        size_t i = first;
        while (i < v->model.n_parts && !dp_span_equal(v->model.part[i].name, attr->name)) {
            i++;
        }
        if (i == v->model.n_parts) {
            add_part(v, attr->name, attr->bytes.n);
        } else {
            v->model.part[i].bytes += attr->bytes.n;
            v->model.bytes += attr->bytes.n;
        }
    }
}

static int by_bytes(const void *a, const void *b)
{
    const dp_part *x = a;
    const dp_part *y = b;
    return x->bytes != y->bytes ? (x->bytes < y->bytes ? 1 : -1) : x->at < y->at ? -1 : x->at > y->at;
}

static void measure(struct onnx_view *v)
{
    const dp_form_graph *g = &v->form.graph;
    for (size_t i = 0; i < g->n_inits; i++) {
        add_part(v, g->init[i].name, bytes_of(&g->init[i]));
    }
    size_t first = v->model.n_parts;
    for (size_t i = 0; i < g->n_nodes; i++) {
        dp_span op = g->node[i].op;
        if (op.n >= 12 && memcmp(op.p, "TreeEnsemble", 12) == 0) {
            add_attributes(v, &g->node[i], first);
        }
    }
    if (v->model.n_parts != 0) {
        qsort(v->model.part, v->model.n_parts, sizeof *v->model.part, by_bytes);
    }
}

/* ---- words ---- */

static const char *type_name(uint64_t type)
{
    switch (type) {
    case DP_FORM_DOUBLE: return "float64";
    case DP_FORM_FLOAT: return "float32";
    case DP_FORM_INT64: return "int64";
    case DP_FORM_BOOL: return "bool";
    case DP_FORM_STRING: return "text";
    default: return "other";
    }
}

/* "N, 4" */
static const char *shape_text(dp_ctx *ctx, const dp_form_port *port)
{
    dp_text t = dp_text_new(ctx);
    for (unsigned k = 0; k < port->rank; k++) {
        dp_text_adds(&t, k != 0 ? ", " : "");
        if (k == 0 && port->batch) {
            dp_text_adds(&t, "N");
        } else {
            dp_text_addf(&t, "%" PRIu64, port->dim[k]);
        }
    }
    return dp_text_str(&t);
}

/* The method that an output answers, by the file's own word; "". */
static const char *method_of(const struct onnx_view *v, const cJSON *methods, dp_span output)
{
    const cJSON *method;
    const cJSON *name;
    cJSON_ArrayForEach(method, methods)
    {
        cJSON_ArrayForEach(name, method)
        {
            if (cJSON_IsString(name) && dp_span_is(output, name->valuestring)) {
                return dp_escape(v->ctx, dp_span_of(method->string), SHOWN);
            }
        }
    }
    return "";
}

static cJSON *meta_json(const struct onnx_view *v, const char *key)
{
    dp_span text = dp_form_meta_of(&v->form, key);
    return text.p != NULL ? cJSON_ParseWithLength((const char *)text.p, text.n) : NULL;
}

static void put_words(const struct onnx_view *v, dp_text *t, const cJSON *list)
{
    const cJSON *one;
    int n = 0;
    cJSON_ArrayForEach(one, list)
    {
        dp_text_adds(t, n != 0 ? ", " : "");
        if (++n > MOST_LISTED) {
            dp_text_addf(t, "and %d more", cJSON_GetArraySize(list) - MOST_LISTED);
            return;
        }
        if (cJSON_IsString(one)) {
            dp_text_adds(t, dp_escape(v->ctx, dp_span_of(one->valuestring), SHOWN));
        } else if (cJSON_IsNumber(one)) {
            dp_text_addf(t, "%.15g", one->valuedouble);
        } else {
            dp_text_adds(t, cJSON_IsTrue(one) ? "True" : "False");
        }
    }
}

/* "4: a, b, c, d" as of a pickle, or "4". */
static const char *features_text(const struct onnx_view *v)
{
    dp_text t = dp_text_new(v->ctx);
    cJSON *names = meta_json(v, "feature_names");
    dp_text_adds(&t, meta(v, "n_features"));
    dp_text_adds(&t, t.n != 0 && names != NULL ? ": " : "");
    put_words(v, &t, names);
    cJSON_Delete(names);
    return dp_text_str(&t);
}

/* Of several outputs those of one after the other. */
static const char *classes_text(const struct onnx_view *v)
{
    dp_text t = dp_text_new(v->ctx);
    cJSON *one = meta_json(v, "classes");
    cJSON *several = meta_json(v, "classes_of_outputs");
    const cJSON *list;
    put_words(v, &t, one);
    cJSON_ArrayForEach(list, several)
    {
        dp_text_adds(&t, t.n != 0 ? "; " : "");
        put_words(v, &t, list);
    }
    cJSON_Delete(one);
    cJSON_Delete(several);
    return dp_text_str(&t);
}

static dp_told_source source_of(const struct onnx_view *v)
{
    return (dp_told_source){meta(v, "source_file"), meta(v, "source_path"), meta(v, "source_container"), meta(v, "source_sha256")};
}

/* ---- all of it ---- */

static void describe(struct onnx_view *v, const dp_graph *graph)
{
    const char *path = meta(v, "source_path");
    v->model.path = path[0] != '\0' ? path : "$";
    v->model.name = meta(v, "class");
    v->model.version = meta(v, "sklearn_version");
    v->model.converter = true;
    v->model.standing = (dp_standing){DP_CONVERTS, "", "", NULL, graph};
    v->model.features = features_text(v);
    v->model.classes = classes_text(v);
}

static dp_rc look(dp_ctx *ctx, dp_span bytes, struct onnx_view *v, dp_onnx_file *file)
{
    dp_span producer = {NULL, 0};
    bool broken;
    *v = (struct onnx_view){.ctx = ctx};
    dp_ctx_scale_arena(ctx, bytes.n);
    dp_note_format(ctx, "onnx");
    bool ours = is_ours(bytes, &producer, &broken);
    if (broken) {
        return dp_fail(ctx, DP_CORRUPT, DP_NO_OFFSET, "an ONNX file that is cut off, or damaged");
    }
    if (!ours) {
        return dp_fail(ctx, DP_UNSUPPORTED, DP_NO_OFFSET, "an ONNX file that depickle did not write%s%s", producer.n != 0 ? ": it is by " : "",
                       shown(ctx, producer));
    }
    DP_TRY(dp_form_read(ctx, bytes, &v->form));
    if (v->form.fault != NULL) {
        return dp_fail(ctx, DP_CORRUPT, DP_NO_OFFSET, "ONNX: %s", v->form.fault);
    }
    count_operators(v);
    DP_TRY(dp_onnx_read(ctx, bytes, file));
    describe(v, file->graph);
    measure(v);
    return count_trees(v, file->graph);
}

/* ---- text ---- */

static void put_ports(const struct onnx_view *v, dp_sheet *l, const dp_form_port *port, size_t n, const char *what)
{
    cJSON *methods = meta_json(v, "methods");
    for (size_t i = 0; i < n; i++) {
        const char *method = method_of(v, methods, port[i].name);
        dp_sheet_fact(l, dp_take_printf(v->ctx, "%s %s", what, shown(v->ctx, port[i].name)),
                      dp_take_printf(v->ctx, "%s [%s]%s%s", type_name(port[i].type), shape_text(v->ctx, &port[i]),
                                     method[0] != '\0' ? ", of " : "", method));
    }
    cJSON_Delete(methods);
}

static const char *operators_text(const struct onnx_view *v)
{
    dp_text t = dp_text_new(v->ctx);
    for (size_t i = 0; i < v->n_operators; i++) {
        dp_text_addf(&t, "%s%s %zu", i != 0 ? ", " : "", shown(v->ctx, v->operator[i].op), v->operator[i].n);
    }
    return dp_text_str(&t);
}

static const char *sets_text(const struct onnx_view *v)
{
    return v->form.ml != 0 ? dp_take_printf(v->ctx, "ai.onnx %" PRIu64 ", ai.onnx.ml %" PRIu64, v->form.core, v->form.ml)
                           : dp_take_printf(v->ctx, "ai.onnx %" PRIu64, v->form.core);
}

static void put_head(const struct onnx_view *v, const dp_inspected_file *file, dp_sheet *l)
{
    char size[DP_NUM_MAX];
    const char *version = meta(v, "sklearn_version");
    dp_told_source source = source_of(v);
    dp_num_print_size(size, file->size);
    dp_sheet_fact(l, "file", dp_escape(v->ctx, dp_span_of(file->name), SHOWN * 10));
    dp_sheet_fact(l, "container", "onnx");
    dp_sheet_fact(l, "written by", dp_take_printf(v->ctx, "depickle %s", meta(v, "depickle_version")));
    dp_sheet_fact(l, "scikit-learn", version[0] != '\0' ? dp_take_printf(v->ctx, "%s (recorded)", version) : "");
    dp_sheet_fact(l, "sha256", file->sha256 != NULL ? file->sha256 : "");
    dp_source_lines(l, &source);
    dp_sheet_fact(l, "target", meta(v, "target"));
    dp_sheet_fact(l, "requires", meta(v, "requires"));
    dp_sheet_fact(l, "operator sets", sets_text(v));
    dp_sheet_fact(l, "size", dp_take_printf(v->ctx, "%s, %zu nodes", size, v->form.graph.n_nodes));
    dp_sheet_fact(l, "probes", dp_form_meta_of(&v->form, DP_PROBES_KEY).p != NULL ? "rows and answers, for depickle verify" : "");
}

/* "12 kB: nodes_values 8 kB, …": initializers, and attributes of trees, the largest first. */
static const char *parts_text(const struct onnx_view *v)
{
    char size[DP_NUM_MAX];
    dp_text t = dp_text_new(v->ctx);
    const dp_described *d = &v->model;
    dp_num_print_size(size, d->bytes);
    dp_text_adds(&t, d->bytes != 0 ? size : "");
    for (size_t i = 0; i < d->n_parts && i < MOST_PARTS && dp_part_counts(&d->part[i], d->bytes); i++) {
        dp_num_print_size(size, d->part[i].bytes);
        dp_text_addf(&t, "%s%s %s", i != 0 ? ", " : ": ", dp_escape(v->ctx, d->part[i].name, SHOWN), size);
    }
    return dp_text_str(&t);
}

static const char *text_of(const struct onnx_view *v, const dp_inspected_file *file, const dp_paper *paper)
{
    dp_sheet l = dp_sheet_new(v->ctx, paper);
    put_head(v, file, &l);
    dp_sheet_down(&l, true, false);
    dp_sheet_title(&l, v->model.path, v->model.name, "", DP_INK_NONE);
    dp_sheet_fact(&l, "answered by", meta(v, "answering_class"));
    dp_sheet_fact(&l, "features", v->model.features);
    dp_sheet_fact(&l, "classes", v->model.classes);
    dp_sheet_fact(&l, v->model.trees.trees == 1 ? "tree" : "trees", dp_trees_text(v->ctx, &v->model.trees));
    put_ports(v, &l, v->form.graph.input, v->form.graph.n_inputs, "input");
    put_ports(v, &l, v->form.graph.output, v->form.graph.n_outputs, "output");
    dp_sheet_fact(&l, "operators", operators_text(v));
    dp_sheet_fact(&l, "size", parts_text(v));
    dp_sheet_up(&l);
    return dp_sheet_str(&l);
}

/* ---- JSON ---- */

static void add_ports(const struct onnx_view *v, cJSON *o, const char *key, const dp_form_port *port, size_t n)
{
    cJSON *methods = meta_json(v, "methods");
    cJSON *list = cJSON_AddArrayToObject(o, key);
    for (size_t i = 0; i < n; i++) {
        cJSON *one = cJSON_CreateObject();
        const char *method = method_of(v, methods, port[i].name);
        cJSON_AddStringToObject(one, "name", shown(v->ctx, port[i].name));
        cJSON_AddStringToObject(one, "type", type_name(port[i].type));
        cJSON_AddStringToObject(one, "shape", shape_text(v->ctx, &port[i]));
        if (method[0] != '\0') {
            cJSON_AddStringToObject(one, "method", method);
        }
        cJSON_AddItemToArray(list, one);
    }
    cJSON_Delete(methods);
}

static void add_onnx(const struct onnx_view *v, cJSON *o)
{
    cJSON *onnx = cJSON_AddObjectToObject(o, "onnx");
    cJSON_AddStringToObject(onnx, "depickle", meta(v, "depickle_version"));
    cJSON_AddStringToObject(onnx, "target", meta(v, "target"));
    cJSON_AddStringToObject(onnx, "requires", meta(v, "requires"));
    cJSON *sets = cJSON_AddObjectToObject(onnx, "operator_sets");
    cJSON_AddNumberToObject(sets, "ai.onnx", (double)v->form.core);
    if (v->form.ml != 0) {
        cJSON_AddNumberToObject(sets, "ai.onnx.ml", (double)v->form.ml);
    }
    add_ports(v, onnx, "inputs", v->form.graph.input, v->form.graph.n_inputs);
    add_ports(v, onnx, "outputs", v->form.graph.output, v->form.graph.n_outputs);
    cJSON *operators = cJSON_AddObjectToObject(onnx, "operators");
    for (size_t i = 0; i < v->n_operators; i++) {
        cJSON_AddNumberToObject(operators, shown(v->ctx, v->operator[i].op), (double)v->operator[i].n);
    }
    cJSON_AddBoolToObject(onnx, "probes", dp_form_meta_of(&v->form, DP_PROBES_KEY).p != NULL);
}

static const char *json_of(const struct onnx_view *v, const dp_inspected_file *file)
{
    cJSON *o = dp_inspect_begin_json(v->ctx, file, "safe");
    const dp_fact version = {"scikit-learn", v->model.version, true};
    dp_told_source source = source_of(v);
    dp_facts_json(o, &version, version.value[0] != '\0');
    dp_source_json(o, &source);
    cJSON_AddNumberToObject(o, "opcodes", 0);
    cJSON_AddNumberToObject(o, "objects", (double)(v->form.graph.n_nodes + v->form.graph.n_inits));
    cJSON_AddStringToObject(o, "content", "ONNX graph");
    add_onnx(v, o);
    cJSON_AddItemToArray(cJSON_AddArrayToObject(o, "models"), dp_described_json(v->ctx, NULL, &v->model));
    return dp_json_kept(v->ctx, o);
}

dp_rc dp_inspect_onnx(dp_ctx *ctx, const dp_inspected_file *file, dp_span bytes, bool json, const dp_paper *paper, const char **out)
{
    struct onnx_view v;
    dp_onnx_file read;
    DP_TRY(look(ctx, bytes, &v, &read));
    *out = json ? json_of(&v, file) : text_of(&v, file, paper);
    return dp_failed(ctx);
}

dp_rc dp_describe_onnx(dp_ctx *ctx, dp_span bytes, dp_onnx_file *file, const dp_described **model)
{
    struct onnx_view *v = dp_take(ctx, 1, sizeof *v);
    DP_TRY(v == NULL ? dp_failed(ctx) : DP_OK);
    DP_TRY(look(ctx, bytes, v, file));
    *model = &v->model;
    return DP_OK;
}

/* ---- for a page ---- */

static const dp_onnx_port_told *tell_ports(const struct onnx_view *v, const dp_form_port *port, size_t n)
{
    cJSON *methods = meta_json(v, "methods");
    dp_onnx_port_told *told = dp_take(v->ctx, n, sizeof *told);
    for (size_t i = 0; told != NULL && i < n; i++) {
        told[i] = (dp_onnx_port_told){shown(v->ctx, port[i].name), type_name(port[i].type), shape_text(v->ctx, &port[i]),
                                      method_of(v, methods, port[i].name)};
    }
    cJSON_Delete(methods);
    return told;
}

/* As many rows as the first input has. */
static size_t count_probes(const struct onnx_view *v)
{
    cJSON *probes = meta_json(v, DP_PROBES_KEY);
    const cJSON *inputs = cJSON_GetObjectItemCaseSensitive(probes, "inputs");
    size_t n = inputs != NULL && cJSON_IsArray(inputs->child) ? (size_t)cJSON_GetArraySize(inputs->child) : 0;
    cJSON_Delete(probes);
    return n;
}

dp_rc dp_tell_onnx(dp_ctx *ctx, dp_span bytes, dp_onnx_told *out)
{
    dp_onnx_file *file = dp_take(ctx, 1, sizeof *file);
    struct onnx_view *v = dp_take(ctx, 1, sizeof *v);
    DP_TRY(v == NULL || file == NULL ? dp_failed(ctx) : DP_OK);
    DP_TRY(look(ctx, bytes, v, file));
    const dp_form_graph *g = &v->form.graph;
    *out = (dp_onnx_told){.model = &v->model, .graph = file->graph, .writer = meta(v, "depickle_version"),
                          .answering = meta(v, "answering_class"), .target = meta(v, "target"), .requires = meta(v, "requires"),
                          .sets = sets_text(v), .operators = operators_text(v), .source = source_of(v), .n_nodes = g->n_nodes,
                          .n_probes = count_probes(v), .n_inputs = g->n_inputs, .n_outputs = g->n_outputs};
    out->input = tell_ports(v, g->input, g->n_inputs);
    out->output = tell_ports(v, g->output, g->n_outputs);
    return dp_failed(ctx);
}
