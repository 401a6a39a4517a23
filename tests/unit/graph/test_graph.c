#include "forests.h"
#include "graph/build.h"
#include "graph/eval.h"
#include "graph/ports.h"

#include <criterion/criterion.h>
#include <math.h>

static dp_ctx *ctx;
static dp_graph *g;

static void open_graph(void)
{
    dp_limits limits = dp_limits_default(0);
    ctx = dp_ctx_new(&limits);
    g = dp_graph_new(ctx);
}

static void close_graph(void)
{
    dp_ctx_free(ctx);
}

TestSuite(graph, .init = open_graph, .fini = close_graph);

/* Runs g on rows of `width` doubles; output number i. */
static dp_tensor run(const double *x, uint64_t rows, uint64_t width, size_t i)
{
    dp_tensor out[8];
    dp_tensor in = {DP_T_F64, {2, {rows, width}}, rows * width, (void *)(uintptr_t)x};
    cr_assert(!g->failed, "%s", dp_ctx_record(ctx)->what);
    cr_assert_eq(dp_eval(ctx, g, &in, out), DP_OK, "%s", dp_ctx_record(ctx)->what);
    return out[i];
}

static void expect(dp_val v, const double *x, uint64_t rows, uint64_t width, const double *want, uint64_t n)
{
    dp_graph_output(g, v, "y");
    dp_tensor y = run(x, rows, width, 0);
    cr_assert_eq(y.count, n);
    for (uint64_t i = 0; i < n; i++) {
        double got = y.type == DP_T_F64   ? ((double *)y.data)[i]
                     : y.type == DP_T_F32 ? (double)((float *)y.data)[i]
                     : y.type == DP_T_I64 ? (double)((int64_t *)y.data)[i]
                                          : ((uint8_t *)y.data)[i];
        cr_assert(got == want[i] || (got != got && want[i] != want[i]), "value %lu: %g, not %g", i, got, want[i]);
    }
    g = dp_graph_new(ctx);
}

static dp_val input(uint64_t width)
{
    return dp_graph_input(g, "X", DP_T_F64, width);
}

/* By hand: x = [[1, 2, 3], [4, 5, 6]] unless told. */
static const double six[] = {1, 2, 3, 4, 5, 6};

Test(graph, elementwise)
{
    static const double row[] = {10, 20, 30};
    static const double down[] = {100, 200};
    static const double nan_row[] = {1, NAN, 3, NAN, 5, 6};
    double inf = HUGE_VAL;
    dp_val x = input(3);
    expect(dp_binary(g, DP_OP_ADD, x, dp_row(g, row, 3)), six, 2, 3, (double[]){11, 22, 33, 14, 25, 36}, 6);
    x = input(3);
    expect(dp_binary(g, DP_OP_SUB, dp_scalar(g, 10), x), six, 2, 3, (double[]){9, 8, 7, 6, 5, 4}, 6);
    x = input(3); /* [N,1] against [3]: both broadcast */
    dp_val first = dp_slice(g, x, 1, 0, 1);
    expect(dp_binary(g, DP_OP_MUL, first, dp_row(g, row, 3)), six, 2, 3, (double[]){10, 20, 30, 40, 80, 120}, 6);
    x = input(3); /* a constant [2,1,1] against [N,3]: [2,N,3] is no output, its sum is */
    dp_const *c = dp_take(ctx, 1, sizeof *c);
    *c = (dp_const){DP_T_F64, {3, {2, 1, 1}}, 2, down};
    dp_val cube = dp_binary(g, DP_OP_ADD, dp_constant(g, c), x);
    expect(dp_reduce_sum(g, cube, 0, false), six, 2, 3, (double[]){302, 304, 306, 308, 310, 312}, 6);
    x = input(3);
    expect(dp_unary(g, DP_OP_IS_NAN, x), nan_row, 2, 3, (double[]){0, 1, 0, 1, 0, 0}, 6);
    x = input(3);
    expect(dp_binary(g, DP_OP_MAX, x, dp_scalar(g, 2)), nan_row, 2, 3, (double[]){2, NAN, 3, NAN, 5, 6}, 6);
    x = input(3);
    expect(dp_binary(g, DP_OP_MIN, dp_scalar(g, 2), x), nan_row, 2, 3, (double[]){1, NAN, 2, NAN, 2, 2}, 6);
    x = input(3);
    dp_val few = dp_binary(g, DP_OP_LESS_OR_EQUAL, x, dp_scalar(g, 3));
    expect(dp_where(g, few, dp_unary(g, DP_OP_NEG, x), dp_scalar(g, 0)), six, 2, 3, (double[]){-1, -2, -3, 0, 0, 0}, 6);
    x = input(3);
    expect(dp_binary(g, DP_OP_DIV, x, dp_scalar(g, 0)), (double[]){1, 0, -1}, 1, 3, (double[]){inf, NAN, -inf}, 3);
    x = input(3);
    expect(dp_binary(g, DP_OP_POW, x, dp_row(g, row, 3)), (double[]){2, 1, 0}, 1, 3, (double[]){1024, 1, 0}, 3);
    x = input(2);
    expect(dp_unary(g, DP_OP_SIN, x), (double[]){0, 0.5}, 1, 2, (double[]){0, sin(0.5)}, 2);
    x = input(3);
    dp_val and = dp_binary(g, DP_OP_AND, dp_binary(g, DP_OP_GREATER, x, dp_scalar(g, 1)),
                           dp_unary(g, DP_OP_NOT, dp_binary(g, DP_OP_EQUAL, x, dp_scalar(g, 4))));
    expect(and, six, 2, 3, (double[]){0, 1, 1, 0, 1, 1}, 6);
}

/* As many operands as a node can have, and one more, which makes two nodes. */
Test(graph, many_operands)
{
    enum { MOST = 256 };
    for (size_t n = MOST - 2; n <= MOST; n++) {
        dp_val part[MOST];
        double want[MOST];
        dp_val x = input(3);
        for (size_t i = 0; i < n; i++) {
            part[i] = dp_slice(g, x, 1, (int64_t)(i % 3), (int64_t)(i % 3) + 1);
            want[i] = six[i % 3];
        }
        expect(dp_concat(g, part, n, 1), six, 1, 3, want, n);
    }
}

Test(graph, casts)
{
    dp_val x = input(3);
    expect(dp_cast(g, x, DP_T_F32), (double[]){0.1, 1e300, -1e-50}, 1, 3, (double[]){(double)0.1f, HUGE_VAL, -0.0}, 3);
    x = input(3); /* towards zero; what does not fit is no undefined behaviour */
    expect(dp_cast(g, x, DP_T_I64), (double[]){-1.9, 2.5, NAN}, 1, 3, (double[]){-1, 2, -0x1p63}, 3);
    x = input(3);
    expect(dp_cast(g, dp_cast(g, x, DP_T_BOOL), DP_T_F64), (double[]){-1.9, 0, NAN}, 1, 3, (double[]){1, 0, 1}, 3);
}

Test(graph, moves)
{
    static const int64_t pick[] = {2, 0};
    static const uint8_t turn[] = {1, 0};
    static const int64_t shape[] = {-1, 1, 3};
    static const double table[] = {7, 8, 9, 10};
    dp_val x = input(3);
    expect(dp_columns(g, x, pick, 2), six, 2, 3, (double[]){3, 1, 6, 4}, 4);
    x = input(3);
    expect(dp_slice(g, x, 1, -2, 99), six, 2, 3, (double[]){2, 3, 5, 6}, 4);
    x = input(3);
    dp_val parts[] = {dp_slice(g, x, 1, 1, 3), x};
    expect(dp_concat(g, parts, 2, 1), six, 2, 3, (double[]){2, 3, 1, 2, 3, 5, 6, 4, 5, 6}, 10);
    x = input(3); /* columns to rows and back */
    dp_val turned = dp_transpose(g, x, turn);
    expect(dp_transpose(g, turned, turn), six, 2, 3, six, 6);
    x = input(3);
    expect(dp_reduce_sum(g, dp_reshape(g, x, shape, 3), 1, false), six, 2, 3, six, 6);
    x = input(1);
    dp_val index = dp_cast(g, dp_flat(g, x), DP_T_I64);
    expect(dp_gather(g, dp_matrix(g, table, 2, 2), index, 0), (double[]){1, 0, 1}, 3, 1, (double[]){9, 10, 7, 8, 9, 10}, 6);
    x = input(3);
    dp_val last = dp_cast(g, dp_slice(g, x, 1, 2, 3), DP_T_I64);
    expect(dp_gather_elements(g, x, last, 1), (double[]){7, 8, 0, 9, 6, 1}, 2, 3, (double[]){7, 6}, 2);
    x = input(1); /* an index that is not there is found out when it comes */
    dp_graph_output(g, dp_gather(g, dp_row(g, table, 4), dp_cast(g, dp_flat(g, x), DP_T_I64), 0), "y");
    dp_tensor out;
    dp_tensor in = {DP_T_F64, {2, {1, 1}}, 1, (double[]){4}};
    cr_assert_eq(dp_eval(ctx, g, &in, &out), DP_CORRUPT);
}

Test(graph, folds)
{
    static const double many[] = {1e16, 1, -1e16, 1, 3, 3, 2, 3};
    static const double m[] = {1, 10, 2, 20, 3, 30};
    static const uint8_t turn[] = {1, 0};
    dp_val x = input(4); /* in the order of the index: (1e16 + 1) - 1e16 + 1 */
    expect(dp_reduce_sum(g, dp_transpose(g, x, turn), 0, false), many, 2, 4, (double[]){1, 11}, 2);
    x = input(4);
    expect(dp_argmax(g, x, 1), many, 2, 4, (double[]){0, 0}, 2);
    x = input(4);
    expect(dp_argmin(g, x, 1), many, 2, 4, (double[]){2, 2}, 2);
    x = input(4);
    expect(dp_reduce_max(g, x, 1, true), (double[]){1, 5, 2, 3, 1, NAN, 9, 2}, 2, 4, (double[]){5, NAN}, 2);
    x = input(3);
    expect(dp_matmul(g, x, dp_matrix(g, m, 3, 2)), six, 2, 3, (double[]){14, 140, 32, 320}, 4);
    x = input(3); /* coefᵀ and an intercept */
    expect(dp_affine(g, x, (double[]){1, 0, 0, 0, 1, 1}, 2, 3, (double[]){100, 200}, 2), six, 2, 3,
           (double[]){101, 205, 104, 211}, 4);
}

Test(graph, cum_sum)
{
    dp_val x = input(3);
    expect(dp_cum_sum(g, x), (double[]){1, 2, 4, 1e16, 1, -1e16}, 2, 3, (double[]){1, 3, 7, 1e16, 1e16, 0}, 6);
}

/* The least first, the first of equals first, what is no number last; against a plain sort of many rows. */
Test(graph, least_k)
{
    enum { ROWS = 50, N = 23 };
    dp_val x = input(5);
    expect(dp_least_k(g, x, 3), (double[]){3, 1, 2, 1, 0, NAN, 7, NAN, 7, 7}, 2, 5, (double[]){4, 1, 3, 1, 3, 4}, 6);
    uint64_t state = 3;
    double rows[ROWS * N];
    double want[ROWS * N];
    for (size_t i = 0; i < ROWS * N; i++) {
        rows[i] = (double)(test_random(&state) % 9);
    }
    for (uint64_t k = 1; k <= N; k += 11) {
        for (size_t r = 0; r < ROWS; r++) {
            size_t n = 0;
            for (double v = 0; v < 9; v++) {
                for (size_t c = 0; c < N && n < k; c++) {
                    if (rows[r * N + c] == v) {
                        want[r * k + n++] = (double)c;
                    }
                }
            }
        }
        x = input(N);
        expect(dp_least_k(g, x, k), rows, ROWS, N, want, ROWS * k);
    }
}

Test(graph, compositions)
{
    dp_val angle = input(1);
    dp_graph_output(g, dp_cosine(g, angle), "y");
    cr_assert(fabs(*(double *)run((double[]){2.5}, 1, 1, 0).data - cos(2.5)) < 1e-15);
    g = dp_graph_new(ctx);
    double e = exp(1.0);
    dp_val x = input(1);
    expect(dp_sigmoid(g, x), (double[]){0, -800, 800, 1}, 4, 1, (double[]){0.5, 0, 1, 1 / (1 + exp(-1.0))}, 4);
    x = input(2);
    expect(dp_softmax(g, x), (double[]){1000, 1001, 0, 0}, 2, 2,
           (double[]){exp(-1.0) / (exp(-1.0) + 1), 1 / (exp(-1.0) + 1), 0.5, 0.5}, 4);
    x = input(2);
    expect(dp_normalize_rows(g, x), (double[]){1, 3, 0, 0}, 2, 2, (double[]){0.25, 0.75, 0.5, 0.5}, 4);
    x = input(1);
    expect(dp_two_columns(g, x), (double[]){0.25, 1}, 2, 1, (double[]){0.75, 0.25, 0, 1}, 4);
    cr_assert(e > 2);
}

/* The definition, on the records: what the kernel must find. */
static uint32_t leaf_of(const dp_tree *tree, const double *x)
{
    const test_node *node = (const test_node *)(const void *)tree->node;
    uint32_t i = 0;
    while (node[i].left >= 0) {
        float v = (float)x[node[i].feature];
        bool left = v != v ? node[i].missing_left : (double)v <= node[i].threshold;
        i = (uint32_t)(left ? node[i].left : node[i].right);
    }
    return i;
}

Test(graph, forests)
{
    enum { ROWS = 700, WIDTH = 4, TREES = 9, OUTPUTS = 2 }; /* more rows than a block */
    static const double base[OUTPUTS] = {0.5, -3};
    const double *table;
    const double *x = test_rows(ctx, ROWS, WIDTH, 3);
    const dp_forest *forest = test_forest(ctx, TREES, 6, WIDTH, OUTPUTS, 5, 1, &table);
    dp_val port = input(WIDTH);
    dp_val x32 = dp_cast(g, port, DP_T_F32);
    dp_graph_output(g, dp_forest_sum(g, x32, forest, table, OUTPUTS, NULL, TREES), "mean");
    dp_graph_output(g, dp_forest_sum(g, x32, forest, table, OUTPUTS, base, 0), "based");
    const double *mean = run(x, ROWS, WIDTH, 0).data;
    const double *based = run(x, ROWS, WIDTH, 1).data;
    cr_assert_lt(forest->n_rows, 26, "rows of leaf values are kept once: %u", forest->n_rows);
    for (size_t r = 0; r < ROWS; r++) {
        for (size_t k = 0; k < OUTPUTS; k++) {
            double sum = 0;
            double from_base = base[k];
            for (size_t t = 0; t < TREES; t++) {
                double v = table[forest->tree[t].row[leaf_of(&forest->tree[t], x + r * WIDTH)] * OUTPUTS + k];
                sum += v;
                from_base += v;
            }
            cr_assert_eq(mean[r * OUTPUTS + k], sum / TREES, "row %zu", r);
            cr_assert_eq(based[r * OUTPUTS + k], from_base, "row %zu", r);
        }
    }
}

/* Rows of leaf values are told apart by their bytes. */
Test(graph, leaf_rows_are_kept_once)
{
    static const double rows[] = {0.0, -0.0, 0.0, 1.0, 1.0};
    const double *table;
    test_node node[5] = {{.left = 1, .right = 2, .feature = 0}, {.left = -1}, {.left = 3, .right = 4}, {.left = -1},
                         {.left = -1}};
    dp_tree tree = {.node = (const uint8_t *)node, .n = 5, .at = test_layout};
    dp_forest_builder *b = dp_forest_begin(ctx, 2, 1, 1);
    dp_forest_add(b, &tree, rows, 1);
    dp_forest_add(b, &tree, rows + 0, 1);
    const dp_forest *forest = dp_forest_end(b, &table);
    cr_assert_eq(forest->n_rows, 2); /* leaves are nodes 1, 3 and 4: -0.0, 1.0, 1.0 */
    cr_assert(signbit(table[0]) && table[1] == 1.0);
    cr_assert_eq(forest->tree[1].row[4], 1);
    cr_assert_null(dp_forest_end(dp_forest_begin(ctx, 0, 1, 1), &table));
    cr_assert_eq(dp_failed(ctx), DP_CORRUPT);
}

Test(graph, listing_and_tidying)
{
    static const int64_t classes[] = {5, 7};
    const double *table;
    const dp_forest *forest = test_forest(ctx, 3, 2, 4, 2, 3, 1, &table);
    dp_val x = dp_graph_input(g, "X", DP_T_F32, 4);
    dp_val wide = dp_cast(g, x, DP_T_F64);
    dp_val mean = dp_forest_sum(g, dp_cast(g, wide, DP_T_F32), forest, table, 2, NULL, 3);
    dp_val again = dp_binary(g, DP_OP_DIV, dp_binary(g, DP_OP_ADD, mean, dp_scalar(g, 1)), dp_scalar(g, 2));
    dp_binary(g, DP_OP_MUL, again, again); /* nobody wants it */
    dp_val twice = dp_binary(g, DP_OP_DIV, dp_binary(g, DP_OP_ADD, mean, dp_scalar(g, 1)), dp_scalar(g, 2));
    dp_graph_output(g, dp_gather(g, dp_row_i64(g, classes, 2), dp_argmax(g, twice, 1), 0), "label");
    dp_graph_output(g, again, "probabilities");
    dp_graph_tidy(g);
    const char *listing = dp_graph_listing(g);
    const char *hash = strstr(listing, "rows, #");
    cr_assert(hash != NULL && strspn(hash + 7, "0123456789abcdef") == 8);
    const char *want = dp_take_printf(ctx,
                                      "input X : float32 [N, 4]\n"
                                      "%%1 = LEAF_ROWS X {3 trees, %llu nodes, %u rows, #%.8s} : int64 [N, 3]\n"
                                      "%%2 = TRANSPOSE %%1 to 1,0 : int64 [3, N]\n",
                                      (unsigned long long)forest->n_nodes, forest->n_rows, hash + 7);
    cr_assert(strncmp(listing, want, strlen(want)) == 0, "%s", listing);
    const char *tail = "%4 = REDUCE_SUM %3 axis 0 : float64 [N, 2]\n"
                       "%5 = DIV %4 3.0 : float64 [N, 2]\n"
                       "%6 = ADD %5 1.0 : float64 [N, 2]\n"
                       "%7 = DIV %6 2.0 : float64 [N, 2]\n"
                       "%8 = ARGMAX %7 axis 1 : int64 [N]\n"
                       "%9 = GATHER int64[2]{5, 7} %8 axis 0 : int64 [N]\n"
                       "output label = %9 : int64 [N]\n"
                       "output probabilities = %7 : float64 [N, 2]\n";
    cr_assert(strstr(listing, tail) != NULL, "%s", listing);
    cr_assert_str_eq(listing, dp_graph_listing(g));
}

static void refused(dp_rc rc)
{
    cr_assert(g->failed);
    cr_assert_eq(dp_failed(ctx), rc, "%s", dp_ctx_record(ctx)->what);
    cr_assert_eq(dp_unary(g, DP_OP_NEG, 1), 0); /* sticky */
    dp_forgive(ctx);
    g = dp_graph_new(ctx);
}

/* What does not fit is refused: types are our fault, widths the model's. */
Test(graph, misfits)
{
    dp_least_k(g, input(3), 4);
    refused(DP_CORRUPT);
    static const uint8_t turn[] = {1, 0};
    static const double v[] = {1, 2, 3, 4};
    dp_binary(g, DP_OP_ADD, input(3), dp_row(g, v, 4));
    refused(DP_CORRUPT);
    dp_matmul(g, input(3), dp_matrix(g, v, 2, 2));
    refused(DP_CORRUPT);
    dp_binary(g, DP_OP_ADD, input(3), dp_scalar_i64(g, 1));
    refused(DP_ERROR);
    dp_reduce_sum(g, input(3), 0, false); /* rows with rows */
    refused(DP_ERROR);
    dp_val x = input(3);
    dp_binary(g, DP_OP_ADD, x, dp_transpose(g, x, turn));
    refused(DP_ERROR);
    dp_columns(g, input(3), (int64_t[]){0}, 1);
    cr_assert(!g->failed);
    dp_slice(g, input(3), 1, 2, 1);
    refused(DP_CORRUPT);
    const double *table;
    const dp_forest *forest = test_forest(ctx, 1, 2, 4, 1, 3, 1, &table);
    dp_leaf_rows(g, input(3), forest);
    refused(DP_CORRUPT);
}

/* Results do not depend on how many rows go through at once, nor does the number of rows matter. */
Test(graph, blocks)
{
    enum { ROWS = 1000, WIDTH = 5 };
    const double *table;
    const double *x = test_rows(ctx, ROWS, WIDTH, 9);
    const dp_forest *forest = test_forest(ctx, 40, 5, WIDTH, 3, 1000, 4, &table);
    dp_val port = input(WIDTH);
    dp_graph_output(g, dp_softmax(g, dp_forest_sum(g, dp_cast(g, port, DP_T_F32), forest, table, 3, NULL, 7)), "y");
    const double *all = run(x, ROWS, WIDTH, 0).data;
    for (uint64_t from = 0, n = 1; from + n <= ROWS; from += n, n = n * 3 % 101 + 1) {
        dp_tensor some = run(x + from * WIDTH, n, WIDTH, 0);
        cr_assert(memcmp(some.data, all + from * 3, n * 3 * sizeof *all) == 0, "rows %lu to %lu", from, from + n);
    }
    cr_assert_eq(run(x, 0, WIDTH, 0).count, 0);
}

/* A chain of wide values takes the memory of a few: three rows of 500 of them are 600 MB, and the limit is lower. */
Test(graph, memory_is_taken_again)
{
    enum { WIDE = 50000, STEPS = 500 };
    static double row[WIDE];
    static const int64_t shape[] = {-1, WIDE};
    dp_limits limits = dp_limits_default(0);
    limits.arena = limits.arena_base = 64 << 20;
    dp_ctx_free(ctx);
    ctx = dp_ctx_new(&limits);
    g = dp_graph_new(ctx);
    dp_val x = input(1);
    dp_val y = dp_binary(g, DP_OP_ADD, x, dp_row(g, row, WIDE));
    dp_val early = y;
    for (int i = 0; i < STEPS; i++) {
        y = dp_binary(g, DP_OP_ADD, dp_reshape(g, y, shape, 2), dp_scalar(g, i % 2 == 0 ? 1 : -1));
    }
    dp_val both[] = {dp_slice(g, y, 1, 7, 9), dp_slice(g, early, 1, 0, 1), x};
    row[7] = 3;
    expect(dp_concat(g, both, 3, 1), (double[]){1, 2, 3}, 3, 1, (double[]){4, 1, 1, 1, 5, 2, 2, 2, 6, 3, 3, 3}, 12);
}

Test(graph, labels)
{
    static const double best[] = {0, 1, 1, 0};
    static const dp_span names[] = {{(const uint8_t *)"nein", 4}, {(const uint8_t *)"j\xc3\xa4", 3}};
    dp_labels text = {.kind = DP_LABEL_TEXT, .n = 2, .text = names};
    dp_ports *ports = dp_take(ctx, 1, sizeof *ports);
    ports->want[DP_PREDICT] = true;
    dp_answer_labels(g, ports, &text, dp_argmax(g, input(2), 1));
    cr_assert(ports->classifier && ports->out[DP_PREDICT].n == 1);
    dp_answer(g, ports, DP_TRANSFORM, ports->out[DP_PREDICT].v[0]); /* nobody asked */
    cr_assert_eq(ports->out[DP_TRANSFORM].n, 0);
    dp_graph_output(g, ports->out[DP_PREDICT].v[0], "label");
    const dp_span *got = run(best, 2, 2, 0).data;
    cr_assert(dp_span_is(got[0], "j\xc3\xa4") && dp_span_is(got[1], "nein"));
    for (int m = 0; m < DP_METHODS; m++) {
        cr_assert(strlen(dp_method_name((dp_method)m)) > 6);
    }
}
