/* depickle manifest merge|check: manifests of several runs or machines as one; is all done, and still as it was written? */
#include "cli/commands.h"
#include "cli/inputs.h"
#include "cli/manifest_lines.h"
#include "cli/member.h"
#include "cli/outputs.h"
#include "io/open.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- what is found ---- */

struct report {
    const dp_cli *cli;
    dp_lines lines;
    dp_rc code;      /* the worst */
    cJSON *problems; /* [{path, code, what}] */
};

static void note(struct report *r, dp_rc rc, const char *path, const char *what)
{
    r->code = dp_rc_worse(r->code, rc);
    cJSON *problem = cJSON_CreateObject();
    dp_add_path(problem, "path", path);
    cJSON_AddNumberToObject(problem, "code", rc);
    dp_add_path(problem, "what", what);
    cJSON_AddItemToArray(r->problems, problem);
}

static void complain(struct report *r, dp_rc rc, const char *path, const char *what)
{
    char line[4600];
    snprintf(line, sizeof line, "%.3900s: %.600s", path, what);
    dp_print_line(line);
    note(r, rc, path, what);
}

static bool read_lines(struct report *r, const char *file, bool whole)
{
    char error[512];
    dp_rc rc = dp_lines_read(&r->lines, r->cli, file, whole, error);
    if (rc != DP_OK) {
        complain(r, rc, file, error);
    }
    return rc == DP_OK;
}

/* The object for --json: what both forms tell. facts are taken over. */
static void print_report(const struct report *r, const char *command, cJSON *facts)
{
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "schema", "depickle-manifest-report/1");
    cJSON_AddStringToObject(o, "command", command);
    cJSON_AddNumberToObject(o, "code", r->code);
    cJSON_AddNumberToObject(o, "lines", (double)r->lines.n);
    cJSON_AddNumberToObject(o, "superseded", (double)r->lines.superseded);
    cJSON_AddNumberToObject(o, "pieces", (double)r->lines.pieces);
    while (facts->child != NULL) {
        cJSON *fact = cJSON_DetachItemViaPointer(facts, facts->child);
        cJSON_AddItemToObject(o, fact->string, fact);
    }
    cJSON_AddItemReferenceToObject(o, "problems", r->problems);
    dp_print_object(o);
    cJSON_Delete(o);
    cJSON_Delete(facts);
}

static void report_done(struct report *r)
{
    dp_lines_done(&r->lines);
    cJSON_Delete(r->problems);
}

static bool to_stdout(const dp_cli *cli)
{
    return cli->output == NULL || strcmp(cli->output, "-") == 0;
}

/* ---- outputs ---- */

struct written {
    const char *path, *sha256, *input;
};

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct written *)a)->path, ((const struct written *)b)->path);
}

static struct written *list_written(const dp_lines *lines, size_t *n)
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
            list[(*n)++] = (struct written){dp_text_in(output, "path"), dp_text_in(output, "sha256"), lines->at[i].input};
        }
    }
    qsort(list, *n, sizeof *list, by_path);
    return list;
}

/* ---- merge ---- */

static void put_lines(struct report *r)
{
    const dp_cli *cli = r->cli;
    char error[512] = "";
    int folder = dp_folder_open(cli->output, error);
    dp_file_sink *sink = folder >= 0 ? dp_file_sink_open(folder, cli->output, 0640, cli->existing, error) : NULL;
    dp_rc rc = sink != NULL ? DP_OK : errno == EEXIST ? DP_USAGE : DP_ERROR;
    for (size_t i = 0; sink != NULL && i < r->lines.n; i++) {
        dp_puts(dp_file_sink_base(sink), r->lines.at[i].text);
        dp_puts(dp_file_sink_base(sink), "\n");
    }
    rc = dp_file_sink_commit(sink, rc, error);
    rc = rc == DP_OK ? dp_folder_sync(folder, error) : rc;
    if (rc != DP_OK) {
        dp_print_line(error);
        note(r, rc, cli->output, error);
    }
    if (folder >= 0) {
        close(folder);
    }
}

static int merge(const dp_cli *cli)
{
    struct report r = {.cli = cli, .problems = cJSON_CreateArray()};
    bool good = true;
    if (cli->inputs.n < 2) {
        dp_usage("manifest merge: name at least one manifest");
    }
    for (size_t i = 1; i < cli->inputs.n && good; i++) {
        good = read_lines(&r, cli->inputs.at[i], true);
    }
    dp_lines_settle(&r.lines);
    if (good && !to_stdout(cli)) {
        put_lines(&r);
    }
    for (size_t i = 0; good && to_stdout(cli) && i < r.lines.n; i++) {
        puts(r.lines.at[i].text);
    }
    if (r.lines.pieces != 0 && !cli->quiet) {
        dp_say("depickle: note: %zu piece%s of a last line left out", r.lines.pieces, r.lines.pieces == 1 ? "" : "s");
    }
    if (cli->json && !to_stdout(cli)) { /* else what is printed is JSON already */
        cJSON *facts = cJSON_CreateObject();
        dp_add_path(facts, "output", cli->output);
        print_report(&r, "merge", facts);
    }
    report_done(&r);
    return (int)r.code;
}

/* ---- check ---- */

static void check_file(struct report *c, const char *path, const char *sha256, const char *changed)
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

static void check_outputs(struct report *c)
{
    size_t n;
    char what[600];
    struct written *list = list_written(&c->lines, &n);
    for (size_t i = 0; i < n; i++) {
        if (i != 0 && strcmp(list[i - 1].path, list[i].path) == 0) {
            snprintf(what, sizeof what, "was written for %.250s and for %.250s", list[i - 1].input, list[i].input);
            complain(c, DP_HASH, list[i].path, what);
        } else {
            char *path = dp_path_name(list[i].path);
            check_file(c, path != NULL ? path : list[i].path, list[i].sha256, "is not what was written");
            free(path);
        }
    }
    free(list);
}

static void check_failures(struct report *c)
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
static void check_input(struct report *c, const dp_file *file)
{
    char *text = dp_path_text(file->path);
    const dp_line *found = text != NULL ? dp_lines_find(&c->lines, text) : NULL;
    free(text);
    if (found == NULL) {
        complain(c, DP_PARTLY, file->path, "has no line");
    } else if (found->code == DP_OK) {
        check_file(c, file->path, found->sha256, "is not what was converted");
    }
}

/* Files that only their compression made look like models may have no line: what is in them was no model. */
static void check_inputs(struct report *c)
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

static cJSON *check_facts(const struct report *c, const dp_tally *tally)
{
    cJSON *facts = cJSON_CreateObject();
    dp_add_path(facts, "manifest", c->cli->inputs.at[1]);
    cJSON *by = cJSON_AddObjectToObject(facts, "codes");
    for (int code = DP_OK; code <= DP_PARTLY; code++) {
        char key[12];
        snprintf(key, sizeof key, "%d", code);
        if (tally->by[code] != 0) {
            cJSON_AddNumberToObject(by, key, (double)tally->by[code]);
        }
    }
    return facts;
}

static int check(const dp_cli *cli)
{
    struct report c = {.cli = cli, .problems = cJSON_CreateArray()};
    dp_tally tally = {0};
    if (cli->inputs.n < 2) {
        dp_usage("manifest check: name a manifest");
    }
    if (read_lines(&c, cli->inputs.at[1], false)) {
        dp_lines_settle(&c.lines);
        for (size_t i = 0; i < c.lines.n; i++) {
            dp_tally_add(&tally, (dp_rc)c.lines.at[i].code);
        }
        check_failures(&c);
        check_outputs(&c);
        check_inputs(&c);
    }
    if (c.lines.pieces != 0 && !cli->quiet) {
        dp_say("depickle: note: the last line is a piece, of a run that was ended; it is left out");
    }
    if (cli->json) {
        print_report(&c, "check", check_facts(&c, &tally));
    } else if (!cli->quiet) {
        dp_tally_print(&tally, &(dp_summary){.good = "converted"});
    }
    report_done(&c);
    return (int)c.code;
}

int dp_cmd_manifest(int argc, char **argv)
{
    static dp_cli cli;
    dp_cli_parse(&cli, DP_COMMAND_manifest, argc, argv);
    const char *word = cli.inputs.n != 0 ? cli.inputs.at[0] : "";
    if (strcmp(word, "merge") == 0 && cli.files0_from == NULL) {
        return merge(&cli);
    }
    if (strcmp(word, "check") == 0 && cli.output == NULL) {
        return check(&cli);
    }
    dp_usage("manifest: say merge MANIFEST... or check MANIFEST [IN...]");
}
