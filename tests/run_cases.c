/* One test per folder of tests/cases (README.md there says what is in one). Two roads must agree with what scikit-learn
 * answered: the graph of the model, and the graph read back from the ONNX file written for it.
 *
 *     DP_CASE=GLOB     only cases whose path fits, as in DP_CASE="*ridge*"
 *     DP_UPDATE=1      records the text goldens anew */
#include "base/text.h"
#include "export/json_read.h"
#include "export/onnx_read.h"
#include "export/report.h"
#include "export/verify.h"
#include "support/answers.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <dirent.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { MOST_CASES = 1024, MOST_PATH = 1024, MOST_GOLDEN = 24 << 10 };

typedef struct test_case {
    char name[256];         /* "linear/good-ridge-1.9" */
    char folder[MOST_PATH];
} test_case;

static bool updates(void)
{
    const char *update = getenv("DP_UPDATE");
    return update != NULL && strcmp(update, "1") == 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const test_case *)a)->name, ((const test_case *)b)->name);
}

static size_t cases_of(const char *root, const char *family, test_case *out, size_t n)
{
    char folder[MOST_PATH], probe[MOST_PATH + 300];
    const char *glob = getenv("DP_CASE");
    snprintf(folder, sizeof folder, "%.600s/%.60s", root, family);
    DIR *d = opendir(folder);
    for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL && n < MOST_CASES;) {
        test_case *c = &out[n];
        int room = snprintf(c->name, sizeof c->name, "%.60s/%.180s", family, e->d_name);
        snprintf(c->folder, sizeof c->folder, "%.700s/%.*s", root, room, c->name);
        snprintf(probe, sizeof probe, "%s/case.json", c->folder);
        bool is_case = e->d_name[0] != '.' && access(probe, R_OK) == 0;
        n += is_case && (glob == NULL || fnmatch(glob, c->name, 0) == 0);
    }
    if (d != NULL) {
        closedir(d);
    }
    return n;
}

ParameterizedTestParameters(cases, all)
{
    char root[MOST_PATH];
    const char *source = getenv("DEPICKLE_SOURCE");
    size_t n = 0;
    test_case *cases = cr_calloc(MOST_CASES, sizeof *cases);
    snprintf(root, sizeof root, "%s/tests/cases", source != NULL ? source : ".");
    DIR *d = opendir(root);
    for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;) {
        if (e->d_name[0] != '.') {
            n = cases_of(root, e->d_name, cases, n);
        }
    }
    if (d != NULL) {
        closedir(d);
    }
    qsort(cases, n, sizeof *cases, by_name);
    return cr_make_param_array(test_case, cases, n);
}

/* The input: the shortest name that begins with "input"; what is longer lies beside it. */
static void find_input(const char *folder, char *name, size_t room)
{
    DIR *d = opendir(folder);
    name[0] = '\0';
    for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;) {
        bool shorter = name[0] == '\0' || strlen(e->d_name) < strlen(name);
        if (strncmp(e->d_name, "input", 5) == 0 && shorter) {
            snprintf(name, room, "%s", e->d_name);
        }
    }
    if (d != NULL) {
        closedir(d);
    }
}

/* Compares text with a golden file, or writes it. A golden that is not there is not asked for. */
static void golden(const test_case *c, const char *file, const char *text, bool wanted)
{
    char path[MOST_PATH + 64];
    snprintf(path, sizeof path, "%s/%s", c->folder, file);
    if (updates() && wanted) {
        FILE *f = fopen(path, "wb");
        cr_assert(f != NULL, "%s", path);
        fputs(text, f);
        fclose(f);
    }
    dp_span want = test_read(path);
    if (want.p != NULL) {
        cr_expect(dp_span_is(want, text), "%s: %s differs; now it is:\n%.600s", c->name, file, text);
    }
    free((void *)(uintptr_t)want.p);
}

static dp_rc default_graph(test_file *f, dp_model *model, dp_graph **out)
{
    dp_emit_options options = {0};
    DP_TRY(dp_model_read(f->ctx, model));
    return dp_model_emit(f->ctx, model, &options, out);
}

/* The file read back computes what the model computes. */
static void check_written(const test_case *c, test_file *f, dp_model *model, const dp_graph *graph, dp_target target)
{
    dp_span bytes;
    dp_onnx_file file;
    dp_verify_result result;
    cr_assert(test_convert(f, model, "onnx", target, &bytes) == DP_OK, "%s: %s", c->name, dp_ctx_record(f->ctx)->what);
    cr_assert(dp_onnx_read(f->ctx, bytes, &file) == DP_OK, "%s: reading back: %s", c->name, dp_ctx_record(f->ctx)->what);
    cr_assert(dp_verify_graphs(f->ctx, graph, file.graph, 0, &result) == DP_OK, "%s: %s", c->name,
              dp_ctx_record(f->ctx)->what);
    cr_expect(result.verdict != DP_VERIFY_DIFFERS && result.rows != 0, "%s: %llu rows, %s", c->name,
              (unsigned long long)result.rows, result.first);
    free((void *)(uintptr_t)bytes.p);
}

/* Up to the path of the source, which of what was inside a list is another. Keys that were numpy's texts are Python's then. */
static void check_json_again(const test_case *c, test_file *f, dp_model *model, dp_span json)
{
    dp_span again;
    cr_assert(test_convert(f, model, "json", DP_TARGET_AUTO, &again) == DP_OK, "%s: JSON again: %s", c->name, dp_ctx_record(f->ctx)->what);
    const char *text = dp_take_text(f->ctx, json);
    const char *more = dp_take_text(f->ctx, again);
    const char *source = strstr(text, "\n  \"source\"");
    cr_assert(source != NULL);
    bool same = strncmp(text, more, (size_t)(source - text)) == 0;
    cr_expect(same || strstr(text, "{\"$dict\"") != NULL, "%s: JSON of JSON is\n%.600s", c->name, more);
    free((void *)(uintptr_t)again.p);
}

/* So does the parameter file: node by node, and bit by bit in its constants. */
static void check_json(const test_case *c, test_file *f, dp_span json, const char *listing)
{
    dp_json_file file;
    dp_models models;
    dp_graph *graph = NULL;
    cr_assert(dp_json_read(f->ctx, json, &file) == DP_OK, "%s: reading JSON back: %s", c->name, dp_ctx_record(f->ctx)->what);
    cr_assert(dp_models_find(f->ctx, &file.loaded, &models) == DP_OK && models.n == 1, "%s: %zu models in JSON", c->name, models.n);
    cr_assert(default_graph(f, models.at[0], &graph) == DP_OK, "%s: of JSON: %s", c->name, dp_ctx_record(f->ctx)->what);
    cr_expect(strcmp(dp_graph_listing(graph), listing) == 0, "%s: of JSON, it computes\n%.600s", c->name, dp_graph_listing(graph));
    check_json_again(c, f, models.at[0], json);
}

static void check_model(const test_case *c, test_file *f, dp_model *model, dp_text *listings)
{
    dp_graph *graph = NULL;
    dp_span json;
    cr_assert(default_graph(f, model, &graph) == DP_OK, "%s: %s", c->name, dp_ctx_record(f->ctx)->what);
    const char *listing = dp_graph_listing(graph);
    dp_text_addf(listings, "%s %s\n%s", model->path, model->canonical, listing);
    check_written(c, f, model, graph, DP_TARGET_ML1);
    check_written(c, f, model, graph, DP_TARGET_ML5);
    cr_assert(test_convert(f, model, "json", DP_TARGET_AUTO, &json) == DP_OK, "%s: %s", c->name,
              dp_ctx_record(f->ctx)->what);
    check_json(c, f, json, listing);
    if (f->models.n == 1) {
        const char *text = dp_take_text(f->ctx, json);
        golden(c, "want.json", text, json.n < MOST_GOLDEN);
    }
    free((void *)(uintptr_t)json.p);
}

static void check_good(const test_case *c, test_file *f)
{
    cJSON *doc = test_json(c->folder, "answers.json");
    const cJSON *part;
    dp_text listings = dp_text_new(f->ctx);
    cr_assert(doc != NULL, "%s: no answers.json", c->name);
    cr_assert(f->rc == DP_OK && f->models.n != 0, "%s: code %d, %zu models: %s", c->name, (int)f->rc, f->models.n,
              dp_ctx_record(f->ctx)->what);
    cJSON_ArrayForEach(part, cJSON_GetObjectItemCaseSensitive(doc, "parts"))
    {
        test_tally tally = {0};
        test_compare(f, doc, part, &tally);
        cr_expect(tally.compared != 0, "%s: nothing to compare", c->name);
        cr_expect(tally.first[0] == '\0', "%s: %s", c->name, tally.first);
    }
    for (size_t i = 0; i < f->models.n; i++) {
        check_model(c, f, f->models.at[i], &listings);
    }
    golden(c, "want.graph.txt", dp_text_str(&listings), true);
    cJSON_Delete(doc);
}

static void check_refused(const test_case *c, test_file *f, const char *input, dp_rc code)
{
    dp_graph *graph;
    dp_rc rc = f->rc;
    for (size_t i = 0; rc == DP_OK && i < f->models.n; i++) {
        rc = default_graph(f, f->models.at[i], &graph);
    }
    bool nothing = rc == DP_OK && f->models.n == 0;
    cr_expect(rc == code || (nothing && code == DP_UNSUPPORTED), "%s: code %d, expected %d: %s", c->name, (int)rc, (int)code,
              dp_ctx_record(f->ctx)->what);
    const char *line = dp_error_line(f->ctx, input, dp_ctx_record(f->ctx));
    golden(c, "want.error", dp_take_printf(f->ctx, "%s\n", line), true);
}

ParameterizedTest(test_case *c, cases, all, .timeout = 60)
{
    char input[256];
    test_file f;
    cJSON *about = test_json(c->folder, "case.json");
    cr_assert(about != NULL, "%s: case.json", c->name);
    const cJSON *code = cJSON_GetObjectItemCaseSensitive(about, "code");
    find_input(c->folder, input, sizeof input);
    cr_assert(input[0] != '\0', "%s: no input", c->name);
    test_open(&f, c->folder, input);
    if (cJSON_IsNumber(code) && code->valueint != 0) {
        check_refused(c, &f, input, (dp_rc)code->valueint);
    } else {
        check_good(c, &f);
    }
    test_close(&f);
    cJSON_Delete(about);
}
