/* depickle verify OUT [--against IN]: the digest, the file read back, and the same answers as its source. */
#include "base/text.h"
#include "cli/commands.h"
#include "cli/digest.h"
#include "cli/job.h"
#include "cli/verify_folder.h"
#include "cli/written.h"
#include "export/convert.h"
#include "export/report.h"
#include "export/verify.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { LINEAR_ULP = 64 };

/* ---- in the child ---- */

static bool only_trees(const dp_graph *g)
{
    for (size_t i = 0; i < g->n_nodes; i++) {
        dp_op op = g->node[i].op;
        if (op == DP_OP_MATMUL || op == DP_OP_EXP || op == DP_OP_LOG || op == DP_OP_TANH) {
            return false;
        }
    }
    return true;
}

/* The built-in evaluator runs both graphs, so even sums come in one order: what differs was written wrongly. Trees and
 * plain arithmetic must agree to the bit. */
static dp_rc say_result(dp_ctx *ctx, const char *shown, const dp_verify_result *r, dp_wire *wire)
{
    bool differs = r->verdict == DP_VERIFY_DIFFERS;
    dp_wire_json(wire, dp_take_printf(ctx, "{\"schema\":\"depickle-verify/1\",\"verdict\":\"%s\",\"code\":%d,\"rows\":%" PRIu64
                                           ",\"values\":%" PRIu64 ",\"worst_ulp\":%" PRIu64 "}",
                                      differs ? "differs" : "tested", differs ? DP_MISMATCH : DP_OK, r->rows, r->values,
                                      r->worst_ulp));
    if (differs) {
        dp_wire_text(wire, dp_take_printf(ctx, "differs: %s\n", r->first));
        return dp_fail(ctx, DP_MISMATCH, DP_NO_OFFSET, "%s", r->first);
    }
    (void)shown;
    dp_wire_text(wire, dp_take_printf(ctx, "tested: %" PRIu64 " probe rows, %" PRIu64 " values, worst difference %" PRIu64
                                           " ulp\n", r->rows, r->values, r->worst_ulp));
    return DP_OK;
}

static dp_rc verify_onnx(dp_ctx *ctx, const dp_task *task, dp_span written, dp_wire *wire)
{
    dp_loaded loaded = {0};
    dp_models models = {0};
    dp_onnx_file file = {0};
    dp_model *model = NULL;
    dp_graph *graph = NULL;
    dp_verify_result result = {0};
    DP_TRY(dp_onnx_read(ctx, written, &file));
    DP_TRY(dp_task_load(ctx, task, &loaded, &models));
    dp_rc rc = dp_written_source(ctx, task, &file, &models, &model, &graph);
    if (rc == DP_MISMATCH) {
        dp_wire_text(wire, dp_take_printf(ctx, "differs: %s\n", dp_ctx_record(ctx)->what));
    }
    DP_TRY(rc);
    DP_TRY(dp_verify_graphs(ctx, graph, file.graph, only_trees(graph) ? 0 : LINEAR_ULP, &result));
    return say_result(ctx, task->shown, &result, wire);
}

/* A sink that compares with bytes in hand instead of keeping anything. */
struct compare_sink {
    dp_sink base;
    dp_span expected;
    size_t at;
    bool differs;
};

static dp_rc compare_append(dp_sink *base, dp_span bytes)
{
    struct compare_sink *sink = (struct compare_sink *)base;
    dp_span here = dp_span_cut(sink->expected, sink->at, bytes.n);
    sink->differs = sink->differs || !dp_span_equal(here, bytes);
    sink->at += bytes.n;
    return DP_OK;
}

/* JSON holds every value, so writing it again from the source gives the same bytes or the file differs. */
static dp_rc verify_json(dp_ctx *ctx, const dp_task *task, dp_span written, dp_wire *wire)
{
    dp_loaded loaded = {0};
    dp_models models = {0};
    DP_TRY(dp_task_load(ctx, task, &loaded, &models));
    DP_TRY(dp_task_select(ctx, task, &models));
    const dp_exporter *json = dp_exporter_find("json");
    for (size_t i = 0; i < models.n; i++) {
        for (int base64 = 0; base64 < 2; base64++) {
            dp_export_options options = task->cli->export;
            options.arrays_base64 = base64 == 1;
            options.source = dp_task_source(ctx, task, wire);
            struct compare_sink sink = {{.append = compare_append}, written, 0, false};
            DP_TRY(dp_convert(ctx, models.at[i], json, &options, &sink.base));
            if (!sink.differs && sink.at == written.n) {
                dp_wire_text(wire, "tested: every value of the JSON file is the source's, 0 ulp\n");
                dp_wire_json(wire, "{\"schema\":\"depickle-verify/1\",\"verdict\":\"tested\",\"code\":0,\"worst_ulp\":0}");
                return DP_OK;
            }
        }
    }
    dp_wire_text(wire, "differs: the JSON file is not what the source gives\n");
    return dp_fail(ctx, DP_MISMATCH, DP_NO_OFFSET, "the JSON file is not what the source gives");
}

static bool looks_like_json(dp_span s)
{
    return s.n != 0 && s.p[0] == '{';
}

static dp_rc against(dp_ctx *ctx, const dp_task *task, dp_wire *wire)
{
    const dp_beside *second = dp_input_beside(task->input, DP_LIT("second"));
    dp_span written = second != NULL ? second->bytes : (dp_span){NULL, 0};
    return looks_like_json(written) ? verify_json(ctx, task, written, wire) : verify_onnx(ctx, task, written, wire);
}

/* Without a source: the file must read back and answer its own probe rows twice alike. */
static dp_rc alone(dp_ctx *ctx, const dp_task *task, dp_wire *wire)
{
    if (looks_like_json(task->input->main)) {
        dp_wire_text(wire, "tested: sha256 only; name the source with --against to compare values\n");
        return DP_OK;
    }
    dp_onnx_file file = {0};
    dp_verify_result result = {0};
    DP_TRY(dp_onnx_read(ctx, task->input->main, &file));
    if (file.graph->n_inputs != 1) {
        return dp_fail(ctx, DP_UNSUPPORTED, DP_NO_OFFSET, "has %zu inputs", file.graph->n_inputs);
    }
    DP_TRY(dp_verify_graphs(ctx, file.graph, file.graph, 0, &result));
    dp_wire_text(wire, dp_take_printf(ctx, "tested: reads back and answers %" PRIu64 " probe rows; not compared with a source "
                                           "(--against IN)\n", result.rows));
    return DP_OK;
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
    outcome->rc = rc;
    snprintf(outcome->line, sizeof outcome->line, "%.600s: %s", path, error);
    return rc == DP_OK;
}

static dp_outcome verify_file(const dp_cli *cli, const char *path)
{
    dp_outcome outcome = {0};
    if (!digest_holds(cli, path, &outcome)) {
        return outcome;
    }
    if (cli->against != NULL) {
        const dp_extra written = {"second", path};
        return dp_job_run(cli, &(dp_job){.path = cli->against, .extra = &written, .n_extra = 1, .work = against, .hashes = true});
    }
    return dp_job_run(cli, &(dp_job){.path = path, .work = alone});
}

/* A folder without a manifest: files that have a sidecar; the names inside sidecars are never opened. */
static void verify_sidecars(const dp_cli *cli, const char *folder, dp_tally *tally)
{
    struct dirent **entries = NULL;
    int n = scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        size_t length = strlen(entries[i]->d_name);
        char *path = NULL;
        bool sidecar = length > 7 && strcmp(entries[i]->d_name + length - 7, ".sha256") == 0;
        if (sidecar && asprintf(&path, "%s/%.*s", folder, (int)length - 7, entries[i]->d_name) > 0) {
            dp_outcome outcome = verify_file(cli, path);
            dp_outcome_print(cli, &outcome);
            dp_tally_add(tally, outcome.rc);
            dp_outcome_done(&outcome);
            free(path);
        }
        free(entries[i]);
    }
    free(entries);
    if (tally->n == 0) {
        fprintf(stderr, "depickle: %s: nothing with a .sha256 beside it\n", folder);
        dp_tally_add(tally, DP_USAGE);
    }
}

int dp_cmd_verify(int argc, char **argv)
{
    static dp_cli cli;
    dp_cli_parse(&cli, "verify", "OUT...", "Checks OUT's sha256 sidecar, reads OUT back, and compares its answers with those of "
                                           "the model in IN on rows at every decision. Last line: tested or differs.",
                 DP_TAKES_VERIFY | DP_TAKES_SELECT, argc, argv);
    if (cli.inputs.n == 0) {
        dp_usage("verify: name a written file");
    }
    dp_tally tally = {0};
    bool several = cli.inputs.n > 1;
    for (size_t i = 0; i < cli.inputs.n; i++) {
        struct stat st;
        if (stat(cli.inputs.at[i], &st) == 0 && S_ISDIR(st.st_mode)) {
            several = true;
            if (!dp_verify_folder(&cli, cli.inputs.at[i], &tally)) {
                verify_sidecars(&cli, cli.inputs.at[i], &tally);
            }
            continue;
        }
        dp_outcome outcome = verify_file(&cli, cli.inputs.at[i]);
        dp_outcome_print(&cli, &outcome);
        dp_tally_add(&tally, outcome.rc);
        dp_outcome_done(&outcome);
    }
    return dp_tally_code(&tally, several);
}
