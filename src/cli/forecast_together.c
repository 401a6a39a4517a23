/* Which files of a folder belong together: a scaler whose columns are as many as the model's features, a label encoder of as
 * many labels as it has codes, a list of as many names as the first of them takes. Where two would fit, nothing is said. */
#include "base/text.h"
#include "cli/folder.h"
#include "cli/forecast.h"
#include "cli/member.h"

#include <stdlib.h>

/* A file's only model, if that is all of the file; NULL. */
static const cJSON *model_of(const cJSON *file)
{
    const cJSON *models = cJSON_GetObjectItemCaseSensitive(file, "models");
    const cJSON *model = cJSON_GetArraySize(models) == 1 ? cJSON_GetArrayItem(models, 0) : NULL;
    return model != NULL && strcmp(dp_text_in(model, "path"), "$") == 0 ? model : NULL;
}

static bool same_folder(const cJSON *a, const cJSON *b)
{
    const char *p = dp_text_in(a, "file");
    const char *q = dp_text_in(b, "file");
    size_t n = (size_t)(dp_base_name(p) - p);
    return strncmp(p, q, n) == 0 && strchr(q + n, '/') == NULL;
}

/* The one file beside `file` whose model has this role, and this number of that; NULL: none, or, with *several, more. */
static const cJSON *beside(const cJSON *files, const cJSON *file, const char *role, const char *key, double n, bool *several)
{
    const cJSON *found = NULL;
    const cJSON *other;
    cJSON_ArrayForEach(other, files) {
        const cJSON *model = model_of(other);
        bool fits = n > 0 && same_folder(file, other)
                    && (role != NULL ? model != NULL && strcmp(dp_text_in(model, "role"), role) == 0 && dp_number_in(model, key) == n
                                     : dp_number_in(other, key) == n);
        if (fits && found != NULL) {
            *several = true;
            return NULL;
        }
        found = fits ? other : found;
    }
    return found;
}

/* 'a file''s name' as a shell takes it. */
static void quote(dp_text *t, const char *word)
{
    dp_text_adds(t, " '");
    for (const char *p = word; *p != '\0'; p++) {
        if (*p == '\'') {
            dp_text_adds(t, "'\\''");
        } else {
            dp_text_add(t, (dp_span){(const uint8_t *)p, 1});
        }
    }
    dp_text_adds(t, "'");
}

static void add_file(cJSON *list, const cJSON *file)
{
    if (file != NULL) {
        cJSON_AddItemToArray(list, cJSON_CreateString(dp_text_in(file, "file")));
    }
}

static void add_guess(dp_ctx *ctx, const cJSON *files, const cJSON *file, cJSON *out)
{
    bool several = false;
    const cJSON *model = model_of(file);
    const cJSON *scaler = beside(files, file, "transformer", "columns", dp_number_in(model, "features"), &several);
    const cJSON *first = scaler != NULL ? model_of(scaler) : model;
    const cJSON *labels = beside(files, file, "labels", "codes", dp_number_in(model, "codes"), &several);
    bool named = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(first, "named"));
    const cJSON *names = named ? NULL : beside(files, file, NULL, "names", dp_number_in(first, "features"), &several);
    if (several || (scaler == NULL && labels == NULL && names == NULL)) {
        return;
    }
    dp_text t = dp_text_new(ctx);
    cJSON *guess = cJSON_CreateObject();
    cJSON *list = cJSON_AddArrayToObject(guess, "files");
    dp_text_adds(&t, "depickle convert");
    const cJSON *const inputs[] = {scaler, file};
    for (size_t i = scaler != NULL ? 0 : 1; i < 2; i++) {
        quote(&t, dp_text_in(inputs[i], "file"));
    }
    dp_text_adds(&t, scaler != NULL ? " --chain" : "");
    if (labels != NULL) {
        dp_text_adds(&t, " --labels");
        quote(&t, dp_text_in(labels, "file"));
    }
    if (names != NULL) {
        dp_text_adds(&t, " --feature-names");
        quote(&t, dp_text_in(names, "file"));
    }
    add_file(list, scaler);
    add_file(list, file);
    add_file(list, labels);
    add_file(list, names);
    cJSON_AddStringToObject(guess, "command", dp_text_str(&t));
    cJSON_AddItemToArray(out, guess);
}

void dp_forecast_together(const cJSON *files, cJSON *sum)
{
    dp_limits limits = dp_limits_default(1ULL << 30);
    dp_ctx *ctx = dp_ctx_new(&limits);
    cJSON *out = cJSON_AddArrayToObject(sum, "together");
    const cJSON *file;
    if (ctx == NULL) {
        dp_out_of_memory();
    }
    cJSON_ArrayForEach(file, files) {
        const cJSON *model = model_of(file);
        if (model != NULL && strcmp(dp_text_in(model, "role"), "predictor") == 0) {
            add_guess(ctx, files, file, out);
        }
    }
    dp_ctx_free(ctx);
}
