/* Names, types and ranks of outputs, for families made up here. */
#include "graph/emit.h"
#include "graph/eval.h"
#include "support/test_ctx.h"

#include <criterion/criterion.h>

static dp_ctx *ctx;

static void open_ctx(void)
{
    ctx = test_ctx();
}

TestSuite(emit, .init = open_ctx);

static const int64_t ids[] = {3, 5};
static const double halves[] = {1.0, 2.0};
static const dp_span words[] = {{(const uint8_t *)"a", 1}, {(const uint8_t *)"b", 1}};
static const dp_labels int_labels = {.kind = DP_LABEL_INT, .n = 2, .i = ids};
static const dp_labels bool_labels = {.kind = DP_LABEL_BOOL, .n = 2, .i = ids};
static const dp_labels float_labels = {.kind = DP_LABEL_FLOAT, .n = 2, .f = halves};
static const dp_labels text_labels = {.kind = DP_LABEL_TEXT, .n = 2, .text = words};

static void regressor(dp_graph *g, const void *ir, dp_ports *ports)
{
    (void)ir;
    dp_answer(g, ports, DP_PREDICT, dp_reduce_sum(g, ports->x, 1, false));
}

static void two_columns(dp_graph *g, const void *ir, dp_ports *ports)
{
    (void)ir;
    dp_answer(g, ports, DP_PREDICT, dp_slice(g, ports->x, 1, 0, 1));
    dp_answer(g, ports, DP_PREDICT, dp_reduce_sum(g, ports->x, 1, false));
}

/* ir: the labels of each output, up to NULL. */
static void classifier(dp_graph *g, const void *ir, dp_ports *ports)
{
    for (const dp_labels *const *labels = ir; *labels != NULL; labels++) {
        dp_answer_labels(g, ports, *labels, dp_argmax(g, ports->x, 1));
        dp_answer(g, ports, DP_PREDICT_PROBA, dp_softmax(g, ports->x));
        dp_answer(g, ports, DP_DECISION_FUNCTION, ports->x);
    }
}

static void margin(dp_graph *g, const void *ir, dp_ports *ports)
{
    (void)ir;
    dp_answer_labels(g, ports, &int_labels, dp_argmax(g, ports->x, 1));
    dp_answer(g, ports, DP_DECISION_FUNCTION, ports->x);
}

static void transformer(dp_graph *g, const void *ir, dp_ports *ports)
{
    (void)ir;
    dp_answer(g, ports, DP_TRANSFORM, ports->x); /* the input itself: nothing is computed */
}

static void clusterer(dp_graph *g, const void *ir, dp_ports *ports)
{
    (void)ir;
    dp_answer(g, ports, DP_PREDICT, dp_argmax(g, ports->x, 1));
    dp_answer(g, ports, DP_TRANSFORM, dp_unary(g, DP_OP_ABS, ports->x));
}

static void fails(dp_graph *g, const void *ir, dp_ports *ports)
{
    static const double three[] = {1, 2, 3};
    (void)ir;
    dp_answer(g, ports, DP_PREDICT, dp_binary(g, DP_OP_ADD, ports->x, dp_row(g, three, 3)));
}

static dp_rc emit(void (*how)(dp_graph *, const void *, dp_ports *), const void *ir, const dp_emit_options *options,
                  dp_graph **g)
{
    dp_family *family = dp_take(ctx, 1, sizeof *family);
    dp_class *cls = dp_take(ctx, 1, sizeof *cls);
    *family = (dp_family){.name = "made_up", .emit = how};
    *cls = (dp_class){.name = "MadeUp", .family = family};
    dp_model model = {.path = "$", .canonical = "test.MadeUp", .cls = cls, .ir = ir != NULL ? ir : "", .n_features = 2};
    return dp_model_emit(ctx, &model, options, g);
}

/* "name:type[shape] …" of all ports, inputs first. */
static const char *signature(const dp_graph *g)
{
    const char *text = "";
    for (size_t i = 0; i < g->n_inputs + g->n_outputs; i++) {
        const dp_value *v = dp_value_at(g, i < g->n_inputs ? g->input[i] : g->output[i - g->n_inputs]);
        text = dp_take_printf(ctx, "%s%s%s:%s[N", text, i == 0 ? "" : i == g->n_inputs ? " -> " : " ", v->name,
                              dp_type_name(v->type));
        cr_assert_eq(v->shape.dim[0], DP_BATCH);
        text = v->shape.rank == 2 ? dp_take_printf(ctx, "%s,%d]", text, (int)v->shape.dim[1])
                                  : dp_take_printf(ctx, "%s]", text);
    }
    return text;
}

struct expectation {
    void (*how)(dp_graph *, const void *, dp_ports *);
    const dp_labels *labels[3];
    dp_emit_options options;
    const char *want;
};

Test(emit, names_and_ranks)
{
    static const dp_emit_options none = {0};
    static const dp_emit_options skl = {.like_skl2onnx = true};
    static const dp_emit_options f32_out = {.output_f32 = true, .input_name = "in put"};
    static const dp_emit_options f32_in = {.input_f32 = true};
    static const dp_emit_options scores = {.method = {[DP_PREDICT] = true, [DP_DECISION_FUNCTION] = true}};
    static const dp_emit_options only_transform = {.method = {[DP_TRANSFORM] = true}};
    const struct expectation all[] = {
        {regressor, {0}, none, "X:float64[N,2] -> variable:float64[N,1]"},
        {regressor, {0}, skl, "float_input:float32[N,2] -> variable:float32[N,1]"},
        {regressor, {0}, f32_in, "X:float32[N,2] -> variable:float64[N,1]"},
        {two_columns, {0}, f32_out, "in put:float64[N,2] -> variable:float32[N,2]"},
        {classifier, {&int_labels}, none, "X:float64[N,2] -> label:int64[N] probabilities:float64[N,2]"},
        {classifier, {&bool_labels}, none, "X:float64[N,2] -> label:int64[N] probabilities:float64[N,2]"},
        {classifier, {&text_labels}, scores, "X:float64[N,2] -> label:text[N] scores:float64[N,2]"},
        {classifier, {&float_labels}, f32_out, "in put:float64[N,2] -> label:float64[N] probabilities:float32[N,2]"},
        {classifier, {&float_labels}, skl,
         "float_input:float32[N,2] -> output_label:int64[N] output_probability:float32[N,2]"},
        {classifier, {&int_labels, &int_labels}, none,
         "X:float64[N,2] -> label:int64[N,2] probabilities_0:float64[N,2] probabilities_1:float64[N,2]"},
        {classifier, {&int_labels, &text_labels}, none,
         "X:float64[N,2] -> label_0:int64[N] label_1:text[N] probabilities_0:float64[N,2] probabilities_1:float64[N,2]"},
        {margin, {0}, none, "X:float64[N,2] -> label:int64[N] scores:float64[N,2]"},
        {transformer, {0}, none, "X:float64[N,2] -> variable:float64[N,2]"},
        {clusterer, {0}, none, "X:float64[N,2] -> label:int64[N] scores:float64[N,2]"},
        {clusterer, {0}, only_transform, "X:float64[N,2] -> variable:float64[N,2]"},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        dp_graph *g;
        dp_rc rc = emit(all[i].how, all[i].labels, &all[i].options, &g);
        cr_assert_eq(rc, DP_OK, "row %zu: %s", i, dp_ctx_record(ctx)->what);
        cr_assert_str_eq(signature(g), all[i].want);
    }
}

Test(emit, refusals)
{
    static const dp_emit_options none = {0};
    static const dp_emit_options proba = {.method = {[DP_PREDICT_PROBA] = true}};
    dp_graph *g;
    cr_assert_eq(emit(regressor, NULL, &proba, &g), DP_USAGE);
    cr_assert(strstr(dp_ctx_record(ctx)->what, "predict_proba") != NULL && g == NULL);
    dp_forgive(ctx);
    cr_assert_eq(emit(fails, NULL, &none, &g), DP_CORRUPT);
    dp_forgive(ctx);
    cr_assert_eq(emit(NULL, NULL, &none, &g), DP_UNSUPPORTED);
    dp_forgive(ctx);
    dp_model unread = {.path = "$[1]", .canonical = "test.Unknown"};
    cr_assert_eq(dp_model_emit(ctx, &unread, &none, &g), DP_UNSUPPORTED);
    cr_assert_str_eq(dp_ctx_record(ctx)->path, "$[1]");
}

/* A float32 port is widened first, and rounding an answer is the last thing that happens. */
Test(emit, float32_is_at_the_edges)
{
    static const dp_emit_options skl = {.like_skl2onnx = true};
    dp_graph *g;
    float x[] = {16777216.0f, 1.0f};
    dp_tensor in = {DP_T_F32, {2, {1, 2}}, 2, x};
    dp_tensor out;
    cr_assert_eq(emit(two_columns, NULL, &skl, &g), DP_OK);
    cr_assert_eq(dp_eval(ctx, g, &in, &out), DP_OK);
    cr_assert_eq(((float *)out.data)[1], 16777216.0f); /* 16777217 in float64, to the even neighbour */
    x[1] = 3.0f;
    cr_assert_eq(dp_eval(ctx, g, &in, &out), DP_OK);
    cr_assert_eq(((float *)out.data)[1], 16777220.0f);
}
