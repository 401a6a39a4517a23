/* depickle manifest merge|check: manifests of several runs or machines as one; is all done, and still as it was written? */
#include "cli/commands.h"
#include "cli/inputs.h"
#include "cli/outputs.h"
#include "io/open.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- lines ---- */

struct line {
    char *text;        /* as it stands, without its newline; check: "" */
    char *input, *directory;
    size_t number;     /* in the order of reading */
    int code;
    char sha256[DP_SHA256_HEX]; /* of the input */
    cJSON *outputs;    /* check only, as the text is merge's; NULL: none */
};

struct lines {
    struct line *at;
    size_t n, pieces;  /* pieces: last lines that were not written to their end */
};

static const char *text_of(const cJSON *object, const char *key)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
    return text != NULL ? text : "";
}

static void add(struct lines *lines, const char *text, cJSON *object)
{
    if ((lines->n & (lines->n - 1)) == 0) { /* full at each power of two */
        struct line *grown = realloc(lines->at, (lines->n != 0 ? 2 * lines->n : 1) * sizeof *grown);
        if (grown == NULL) {
            dp_out_of_memory();
        }
        lines->at = grown;
    }
    struct line *line = &lines->at[lines->n];
    const cJSON *code = cJSON_GetObjectItemCaseSensitive(object, "code");
    *line = (struct line){.text = strdup(text), .input = strdup(text_of(object, "input")),
                          .directory = strdup(text_of(object, "directory")), .number = lines->n, .code = code->valueint};
    snprintf(line->sha256, sizeof line->sha256, "%s", text_of(object, "sha256"));
    line->outputs = text[0] == '\0' ? cJSON_DetachItemFromObjectCaseSensitive(object, "outputs") : NULL;
    lines->n++;
    if (line->text == NULL || line->input == NULL || line->directory == NULL) {
        dp_out_of_memory();
    }
}

static bool is_line(const cJSON *object)
{
    const cJSON *code = cJSON_GetObjectItemCaseSensitive(object, "code");
    return strcmp(text_of(object, "schema"), "depickle-manifest/1") == 0 && text_of(object, "input")[0] != '\0'
           && cJSON_IsNumber(code) && code->valueint >= DP_OK && code->valueint <= DP_PARTLY;
}

/* DP_CORRUPT, said on stderr, where a line is none. */
static dp_rc take_lines(struct lines *lines, const char *file, dp_span bytes, bool whole)
{
    const char *p = (const char *)bytes.p;
    const char *end = p + bytes.n;
    for (size_t number = 1; p < end; number++) {
        const char *newline = memchr(p, '\n', (size_t)(end - p));
        size_t n = (size_t)((newline != NULL ? newline : end) - p);
        cJSON *object = cJSON_ParseWithLength(p, n);
        char *text = strndup(p, whole ? n : 0);
        bool good = is_line(object);
        if (text == NULL) {
            dp_out_of_memory();
        }
        if (good) {
            add(lines, text, object);
        }
        free(text);
        cJSON_Delete(object);
        if (!good && newline != NULL) {
            fprintf(stderr, "depickle: %s: line %zu is no line of a manifest\n", file, number);
            return DP_CORRUPT;
        }
        lines->pieces += !good;
        p += n + 1;
    }
    return DP_OK;
}

static dp_rc read_manifest(const dp_cli *cli, struct lines *lines, const char *file, bool whole)
{
    dp_opened opened;
    dp_rc rc = dp_open_input(file, &cli->limits, &opened);
    if (rc != DP_OK) {
        fprintf(stderr, "depickle: %s: %s\n", file, opened.error);
    } else {
        rc = take_lines(lines, file, opened.input.main, whole);
    }
    dp_opened_done(&opened);
    return rc;
}

/* By input and folder; of those for the same, the one that counts comes last: what is done before what failed, then the later. */
static int by_input(const void *a, const void *b)
{
    const struct line *x = a;
    const struct line *y = b;
    int order = strcmp(x->input, y->input);
    order = order != 0 ? order : strcmp(x->directory, y->directory);
    order = order != 0 ? order : (x->code == DP_OK) - (y->code == DP_OK);
    return order != 0 ? order : (x->number > y->number) - (x->number < y->number);
}

static bool same_input(const struct line *a, const struct line *b)
{
    return strcmp(a->input, b->input) == 0 && strcmp(a->directory, b->directory) == 0;
}

static void line_done(struct line *line)
{
    free(line->text);
    free(line->input);
    free(line->directory);
    cJSON_Delete(line->outputs);
}

/* Sorted, one for each input. */
static void settle(struct lines *lines)
{
    size_t kept = 0;
    if (lines->n > 1) {
        qsort(lines->at, lines->n, sizeof *lines->at, by_input);
    }
    for (size_t i = 0; i < lines->n; i++) {
        if (i + 1 < lines->n && same_input(&lines->at[i], &lines->at[i + 1])) {
            line_done(&lines->at[i]);
        } else {
            lines->at[kept++] = lines->at[i];
        }
    }
    lines->n = kept;
}

static void lines_done(struct lines *lines)
{
    for (size_t i = 0; i < lines->n; i++) {
        line_done(&lines->at[i]);
    }
    free(lines->at);
}

/* ---- outputs ---- */

struct written {
    const char *path, *sha256, *input;
};

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct written *)a)->path, ((const struct written *)b)->path);
}

static struct written *list_written(const struct lines *lines, size_t *n)
{
    size_t most = 0;
    const cJSON *output = NULL;
    for (size_t i = 0; i < lines->n; i++) {
        most += (size_t)cJSON_GetArraySize(lines->at[i].outputs);
    }
    struct written *list = calloc(most + 1, sizeof *list);
    if (list == NULL) {
        dp_out_of_memory();
    }
    *n = 0;
    for (size_t i = 0; i < lines->n; i++) {
        cJSON_ArrayForEach(output, lines->at[i].outputs) {
            list[(*n)++] = (struct written){text_of(output, "path"), text_of(output, "sha256"), lines->at[i].input};
        }
    }
    qsort(list, *n, sizeof *list, by_path);
    return list;
}

/* ---- merge ---- */

static dp_rc put_lines(const dp_cli *cli, const struct lines *lines)
{
    char error[512] = "";
    int folder = dp_folder_open(cli->output, error);
    dp_file_sink *sink = folder >= 0 ? dp_file_sink_open(folder, cli->output, 0640, cli->existing, error) : NULL;
    dp_rc rc = sink != NULL ? DP_OK : errno == EEXIST ? DP_USAGE : DP_ERROR;
    for (size_t i = 0; sink != NULL && i < lines->n; i++) {
        dp_puts(dp_file_sink_base(sink), lines->at[i].text);
        dp_puts(dp_file_sink_base(sink), "\n");
    }
    rc = dp_file_sink_commit(sink, rc, error);
    rc = rc == DP_OK ? dp_folder_sync(folder, error) : rc;
    if (rc != DP_OK) {
        dp_print_line(error);
    }
    if (folder >= 0) {
        close(folder);
    }
    return rc;
}

static int merge(const dp_cli *cli)
{
    struct lines lines = {0};
    dp_rc rc = DP_OK;
    if (cli->inputs.n < 2) {
        dp_usage("manifest merge: name at least one manifest");
    }
    for (size_t i = 1; i < cli->inputs.n && rc == DP_OK; i++) {
        rc = read_manifest(cli, &lines, cli->inputs.at[i], true);
    }
    settle(&lines);
    if (rc == DP_OK && cli->output != NULL && strcmp(cli->output, "-") != 0) {
        rc = put_lines(cli, &lines);
    } else if (rc == DP_OK) {
        for (size_t i = 0; i < lines.n; i++) {
            puts(lines.at[i].text);
        }
    }
    if (lines.pieces != 0 && !cli->quiet) {
        fprintf(stderr, "depickle: note: %zu piece%s of a last line left out\n", lines.pieces, lines.pieces == 1 ? "" : "s");
    }
    lines_done(&lines);
    return (int)rc;
}

/* ---- check ---- */

struct check {
    const dp_cli *cli;
    struct lines lines;
    dp_rc worst;
};

static void complain(struct check *c, dp_rc rc, const char *path, const char *what)
{
    char line[4600];
    snprintf(line, sizeof line, "%.3900s: %.600s", path, what);
    dp_print_line(line);
    c->worst = dp_rc_worse(c->worst, rc);
}

static void check_file(struct check *c, const char *path, const char *sha256, const char *changed)
{
    char found[DP_SHA256_HEX];
    dp_opened opened;
    dp_rc rc = dp_open_input(path, &c->cli->limits, &opened);
    if (rc != DP_OK) {
        complain(c, rc, path, opened.error);
    } else {
        dp_sha256_hex(opened.input.main, found);
        if (strcmp(found, sha256) != 0) {
            complain(c, DP_HASH, path, changed);
        }
    }
    dp_opened_done(&opened);
}

static void check_outputs(struct check *c)
{
    size_t n;
    char what[600];
    struct written *list = list_written(&c->lines, &n);
    for (size_t i = 0; i < n; i++) {
        if (i != 0 && strcmp(list[i - 1].path, list[i].path) == 0) {
            snprintf(what, sizeof what, "was written for %.250s and for %.250s", list[i - 1].input, list[i].input);
            complain(c, DP_HASH, list[i].path, what);
        } else {
            check_file(c, list[i].path, list[i].sha256, "is not what was written");
        }
    }
    free(list);
}

static void check_failures(struct check *c)
{
    char what[64];
    for (size_t i = 0; i < c->lines.n; i++) {
        if (c->lines.at[i].code != DP_OK) {
            snprintf(what, sizeof what, "failed with code %d", c->lines.at[i].code);
            complain(c, DP_PARTLY, c->lines.at[i].input, what);
        }
    }
}

/* Has the input a line, and are its bytes still those? */
static void check_input(struct check *c, const dp_file *file)
{
    char *text = dp_path_text(file->path);
    const struct line *found = NULL;
    size_t from = 0;
    for (size_t to = c->lines.n; text != NULL && from < to;) { /* the first that is not before it: there may be one a folder */
        size_t middle = from + (to - from) / 2;
        if (strcmp(c->lines.at[middle].input, text) < 0) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    if (text != NULL && from < c->lines.n && strcmp(c->lines.at[from].input, text) == 0) {
        found = &c->lines.at[from];
    }
    free(text);
    if (found == NULL) {
        complain(c, DP_PARTLY, file->path, "has no line");
    } else if (found->code == DP_OK) {
        check_file(c, file->path, found->sha256, "is not what was converted");
    }
}

/* Files that only their compression made look like models may have no line: what is in them was no model. */
static void check_inputs(struct check *c)
{
    dp_cli named = *c->cli;
    named.inputs.at += 2;
    named.inputs.n -= 2;
    if (named.inputs.n == 0 && named.files0_from == NULL) {
        return;
    }
    dp_files files = dp_files_collect(&named);
    for (size_t i = 0; i < files.n; i++) {
        if (files.at[i].kind == NULL && !files.at[i].packed) {
            check_input(c, &files.at[i]);
        }
    }
    dp_files_done(&files);
}

static int check(const dp_cli *cli)
{
    struct check c = {.cli = cli};
    dp_tally tally = {0};
    if (cli->inputs.n < 2) {
        dp_usage("manifest check: name a manifest");
    }
    dp_rc rc = read_manifest(cli, &c.lines, cli->inputs.at[1], false);
    if (rc == DP_OK) {
        settle(&c.lines);
        for (size_t i = 0; i < c.lines.n; i++) {
            dp_tally_add(&tally, (dp_rc)c.lines.at[i].code);
        }
        check_failures(&c);
        check_outputs(&c);
        check_inputs(&c);
        rc = c.worst;
    }
    if (c.lines.pieces != 0 && !cli->quiet) {
        fprintf(stderr, "depickle: note: the last line is a piece, of a run that was ended; it is left out\n");
    }
    if (!cli->quiet) {
        dp_tally_print(&tally, &(dp_summary){.good = "converted"});
    }
    lines_done(&c.lines);
    return (int)rc;
}

int dp_cmd_manifest(int argc, char **argv)
{
    static dp_cli cli;
    dp_cli_parse(&cli, DP_COMMAND_manifest, argc, argv);
    if (cli.json) {
        dp_usage("manifest: --json is not in this version: a manifest is JSON itself");
    }
    const char *word = cli.inputs.n != 0 ? cli.inputs.at[0] : "";
    if (strcmp(word, "merge") == 0 && cli.files0_from == NULL) {
        return merge(&cli);
    }
    if (strcmp(word, "check") == 0 && cli.output == NULL) {
        return check(&cli);
    }
    dp_usage("manifest: say merge MANIFEST... or check MANIFEST [IN...]");
}
