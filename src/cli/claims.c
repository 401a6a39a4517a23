#include "cli/claims.h"

#include "cli/converting.h"
#include "cli/job.h"
#include "cli/outputs.h"
#include "cli/pool.h"
#include "cli/signals.h"

#include <stdio.h>
#include <stdlib.h>

/* The begin of a file's outputs' names: dp_outputs_stem. */
struct stem {
    char *text;
    const dp_file *file;
    bool wanted, read; /* are the names of its models to be known? are they? */
};

/* What an output is called but for the format's suffix: a stem, and a model's part. */
struct name {
    char *text;
    const dp_file *file;
};

struct claims {
    const dp_cli *cli;
    struct stem *stem; /* sorted by text */
    size_t n_stems;
    struct name *name;
    size_t n_names;
    size_t *reading;   /* items of the pool: numbers of stems */
};

/* ---- names that follow from the inputs' own ---- */

static int by_text(const void *a, const void *b)
{
    return strcmp(((const struct stem *)a)->text, ((const struct stem *)b)->text);
}

_Noreturn static void fail_same(const char *one, const char *other)
{
    bool sorted = strcmp(one, other) < 0; /* whatever was read first */
    dp_usage("%s and %s would write the same output", sorted ? one : other, sorted ? other : one);
}

static void add_stems(struct claims *c, const dp_files *files)
{
    for (size_t i = 0; i < files->n; i++) {
        if (files->at[i].kind == NULL) {
            char *text = dp_outputs_stem(c->cli, files->at[i].path, files->at[i].under);
            if (text == NULL) {
                dp_out_of_memory();
            }
            c->stem = dp_grown(c->stem, c->n_stems, sizeof *c->stem);
            c->stem[c->n_stems++] = (struct stem){.text = text, .file = &files->at[i]};
        }
    }
    if (c->n_stems != 0) {
        qsort(c->stem, c->n_stems, sizeof *c->stem, by_text);
    }
    for (size_t i = 1; i < c->n_stems; i++) {
        if (strcmp(c->stem[i - 1].text, c->stem[i].text) == 0) {
            fail_same(c->stem[i - 1].file->path, c->stem[i].file->path);
        }
    }
}

/* ---- names that only the models tell ---- */

static void add_name(struct claims *c, const struct stem *s, const char *part)
{
    c->name = dp_grown(c->name, c->n_names, sizeof *c->name);
    struct name *name = &c->name[c->n_names++];
    name->file = s->file;
    if (asprintf(&name->text, "%s%s", s->text, part) < 0) {
        dp_out_of_memory();
    }
}

static dp_outcome read_parts(void *self, size_t item, dp_turn *turn)
{
    const struct claims *c = self;
    (void)turn;
    return dp_job_run(c->cli, &(dp_job){.path = c->stem[c->reading[item]].file->path, .work = dp_naming, .hashes = true});
}

/* What cannot be read writes nothing. Why it cannot is told when its turn comes. */
static void take_parts(void *self, size_t item, dp_outcome *outcome)
{
    struct claims *c = self;
    struct stem *s = &c->stem[c->reading[item]];
    const cJSON *part;
    s->read = true;
    cJSON_ArrayForEach(part, cJSON_GetObjectItemCaseSensitive(outcome->report, "parts")) {
        add_name(c, s, cJSON_IsString(part) ? part->valuestring : "");
    }
}

/* Those that are wanted, and were not read yet. */
static void read_wanted(struct claims *c)
{
    dp_pool pool = {.at_once = c->cli->jobs, .ordered = true, .self = c, .work = read_parts, .tell = take_parts};
    for (size_t i = 0; i < c->n_stems; i++) {
        if (c->stem[i].wanted && !c->stem[i].read && strcmp(c->stem[i].file->path, "-") != 0) {
            c->reading = dp_grown(c->reading, pool.n, sizeof *c->reading);
            c->reading[pool.n++] = i;
        }
    }
    int signal = pool.n != 0 ? dp_pool_run(&pool) : 0;
    if (signal != 0) {
        dp_signals_end(signal);
    }
}

/* The first of the sorted that is not before this text. */
static size_t lower(const struct claims *c, const char *text)
{
    size_t from = 0;
    for (size_t to = c->n_stems; from < to;) {
        size_t middle = from + (to - from) / 2;
        if (strcmp(c->stem[middle].text, text) < 0) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

/* A file beside others whose names begin as its own does, and go on with a dot as those of its several models would. */
static void want_shorter(struct claims *c)
{
    for (size_t i = 0; i < c->n_stems; i++) {
        char *begin = NULL;
        int n = asprintf(&begin, "%s.", c->stem[i].text);
        if (n < 0) {
            dp_out_of_memory();
        }
        for (size_t k = lower(c, begin); k < c->n_stems && strncmp(c->stem[k].text, begin, (size_t)n) == 0; k++) {
            c->stem[i].wanted = c->stem[i].wanted || strchr(c->stem[k].text + n, '/') == NULL;
        }
        free(begin);
    }
}

/* Those others whose stem is a model's name by now, or what such a name begins with, up to a dot. */
static void want_longer(struct claims *c)
{
    for (size_t i = 0; i < c->n_names; i++) {
        char *text = strdup(c->name[i].text);
        if (text == NULL) {
            dp_out_of_memory();
        }
        for (char *end = text + strlen(text); end != NULL; end = strrchr(text, '.')) {
            *end = '\0';
            size_t k = lower(c, text);
            if (k < c->n_stems && strcmp(c->stem[k].text, text) == 0) {
                c->stem[k].wanted = true;
            }
        }
        free(text);
    }
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct name *)a)->text, ((const struct name *)b)->text);
}

/* A file's own models all have names that differ. */
static void check_names(struct claims *c)
{
    if (c->n_names != 0) {
        qsort(c->name, c->n_names, sizeof *c->name, by_name);
    }
    for (size_t i = 1; i < c->n_names; i++) {
        if (strcmp(c->name[i - 1].text, c->name[i].text) == 0) {
            fail_same(c->name[i - 1].file->path, c->name[i].file->path);
        }
    }
}

void dp_claims_check_stems(const dp_cli *cli, const dp_files *files)
{
    struct claims c = {.cli = cli};
    add_stems(&c, files);
    for (size_t i = 0; i < c.n_stems; i++) {
        free(c.stem[i].text);
    }
    free(c.stem);
}

void dp_claims_check(const dp_cli *cli, const dp_files *files)
{
    struct claims c = {.cli = cli};
    add_stems(&c, files);
    want_shorter(&c);
    read_wanted(&c);
    want_longer(&c);
    read_wanted(&c);
    check_names(&c);
    for (size_t i = 0; i < c.n_stems; i++) {
        free(c.stem[i].text);
    }
    for (size_t i = 0; i < c.n_names; i++) {
        free(c.name[i].text);
    }
    free(c.stem);
    free(c.name);
    free(c.reading);
}
