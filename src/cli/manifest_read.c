#include "cli/manifest.h"

#include "cli/member.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct reader {
    dp_manifest *out;
    const char *folder;
    char *real_folder;        /* NULL: it is not there */
    const char *directory;    /* the -d of all lines that have one, or NULL where they differ */
    size_t line;
};

/* The rest of path below folder, or NULL. */
static const char *below(const char *path, const char *folder)
{
    size_t n = strlen(folder);
    while (n > 1 && folder[n - 1] == '/') {
        n--;
    }
    if (n == 0 || strncmp(path, folder, n) != 0 || (path[n] != '/' && folder[n - 1] != '/')) {
        return NULL;
    }
    const char *rest = path + n;
    return rest + strspn(rest, "/");
}

static bool is_this_folder(const struct reader *r, const char *directory)
{
    char *real = realpath(directory, NULL);
    bool same = real != NULL && r->real_folder != NULL && strcmp(real, r->real_folder) == 0;
    free(real);
    return same;
}

/* Of a path that was written without -d: where its folder still is, that tells; where it is gone, the base name. */
static char *by_folder(const struct reader *r, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash != NULL ? slash + 1 : path;
    char *parent = slash != NULL ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
    char *real = parent != NULL ? realpath(parent, NULL) : NULL;
    char *name = NULL;
    if (real == NULL || r->real_folder == NULL) {
        name = strdup(base);
    } else if (strcmp(real, r->real_folder) == 0) {
        name = strdup(base);
    } else if (below(real, r->real_folder) != NULL && asprintf(&name, "%s/%s", below(real, r->real_folder), base) < 0) {
        name = NULL;
    }
    free(parent);
    free(real);
    return name;
}

/* The file's name below the folder, malloc'ed, or NULL: it lies elsewhere. */
static char *name_in_folder(const struct reader *r, const char *path, const char *directory)
{
    const char *rest = directory[0] != '\0' ? below(path, directory) : NULL;
    if (rest == NULL) {
        return by_folder(r, path);
    }
    return r->directory != NULL || is_this_folder(r, directory) ? strdup(rest) : NULL;
}

static bool add(struct reader *r, char *name, const char *sha256, bool output, bool sidecar)
{
    dp_manifest *m = r->out;
    dp_listed *grown = NULL;
    if ((m->n & (m->n - 1)) == 0) { /* full at each power of two */
        grown = realloc(m->at, (m->n != 0 ? 2 * m->n : 1) * sizeof *grown);
        if (grown == NULL) {
            free(name);
            return false;
        }
        m->at = grown;
    }
    dp_listed *listed = &m->at[m->n++];
    *listed = (dp_listed){.name = name, .output = output, .sidecar = sidecar, .line = r->line};
    snprintf(listed->sha256, sizeof listed->sha256, "%s", sha256);
    return true;
}

static bool is_told(const cJSON *options, const char *key)
{
    return dp_text_in(options, key)[0] != '\0' || cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(options, key));
}

/* Of a model, in a form that is read back, and of nothing but its input. */
static bool take_source(dp_listed *listed, const cJSON *line, const cJSON *output)
{
    const cJSON *options = cJSON_GetObjectItemCaseSensitive(line, "options");
    const cJSON *width = cJSON_GetObjectItemCaseSensitive(options, "n_features");
    const char *format = dp_text_in(output, "format");
    const char *input = dp_text_in(line, "input");
    bool read_back = strcmp(format, "onnx") == 0 || strcmp(format, "json") == 0;
    bool composed = is_told(options, "chain") || is_told(options, "labels") || is_told(options, "feature_names");
    if (!read_back || composed || dp_text_in(output, "model")[0] == '\0' || strcmp(input, "-") == 0) {
        return true;
    }
    listed->source = strdup(input);
    listed->n_features = cJSON_IsNumber(width) && width->valuedouble >= 1 && width->valuedouble < 1e9 ? (uint64_t)width->valuedouble : 0;
    snprintf(listed->source_sha256, sizeof listed->source_sha256, "%s", dp_text_in(line, "sha256"));
    return listed->source != NULL;
}

static bool take_outputs(struct reader *r, const cJSON *line)
{
    const cJSON *output = NULL;
    bool sidecar = strcmp(dp_text_in(cJSON_GetObjectItemCaseSensitive(line, "options"), "sidecar"), "none") != 0;
    cJSON_ArrayForEach(output, cJSON_GetObjectItemCaseSensitive(line, "outputs")) {
        const char *path = dp_text_in(output, "path");
        const char *sha256 = dp_text_in(output, "sha256");
        if (path[0] == '\0' || strlen(sha256) != DP_SHA256_HEX - 1) {
            return false;
        }
        char *name = name_in_folder(r, path, dp_text_in(line, "directory"));
        r->out->elsewhere += name == NULL;
        if (name != NULL && (!add(r, name, sha256, true, sidecar) || !take_source(&r->out->at[r->out->n - 1], line, output))) {
            return false;
        }
    }
    return true;
}

/* An input that lies in the folder too is known, and has a digest. */
static bool take_line(struct reader *r, const cJSON *line)
{
    const char *input = dp_text_in(line, "input");
    const char *sha256 = dp_text_in(line, "sha256");
    if (strcmp(dp_text_in(line, "schema"), "depickle-manifest/1") != 0 || input[0] == '\0' || !take_outputs(r, line)) {
        return false;
    }
    char *name = sha256[0] != '\0' && strcmp(input, "-") != 0 ? by_folder(r, input) : NULL;
    return name == NULL || add(r, name, sha256, false, false);
}

/* ---- all lines ---- */

static bool take_directory(struct reader *r, const cJSON *line, char **kept)
{
    const char *directory = dp_text_in(line, "directory");
    if (directory[0] != '\0' && *kept == NULL) {
        *kept = strdup(directory);
        r->directory = *kept;
    } else if (directory[0] != '\0' && strcmp(directory, *kept) != 0) {
        r->directory = NULL;
    }
    return true;
}

/* Once for the folders (kept not NULL), once for the files. */
static bool each_line(struct reader *r, dp_span bytes, char **kept)
{
    const char *p = (const char *)bytes.p;
    const char *end = p + bytes.n;
    for (r->line = 1; p < end; r->line++) {
        const char *newline = memchr(p, '\n', (size_t)(end - p));
        size_t n = newline != NULL ? (size_t)(newline - p) : (size_t)(end - p);
        cJSON *line = cJSON_ParseWithLength(p, n);
        r->out->cut = line == NULL && newline == NULL;
        bool good = r->out->cut || (line != NULL && (kept != NULL ? take_directory(r, line, kept) : take_line(r, line)));
        cJSON_Delete(line);
        if (!good) {
            snprintf(r->out->error, sizeof r->out->error, "line %zu is no line of a manifest", r->line);
            return false;
        }
        p += n + 1;
    }
    return true;
}

static int by_name_and_line(const void *a, const void *b)
{
    const dp_listed *x = a;
    const dp_listed *y = b;
    int order = strcmp(x->name, y->name);
    return order != 0 ? order : (x->line > y->line) - (x->line < y->line);
}

static void keep_last(dp_manifest *m)
{
    size_t kept = 0;
    if (m->n > 1) {
        qsort(m->at, m->n, sizeof *m->at, by_name_and_line);
    }
    for (size_t i = 0; i < m->n; i++) {
        if (i + 1 < m->n && strcmp(m->at[i].name, m->at[i + 1].name) == 0) {
            free(m->at[i].name);
            free(m->at[i].source);
        } else {
            m->at[kept++] = m->at[i];
        }
    }
    m->n = kept;
}

dp_rc dp_manifest_read(dp_span bytes, const char *folder, dp_manifest *manifest)
{
    char *kept = NULL;
    *manifest = (dp_manifest){0};
    struct reader r = {.out = manifest, .folder = folder, .real_folder = realpath(folder, NULL)};
    bool good = each_line(&r, bytes, &kept) && each_line(&r, bytes, NULL);
    keep_last(manifest);
    free(kept);
    free(r.real_folder);
    return good ? DP_OK : DP_CORRUPT;
}

static int compare_name(const void *key, const void *member)
{
    return strcmp(key, ((const dp_listed *)member)->name);
}

dp_listed *dp_manifest_find(const dp_manifest *manifest, const char *name)
{
    return manifest->n != 0 ? bsearch(name, manifest->at, manifest->n, sizeof *manifest->at, compare_name) : NULL;
}

void dp_manifest_done(dp_manifest *manifest)
{
    for (size_t i = 0; i < manifest->n; i++) {
        free(manifest->at[i].name);
        free(manifest->at[i].source);
    }
    free(manifest->at);
    *manifest = (dp_manifest){0};
}
