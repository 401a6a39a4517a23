/* The library's handle: options, calls out of order, sinks that stop. */
#include "depickle.h"
#include "io/sha256.h"
#include "support/model.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

static const char *slim(const char *name)
{
    static char path[4096];
    const char *folder = getenv("DEPICKLE_SLIM");
    snprintf(path, sizeof path, "%s/%s", folder != NULL ? folder : "", name);
    return path;
}

static const char *of_case(const char *folder)
{
    static char path[4096];
    const char *source = getenv("DEPICKLE_SOURCE");
    snprintf(path, sizeof path, "%s/tests/cases/%s/input.pkl", source != NULL ? source : ".", folder);
    return path;
}

#define LOGREG "py313-sk191/logreg_default3/pickle-p4.pkl"
#define TREE "py36-sk0192/tree_clf3_str/pickle-p3.pkl"
#define INSIDE "py313-sk191/wrap_dict/joblib-raw.joblib"

/* Counts bytes; stops behind `most` of them. */
struct counter {
    size_t n, most;
};

static int count(void *self, const void *bytes, size_t n)
{
    struct counter *c = self;
    (void)bytes;
    c->n += n;
    return c->n > c->most;
}

static size_t bytes_of(depickle *d, size_t model, const char *format)
{
    struct counter c = {0, SIZE_MAX};
    cr_assert_eq(depickle_convert(d, model, format, count, &c), DEPICKLE_OK, "%s", depickle_error(d));
    cr_assert_str_empty(depickle_error(d));
    return c.n;
}

Test(handle, reads_and_writes)
{
    depickle *d = depickle_new(NULL);
    cr_assert_eq(depickle_models(d), 0);
    cr_assert_eq(depickle_open_file(d, slim(LOGREG)), DEPICKLE_OK, "%s", depickle_error(d));
    cr_assert_eq(depickle_models(d), 1);
    cr_assert_str_eq(depickle_model_path(d, 0), "$");
    cr_assert_str_eq(depickle_model_class(d, 0), "sklearn.linear_model.LogisticRegression");
    cr_assert_str_empty(depickle_model_path(d, 1));
    cr_assert_str_empty(depickle_model_class(d, 1));
    cr_assert_gt(bytes_of(d, 0, "onnx"), 0);
    cr_assert_gt(bytes_of(d, 0, "json"), 0);
    cr_assert_not_null(strstr(depickle_report(d), "\"verdict\":\"safe\""));
    cr_assert_str_empty(depickle_warning(d, depickle_warnings(d)));
    cr_assert_gt(strlen(depickle_version()), 0);
    depickle_free(d);
    depickle_free(NULL);
}

static int compare_with(void *self, const void *bytes, size_t n)
{
    dp_span *rest = self;
    bool same = n <= rest->n && memcmp(rest->p, bytes, n) == 0;
    rest->p += n;
    rest->n -= n;
    return !same;
}

/* The bytes that a callback gets, and those of a call do not outlive the next. */
Test(handle, writes_into_memory)
{
    const void *bytes;
    size_t n;
    depickle *d = depickle_new(NULL);
    cr_assert_eq(depickle_convert_bytes(d, 0, "onnx", &bytes, &n), DEPICKLE_USAGE, "nothing was read");
    cr_assert(bytes == NULL && n == 0);
    depickle_free(d);
    d = depickle_new(NULL);
    cr_assert_eq(depickle_open_file(d, slim(TREE)), DEPICKLE_OK, "%s", depickle_error(d));
    static const char *const formats[] = {"onnx", "json", "c"};
    for (size_t i = 0; i < 3; i++) {
        cr_assert_eq(depickle_convert_bytes(d, 0, formats[i], &bytes, &n), DEPICKLE_OK, "%s", depickle_error(d));
        dp_span rest = {bytes, n};
        cr_assert_eq(depickle_convert(d, 0, formats[i], compare_with, &rest), DEPICKLE_OK, "%s", formats[i]);
        cr_assert(n > 100 && rest.n == 0, "%s", formats[i]);
    }
    cr_assert_eq(depickle_convert_bytes(d, 0, "svg", &bytes, &n), DEPICKLE_USAGE);
    cr_assert(bytes == NULL && n == 0);
    cr_assert_eq(depickle_convert_bytes(d, 1, "onnx", &bytes, &n), DEPICKLE_USAGE);
    depickle_free(d);
}

static bool holds(const void *bytes, size_t n, const char *text)
{
    for (size_t i = 0, most = strlen(text); i + most <= n; i++) {
        if (memcmp((const char *)bytes + i, text, most) == 0) {
            return true;
        }
    }
    return false;
}

/* As the program does: an output says of which bytes it was made. */
Test(handle, writes_the_digest_of_the_input)
{
    const void *bytes;
    size_t n;
    char hex[DP_SHA256_HEX];
    dp_span input = test_read(slim(TREE));
    dp_sha256_hex(input, hex);
    depickle *d = depickle_new(NULL);
    cr_assert_eq(depickle_open_bytes(d, "folder/tree.pkl", input.p, input.n), DEPICKLE_OK, "%s", depickle_error(d));
    static const char *const formats[] = {"onnx", "json"};
    for (size_t i = 0; i < 2; i++) {
        cr_assert_eq(depickle_convert_bytes(d, 0, formats[i], &bytes, &n), DEPICKLE_OK, "%s", depickle_error(d));
        cr_assert(holds(bytes, n, hex) && holds(bytes, n, "tree.pkl") && !holds(bytes, n, "folder"), "%s", formats[i]);
    }
    depickle_free(d);
    free((void *)(uintptr_t)input.p);
}

Test(handle, inspects)
{
    depickle *d = depickle_new(NULL);
    cr_assert_not_null(depickle_inspect(d), "nothing was read");
    cr_assert_eq(depickle_open_file(d, slim(LOGREG)), DEPICKLE_OK, "%s", depickle_error(d));
    cr_assert_not_null(strstr(depickle_inspect(d), "LogisticRegression"));
    cr_assert_gt(bytes_of(d, 0, "onnx"), 0, "still");
    depickle_free(d);
    d = depickle_new(NULL);
    cr_assert_eq(depickle_open_bytes(d, "bad.pkl", "cposix\nsystem\n(V1\ntR.", 21), DEPICKLE_UNSAFE);
    cr_assert_not_null(strstr(depickle_inspect(d), "posix.system"), "%s", depickle_inspect(d));
    cr_assert_not_null(strstr(depickle_report(d), "\"verdict\":\"dangerous\""));
    depickle_free(d);
}

Test(handle, says_where_a_model_stands)
{
    depickle *d = depickle_new(NULL);
    cr_assert_eq(depickle_open_file(d, slim(INSIDE)), DEPICKLE_OK, "%s", depickle_error(d));
    cr_assert_eq(depickle_models(d), 1);
    cr_assert_str_eq(depickle_model_path(d, 0), "$['model']");
    depickle_free(d);
}

/* Numbers of clusters and of fitted rows are no labels: they come as they are. */
Test(handle, answers_with_numbers_of_rows)
{
    static const double x[3] = {0.1, 0.2, -0.5};
    static const double far[4] = {0.17393, 1.97316, -10.96023, -88.61767};
    const double *y;
    size_t cols;
    depickle *d = depickle_new(NULL);
    cr_assert_eq(depickle_open_file(d, of_case("neighbors/good-search-1.9")), DEPICKLE_OK, "%s", depickle_error(d));
    cr_assert_eq(depickle_predict(d, 0, "kneighbors", x, 1, 3, &y, &cols), DEPICKLE_OK, "%s", depickle_error(d));
    cr_assert_eq(cols, 6);
    cr_assert(y[0] == 15 && y[1] == 5 && y[2] == 9 && y[3] > 0.164 && y[3] < y[4] && y[4] < y[5] && y[5] < 0.888);
    depickle_free(d);
    d = depickle_new(NULL);
    cr_assert_eq(depickle_open_file(d, of_case("neighbors/good-kmeans-1.9")), DEPICKLE_OK, "%s", depickle_error(d));
    cr_assert_eq(depickle_predict(d, 0, "predict", far, 1, 4, &y, &cols), DEPICKLE_OK, "%s", depickle_error(d));
    cr_assert(cols == 1 && y[0] == 1);
    depickle_free(d);
}

Test(handle, answers_as_numbers)
{
    static const double x[8] = {0};
    const double *y;
    size_t cols;
    depickle *d = depickle_new(NULL);
    cr_assert_eq(depickle_open_file(d, slim(TREE)), DEPICKLE_OK, "%s", depickle_error(d));
    cr_assert_eq(depickle_predict(d, 0, "predict", x, 2, 4, &y, &cols), DEPICKLE_OK, "%s", depickle_error(d));
    cr_assert(cols == 1 && y[0] >= 0 && y[0] < 3 && y[0] == y[1], "the place of the label among the classes");
    cr_assert_eq(depickle_predict(d, 0, "predict_proba", x, 2, 4, &y, &cols), DEPICKLE_OK, "%s", depickle_error(d));
    cr_assert(cols == 3 && y[0] + y[1] + y[2] > 0.999 && y[0] + y[1] + y[2] < 1.001);
    cr_assert_eq(depickle_predict(d, 0, "predict", x, 0, 4, &y, &cols), DEPICKLE_OK, "%s", depickle_error(d));
    cr_assert_eq(cols, 0);
    cr_assert_eq(depickle_predict(d, 0, "guess", x, 2, 4, &y, &cols), DEPICKLE_USAGE);
    cr_assert_eq(depickle_predict(d, 1, "predict", x, 2, 4, &y, &cols), DEPICKLE_USAGE);
    cr_assert_eq(depickle_predict(d, 0, "predict", x, 2, 3, &y, &cols), DEPICKLE_USAGE);
    cr_assert_not_null(strstr(depickle_error(d), "features"), "%s", depickle_error(d));
    depickle_free(d);
}

Test(handle, forgives_what_makes_no_sense)
{
    struct counter c = {0, 100};
    depickle *d = depickle_new(NULL);
    cr_assert_eq(depickle_open_file(d, slim(LOGREG)), DEPICKLE_OK);
    cr_assert_eq(depickle_open_file(d, slim(LOGREG)), DEPICKLE_USAGE);
    cr_assert_eq(depickle_open_bytes(d, "x", "N.", 2), DEPICKLE_USAGE);
    cr_assert_eq(depickle_convert(d, 0, "pmml", count, &c), DEPICKLE_USAGE);
    cr_assert_eq(depickle_convert(d, 1, "onnx", count, &c), DEPICKLE_USAGE);
    cr_assert_eq(depickle_convert(d, 0, "json", count, &c), DEPICKLE_ERROR, "the sink stops");
    cr_assert_gt(strlen(depickle_error(d)), 0);
    cr_assert_gt(bytes_of(d, 0, "json"), 100);
    depickle_free(d);
}

/* What was refused once is refused again: no half of a reading is kept. */
Test(handle, refuses_a_model_each_time)
{
    const double x[] = {1, 2, 3};
    depickle *d = depickle_new(NULL);
    cr_assert_eq(depickle_open_file(d, of_case("several/bad-svc-width")), DEPICKLE_OK, "%s", depickle_error(d));
    for (int i = 0; i < 3; i++) {
        struct counter c = {0, SIZE_MAX};
        const double *y = NULL;
        size_t cols = 0;
        cr_assert_eq(depickle_convert(d, 0, "onnx", count, &c), DEPICKLE_CORRUPT, "%s", depickle_error(d));
        cr_assert_eq(depickle_predict(d, 0, "predict", x, 1, 3, &y, &cols), DEPICKLE_CORRUPT, "%s", depickle_error(d));
    }
    depickle_free(d);
}

Test(handle, refuses_files)
{
    static const char call[] = "cposix\nsystem\n(S'true'\ntR.";
    static const char own[] = "\x80\x02" "cacme\nScorer\n)\x81}b.";
    static const char *const allowed[] = {"acme.Scorer"};
    const depickle_options allow = {.size = sizeof allow, .allow = allowed, .n_allow = 1};
    const struct {
        const depickle_options *options;
        const char *bytes;
        size_t n;
        depickle_rc rc;
    } rows[] = {
        {NULL, call, sizeof call - 1, DEPICKLE_UNSAFE}, {NULL, own, sizeof own - 1, DEPICKLE_UNSAFE},
        {&allow, own, sizeof own - 1, DEPICKLE_OK},     {&allow, call, sizeof call - 1, DEPICKLE_UNSAFE},
        {NULL, "", 0, DEPICKLE_CORRUPT},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        depickle *d = depickle_new(rows[i].options);
        cr_assert_eq(depickle_open_bytes(d, "m.pkl", rows[i].bytes, rows[i].n), rows[i].rc, "row %zu: %s", i, depickle_error(d));
        cr_assert_not_null(strstr(depickle_report(d), "m.pkl"));
        depickle_free(d);
    }
    depickle *d = depickle_new(NULL);
    cr_assert_eq(depickle_open_file(d, slim("nowhere.pkl")), DEPICKLE_ERROR);
    depickle_free(d);
    d = depickle_new(NULL);
    cr_assert_eq(depickle_open_file(d, slim("")), DEPICKLE_ERROR, "a folder");
    depickle_free(d);
}

Test(handle, takes_options)
{
    depickle_options options = {.size = sizeof options, .target = "ml9"};
    depickle *d = depickle_new(&options);
    cr_assert_eq(depickle_open_file(d, slim(LOGREG)), DEPICKLE_USAGE);
    cr_assert_not_null(strstr(depickle_error(d), "ml9"));
    depickle_free(d);
    options = (depickle_options){.size = sizeof options, .max_input = 16};
    d = depickle_new(&options);
    cr_assert_eq(depickle_open_file(d, slim(LOGREG)), DEPICKLE_LIMIT);
    depickle_free(d);
    d = depickle_new(&options);
    cr_assert_eq(depickle_open_bytes(d, "x", "\x80\x02]q\0(K\1K\2K\3K\4K\5e.", 18), DEPICKLE_LIMIT);
    depickle_free(d);
    size_t size[2];
    for (int wide = 0; wide < 2; wide++) {
        options = (depickle_options){.size = sizeof options, .target = "plain", .input_name = "rows", .input_float = !wide,
                                     .output_float = !wide, .max_memory = 64 << 20};
        d = depickle_new(&options);
        cr_assert_eq(depickle_open_file(d, slim(LOGREG)), DEPICKLE_OK, "%s", depickle_error(d));
        size[wide] = bytes_of(d, 0, "onnx");
        depickle_free(d);
    }
    cr_assert_neq(size[0], size[1], "the outputs are cast to float32");
    options = (depickle_options){.size = offsetof(depickle_options, target), .target = "ml9"};
    d = depickle_new(&options);
    cr_assert_eq(depickle_open_file(d, slim(LOGREG)), DEPICKLE_OK, "a caller that knows no targets yet: %s", depickle_error(d));
    depickle_free(d);
}

/* A service asks for years: a handle of 4 MiB answers a hundred thousand rows, one at a time, each as among the others. */
Test(handle, may_be_asked_for_ever)
{
    enum { ROWS = 50, TIMES = 2000 };
    double x[4 * ROWS];
    double among[3 * ROWS];
    for (size_t i = 0; i < sizeof x / sizeof *x; i++) {
        x[i] = (double)(i * 37 % 101) / 20 - 1;
    }
    const double *y;
    size_t cols;
    depickle *d = depickle_new(&(depickle_options){.size = sizeof(depickle_options), .max_memory = 4 << 20});
    cr_assert_eq(depickle_open_file(d, slim(TREE)), DEPICKLE_OK, "%s", depickle_error(d));
    cr_assert_eq(depickle_predict(d, 0, "predict_proba", x, ROWS, 4, &y, &cols), DEPICKLE_OK, "%s", depickle_error(d));
    cr_assert_eq(cols, 3);
    memcpy(among, y, sizeof among);
    for (size_t t = 0; t < TIMES * ROWS; t++) {
        size_t row = t % ROWS;
        cr_assert_eq(depickle_predict(d, 0, "predict_proba", x + 4 * row, 1, 4, &y, &cols), DEPICKLE_OK, "%zu: %s", t, depickle_error(d));
        cr_assert(cols == 3 && memcmp(y, among + 3 * row, 3 * sizeof *y) == 0, "row %zu", row);
    }
    depickle_free(d);
}
