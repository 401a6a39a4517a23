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
        snprintf(v.folder, sizeof v.folder, "%.1000s/%.255s", slim(), env[i]);
        size_t n_models = names_in(v.folder, name, 64);
        for (size_t k = 0; k < n_models; k++) {
            v.name = name[k];
            snprintf(v.folder, sizeof v.folder, "%.1000s/%.255s/%.255s", slim(), env[i], name[k]);
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
    cr_assert(sums.files > 600 && sums.answers > 1500, "%zu files, %zu answers", sums.files, sums.answers);
}

struct containers {
    const visit *v;
    dp_span first[2]; /* ONNX for ml1 and ml5, of the first container */
    size_t compared;
};

static void compare_container(struct containers *c, const char *file)
{
    static const dp_target target[2] = {DP_TARGET_ML1, DP_TARGET_ML5};
    test_file f;
    dp_span bytes;
    test_open(&f, c->v->folder, file);
    cr_assert(f.rc == DP_OK && f.models.n != 0, "%s/%s", c->v->folder, file);
    cr_expect(test_convert(&f, f.models.at[0], "json", DP_TARGET_AUTO, &bytes) == DP_OK, "%s/%s: %s", c->v->folder, file,
              dp_ctx_record(f.ctx)->what);
    free((void *)(uintptr_t)bytes.p);
    for (size_t k = 0; k < 2; k++) {
        cr_expect(test_convert(&f, f.models.at[0], "onnx", target[k], &bytes) == DP_OK, "%s/%s: %s", c->v->folder, file,
                  dp_ctx_record(f.ctx)->what);
        if (c->first[k].p == NULL) {
            c->first[k] = bytes;
            continue;
        }
        cr_expect(dp_span_equal(c->first[k], bytes), "%s/%s: other bytes than from the first container", c->v->folder, file);
        free((void *)(uintptr_t)bytes.p);
        c->compared++;
    }
    test_close(&f);
}

static void same_bytes(const visit *v, void *self)
{
    struct containers c = {.v = v};
    const cJSON *entry;
    cJSON_ArrayForEach(entry, cJSON_GetObjectItemCaseSensitive(v->doc, "files"))
    {
        if (converts(v->name)) {
            compare_container(&c, test_text(entry, "file"));
        }
    }
    free((void *)(uintptr_t)c.first[0].p);
    free((void *)(uintptr_t)c.first[1].p);
    *(size_t *)self += c.compared;
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
    cr_assert(sums.files > 1200, "%zu", sums.files);
}
