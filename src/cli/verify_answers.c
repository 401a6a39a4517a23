/* A written file against answers that somebody recorded with the scikit-learn that the model came from. */
#include "base/num.h"
#include "base/text.h"
#include "cli/answering.h"
#include "cli/verifying.h"
#include "export/verify.h"

#include <inttypes.h>
#include <math.h>

/* What is left when the same sum is taken in another order, as tests/oracle/compare.py has it. */
static const double RELATIVE = 1e-11;
static const double ABSOLUTE = 1e-12;
/* And where nothing is but trees: of the logarithm that boosting begins with, which numpy and C may round differently. */
static const double LAST_PLACES = 4 * 0x1p-52;

struct comparing {
    dp_ctx *ctx;
    dp_answering a;
    dp_tensor *out;
    dp_table expected;
    bool exact;
    uint64_t values, worst_ulp;
    const char *first;   /* difference, NULL: none */
};

/* The method whose answer a column holds: its name, or its name and a number; any other name is predict's. */
static dp_method method_of(dp_span column)
{
    dp_method best = DP_PREDICT;
    size_t length = 0;
    for (int m = 0; m < DP_METHODS; m++) {
        const char *name = dp_method_name((dp_method)m);
        size_t n = strlen(name);
        bool begins = column.n >= n && memcmp(column.p, name, n) == 0 && (column.n == n || column.p[n] == '_');
        if (begins && n > length) {
            best = (dp_method)m;
            length = n;
        }
    }
    return best;
}

static uint64_t width_of(const dp_tensor *t)
{
    return t->shape.rank > 1 ? t->shape.dim[1] : 1;
}

static void differs(struct comparing *c, size_t row, size_t column, const char *found)
{
    if (c->first == NULL) {
        c->first = dp_take_printf(c->ctx, "row %zu, %s: you have %s, the file answers %s", row + 1,
                                  dp_escape(c->ctx, c->expected.name[column], 60),
                                  dp_escape(c->ctx, c->expected.cell[row * c->expected.cols + column], 40), found);
    }
}

/* A label: texts as they are, numbers by value; True and False are 1 and 0. */
static void compare_label(struct comparing *c, const dp_tensor *t, uint64_t i, size_t row, size_t column)
{
    double want;
    if (t->type == DP_T_TEXT) {
        dp_span label = ((const dp_span *)t->data)[i];
        if (!dp_span_equal(label, c->expected.cell[row * c->expected.cols + column])) {
            differs(c, row, column, dp_escape(c->ctx, label, 40));
        }
        return;
    }
    int64_t found = t->type == DP_T_BOOL ? ((const uint8_t *)t->data)[i] != 0 : ((const int64_t *)t->data)[i];
    if (!dp_table_number(&c->expected, row, column, &want) || want != (double)found) {
        differs(c, row, column, dp_take_printf(c->ctx, "%" PRId64, found));
    }
}

static double number_at(const dp_tensor *t, uint64_t i)
{
    return t->type == DP_T_F64 ? ((const double *)t->data)[i] : (double)((const float *)t->data)[i];
}

/* scale: the largest number of the column, the size of the terms that sums are made of. */
static void compare_number(struct comparing *c, const dp_tensor *t, uint64_t i, size_t row, size_t column, double scale)
{
    char digits[DP_NUM_MAX];
    bool f32 = t->type == DP_T_F32;
    double want = NAN;
    double found = number_at(t, i);
    bool told = dp_table_number(&c->expected, row, column, &want);
    want = f32 ? (double)(float)want : want;
    uint64_t apart = told ? dp_ulps(found, want, f32) : UINT64_MAX;
    double slack = c->exact ? LAST_PLACES * scale : ABSOLUTE + RELATIVE * scale;
    bool near = !f32 && fabs(found - want) <= slack;
    bool near32 = f32 && apart <= 1; /* float64 answers that differ in the last places round to neighbours */
    c->worst_ulp = apart > c->worst_ulp ? apart : c->worst_ulp;
    if (apart != 0 && (!told || (!near && !near32))) {
        dp_num_print(digits, isfinite(found) ? found : 0.0);
        differs(c, row, column, isfinite(found) ? dp_take_printf(c->ctx, "%s", digits) : found != found ? "nan" : "inf");
    }
}

static double scale_of(const struct comparing *c, size_t column)
{
    double scale = 0.0;
    double v;
    for (size_t row = 0; row < c->expected.rows; row++) {
        if (dp_table_number(&c->expected, row, column, &v) && fabs(v) > scale && isfinite(v)) {
            scale = fabs(v);
        }
    }
    return scale;
}

/* Column k of an output beside a column of the table. */
static void compare_column(struct comparing *c, const dp_tensor *t, uint64_t k, size_t column)
{
    uint64_t width = width_of(t);
    double scale = scale_of(c, column);
    bool number = t->type == DP_T_F64 || t->type == DP_T_F32;
    for (size_t row = 0; row < c->expected.rows; row++) {
        if (number) {
            compare_number(c, t, row * width + k, row, column, scale);
        } else {
            compare_label(c, t, row * width + k, row, column);
        }
    }
    c->values += c->expected.rows;
}

/* The columns of the table that are of this method, in order, with those of the outputs that are. */
static dp_rc compare_method(struct comparing *c, dp_method method)
{
    size_t column = 0;
    size_t told = 0;
    size_t answered = 0;
    const dp_graph *g = c->a.graph;
    for (size_t k = 0; k < c->expected.cols; k++) {
        told += method_of(c->expected.name[k]) == method;
    }
    for (size_t i = 0; told != 0 && i < g->n_outputs; i++) {
        answered += dp_answers_method(dp_value_at(g, g->output[i]), method) ? (size_t)width_of(&c->out[i]) : 0;
    }
    if (told != answered) {
        return dp_fail(c->ctx, DP_USAGE, DP_NO_OFFSET, "--expected has %zu columns for %s, the file answers %zu", told,
                       dp_method_name(method), answered);
    }
    for (size_t i = 0; told != 0 && i < g->n_outputs; i++) {
        if (!dp_answers_method(dp_value_at(g, g->output[i]), method)) {
            continue;
        }
        for (uint64_t k = 0; k < width_of(&c->out[i]); k++) {
            while (method_of(c->expected.name[column]) != method) {
                column++;
            }
            compare_column(c, &c->out[i], k, column++);
        }
    }
    return DP_OK;
}

static dp_span table_named(const dp_task *task, dp_span name)
{
    const dp_beside *file = dp_input_beside(task->input, name);
    return file != NULL ? file->bytes : (dp_span){NULL, 0};
}

dp_rc dp_verify_answers(dp_ctx *ctx, const dp_task *task, dp_wire *wire)
{
    struct comparing c = {.ctx = ctx};
    dp_table data;
    dp_tensor *x;
    bool want[DP_METHODS] = {0};
    DP_TRY(dp_table_read(ctx, table_named(task, DP_LIT("data")), &data));
    DP_TRY(dp_table_read(ctx, table_named(task, DP_LIT("expected")), &c.expected));
    for (size_t k = 0; k < c.expected.cols; k++) {
        want[method_of(c.expected.name[k])] = true;
    }
    DP_TRY(dp_answering_open(ctx, task, want, &c.a));
    if (data.rows != c.expected.rows || data.rows == 0) {
        return dp_fail(ctx, DP_USAGE, DP_NO_OFFSET, "--data has %zu rows, --expected %zu", data.rows, c.expected.rows);
    }
    DP_TRY(dp_answering_inputs(ctx, &c.a, &data, &x));
    c.out = dp_take(ctx, c.a.graph->n_outputs, sizeof *c.out);
    DP_TRY(c.out == NULL ? dp_failed(ctx) : DP_OK);
    DP_TRY(dp_eval(ctx, c.a.graph, x, c.out));
    c.exact = dp_graph_is_exact(c.a.graph);
    for (int m = 0; m < DP_METHODS; m++) {
        DP_TRY(compare_method(&c, (dp_method)m));
    }
    const char *more = dp_take_printf(ctx, ",\"rows\":%zu,\"values\":%" PRIu64 ",\"worst_ulp\":%" PRIu64, data.rows, c.values,
                                      c.worst_ulp);
    if (c.first != NULL) {
        return dp_say_verdict(ctx, wire, "differs", DP_MISMATCH, c.first, more);
    }
    return dp_say_verdict(ctx, wire, "agrees with yours", DP_OK,
                          dp_take_printf(ctx, "%zu rows, %" PRIu64 " values, worst difference %" PRIu64 " ulp", data.rows, c.values,
                                         c.worst_ulp), more);
}
