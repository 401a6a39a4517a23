#include "cli/resume.h"

#include "cli/manifest.h"
#include "cli/member.h"
#include "depickle.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* One input. */
struct entry {
    char *input;       /* as dp_path_text */
    size_t line;
    bool done;         /* by us, with these options */
    char sha256[DP_SHA256_HEX];
    char *with;        /* JSON, or NULL */
    char *outputs;     /* their paths, a NUL behind each, and one more */
};

struct dp_resume {
    struct entry *at;  /* sorted by input */
    size_t n;
    const char *output; /* -o */
};

/* What the lines of this run would say. */
struct own {
    char *options;
    const char *directory;
};

static char *printed(const cJSON *item)
{
    return item != NULL ? cJSON_PrintUnformatted(item) : NULL;
}

static bool is_ours(const struct own *own, const cJSON *line)
{
    const cJSON *code = cJSON_GetObjectItemCaseSensitive(line, "code");
    char *options = printed(cJSON_GetObjectItemCaseSensitive(line, "options"));
    bool ours = cJSON_IsNumber(code) && code->valueint == DP_OK && options != NULL && strcmp(options, own->options) == 0
                && strcmp(dp_text_in(line, "depickle"), depickle_version()) == 0
                && strcmp(dp_text_in(line, "directory"), own->directory) == 0;
    cJSON_free(options);
    return ours;
}

/* NULL: memory is out. */
static char *list_outputs(const cJSON *line)
{
    const cJSON *output = NULL;
    size_t n = 1;
    cJSON_ArrayForEach(output, cJSON_GetObjectItemCaseSensitive(line, "outputs")) {
        n += strlen(dp_text_in(output, "path")) + 1;
    }
    char *list = calloc(n, 1);
    char *p = list;
    cJSON_ArrayForEach(output, cJSON_GetObjectItemCaseSensitive(line, "outputs")) {
        p = list != NULL ? stpcpy(p, dp_text_in(output, "path")) + 1 : NULL;
    }
    return list;
}

static void add(dp_resume *r, const struct own *own, const cJSON *line)
{
    r->at = dp_grown(r->at, r->n, sizeof *r->at);
    struct entry *e = &r->at[r->n];
    *e = (struct entry){.input = strdup(dp_text_in(line, "input")), .line = r->n, .done = is_ours(own, line)};
    r->n++;
    if (e->done) {
        snprintf(e->sha256, sizeof e->sha256, "%s", dp_text_in(line, "sha256"));
        e->with = printed(cJSON_GetObjectItemCaseSensitive(line, "with"));
        e->outputs = list_outputs(line);
    }
    if (e->input == NULL || (e->done && e->outputs == NULL)) {
        dp_out_of_memory();
    }
}

static void entry_done(struct entry *e)
{
    free(e->input);
    cJSON_free(e->with);
    free(e->outputs);
}

static int by_input_and_line(const void *a, const void *b)
{
    const struct entry *x = a;
    const struct entry *y = b;
    int order = strcmp(x->input, y->input);
    return order != 0 ? order : (x->line > y->line) - (x->line < y->line);
}

static void keep_last(dp_resume *r)
{
    size_t kept = 0;
    if (r->n > 1) {
        qsort(r->at, r->n, sizeof *r->at, by_input_and_line);
    }
    for (size_t i = 0; i < r->n; i++) {
        if (i + 1 < r->n && strcmp(r->at[i].input, r->at[i + 1].input) == 0) {
            entry_done(&r->at[i]);
        } else {
            r->at[kept++] = r->at[i];
        }
    }
    r->n = kept;
}

/* false: a line is none of a manifest. */
static bool read_lines(dp_resume *r, const struct own *own, FILE *stream, size_t *number)
{
    char *text = NULL;
    size_t room = 0;
    bool good = true;
    for (*number = 1; good && getline(&text, &room, stream) > 0; *number += good) {
        cJSON *line = cJSON_Parse(text);
        good = strcmp(dp_text_in(line, "schema"), "depickle-manifest/1") == 0 && dp_text_in(line, "input")[0] != '\0';
        if (good) {
            add(r, own, line);
        }
        cJSON_Delete(line);
    }
    free(text);
    return good && ferror(stream) == 0;
}

dp_resume *dp_resume_read(const dp_cli *cli, int manifest, char error[512])
{
    dp_resume *r = calloc(1, sizeof *r);
    cJSON *options = dp_manifest_options(cli);
    struct own own = {printed(options), NULL};
    char *directory = dp_path_text(cli->directory != NULL ? cli->directory : "");
    int copy = dup(manifest);
    FILE *stream = copy >= 0 ? fdopen(copy, "r") : NULL;
    size_t line = 0;
    own.directory = directory;
    if (r == NULL || own.options == NULL || directory == NULL || stream == NULL) {
        dp_out_of_memory();
    }
    r->output = cli->output;
    flock(manifest, LOCK_SH); /* another run may be at a line */
    rewind(stream);
    bool good = read_lines(r, &own, stream, &line);
    flock(manifest, LOCK_UN);
    fclose(stream);
    cJSON_Delete(options);
    cJSON_free(own.options);
    free(directory);
    keep_last(r);
    if (!good) {
        snprintf(error, 512, "%.300s: line %zu is no line of a manifest", cli->manifest, line);
        dp_resume_free(r);
        return NULL;
    }
    return r;
}

void dp_resume_free(dp_resume *r)
{
    for (size_t i = 0; r != NULL && i < r->n; i++) {
        entry_done(&r->at[i]);
    }
    if (r != NULL) {
        free(r->at);
    }
    free(r);
}

static int compare_input(const void *key, const void *member)
{
    return strcmp(key, ((const struct entry *)member)->input);
}

static const struct entry *find(const dp_resume *r, const char *path)
{
    char *text = dp_path_text(path);
    const struct entry *e = text != NULL && r->n != 0 ? bsearch(text, r->at, r->n, sizeof *r->at, compare_input) : NULL;
    free(text);
    return e != NULL && e->done ? e : NULL;
}

bool dp_resume_knows(const dp_resume *r, const char *path)
{
    return find(r, path) != NULL;
}

static bool is_there(const char *text)
{
    struct stat st;
    char *path = dp_path_name(text);
    bool there = path != NULL && lstat(path, &st) == 0 && S_ISREG(st.st_mode);
    free(path);
    return there;
}

bool dp_resume_done(const dp_resume *r, const char *path, const char *sha256, const cJSON *with)
{
    const struct entry *e = find(r, path);
    char *found = printed(with);
    bool done = e != NULL && sha256[0] != '\0' && strcmp(e->sha256, sha256) == 0
                && strcmp(found != NULL ? found : "", e->with != NULL ? e->with : "") == 0;
    for (const char *output = done ? e->outputs : ""; done && *output != '\0'; output += strlen(output) + 1) {
        done = is_there(output) && (r->output == NULL || strcmp(r->output, output) == 0);
    }
    cJSON_free(found);
    return done;
}
