/* Counts of words, written and read back. */
#include "export/exporter.h"
#include "export/onnx_read.h"
#include "export/verify.h"
#include "graph/eval.h"
#include "graph/text_counts.h"

#include <criterion/criterion.h>
#include <stdlib.h>

extern const dp_exporter dp_exporter_onnx;

static dp_ctx *new_ctx(void)
{
    dp_limits limits = dp_limits_default(0);
    dp_ctx *ctx = dp_ctx_new(&limits);
    cr_assert_not_null(ctx);
    return ctx;
}

static dp_graph *graph_of(dp_ctx *ctx, dp_text_counts *c)
{
    dp_graph *g = dp_graph_new(ctx);
    cr_assert(dp_text_counts_index(ctx, c));
    dp_val x = dp_graph_input(g, "X", DP_T_TEXT, 1);
    dp_graph_output(g, dp_cast(g, dp_text_counts_of(g, dp_flat(g, x), c), DP_T_F64), "variable");
    cr_assert_not(g->failed);
    dp_graph_tidy(g);
    return g;
}

static dp_graph *word_graph(dp_ctx *ctx, bool lower, uint32_t least, uint32_t most)
{
    static const dp_span term[] = {DP_LIT("good"), DP_LIT("good price"), DP_LIT("caf\xc3\xa9"), DP_LIT("a b c"),
                                   DP_LIT("price")};
    static const uint64_t column[] = {4, 3, 2, 0, 1};
    dp_text_counts *c = dp_take(ctx, 1, sizeof *c);
    *c = (dp_text_counts){.lower = lower, .shortest = 2, .least = least, .most = most, .columns = 5, .n = 5, .term = term,
                          .column = column};
    return graph_of(ctx, c);
}

static dp_span write_graph(dp_ctx *ctx, dp_graph *g, dp_memory_sink *sink)
{
    dp_model model = {.canonical = "sklearn.x.Y", .path = "$", .sklearn_version = "1.9.1", .n_features = 1};
    dp_export_options options = {.target = DP_TARGET_ML1, .source = {.file = "m.pkl", .container = "pickle"}};
    dp_memory_sink_init(sink, 0);
    cr_assert_eq(dp_exporter_onnx.write(ctx, &model, g, &options, &sink->base), DP_OK, "%s", dp_ctx_record(ctx)->what);
    return (dp_span){sink->p, sink->n};
}

static void same_answers(dp_ctx *ctx, const dp_graph *a, const dp_graph *b)
{
    dp_span texts[] = {DP_LIT(""), DP_LIT("GOOD price"), DP_LIT("good, x price CAF\xc3\x89"), DP_LIT("a b c"), DP_LIT("price")};
    const dp_tensor in = {DP_T_TEXT, {2, {5, 1}}, 5, texts};
    dp_tensor x;
    dp_tensor y;
    cr_assert_eq(dp_eval(ctx, a, &in, &x), DP_OK);
    cr_assert_eq(dp_eval(ctx, b, &in, &y), DP_OK);
    cr_assert_eq(x.count, 25);
    cr_assert(x.count == y.count && memcmp(x.data, y.data, x.count * sizeof(double)) == 0);
}

Test(onnx_texts, plain_form_has_no_tokenizer)
{
    dp_ctx *ctx = new_ctx();
    dp_model model = {.canonical = "sklearn.x.Y", .path = "$", .sklearn_version = "1.9.1", .n_features = 1};
    dp_export_options options = {.target = DP_TARGET_PLAIN, .source = {.file = "m.pkl", .container = "pickle"}};
    dp_memory_sink sink;
    dp_memory_sink_init(&sink, 0);
    dp_rc rc = dp_exporter_onnx.write(ctx, &model, word_graph(ctx, true, 1, 2), &options, &sink.base);
    cr_assert_eq(rc, DP_UNSUPPORTED);
    cr_assert_not_null(strstr(dp_ctx_record(ctx)->what, "com.microsoft"), "%s", dp_ctx_record(ctx)->what);
    dp_memory_sink_done(&sink);
    dp_ctx_free(ctx);
}

Test(onnx_texts, there_and_back)
{
    for (uint32_t i = 0; i < 8; i++) {
        dp_ctx *ctx = new_ctx();
        dp_memory_sink sink;
        dp_onnx_file file;
        dp_graph *g = word_graph(ctx, i % 2 == 0, 1 + i / 4, 2 + i / 2 % 2);
        dp_span bytes = write_graph(ctx, g, &sink);
        cr_assert_eq(dp_onnx_read(ctx, bytes, &file), DP_OK, "%s", dp_ctx_record(ctx)->what);
        same_answers(ctx, g, file.graph);
        const char *requires = "";
        for (size_t k = 0; k < file.n_meta; k++) {
            requires = strcmp(file.meta[k].key, "requires") == 0 ? file.meta[k].value : requires;
        }
        cr_assert_str_eq(requires, "onnxruntime >= 1.6, its contributed operators (com.microsoft), locale C.UTF-8");
        dp_memory_sink_done(&sink);
        dp_ctx_free(ctx);
    }
}

/* Of other units than words, and with words to stop at. */
static dp_graph *unit_graph(dp_ctx *ctx, dp_text_units units, bool stops, uint32_t least, uint32_t most)
{
    static const dp_span term[] = {DP_LIT("good"), DP_LIT("good price"), DP_LIT(" "), DP_LIT("a "), DP_LIT("x a"), DP_LIT(" ab "),
                                   DP_LIT(" \xc3\xa9 "), DP_LIT("  "), DP_LIT("")};
    static const uint64_t column[] = {8, 7, 6, 5, 4, 3, 2, 1, 0};
    static const dp_span stop[] = {DP_LIT("good"), DP_LIT("x")};
    dp_text_counts *c = dp_take(ctx, 1, sizeof *c);
    *c = (dp_text_counts){.units = units, .lower = true, .shortest = 1, .least = least, .most = most, .columns = 9, .n = 9, .term = term,
                          .column = column, .stop = stop, .n_stop = stops ? 2 : 0};
    return graph_of(ctx, c);
}

Test(onnx_texts, units_there_and_back)
{
    static const uint32_t ranges[][2] = {{1, 1}, {1, 3}, {2, 4}, {5, 6}};
    dp_span texts[] = {DP_LIT(""), DP_LIT("Good price"), DP_LIT("a good\n\nprice x a"), DP_LIT("\xc3\x89  ab"), DP_LIT("a ab a")};
    const dp_tensor in = {DP_T_TEXT, {2, {5, 1}}, 5, texts};
    for (uint32_t i = 0; i < 24; i++) {
        dp_ctx *ctx = new_ctx();
        dp_memory_sink sink;
        dp_onnx_file file;
        dp_tensor x;
        dp_tensor y;
        dp_text_units units = (dp_text_units)(i % 6 < 4 ? i % 6 : i % 6 - 4);
        dp_graph *g = unit_graph(ctx, units, i % 6 >= 4, ranges[i / 6][0], ranges[i / 6][1]);
        dp_span bytes = write_graph(ctx, g, &sink);
        cr_assert_eq(dp_onnx_read(ctx, bytes, &file), DP_OK, "%u: %s", i, dp_ctx_record(ctx)->what);
        cr_assert_eq(dp_eval(ctx, g, &in, &x), DP_OK);
        cr_assert_eq(dp_eval(ctx, file.graph, &in, &y), DP_OK);
        cr_assert(x.count == 45 && y.count == 45 && memcmp(x.data, y.data, x.count * sizeof(double)) == 0, "%u", i);
        dp_memory_sink_done(&sink);
        dp_ctx_free(ctx);
    }
}

/* Cut at each byte, and with each byte changed: refused, or another sound file. */
static void damage(dp_ctx *ctx, dp_graph *g)
{
    dp_memory_sink sink;
    dp_span bytes = write_graph(ctx, g, &sink);
    size_t refused = 0;
    for (size_t i = 0; i < bytes.n * 3; i++) {
        uint8_t *copy = malloc(bytes.n);
        memcpy(copy, bytes.p, bytes.n);
        copy[i % bytes.n] = i < bytes.n ? copy[i] : i < bytes.n * 2 ? 0xff : (uint8_t)(copy[i % bytes.n] + 1);
        dp_ctx *own = new_ctx();
        dp_onnx_file file;
        dp_rc rc = dp_onnx_read(own, (dp_span){copy, i < bytes.n ? i : bytes.n}, &file);
        cr_assert(rc == DP_OK || rc == DP_CORRUPT || rc == DP_UNSUPPORTED || rc == DP_LIMIT, "%d", rc);
        cr_assert_eq(rc == DP_OK, dp_failed(own) == DP_OK);
        refused += rc != DP_OK;
        dp_ctx_free(own);
        free(copy);
    }
    cr_assert_gt(refused, bytes.n);
    dp_memory_sink_done(&sink);
}

Test(onnx_texts, damaged_files)
{
    dp_ctx *ctx = new_ctx();
    damage(ctx, word_graph(ctx, true, 1, 3));
    damage(ctx, unit_graph(ctx, DP_UNIT_WORDS, true, 1, 2));
    damage(ctx, unit_graph(ctx, DP_UNIT_CHARS_OF_WORDS, false, 1, 2));
    dp_ctx_free(ctx);
}
