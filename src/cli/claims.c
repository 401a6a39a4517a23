#include "cli/claims.h"

#include "cli/folder.h"

#include <search.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- before any work ---- */

/* "FOLDER/STEM\nPATH", so that files that would write the same outputs come together. */
struct stem {
    char *text;
    dp_file *file;
};

static int by_text(const void *a, const void *b)
{
    return strcmp(((const struct stem *)a)->text, ((const struct stem *)b)->text);
}

static struct stem stem_of(const dp_cli *cli, dp_file *file)
{
    struct stem s = {NULL, file};
    char *stem = dp_stem(file->path);
    const char *place = cli->directory != NULL ? file->under : file->path;
    const char *slash = strrchr(place, '/');
    if (stem == NULL
        || asprintf(&s.text, "%.*s%s\n%s", (int)(slash != NULL ? slash + 1 - place : 0), place, stem, file->path) < 0) {
        dp_out_of_memory();
    }
    free(stem);
    return s;
}

/* The first of the sorted that is not before this text. */
static size_t lower(const struct stem *stems, size_t n, const char *text)
{
    size_t from = 0;
    for (size_t to = n; from < to;) {
        size_t middle = from + (to - from) / 2;
        if (strcmp(stems[middle].text, text) < 0) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

/* Those that begin as this one does, and go on with a dot as the names of a file's several models do. */
static void mark_near(const struct stem *stems, size_t n, const struct stem *s)
{
    char *begin = NULL;
    if (asprintf(&begin, "%.*s.", (int)strcspn(s->text, "\n"), s->text) < 0) {
        dp_out_of_memory();
    }
    size_t length = strlen(begin);
    for (size_t i = lower(stems, n, begin); i < n && strncmp(stems[i].text, begin, length) == 0; i++) {
        stems[i].file->crowded = s->file->crowded = true;
    }
    free(begin);
}

static void check_same(const struct stem *stems, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        size_t length = strcspn(stems[i].text, "\n");
        if (strncmp(stems[i - 1].text, stems[i].text, length + 1) == 0) {
            dp_usage("convert: %s and %s would write the same output", stems[i - 1].file->path, stems[i].file->path);
        }
    }
}

void dp_claims_mark(const dp_cli *cli, dp_files *files)
{
    struct stem *stems = calloc(files->n != 0 ? files->n : 1, sizeof *stems);
    if (stems == NULL) {
        dp_out_of_memory();
    }
    for (size_t i = 0; i < files->n; i++) {
        stems[i] = stem_of(cli, &files->at[i]);
    }
    qsort(stems, files->n, sizeof *stems, by_text);
    check_same(stems, files->n);
    for (size_t i = 0; i < files->n; i++) {
        mark_near(stems, files->n, &stems[i]);
    }
    for (size_t i = 0; i < files->n; i++) {
        free(stems[i].text);
    }
    free(stems);
}

/* ---- as files are done ---- */

struct claim {
    const char *input; /* the files' own */
    char output[];
};

static int by_output(const void *a, const void *b)
{
    return strcmp(((const struct claim *)a)->output, ((const struct claim *)b)->output);
}

/* The input that has this output: this one, or another that came before. */
static const char *claim(dp_claims *claims, const char *output, const char *input)
{
    struct claim *mine = malloc(sizeof *mine + strlen(output) + 1);
    if (mine == NULL) {
        dp_out_of_memory();
    }
    mine->input = input;
    memcpy(mine->output, output, strlen(output) + 1);
    struct claim *const *found = tsearch(mine, &claims->tree, by_output);
    if (found == NULL) {
        dp_out_of_memory();
    }
    const char *has = (*found)->input;
    if (*found != mine) {
        free(mine);
    }
    return has;
}

void dp_claims_take(dp_claims *claims, const dp_file *file, dp_outcome *outcome)
{
    const cJSON *output;
    bool shared = false;
    if (!file->crowded) {
        return;
    }
    cJSON_ArrayForEach(output, outcome->outputs) {
        const char *path = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(output, "path"));
        const char *has = claim(claims, path, file->path);
        if (has != file->path) {
            shared = true;
            snprintf(outcome->line, sizeof outcome->line, "%.300s: %.400s was written for %.300s, too, and replaced: convert one of the two "
                     "elsewhere", file->path, path, has);
        }
    }
    if (shared) {
        outcome->rc = DP_USAGE;
        cJSON_Delete(outcome->outputs);
        outcome->outputs = cJSON_CreateArray();
    }
}

void dp_claims_done(dp_claims *claims)
{
    while (claims->tree != NULL) {
        struct claim *first = *(struct claim *const *)claims->tree;
        tdelete(first, &claims->tree, by_output);
        free(first);
    }
}
