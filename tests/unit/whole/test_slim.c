/* The packed fixtures: 24 environments, scikit-learn 0.17 to 1.9, in all containers. Trees must answer bit by bit. */
#include "support/answers.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

/* Models of the families that convert. All others must be refused as such, never as unsafe or damaged. */
static bool converts(const char *name)
{
    static const char *const begins[] = {"rf_", "et_", "tree_", "extratree", "logreg_", "linreg", "wrap_dict",
                                         "laptop_dummies_rf"};
    for (size_t i = 0; i < sizeof begins / sizeof begins[0]; i++) {
        if (strncmp(name, begins[i], strlen(begins[i])) == 0) {
            return true;
        }
    }
    return false;
}

typedef struct visit {
    const char *env, *name;
    char folder[2048];
    cJSON *doc;
} visit;

static const char *slim(void)
{
    const char *folder = getenv("DEPICKLE_SLIM");
    cr_assert(folder != NULL && folder[0] != '\0', "DEPICKLE_SLIM must name the unpacked fixtures");
    return folder;
}

/* Names in a folder, sorted; n of them. */
static size_t names_in(const char *folder, char name[][256], size_t most)
{
    size_t n = 0;
    DIR *d = opendir(folder);
    cr_assert(d != NULL, "%s", folder);
    for (struct dirent *e; (e = readdir(d)) != NULL && n < most;) {
        if (e->d_name[0] != '.') {
            snprintf(name[n++], sizeof name[0], "%s", e->d_name);
        }
    }
    closedir(d);
    qsort(name, n, sizeof name[0], (int (*)(const void *, const void *))strcmp);
    return n;
}

static size_t for_each_model(void (*each)(const visit *v, void *self), void *self)
{
    static char env[64][256], name[64][256];
    size_t visited = 0, n_envs = names_in(slim(), env, 64);
    for (size_t i = 0; i < n_envs; i++) {
        visit v = {.env = env[i]};
        snprintf(v.folder, sizeof v.folder, "%s/%s", slim(), env[i]);
        size_t n_models = names_in(v.folder, name, 64);
        for (size_t k = 0; k < n_models; k++) {
            v.name = name[k];
            snprintf(v.folder, sizeof v.folder, "%s/%s/%s", slim(), env[i], name[k]);
            v.doc = test_json(v.folder, "expected.json");
            cr_assert(v.doc != NULL, "%s", v.folder);
            each(&v, self);
            cJSON_Delete(v.doc);
            visited++;
        }
    }
    return visited;
}

struct sums {
    size_t files, answers;
};

static void compare_file(const visit *v, const char *file, struct sums *sums)
{
    test_file f;
    test_open(&f, v->folder, file);
    cr_expect(f.rc == DP_OK, "%s/%s: %s", v->folder, file, dp_ctx_record(f.ctx)->what);
    const cJSON *part;
    cJSON_ArrayForEach(part, cJSON_GetObjectItemCaseSensitive(v->doc, "parts"))
    {
        test_tally tally = {0};
        if (f.rc == DP_OK) {
            test_compare(&f, v->doc, part, &tally);
            cr_expect(tally.compared != 0, "%s/%s: nothing to compare", v->folder, file);
            cr_expect(tally.first[0] == '\0', "%s/%s: %s", v->folder, file, tally.first);
        }
        sums->answers += tally.compared;
    }
    sums->files++;
    test_close(&f);
}

static void compare_model(const visit *v, void *self)
{
    const cJSON *entry;
    cJSON_ArrayForEach(entry, cJSON_GetObjectItemCaseSensitive(v->doc, "files"))
    {
        if (converts(v->name)) {
            compare_file(v, test_text(entry, "file"), self);
        }
    }
}

Test(slim, answers_are_scikit_learns_own, .timeout = 600)
{
    struct sums sums = {0};
    for_each_model(compare_model, &sums);
    cr_assert(sums.files > 700 && sums.answers > 3000, "%zu files, %zu answers", sums.files, sums.answers);
}

static void convert_one(test_file *f, size_t model, const char *format, dp_target target, dp_span *out, const char *where)
{
    dp_rc rc = test_convert(f, f->models.at[model], format, target, out);
    cr_expect(rc == DP_OK, "%s: %s: %s", where, format, dp_ctx_record(f->ctx)->what);
}

/* The bytes written for a model are those written for its default container. */
static void same_bytes(const visit *v, void *self)
{
    size_t *compared = self;
    const cJSON *files = cJSON_GetObjectItemCaseSensitive(v->doc, "files"), *entry;
    dp_span first[3] = {{NULL, 0}};
    static const dp_target target[3] = {DP_TARGET_ML1, DP_TARGET_ML5, DP_TARGET_AUTO};
    cJSON_ArrayForEach(entry, files)
    {
        test_file f;
        char where[4096];
        snprintf(where, sizeof where, "%s/%s", v->folder, test_text(entry, "file"));
        if (!converts(v->name)) {
            break;
        }
        test_open(&f, v->folder, test_text(entry, "file"));
        cr_expect(f.rc == DP_OK && f.models.n != 0, "%s", where);
        for (size_t k = 0; k < 3 && f.rc == DP_OK && f.models.n != 0; k++) {
            dp_span bytes;
            convert_one(&f, 0, k < 2 ? "onnx" : "json", target[k], &bytes, where);
            if (first[k].p == NULL) {
                first[k] = bytes;
                continue;
            }
            bool params = k < 2; /* JSON tells what stands in the file: an int may be a long there, a str bytes */
            cr_expect(!params || dp_span_equal(first[k], bytes), "%s: other bytes than from the first container", where);
            free((void *)(uintptr_t)bytes.p);
            ++*compared;
        }
        test_close(&f);
    }
    for (size_t k = 0; k < 3; k++) {
        free((void *)(uintptr_t)first[k].p);
    }
}

Test(slim, every_container_gives_the_same_bytes, .timeout = 600)
{
    size_t compared = 0;
    for_each_model(same_bytes, &compared);
    cr_assert(compared > 500, "%zu", compared);
}

static void refuse_model(const visit *v, void *self)
{
    struct sums *sums = self;
    const cJSON *entry;
    cJSON_ArrayForEach(entry, cJSON_GetObjectItemCaseSensitive(v->doc, "files"))
    {
        test_file f;
        test_open(&f, v->folder, test_text(entry, "file"));
        cr_expect(f.rc == DP_OK && f.models.n != 0, "%s/%s: %s", v->folder, test_text(entry, "file"),
                  dp_ctx_record(f.ctx)->what);
        if (f.rc == DP_OK && f.models.n != 0 && !converts(v->name)) {
            dp_rc rc = dp_model_read(f.ctx, f.models.at[0]);
            dp_graph *g;
            dp_emit_options options = {0};
            rc = rc == DP_OK ? dp_model_emit(f.ctx, f.models.at[0], &options, &g) : rc;
            cr_expect(rc == DP_OK || rc == DP_UNSUPPORTED, "%s/%s: %d %s", v->folder, test_text(entry, "file"), (int)rc,
                      dp_ctx_record(f.ctx)->what);
        }
        cr_expect(dp_ctx_record(f.ctx)->verdict == DP_SAFE, "%s", v->folder);
        sums->files++;
        test_close(&f);
    }
}

Test(slim, honest_files_are_safe_and_converted_or_unsupported, .timeout = 600)
{
    struct sums sums = {0};
    for_each_model(refuse_model, &sums);
    cr_assert(sums.files > 1400, "%zu", sums.files);
}
