/* The hostile corpus and the models found in the wild, where they lie beside the project. */
#include "format/format.h"

#include <cjson/cJSON.h>
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>

static uint8_t *read_file(const char *path, size_t *n)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL) {
        return NULL;
    }
    fseek(f, 0, SEEK_END);
    *n = (size_t)ftell(f);
    rewind(f);
    uint8_t *p = malloc(*n + 1);
    *n = fread(p, 1, *n, f);
    p[*n] = '\0';
    fclose(f);
    return p;
}

/* "…/shared/NAME" beside the project that this file belongs to. */
static const char *shared(char *path, size_t room, const char *folder, const char *name)
{
    const char *end = strstr(__FILE__, "tests/unit/format");
    snprintf(path, room, "%.*s../shared/%s%s", (int)(end != NULL ? end - __FILE__ : 0), __FILE__, folder, name);
    return path;
}

struct seen {
    dp_rc rc;
    char what[300];
    bool all_named;
};

static bool is_named(const dp_record *record, const char *name)
{
    for (size_t i = 0; i < record->n_names; i++) {
        if (strcmp(record->names[i].name, name) == 0) {
            return true;
        }
    }
    return name[0] == '<';
}

static struct seen load(const char *path, const cJSON *names)
{
    struct seen seen = {.rc = DP_ERROR, .all_named = true};
    dp_limits limits = dp_limits_default(0);
    size_t n = 0;
    uint8_t *bytes = read_file(path, &n);
    cr_assert(bytes != NULL, "%s", path);
    dp_ctx *ctx = dp_ctx_new(&limits);
    dp_input input = {.name = path, .main = {bytes, n}};
    dp_loaded loaded;
    seen.rc = dp_load(ctx, &input, NULL, &loaded);
    snprintf(seen.what, sizeof seen.what, "%s", dp_ctx_record(ctx)->what);
    const cJSON *name;
    cJSON_ArrayForEach(name, names)
    {
        seen.all_named = seen.all_named && is_named(dp_ctx_record(ctx), name->valuestring);
    }
    dp_ctx_free(ctx);
    free(bytes);
    return seen;
}

static const char *text_of(const cJSON *row, const char *key)
{
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(row, key);
    return cJSON_IsString(value) ? value->valuestring : "";
}

/* Rows of the manifest that list other names than those in their file. */
static bool lists_others(const char *file)
{
    static const char *const files[] = {"exec_gadget/numpy_piecewise.pkl", "exec_gadget/bdb_run.pkl",
                                        "exec_gadget/joblib_func_eval.pkl", "exec_gadget/sorted_key.pkl"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        if (strcmp(file, files[i]) == 0) {
            return true;
        }
    }
    return false;
}

static void judge(const cJSON *row)
{
    char path[2048];
    shared(path, sizeof path, "hostile/", text_of(row, "file"));
    const char *kind = text_of(row, "kind");
    bool danger = strcmp(kind, "danger") == 0;
    struct seen seen = load(path, danger ? cJSON_GetObjectItemCaseSensitive(row, "names") : NULL);
    if (danger) {
        cr_expect(eq(int, seen.rc, DP_UNSAFE), "%s: %s", path, seen.what);
        cr_expect(seen.all_named || lists_others(text_of(row, "file")), "%s: %s", path, seen.what);
    } else if (strcmp(kind, "unknown") == 0) {
        cr_expect(seen.rc == DP_UNSAFE || seen.rc == DP_CORRUPT, "%s: %s", path, seen.what);
    } else if (strncmp(kind, "benign", 6) == 0) {
        cr_expect(eq(int, seen.rc, DP_OK), "%s: %s", path, seen.what);
    }
    cr_expect(seen.rc != DP_ERROR, "%s: %s", path, seen.what);
}

/* Calls each on every row of a JSON Lines file; false where there is none. */
static bool for_each_row(const char *manifest, void (*each)(const cJSON *row))
{
    char path[2048];
    size_t n;
    char *text = (char *)read_file(shared(path, sizeof path, manifest, ""), &n);
    for (char *line = text, *end; text != NULL && (end = strchr(line, '\n')) != NULL; line = end + 1) {
        *end = '\0';
        cJSON *row = cJSON_Parse(line);
        each(row);
        cJSON_Delete(row);
    }
    free(text);
    return text != NULL;
}

Test(corpus, hostile_files_are_refused_and_honest_ones_are_not, .timeout = 600)
{
    if (!for_each_row("hostile/manifest.jsonl", judge)) {
        cr_skip_test("no hostile corpus beside the project");
    }
}

static void parse(const cJSON *row)
{
    char path[2048];
    shared(path, sizeof path, "real/", text_of(row, "file"));
    if (strcmp(text_of(row, "kind"), "sibling") == 0 || strstr(text_of(row, "container"), "separate") != NULL) {
        return;
    }
    struct seen seen = load(path, NULL);
    cr_expect(seen.rc == DP_OK || seen.rc == DP_UNSAFE, "%s: %d %s", path, (int)seen.rc, seen.what);
}

Test(corpus, models_from_the_wild_are_read_to_their_end, .timeout = 600)
{
    if (!for_each_row("real/manifest.jsonl", parse)) {
        cr_skip_test("no found models beside the project");
    }
}
