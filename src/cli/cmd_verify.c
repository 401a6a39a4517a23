/* depickle verify OUT [--against IN]: the digest, the file read back, and the same answers as its source. */
#include "base/text.h"
#include "cli/batch.h"
#include "cli/commands.h"
#include "cli/compose.h"
#include "cli/digest.h"
#include "cli/folder.h"
#include "cli/verify_folder.h"
#include "cli/verifying.h"
#include "cli/written.h"
#include "export/exporter.h"
#include "export/json_read.h"
#include "export/onnx_probes.h"
#include "export/onnx_read.h"
#include "export/verify.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

/* ---- in the child ---- */

dp_rc dp_say_verdict(dp_ctx *ctx, dp_wire *wire, const char *verdict, dp_rc rc, const char *line, const char *more)
{
    dp_wire_json(wire, dp_take_printf(ctx, "{\"schema\":\"depickle-verify/1\",\"verdict\":\"%s\",\"code\":%d%s}", verdict,
                                      (int)rc, more));
    dp_wire_text(wire, dp_take_printf(ctx, "%s: %s\n", verdict, line));
    return rc == DP_OK ? DP_OK : dp_fail(ctx, rc, DP_NO_OFFSET, "%s", line);
}

void dp_compare_digests(dp_ctx *ctx, dp_span named, dp_wire *wire)
{
    const char *found = dp_wire_sha256(wire);
    if (named.n != 0 && found[0] != '\0' && !dp_span_is(named, found)) {
        dp_warn(ctx, "the file names another source: sha256 %s, this one has %s", dp_escape(ctx, named, 80), found);
    }
}

static bool looks_like_json(dp_span s)
{
    return s.n != 0 && s.p[0] == '{';
}

void dp_verify_tells(const dp_task *task, bool written)
{
    const dp_plan *plan = task->more;
    *task->reading = written ? plan->extra[plan->n_extra].path : task->shown;
}

static dp_rc against(dp_ctx *ctx, const dp_task *task, dp_wire *wire)
{
    const dp_beside *second = dp_input_beside(task->input, DP_LIT("second"));
    dp_span written = second != NULL ? second->bytes : (dp_span){NULL, 0};
    dp_verify_tells(task, true);
    DP_TRY(dp_refuse_unread(ctx, written));
    return looks_like_json(written) ? dp_verify_json(ctx, task, written, wire) : dp_verify_onnx(ctx, task, written, wire);
}

/* Rows that the file brings along, with what it answered where it was written. */
static dp_rc own_probes(dp_ctx *ctx, const dp_onnx_file *file, const char *probes, dp_wire *wire)
{
    uint64_t rows = 0;
    dp_rc rc = dp_onnx_probes_hold(ctx, file->graph, probes, &rows);
    if (rc == DP_MISMATCH) {
        const char *why = dp_take_printf(ctx, "%s", dp_ctx_record(ctx)->what);
        dp_forgive(ctx);
        return dp_say_verdict(ctx, wire, "differs", rc, why, "");
    }
    DP_TRY(rc);
    return dp_say_verdict(ctx, wire, "tested", DP_OK,
                          dp_take_printf(ctx, "answers its own %" PRIu64 " probe rows as it did where it was written; not compared "
                                         "with a source (--against IN)", rows),
                          dp_take_printf(ctx, ",\"rows\":%" PRIu64, rows));
}

/* Models read back; tables, and what holds classes of one's own, are not. */
static dp_rc json_alone(dp_ctx *ctx, dp_span written, dp_wire *wire)
{
    dp_json_file file;
    dp_rc rc = dp_json_read(ctx, written, &file);
    if (rc == DP_UNSUPPORTED) {
        dp_forgive(ctx);
        return dp_say_verdict(ctx, wire, "tested", DP_OK, "sha256 only; name the source with --against to compare values", "");
    }
    DP_TRY(rc);
    return dp_say_verdict(ctx, wire, "tested", DP_OK, "reads back; not compared with a source (--against IN)", "");
}

/* Without a source: the file must read back and answer its own probe rows twice alike. */
static dp_rc alone(dp_ctx *ctx, const dp_task *task, dp_wire *wire)
{
    if (looks_like_json(task->input->main)) {
        return json_alone(ctx, task->input->main, wire);
    }
    DP_TRY(dp_refuse_unread(ctx, task->input->main));
    dp_onnx_file file = {0};
    dp_verify_result result = {0};
    DP_TRY(dp_onnx_read(ctx, task->input->main, &file));
    const char *probes = dp_onnx_meta_of(&file, DP_PROBES_KEY);
    if (probes[0] != '\0') {
        return own_probes(ctx, &file, probes, wire);
    }
    if (file.graph->n_inputs != 1) {
        return dp_fail(ctx, DP_UNSUPPORTED, DP_NO_OFFSET, "has %zu inputs", file.graph->n_inputs);
    }
    DP_TRY(dp_verify_graphs(ctx, file.graph, file.graph, 0, &result));
    return dp_say_verdict(ctx, wire, "tested", DP_OK,
                          dp_take_printf(ctx, "reads back and answers %" PRIu64 " probe rows; not compared with a source "
                                         "(--against IN)", result.rows),
                          dp_take_printf(ctx, ",\"rows\":%" PRIu64, result.rows));
}

/* ---- in the parent ---- */

/* The written file against its sidecar: false, with the outcome, where it is not what was written. */
static bool digest_holds(const dp_cli *cli, const char *path, dp_outcome *outcome)
{
    char expected[DP_SHA256_HEX];
    char found[DP_SHA256_HEX];
    char error[512] = "";
    bool there = false;
    dp_opened opened;
    dp_rc rc = dp_open_input(path, &cli->limits, &opened);
    if (rc != DP_OK) {
        snprintf(error, sizeof error, "%s", opened.error);
    } else {
        rc = dp_digest_sidecar(path, expected, &there, error);
    }
    if (rc == DP_OK && there) {
        dp_sha256_hex(opened.input.main, found);
        if (strcmp(expected, found) != 0) {
            rc = DP_HASH;
            snprintf(error, sizeof error, "sha256: expected %s, found %s", expected, found);
        }
    }
    dp_opened_done(&opened);
    if (rc != DP_OK) {
        dp_outcome_fault(outcome, rc, "%.600s: %s", path, error);
    }
    return rc == DP_OK;
}

dp_outcome dp_verify_written(const dp_cli *cli, const char *path)
{
    if (cli->against.n != 0) {
        dp_plan plan;
        dp_plan_make(&plan, cli, cli->against.at, cli->against.n);
        plan.extra[plan.n_extra] = (dp_extra){"second", path};
        dp_outcome outcome = dp_job_run(cli, &(dp_job){.path = plan.path, .extra = plan.extra, .n_extra = plan.n_extra + 1, .work = against,
                                            .more = &plan, .hashes = true});
        dp_plan_done(&plan);
        return outcome;
    }
    if (cli->data != NULL) {
        const dp_extra tables[] = {{"data", cli->data}, {"expected", cli->expected}};
        return dp_job_run(cli, &(dp_job){.path = path, .extra = tables, .n_extra = 2, .work = dp_verify_answers});
    }
    return dp_job_run(cli, &(dp_job){.path = path, .work = alone});
}

/* The verdict's object tells whose it is, and the last line of what is said to people. */
static void add_line(dp_outcome *outcome, const char *path)
{
    if (outcome->report == NULL || outcome->text == NULL) {
        return;
    }
    size_t n = strlen(outcome->text);
    n -= n != 0 && outcome->text[n - 1] == '\n';
    size_t begin = n;
    while (begin != 0 && outcome->text[begin - 1] != '\n') {
        begin--;
    }
    char *line = strndup(outcome->text + begin, n - begin);
    dp_add_path(outcome->report, "file", path);
    dp_add_path(outcome->report, "line", line != NULL ? line : "");
    free(line);
}

static dp_outcome verify_file(const dp_cli *cli, const char *path)
{
    dp_outcome outcome = {0};
    if (digest_holds(cli, path, &outcome)) {
        outcome = dp_verify_written(cli, path);
        add_line(&outcome, path);
    }
    outcome.path = path;
    return outcome;
}

struct verify {
    const dp_cli *cli;
    dp_files files; /* named, or with a sidecar, and not looked at yet */
    dp_tally tally;
    bool several;   /* what is said of each begins with its name */
};

static dp_outcome verify_one(void *self, const dp_file *file, dp_turn *turn)
{
    (void)turn;
    return verify_file(((const struct verify *)self)->cli, file->path);
}

static void tell(void *self, const dp_file *file, dp_outcome *outcome)
{
    struct verify *v = self;
    if (v->several && outcome->text != NULL && !v->cli->json) {
        dp_print_heading(file->path);
    }
    dp_outcome_print(v->cli, outcome);
    dp_tally_add(&v->tally, outcome->rc);
}

/* Those that have come together. */
static void verify_files(struct verify *v)
{
    dp_batch batch = {.cli = v->cli, .files = &v->files, .ordered = true, .self = v, .work = verify_one, .tell = tell};
    dp_batch_run(&batch);
    dp_batch_end(&batch);
    dp_files_done(&v->files);
}

/* A file that a sidecar stands beside; the names inside sidecars are never opened. */
static void visit(void *self, const char *path, size_t under)
{
    struct verify *v = self;
    size_t n = strlen(path);
    (void)under;
    char *written = n > strlen(".sha256") && strcmp(path + n - strlen(".sha256"), ".sha256") == 0 ? strndup(path, n - strlen(".sha256")) : NULL;
    if (written != NULL) {
        dp_files_add(&v->files, written, 0);
    }
    free(written);
}

/* A folder without a manifest. */
static void add_sidecars(struct verify *v, const char *folder)
{
    const dp_visitor visitor = {.self = v, .file = visit, .other = visit};
    size_t before = v->files.n;
    if (dp_folder_walk(folder, &visitor) != 0) {
        dp_tally_add(&v->tally, DP_ERROR);
    }
    if (v->files.n == before) {
        dp_say("depickle: %s: no manifest, and nothing in it or below it with a .sha256 beside it", folder);
        dp_tally_add(&v->tally, DP_USAGE);
    }
}

static void add_folder(struct verify *v, const char *folder)
{
    char *manifest = dp_manifest_of(v->cli, folder);
    if (manifest != NULL) {
        verify_files(v);
        dp_verify_folder(v->cli, folder, manifest, &v->tally);
    } else if (v->cli->against.n != 0) {
        dp_usage("verify: %s has no manifest, which would tell what its files were written from: name them one by one, or the manifest "
                 "with --manifest", folder);
    } else {
        add_sidecars(v, folder);
    }
    free(manifest);
}

/* One file, or the steps of a chain; and what was put together with it. */
static void check_sources(const dp_cli *cli)
{
    size_t n = cli->against.n;
    if (cli->chain ? n < 2 || n > DP_MOST_STEPS : n > 1) {
        dp_usage("verify: --against takes one file, with --chain from two to %d", DP_MOST_STEPS);
    }
    if (cli->chain && cli->select != NULL) {
        dp_usage("verify: --chain: name models inside files as FILE#PATH, not with --select");
    }
    if (n == 0 && (cli->labels != NULL || cli->feature_names != NULL)) {
        dp_usage("verify: --labels and --feature-names go with --against");
    }
}

/* A folder's outputs are compared with the files of a folder, and as they were written. */
static void check_folder(const dp_cli *cli, const char *folder)
{
    struct stat st;
    const char *against = cli->against.n != 0 ? cli->against.at[0] : NULL;
    if (against != NULL && (stat(against, &st) != 0 || !S_ISDIR(st.st_mode))) {
        dp_usage("verify: %s is a folder, %s is none: --against names the folder that holds what was converted, or compare one file", folder,
                 against);
    }
    if (against != NULL && (cli->chain || cli->select != NULL || cli->labels != NULL || cli->feature_names != NULL)) {
        dp_usage("verify: --chain, --select, --labels and --feature-names go with one file, and %s is a folder", folder);
    }
}

int dp_cmd_verify(int argc, char **argv)
{
    static dp_cli cli;
    dp_cli_parse(&cli, DP_COMMAND_verify, argc, argv);
    if (cli.inputs.n == 0) {
        dp_usage("verify: name a written file");
    }
    if ((cli.data == NULL) != (cli.expected == NULL) || (cli.data != NULL && cli.against.n != 0)) {
        dp_usage("verify: --data and --expected go together, and without --against");
    }
    check_sources(&cli);
    struct verify v = {.cli = &cli};
    v.several = cli.inputs.n > 1;
    for (size_t i = 0; i < cli.inputs.n; i++) {
        struct stat st;
        if (stat(cli.inputs.at[i], &st) == 0 && S_ISDIR(st.st_mode)) {
            v.several = true;
            check_folder(&cli, cli.inputs.at[i]);
            add_folder(&v, cli.inputs.at[i]);
        } else {
            dp_files_add(&v.files, cli.inputs.at[i], 0);
        }
    }
    verify_files(&v);
    return dp_tally_code(&v.tally, v.several);
}
