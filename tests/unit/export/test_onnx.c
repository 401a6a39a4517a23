/* ONNX files: written, read back, evaluated; and files that nobody should have written. */
#include "../graph/forests.h"
#include "export/f32.h"
#include "export/onnx_read.h"
#include "export/onnx_write.h"
#include "export/verify.h"
#include "graph/eval.h"
#include "support/test_ctx.h"

#include <criterion/criterion.h>
#include <math.h>

static dp_ctx *ctx;

static void open_ctx(void)
{
    ctx = test_ctx();
}

TestSuite(onnx, .init = open_ctx);

static float f32_of_bits(uint32_t bits)
{
    float f;
    memcpy(&f, &bits, sizeof f);
    return f;
}

/* For every float32 x: x <= v just when x <= floor(v). Neighbours of the floor are the only ones that could differ. */
Test(onnx, f32_floor)
{
    static const double fixed[] = {0.0, -0.0, 1e-310, -1e-310, 1e-46, -1e-46, 1e-45, -1e-45, 0x1p-149, -0x1p-149, 1e-42,
                                   0.1, -0.1, 1.0, 0x1.fffffep127, -0x1.fffffep127, 0x1.ffffffp127, -0x1.ffffffp127,
                                   1e39, -1e39, 1e308, -1e308};
    uint64_t state = 5;
    for (size_t i = 0; i < 200000; i++) {
        uint64_t r = test_random(&state);
        double v = i < sizeof fixed / sizeof *fixed ? fixed[i] : (double)f32_of_bits((uint32_t)r);
        v = i % 3 == 1 ? nextafter(v, HUGE_VAL) : i % 3 == 2 ? nextafter(v, -HUGE_VAL) : v;
        if (v != v) {
            continue;
        }
        float f = dp_f32_floor(v);
        float above = nextafterf(f, HUGE_VALF);
        cr_assert((double)f <= v, "%a became %a", v, (double)f);
        cr_assert((double)above > v || f == HUGE_VALF, "%a became %a, and %a fits too", v, (double)f, (double)above);
    }
    cr_assert_eq(dp_f32_floor(HUGE_VAL), HUGE_VALF);
    cr_assert_eq(dp_f32_floor(-HUGE_VAL), -HUGE_VALF);
    cr_assert_eq(dp_f32_floor(1e300), 0x1.fffffep127f);
    cr_assert_eq(dp_f32_floor(-1e300), -HUGE_VALF);
}

extern const dp_exporter dp_exporter_onnx;

static dp_span write_model(dp_graph *g, dp_target target, dp_memory_sink *sink)
{
    static const dp_span names[] = {{(const uint8_t *)"a \"b\"", 5}, {(const uint8_t *)"\xc3\xbc\n", 3}};
    dp_model model = {.canonical = "sklearn.x.Y", .path = "$", .sklearn_version = "1.9.1", .n_features = 2,
                      .feature_names = names};
    dp_export_options options = {.target = target, .source = {.file = "m.pkl", .container = "gzip+pickle"}};
    dp_memory_sink_init(sink, 0);
    cr_assert_eq(dp_exporter_onnx.write(ctx, &model, g, &options, &sink->base), DP_OK, "%s", dp_ctx_record(ctx)->what);
    cr_assert_eq(sink->base.rc, DP_OK);
    return (dp_span){sink->p, sink->n};
}

static dp_graph *forest_graph(size_t trees, int deep, uint64_t seed)
{
    enum { WIDTH = 3, OUTPUTS = 2 };
    static const dp_span classes[] = {{(const uint8_t *)"no", 2}, {(const uint8_t *)"yes", 3}};
    const double *table;
    dp_graph *g = dp_graph_new(ctx);
    const dp_forest *forest = test_forest(ctx, trees, deep, WIDTH, OUTPUTS, 9, seed, &table);
    dp_val x = dp_cast(g, dp_graph_input(g, "_X", DP_T_F64, WIDTH), DP_T_F32);
    dp_val p = dp_forest_sum(g, x, forest, table, OUTPUTS, NULL, (double)trees);
    dp_graph_output(g, dp_gather(g, dp_row_text(g, classes, 2), dp_argmax(g, p, 1), 0), "label");
    dp_graph_output(g, p, "probabilities");
    cr_assert(!g->failed);
    dp_graph_tidy(g);
    return g;
}

static void same_answers(const dp_graph *a, const dp_graph *b, uint64_t width)
{
    enum { ROWS = 300 };
    dp_tensor in = {DP_T_F64, {2, {ROWS, width}}, ROWS * width, test_rows(ctx, ROWS, width, 77)};
    dp_tensor x[2];
    dp_tensor y[2];
    cr_assert_eq(dp_eval(ctx, a, &in, x), DP_OK);
    cr_assert_eq(dp_eval(ctx, b, &in, y), DP_OK, "%s", dp_ctx_record(ctx)->what);
    cr_assert(memcmp(x[1].data, y[1].data, x[1].count * sizeof(double)) == 0);
    for (uint64_t i = 0; i < ROWS; i++) {
        cr_assert(dp_span_equal(((dp_span *)x[0].data)[i], ((dp_span *)y[0].data)[i]));
    }
}

static const char *meta_of(const dp_onnx_file *file, const char *key)
{
    for (size_t i = 0; i < file->n_meta; i++) {
        if (strcmp(file->meta[i].key, key) == 0) {
            return file->meta[i].value;
        }
    }
    return "";
}

/* Every target, forests of many shapes, single leaves among them: what is read back answers the same. */
Test(onnx, there_and_back)
{
    static const char *const named[] = {"", "ml5", "ml1", "plain"};
    for (uint64_t seed = 0; seed < 30; seed++) {
        dp_graph *g = forest_graph(1 + seed % 7, (int)(seed % 6), seed);
        for (int target = DP_TARGET_ML5; target <= DP_TARGET_PLAIN; target++) {
            dp_memory_sink sink;
            dp_memory_sink twice;
            dp_onnx_file file;
            dp_verify_result result;
            dp_span bytes = write_model(g, (dp_target)target, &sink);
            cr_assert(dp_span_equal(bytes, write_model(g, (dp_target)target, &twice)), "not the same bytes twice");
            cr_assert_eq(dp_onnx_read(ctx, bytes, &file), DP_OK, "%s", dp_ctx_record(ctx)->what);
            same_answers(g, file.graph, 3);
            cr_assert_eq(dp_verify_graphs(ctx, g, file.graph, 0, &result), DP_OK);
            cr_assert_eq(result.verdict, DP_VERIFY_TESTED, "%s", result.first);
            cr_assert(result.rows > 200 && result.values == result.rows * 3);
            cr_assert_str_eq(meta_of(&file, "target"), named[target]);
            cr_assert_str_eq(meta_of(&file, "feature_names"), "[\"a \\\"b\\\"\",\"\xc3\xbc\\u000a\"]");
            cr_assert_str_eq(meta_of(&file, "source_container"), "gzip+pickle");
            dp_memory_sink_done(&sink);
            dp_memory_sink_done(&twice);
        }
    }
}

/* The last of TopK's outputs is the only one, here and there. */
Test(onnx, least_k_and_cum_sum_there_and_back)
{
    dp_graph *g = dp_graph_new(ctx);
    dp_val x = dp_graph_input(g, "X", DP_T_F64, 6);
    static const dp_span words[] = {{(const uint8_t *)"a", 1}, {(const uint8_t *)"b", 1}, {(const uint8_t *)"c", 1},
                                    {(const uint8_t *)"d", 1}, {(const uint8_t *)"e", 1}, {(const uint8_t *)"f", 1}};
    dp_val index = dp_least_k(g, x, 4);
    dp_val first = dp_flat(g, dp_slice(g, index, 1, 0, 1));
    dp_graph_output(g, dp_gather(g, dp_row_text(g, words, 6), first, 0), "label");
    dp_graph_output(g, dp_cum_sum(g, dp_gather_elements(g, x, index, 1)), "scores");
    dp_memory_sink sink;
    dp_onnx_file file;
    dp_span bytes = write_model(g, DP_TARGET_PLAIN, &sink);
    cr_assert_eq(dp_onnx_read(ctx, bytes, &file), DP_OK, "%s", dp_ctx_record(ctx)->what);
    same_answers(g, file.graph, 6);
    dp_memory_sink_done(&sink);
}

/* What takes float64 only from some ONNX Runtime on: the file says from which. ArgMin is written as ArgMax, which 1.6 has. */
Test(onnx, says_what_it_requires)
{
    for (int kind = 0; kind < 3; kind++) {
        dp_graph *g = dp_graph_new(ctx);
        dp_val x = dp_graph_input(g, "X", DP_T_F64, 4);
        dp_val y = kind == 0 ? dp_cast(g, dp_column(g, dp_argmin(g, x, 1)), DP_T_F64)
                             : dp_unary(g, DP_OP_LOG, kind == 1 ? x : dp_cast(g, x, DP_T_F32));
        dp_graph_output(g, kind == 2 ? dp_cast(g, y, DP_T_F64) : y, "variable");
        dp_memory_sink sink;
        dp_onnx_file file;
        dp_verify_result result;
        dp_span bytes = write_model(g, DP_TARGET_PLAIN, &sink);
        cr_assert_eq(dp_onnx_read(ctx, bytes, &file), DP_OK, "%s", dp_ctx_record(ctx)->what);
        cr_assert_str_eq(meta_of(&file, "requires"), kind == 1 ? "onnxruntime >= 1.8" : "onnxruntime >= 1.6");
        cr_assert(strstr(dp_graph_listing(file.graph), "ARGMIN") == NULL);
        cr_assert_eq(dp_verify_graphs(ctx, g, file.graph, 0, &result), DP_OK);
        cr_assert_eq(result.verdict, DP_VERIFY_TESTED, "%s", result.first);
        dp_memory_sink_done(&sink);
    }
}

/* A slice has all nodes named, those of the plain form's steps too. */
Test(onnx, trees_beside_a_slice)
{
    const double *table;
    const dp_forest *forest = test_forest(ctx, 5, 5, 3, 2, 9, 22, &table);
    dp_graph *g = dp_graph_new(ctx);
    dp_val x = dp_cast(g, dp_graph_input(g, "X", DP_T_F64, 3), DP_T_F32);
    dp_graph_output(g, dp_slice(g, dp_forest_sum(g, x, forest, table, 2, NULL, 5.0), 1, 0, 1), "variable");
    for (int target = DP_TARGET_ML5; target <= DP_TARGET_PLAIN; target++) {
        dp_memory_sink sink;
        dp_onnx_file file;
        dp_verify_result result;
        cr_assert_eq(dp_onnx_read(ctx, write_model(g, (dp_target)target, &sink), &file), DP_OK, "%s",
                     dp_ctx_record(ctx)->what);
        cr_assert_eq(dp_verify_graphs(ctx, g, file.graph, 0, &result), DP_OK);
        cr_assert_eq(result.verdict, DP_VERIFY_TESTED, "%s", result.first);
        dp_memory_sink_done(&sink);
    }
}

/* Between two casts is something to do, or ONNX Runtime before 1.17 leaves out both, and the rounding with them. */
Test(onnx, rounding_is_not_two_casts_on_end)
{
    dp_graph *g = dp_graph_new(ctx);
    dp_val x = dp_graph_input(g, "X", DP_T_F64, 3);
    dp_graph_output(g, dp_cast(g, dp_cast(g, x, DP_T_F32), DP_T_F64), "variable");
    dp_memory_sink sink;
    dp_onnx_file file;
    dp_verify_result result;
    dp_span bytes = write_model(g, DP_TARGET_PLAIN, &sink);
    cr_assert_eq(dp_onnx_read(ctx, bytes, &file), DP_OK, "%s", dp_ctx_record(ctx)->what);
    size_t casts = 0;
    for (size_t i = 0; i < file.graph->n_nodes; i++) {
        const dp_node *node = &file.graph->node[i];
        const dp_value *from = dp_value_at(file.graph, node->in[0]);
        casts += node->op == DP_OP_CAST;
        cr_assert(node->op != DP_OP_CAST || from->kind != DP_V_NODE || file.graph->node[from->node].op != DP_OP_CAST);
    }
    cr_assert_eq(casts, 2);
    cr_assert_eq(dp_verify_graphs(ctx, g, file.graph, 0, &result), DP_OK);
    cr_assert(result.verdict == DP_VERIFY_TESTED && result.worst_ulp == 0, "%s", result.first);
    dp_memory_sink_done(&sink);
}

/* Trees on float64 rows keep their thresholds as they are; ai.onnx.ml 1 has no operator for that. */
Test(onnx, float64_rows)
{
    static const char *const named[] = {"", "ml5", "plain", "plain"};
    const double *table;
    const dp_forest *forest = test_forest(ctx, 5, 5, 3, 1, 9, 21, &table);
    dp_graph *g = dp_graph_new(ctx);
    dp_val x = dp_graph_input(g, "X", DP_T_F64, 3);
    dp_graph_output(g, dp_forest_sum(g, x, forest, table, 1, (double[]){0.5}, 0), "variable");
    for (int target = DP_TARGET_ML5; target <= DP_TARGET_PLAIN; target++) {
        dp_memory_sink sink;
        dp_onnx_file file;
        dp_verify_result result;
        cr_assert_eq(dp_onnx_read(ctx, write_model(g, (dp_target)target, &sink), &file), DP_OK, "%s",
                     dp_ctx_record(ctx)->what);
        cr_assert_eq(dp_verify_graphs(ctx, g, file.graph, 0, &result), DP_OK);
        cr_assert_eq(result.verdict, DP_VERIFY_TESTED, "%s", result.first);
        cr_assert_str_eq(meta_of(&file, "target"), named[target]);
        dp_memory_sink_done(&sink);
    }
}

/* One leaf value, one threshold by one ulp of float32, one way for NaN. */
Test(onnx, verify_finds_what_differs)
{
    const double *table;
    dp_verify_result result;
    for (int change = 0; change < 3; change++) {
        dp_graph *g[2];
        for (int k = 0; k < 2; k++) {
            const dp_forest *forest = test_forest(ctx, 4, 5, 3, 1, 9, 13, &table);
            test_node *node = (test_node *)(uintptr_t)forest->tree[2].node;
            cr_assert(node[0].left == 1);
            node[0].threshold = 0.1;
            if (k == 1 && change == 0) {
                ((double *)(uintptr_t)table)[forest->n_rows - 1] += 1e-9;
            } else if (k == 1 && change == 1) { /* the next float32 up */
                node[0].threshold = (double)nextafterf(dp_f32_floor(0.1), HUGE_VALF);
            } else if (k == 1) {
                node[0].missing_left = !node[0].missing_left;
            }
            g[k] = dp_graph_new(ctx);
            dp_val x = dp_cast(g[k], dp_graph_input(g[k], "X", DP_T_F64, 3), DP_T_F32);
            dp_graph_output(g[k], dp_forest_sum(g[k], x, forest, table, 1, NULL, 4), "variable");
        }
        cr_assert_eq(dp_verify_graphs(ctx, g[0], g[1], 0, &result), DP_OK);
        cr_assert_eq(result.verdict, DP_VERIFY_DIFFERS, "change %d was not found in %lu rows", change, result.rows);
        cr_assert(strstr(result.first, "output variable") != NULL, "%s", result.first);
    }
}

/* Where float32 cannot number all leaves, they are numbered tree by tree. */
Test(onnx, leaves_numbered_tree_by_tree)
{
    const double *table;
    for (int target = DP_TARGET_ML5; target <= DP_TARGET_ML1; target++) {
        const dp_forest *forest = test_forest(ctx, 6, 5, 3, 1, 1000000, 2, &table);
        dp_graph *g = dp_graph_new(ctx);
        dp_val x = dp_cast(g, dp_graph_input(g, "X", DP_T_F64, 3), DP_T_F32);
        dp_graph_output(g, dp_forest_sum(g, x, forest, table, 1, NULL, 0), "variable");
        Onnx__GraphProto graph = ONNX__GRAPH_PROTO__INIT;
        Onnx__ModelProto model = ONNX__MODEL_PROTO__INIT;
        Onnx__OperatorSetIdProto set[2] = {ONNX__OPERATOR_SET_ID_PROTO__INIT, ONNX__OPERATOR_SET_ID_PROTO__INIT};
        Onnx__OperatorSetIdProto *sets[] = {&set[0], &set[1]};
        dp_onnx_writer w = {.ctx = ctx, .g = g, .target = (dp_target)target, .exact = 40, .graph = &graph};
        dp_onnx_lower(&w);
        cr_assert(!w.failed && forest->n_rows > 40, "%s", dp_ctx_record(ctx)->what);
        set[0].has_version = set[1].has_version = 1;
        set[0].version = 13;
        set[1].domain = (char[]){"ai.onnx.ml"};
        set[1].version = target == DP_TARGET_ML5 ? 5 : 1;
        model.graph = &graph;
        model.opset_import = sets;
        model.n_opset_import = 2;
        dp_span bytes = {dp_take(ctx, onnx__model_proto__get_packed_size(&model), 1), 0};
        bytes.n = onnx__model_proto__pack(&model, (uint8_t *)(uintptr_t)bytes.p);
        dp_onnx_file file;
        dp_verify_result result;
        cr_assert_eq(dp_onnx_read(ctx, bytes, &file), DP_OK, "%s", dp_ctx_record(ctx)->what);
        cr_assert(strstr(dp_graph_listing(file.graph), "= ADD") != NULL);
        cr_assert_eq(dp_verify_graphs(ctx, g, file.graph, 0, &result), DP_OK);
        cr_assert_eq(result.verdict, DP_VERIFY_TESTED, "%s", result.first);
    }
}

/* What an operator takes at least is never more than what it takes, and told before anything is encoded. */
Test(onnx, what_is_too_large_is_refused_beforehand)
{
    const double *table;
    for (int target = DP_TARGET_ML5; target <= DP_TARGET_ML1; target++) {
        const dp_forest *forest = test_forest(ctx, 30, 9, 3, 1, 1000000, 2, &table);
        dp_graph *g = dp_graph_new(ctx);
        dp_val x = dp_cast(g, dp_graph_input(g, "X", DP_T_F64, 3), DP_T_F32);
        dp_graph_output(g, dp_forest_sum(g, x, forest, table, 1, NULL, 0), "variable");
        Onnx__GraphProto graph = ONNX__GRAPH_PROTO__INIT;
        dp_onnx_writer w = {.ctx = ctx, .g = g, .target = (dp_target)target, .exact = 1 << 24, .graph = &graph};
        dp_onnx_lower(&w);
        cr_assert(!w.failed, "%s", dp_ctx_record(ctx)->what);
        size_t whole = 0;
        for (size_t i = 0; i < graph.n_node; i++) {
            size_t n = onnx__node_proto__get_packed_size(graph.node[i]);
            whole = n > whole ? n : whole;
        }
        bool fits = true;
        size_t most = whole;
        for (; fits && most > whole / 2; most -= whole / 50) {
            Onnx__GraphProto again = ONNX__GRAPH_PROTO__INIT;
            dp_onnx_writer narrow = {.ctx = ctx, .g = g, .target = w.target, .exact = w.exact, .most = most, .graph = &again};
            dp_onnx_lower(&narrow);
            fits = !narrow.failed;
            cr_assert(fits || most < whole, "refused where %zu bytes are enough", whole);
        }
        cr_assert(!fits, "%zu bytes were taken for enough, %zu are needed", most, whole);
        cr_assert_eq(dp_ctx_record(ctx)->rc, DP_LIMIT);
        dp_forgive(ctx);
    }
}

/* No root has children of equal numbers, one leaf on both sides included: ONNX Runtime 1.21 to 1.23 misread it. */
Test(onnx, no_root_clash)
{
    test_node leaf[1] = {{.left = -1}};
    test_node lean[5] = {{.left = 1, .right = 2}, {.left = -1}, {.left = 3, .right = 4}, {.left = -1}, {.left = -1}};
    test_node even[3] = {{.left = 1, .right = 2}, {.left = -1}, {.left = -1}};
    double values[5] = {0, 1, 1, 2, 3};
    const double *table;
    dp_forest_builder *b = dp_forest_begin(ctx, 6, 1, 1);
    for (int t = 0; t < 6; t++) {
        dp_tree tree = {.node = (const uint8_t *)(t % 3 == 0 ? leaf : t == 4 ? even : lean), .at = test_layout};
        tree.n = t % 3 == 0 ? 1 : t == 4 ? 3 : 5;
        dp_forest_add(b, &tree, values, 1);
    }
    const dp_forest *forest = dp_forest_end(b, &table);
    dp_graph *g = dp_graph_new(ctx);
    dp_val x = dp_graph_input(g, "X", DP_T_F32, 1);
    dp_graph_output(g, dp_forest_sum(g, x, forest, table, 1, NULL, 0), "variable");
    Onnx__GraphProto graph = ONNX__GRAPH_PROTO__INIT;
    dp_onnx_writer w = {.ctx = ctx, .g = g, .target = DP_TARGET_ML5, .exact = 1 << 24, .graph = &graph};
    dp_onnx_lower(&w);
    cr_assert(!w.failed);
    const uint8_t *left = NULL;
    const uint8_t *right = NULL;
    const uint8_t *roots = NULL; /* numbers below 128: a byte each */
    for (size_t i = 0; i < graph.node[0]->n_attribute; i++) {
        const Onnx__AttributeProto *a = graph.node[0]->attribute[i];
        left = strcmp(a->name, "nodes_truenodeids") == 0 ? a->ints.data : left;
        right = strcmp(a->name, "nodes_falsenodeids") == 0 ? a->ints.data : right;
        roots = strcmp(a->name, "tree_roots") == 0 ? a->ints.data : roots;
    }
    for (int t = 0; t < 6; t++) {
        cr_assert(left[roots[t]] != right[roots[t]], "tree %d", t);
    }
}

/* A file with any byte changed, or cut anywhere, is refused or read; never more than that. */
Test(onnx, damaged_files)
{
    dp_graph *g = forest_graph(2, 2, 4);
    for (int target = DP_TARGET_ML5; target <= DP_TARGET_PLAIN; target++) {
        dp_memory_sink sink;
        dp_span bytes = write_model(g, (dp_target)target, &sink);
        dp_limits limits = dp_limits_default(0);
        uint64_t state = 1;
        size_t refused = 0;
        for (size_t i = 0; i < bytes.n * 3; i++) {
            uint8_t *copy = malloc(bytes.n);
            memcpy(copy, bytes.p, bytes.n);
            size_t n = i < bytes.n ? i : bytes.n;
            if (i >= bytes.n) {
                copy[i % bytes.n] = i < bytes.n * 2 ? 0xff : (uint8_t)test_random(&state);
            }
            dp_ctx *own = dp_ctx_new(&limits);
            dp_onnx_file file;
            dp_rc rc = dp_onnx_read(own, (dp_span){copy, n}, &file);
            cr_assert(rc == DP_OK || rc == DP_CORRUPT || rc == DP_UNSUPPORTED || rc == DP_LIMIT, "%d", rc);
            cr_assert_eq(rc == DP_OK, dp_failed(own) == DP_OK);
            refused += rc != DP_OK;
            dp_ctx_free(own);
            free(copy);
        }
        cr_assert_gt(refused, bytes.n);
        dp_memory_sink_done(&sink);
    }
}

/* Messages inside messages are counted before anything recurses. */
Test(onnx, deep_nesting_is_refused)
{
    enum { DEEP = 200000 };
    /* graph (7) of node (1) of attribute (5) of graph (6) …: each level is a tag and a length */
    static const uint8_t tags[] = {0x0a, 0x2a, 0x32};
    uint8_t *bytes = dp_take(ctx, DEEP, 8);
    uint8_t *p = bytes + (size_t)DEEP * 8;
    size_t size = 0;
    for (int i = 0; i < DEEP; i++) { /* from the inside out */
        uint8_t head[12];
        uint8_t *end = dp_varint(head + 1, size);
        head[0] = i == DEEP - 1 ? 0x3a : tags[(DEEP - 2 - i) % 3];
        size_t n = (size_t)(end - head);
        p -= n;
        memcpy(p, head, n);
        size += n;
    }
    dp_onnx_file file;
    cr_assert_eq(dp_onnx_read(ctx, (dp_span){p, size}, &file), DP_CORRUPT);
}

/* A threshold that is not a number has no meaning that both sides share. */
Test(onnx, nan_threshold_is_refused)
{
    const double *table;
    for (int target = DP_TARGET_ML5; target <= DP_TARGET_PLAIN; target++) {
        const dp_forest *forest = test_forest(ctx, 1, 3, 3, 1, 9, 8, &table);
        ((test_node *)(uintptr_t)forest->tree[0].node)[0].threshold = (double)NAN;
        dp_graph *g = dp_graph_new(ctx);
        dp_val x = dp_cast(g, dp_graph_input(g, "X", DP_T_F64, 3), DP_T_F32);
        dp_graph_output(g, dp_forest_sum(g, x, forest, table, 1, NULL, 0), "variable");
        Onnx__GraphProto graph = ONNX__GRAPH_PROTO__INIT;
        dp_onnx_writer w = {.ctx = ctx, .g = g, .target = (dp_target)target, .exact = 1 << 24, .graph = &graph};
        dp_onnx_lower(&w);
        cr_assert(w.failed && dp_failed(ctx) == DP_CORRUPT);
        dp_forgive(ctx);
    }
}

/* One tree: every test's right side is a leaf, its left side the next test. */
static const dp_forest *chain(int64_t levels)
{
    const double *table;
    size_t n = 2 * (size_t)levels + 1;
    test_node *node = dp_take(ctx, n, sizeof *node);
    double *rows = dp_take(ctx, n, sizeof *rows);
    for (int64_t i = 0; i < (int64_t)n; i++) {
        bool leaf = i >= levels;
        node[i] = (test_node){.left = leaf ? -1 : i + 1, .right = leaf ? -1 : levels + 1 + i, .threshold = 0.5};
        rows[i] = (double)i;
    }
    dp_tree tree = {.node = (const uint8_t *)node, .n = (uint32_t)n, .at = test_layout};
    dp_forest_builder *b = dp_forest_begin(ctx, 1, 1, 1);
    dp_forest_add(b, &tree, rows, 1);
    return dp_forest_end(b, &table);
}

/* The plain form's nodes for a chain of so many levels. */
static dp_onnx_writer plain_chain(int64_t levels, Onnx__GraphProto *graph)
{
    dp_graph *g = dp_graph_new(ctx);
    dp_val x = dp_cast(g, dp_graph_input(g, "X", DP_T_F64, 1), DP_T_F32);
    dp_graph_output(g, dp_leaf_rows(g, x, chain(levels)), "variable");
    dp_onnx_writer w = {.ctx = ctx, .g = g, .target = DP_TARGET_PLAIN, .exact = 1 << 24, .graph = graph};
    dp_onnx_lower(&w);
    return w;
}

/* No control flow and no domain: a step for each level of the deepest tree. */
Test(onnx, plain_steps)
{
    Onnx__GraphProto graph = ONNX__GRAPH_PROTO__INIT;
    cr_assert_not(plain_chain(37, &graph).failed);
    size_t steps = 0;
    for (size_t i = 0; i < graph.n_node; i++) {
        cr_assert_null(graph.node[i]->domain);
        cr_assert_str_neq(graph.node[i]->op_type, "Loop");
        steps += strcmp(graph.node[i]->op_type, "Where") == 0;
    }
    cr_assert_eq(steps, 37);
}

/* A tree deeper than steps are written for is a limit, and the message says what to do. */
Test(onnx, plain_has_a_deepest_tree)
{
    Onnx__GraphProto graph = ONNX__GRAPH_PROTO__INIT;
    Onnx__GraphProto deeper = ONNX__GRAPH_PROTO__INIT;
    cr_assert_not(plain_chain(DP_PLAIN_LEVELS, &graph).failed);
    cr_assert(plain_chain(DP_PLAIN_LEVELS + 1, &deeper).failed);
    cr_assert_eq(dp_failed(ctx), DP_LIMIT);
    dp_forgive(ctx);
}

/* A step left out at the end: the file still holds together, and is not the model. */
Test(onnx, plain_file_with_a_step_missing)
{
    dp_graph *g = dp_graph_new(ctx);
    dp_val x = dp_cast(g, dp_graph_input(g, "X", DP_T_F64, 1), DP_T_F32);
    dp_graph_output(g, dp_leaf_rows(g, x, chain(5)), "variable");
    dp_memory_sink sink;
    dp_span bytes = write_model(g, DP_TARGET_PLAIN, &sink);
    Onnx__ModelProto *model = onnx__model_proto__unpack(NULL, bytes.n, bytes.p);
    Onnx__GraphProto *graph = model->graph;
    size_t last = 0;
    for (size_t i = 0; i < graph->n_node; i++) {
        last = strcmp(graph->node[i]->op_type, "Where") == 0 ? i : last;
    }
    enum { STEP = 7 }; /* nodes in one, where NaN has no way of its own */
    char *at = graph->node[last]->output[0];
    graph->node[last]->output[0] = graph->node[last - STEP]->output[0];
    graph->node[last - STEP]->output[0] = at;
    size_t left = graph->n_node - last - 1;
    Onnx__NodeProto *cut[STEP];
    memcpy(cut, graph->node + last - STEP + 1, sizeof cut);
    memmove(graph->node + last - STEP + 1, graph->node + last + 1, left * sizeof *graph->node);
    graph->n_node -= STEP;
    size_t n = onnx__model_proto__get_packed_size(model);
    uint8_t *copy = dp_take_raw(ctx, n, 1);
    onnx__model_proto__pack(model, copy);
    memcpy(graph->node + graph->n_node, cut, sizeof cut);
    graph->n_node += STEP;
    onnx__model_proto__free_unpacked(model, NULL);
    dp_onnx_file file;
    dp_rc rc = dp_onnx_read(ctx, (dp_span){copy, n}, &file);
    cr_assert(rc == DP_CORRUPT || rc == DP_UNSUPPORTED, "%d", rc);
    dp_memory_sink_done(&sink);
}

/* ONNX Runtime 1.26 makes one node of a matrix product and a factor of one number, with the factor as a float32 (its fusion
 * of MatMul and Mul): no Mul or Div beside a MatMul may have such a constant. */
Test(onnx, factors_of_products_are_no_scalars)
{
    for (uint64_t columns = 1; columns <= 3; columns++) {
        double weights[6] = {1, 2, 3, 4, 5, 6};
        dp_graph *g = dp_graph_new(ctx);
        dp_val x = dp_graph_input(g, "X", DP_T_F64, 2);
        dp_val y = dp_binary(g, DP_OP_MUL, dp_matmul(g, x, dp_matrix(g, weights, 2, columns)), dp_scalar(g, 1.0 / 15));
        dp_graph_output(g, dp_binary(g, DP_OP_DIV, y, dp_scalar(g, 7.0)), "variable");
        Onnx__GraphProto graph = ONNX__GRAPH_PROTO__INIT;
        dp_onnx_writer w = {.ctx = ctx, .g = g, .target = DP_TARGET_ML1, .exact = 1 << 24, .graph = &graph};
        dp_onnx_lower(&w);
        cr_assert_not(w.failed);
        for (size_t i = 0; i < graph.n_node; i++) {
            bool factor = strcmp(graph.node[i]->op_type, "Mul") == 0 || strcmp(graph.node[i]->op_type, "Div") == 0;
            for (size_t k = 0; factor && k < graph.n_initializer; k++) {
                const Onnx__TensorProto *c = graph.initializer[k];
                bool used = strcmp(c->name, graph.node[i]->input[1]) == 0;
                cr_assert(!used || c->raw_data.len > sizeof(double), "%s", graph.node[i]->op_type);
            }
        }
    }
}
