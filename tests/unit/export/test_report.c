#include "support/model.h"
#include "support/pickles.h"

#include "export/inspect.h"
#include "export/report.h"

#include <cjson/cJSON.h>
#include <criterion/criterion.h>
#include <stdlib.h>

#define RIDGE(attributes) P_OBJECT("sklearn.linear_model._ridge", "Ridge", attributes)

static const char *string_at(const cJSON *o, const char *key)
{
    const char *s = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(o, key));
    cr_assert_not_null(s, "no string %s", key);
    return s;
}

Test(report, a_fault_is_one_line)
{
    dp_limits limits = dp_limits_default(0);
    dp_ctx *ctx = dp_ctx_new(&limits);
    dp_record r = {.path = "", .what = "", .codecs = "", .format = ""};
    cr_assert_str_eq(dp_error_line(ctx, "m.pkl", &r), "");
    r.rc = DP_CORRUPT;
    r.offset = 0x1a3f;
    r.what = "expected 2-d float array, found 1-d int32";
    cr_assert_str_eq(dp_error_line(ctx, "m.pkl", &r), "m.pkl+0x1a3f: expected 2-d float array, found 1-d int32");
    r.path = "steps[2].coef_";
    cr_assert_str_eq(dp_error_line(ctx, "m.pkl", &r),
                     "m.pkl+0x1a3f: steps[2].coef_: expected 2-d float array, found 1-d int32");
    r.codecs = "zlib+gzip";
    cr_assert_str_eq(dp_error_line(ctx, "m.gz", &r),
                     "m.gz(zlib+gzip)+0x1a3f: steps[2].coef_: expected 2-d float array, found 1-d int32");
    r.offset = DP_NO_OFFSET;
    r.path = "";
    cr_assert_str_eq(dp_error_line(ctx, "m.gz", &r), "m.gz: expected 2-d float array, found 1-d int32");
    cr_assert_str_eq(dp_error_line(ctx, "a\nb\x1b[31m.pkl", &r),
                     "a\\x0ab\\x1b[31m.pkl: expected 2-d float array, found 1-d int32");
    dp_ctx_free(ctx);
}

Test(report, verdicts_of_scan)
{
    static const struct { dp_verdict verdict; dp_rc rc; const char *want, *format; } rows[] = {
        {DP_SAFE, DP_UNSUPPORTED, "safe", "pickle"}, {DP_SAFE, DP_UNSUPPORTED, "error", ""}, /* a codec that is not built in */
        {DP_SAFE, DP_OK, "safe"},         {DP_SAFE, DP_CORRUPT, "corrupt"},
        {DP_SAFE, DP_LIMIT, "limit"},     {DP_UNKNOWN, DP_UNSAFE, "unknown"},  {DP_DANGEROUS, DP_UNSAFE, "dangerous"},
        {DP_DANGEROUS, DP_CORRUPT, "dangerous"}, {DP_UNKNOWN, DP_LIMIT, "unknown"}, {DP_SAFE, DP_ERROR, "error"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const dp_record r = {.verdict = rows[i].verdict, .rc = rows[i].rc, .format = rows[i].format};
        cr_assert_str_eq(dp_scan_verdict(&r), rows[i].want);
    }
}

static cJSON *report_of(test_file *f, const char *file)
{
    cJSON *o = cJSON_Parse(dp_report_json(f->ctx, file, &f->loaded, f->rc == DP_OK ? &f->models : NULL));
    cr_assert_not_null(o);
    return o;
}

Test(report, json_of_a_good_file)
{
    test_file f;
    test_open_bytes(&f, DP_LIT(P_FILE(P_DICT(P_TEXT("m") RIDGE(P_TEXT("_sklearn_version") P_TEXT("1.0.2"))))));
    cJSON *o = report_of(&f, "a \"b\"\n.pkl");
    cr_assert_str_eq(string_at(o, "schema"), "depickle-report/1");
    cr_assert_str_eq(string_at(o, "file"), "a \"b\"\\x0a.pkl");
    cr_assert_str_eq(string_at(o, "verdict"), "safe");
    cr_assert_str_eq(string_at(o, "format"), "pickle");
    cr_assert_eq(cJSON_GetObjectItem(o, "code")->valueint, 0);
    cr_assert_eq(cJSON_GetObjectItem(o, "protocol")->valueint, 4);
    cr_assert(cJSON_IsNull(cJSON_GetObjectItem(o, "error")));
    const cJSON *model = cJSON_GetArrayItem(cJSON_GetObjectItem(o, "models"), 0);
    cr_assert_str_eq(string_at(model, "path"), "$['m']");
    cr_assert_str_eq(string_at(model, "class"), "sklearn.linear_model.Ridge");
    cr_assert_str_eq(string_at(model, "sklearn_version"), "1.0.2");
    cr_assert(cJSON_IsTrue(cJSON_GetObjectItem(model, "converter")));
    cJSON_Delete(o);
    test_close(&f);
}

Test(report, json_of_a_bad_file)
{
    test_file f;
    test_open_bytes(&f, DP_LIT(P_FILE(P_NAME("os", "system") P_TUPLE(P_TEXT("true")) "R" P_NAME("my", "Own") ")\x81h\7")));
    cr_assert_eq(f.rc, DP_UNSAFE);
    cJSON *o = report_of(&f, "m.pkl");
    cr_assert_str_eq(string_at(o, "verdict"), "dangerous");
    cr_assert_eq(cJSON_GetObjectItem(o, "code")->valueint, 1);
    const cJSON *names = cJSON_GetObjectItem(o, "names");
    cr_assert_eq(cJSON_GetArraySize(names), 2);
    const cJSON *first = cJSON_GetArrayItem(names, 0);
    cr_assert_str_eq(string_at(first, "name"), "os.system");
    cr_assert_str_eq(string_at(first, "verdict"), "dangerous");
    cr_assert_str_eq(string_at(first, "reach"), "called");
    cr_assert_eq(cJSON_GetObjectItem(first, "offset")->valueint, 2);
    cr_assert_str_eq(string_at(cJSON_GetArrayItem(names, 1), "name"), "my.Own");
    const cJSON *error = cJSON_GetObjectItem(o, "error");
    cr_assert_str_eq(string_at(error, "kind"), "unsafe");
    cr_assert_str_eq(string_at(error, "line"), dp_error_line(f.ctx, "m.pkl", dp_ctx_record(f.ctx)));
    cJSON_Delete(o);
    const char *seen = dp_inspect_text(f.ctx, &(dp_inspected){.file.name = "m.pkl"}, NULL);
    cr_assert_not_null(strstr(seen, "verdict: dangerous\n  dangerous: os.system (called)\n  unknown: my.Own (built)\n"),
                       "%s", seen);
    test_close(&f);
}

struct inspect_row {
    dp_span pickle;
    const char *lines; /* the end of the text */
};

#define ROW(value, lines) {DP_LIT(P_FILE(value)), lines}

Test(inspect, models_and_other_things)
{
    static const struct inspect_row rows[] = {
        ROW(RIDGE(P_TEXT("alpha") P_FLOAT(0.5) P_TEXT("tol") P_FLOAT(0.0001) P_TEXT("solver") P_TEXT("lsqr")
                      P_TEXT("n_features_in_") P_INT(3)),
            "verdict: safe\n$: sklearn.linear_model.Ridge  (cannot be read: expected an attribute coef_, found none (is it fitted?))\n"
            "  parameters: alpha=0.5, solver='lsqr'\n  features: 3\n  size: 56 B\n"),
        ROW(P_OBJECT("sklearn.preprocessing._data", "MinMaxScaler",
                     P_TEXT("feature_range") P_TUPLE(P_INT(0) P_INT(1)) P_TEXT("clip") P_TRUE),
            "$: sklearn.preprocessing.MinMaxScaler*\n  parameters: clip=True\n  size: 34 B\n"),
        ROW(P_OBJECT("sklearn.model_selection._search", "GridSearchCV",
                     P_TEXT("estimator") RIDGE("") P_TEXT("param_grid") P_DICT(P_TEXT("alpha") "]")),
            "$: sklearn.model_selection.GridSearchCV\n"
            "|  (cannot be read: expected an attribute best_estimator_, found none (is it fitted?))\n"
            "|  parameters: param_grid=dict of 1\n"
            "|  size: 24 B\n"
            "`- estimator: sklearn.linear_model.Ridge\n"),
        ROW(P_OBJECT("sklearn.tree.tree", "DecisionTreeRegressor",
                     P_TEXT("criterion") P_TEXT("mae") P_TEXT("max_features") P_TEXT("auto") P_TEXT("presort") P_FALSE),
            "$: sklearn.tree.DecisionTreeRegressor  (cannot be read: n_outputs_: expected a number from 1 on, found 0)\n"
            "  parameters: criterion='absolute_error', max_features=1.0\n"
            "  size: 36 B\n"),
        ROW(P_DICT(P_TEXT("a") P_INT(3) P_TEXT("b") P_LIST(P_TEXT("x") P_NONE)),
            "content: dict of 2\n  'a': 3\n  'b': list of 2\n"),
        ROW(P_INT(5), "content: 5\n"),
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        test_file f;
        test_open_bytes(&f, rows[i].pickle);
        cr_assert_eq(f.rc, DP_OK);
        const char *text = dp_inspect_text(f.ctx, &(dp_inspected){.file.name = "m.pkl", .loaded = &f.loaded, .models = &f.models}, NULL);
        const char *star = strchr(rows[i].lines, '*'); /* where a converter may come one day */
        const char *end = star != NULL ? star + 1 : rows[i].lines;
        size_t n = strlen(text), m = strlen(end);
        cr_assert(n >= m && strcmp(text + n - m, end) == 0, "row %zu: %s", i, text);
        cJSON *o = cJSON_Parse(dp_inspect_json(f.ctx, &(dp_inspected){.file.name = "m.pkl", .loaded = &f.loaded, .models = &f.models}));
        cr_assert_eq(cJSON_GetArraySize(cJSON_GetObjectItem(o, "models")), (int)f.models.n);
        cJSON_Delete(o);
        test_close(&f);
    }
}
