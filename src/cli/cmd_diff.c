/* depickle diff OLD NEW: what changed between two models. */
#include "base/text.h"
#include "cli/commands.h"
#include "cli/job.h"
#include "cli/terminal.h"
#include "cli/written.h"
#include "export/diff.h"
#include "export/report.h"

#include <stdio.h>

/* ---- in the child ---- */

/* One of the two files, opened: objects, or a graph of ONNX. */
struct side {
    dp_diff_side told;
    dp_json_file file;
    dp_models models;
    dp_description what;
    dp_onnx_file onnx;
};

static dp_rc open_onnx(const dp_task *task, struct side *s)
{
    return dp_describe_onnx(s->told.ctx, task->input->main, &s->onnx, &s->told.model);
}

static dp_rc open_objects(const dp_task *task, struct side *s)
{
    dp_ctx *ctx = s->told.ctx;
    DP_TRY(dp_task_load_one(ctx, task, &s->file, &s->models));
    s->told.heap = s->file.loaded.heap;
    dp_describe(ctx, &(dp_inspected){.loaded = &s->file.loaded, .models = &s->models}, &s->what);
    s->told.model = s->what.n_models == 1 ? s->what.model[0] : NULL;
    return s->told.model != NULL ? DP_OK : dp_failed(ctx);
}

static dp_rc open_side(const dp_task *task, struct side *s)
{
    char *hex = dp_take(s->told.ctx, DP_SHA256_HEX, 1);
    DP_TRY(hex == NULL ? dp_failed(s->told.ctx) : DP_OK);
    dp_sha256_hex(task->input->main, hex);
    *task->reading = task->shown;
    s->told.file = (dp_inspected_file){task->shown, task->input->main.n, hex};
    return strcmp(dp_task_kind(task), "onnx") == 0 ? open_onnx(task, s) : open_objects(task, s);
}

/* The model's computation: beside an ONNX file with the inputs and outputs of that. NULL: there is none, because. */
static const dp_graph *graph_beside(dp_ctx *ctx, struct side *s, const struct side *other, const char **why)
{
    const dp_standing *standing = &s->told.model->standing;
    dp_composed nothing = {0};
    dp_graph *graph = NULL;
    if (standing->kind != DP_CONVERTS) {
        *why = dp_take_printf(ctx, "%s%s%s", standing->at, standing->at[0] != '\0' ? ": " : "", standing->why);
        return NULL;
    }
    if (s->told.heap == NULL || other->told.heap != NULL) {
        return standing->graph;
    }
    if (dp_written_source(s->told.ctx, s->models.at[0], &nothing, &other->onnx, &graph) != DP_OK) {
        *why = dp_fault_of(ctx, s->told.ctx);
        return NULL;
    }
    return graph;
}

static bool takes_texts(const dp_graph *g)
{
    bool some = false;
    for (size_t i = 0; i < g->n_inputs; i++) {
        some = some || dp_value_at(g, g->input[i])->type == DP_T_TEXT;
    }
    return some;
}

/* Texts are those that each model knows. */
static bool same_rows(const dp_graph *g, const dp_verify_result *x, const dp_verify_result *y)
{
    return !takes_texts(g) && x->rows == y->rows && x->columns == y->columns && x->x != NULL && y->x != NULL
           && memcmp(x->x, y->x, (size_t)(x->rows * x->columns) * sizeof *x->x) == 0;
}

/* On the rows of each. What cannot be computed, or does not take the same inputs, is not compared. */
static dp_rc ask_both(dp_ctx *ctx, struct side *a, struct side *b, dp_answered *out)
{
    *out = (dp_answered){0};
    const dp_graph *x = graph_beside(ctx, a, b, &out->why);
    const dp_graph *y = x != NULL ? graph_beside(ctx, b, a, &out->why) : NULL;
    if (y == NULL) {
        out->why = dp_take_printf(ctx, "the %s one is not computed: %s", x == NULL ? "old" : "new", out->why);
        return DP_OK;
    }
    bool objects = a->told.heap != NULL && b->told.heap != NULL;
    uint64_t ulp = objects ? 0 : dp_graph_ulp(dp_graph_is_exact(x) ? y : x);
    dp_rc rc = dp_verify_graphs(ctx, x, y, ulp, &out->forth);
    if (rc == DP_OK && out->forth.ports.output == NULL) {
        rc = dp_verify_graphs(ctx, y, x, ulp, &out->back);
    }
    if (rc == DP_UNSUPPORTED) {
        out->why = dp_fault_of(ctx, ctx);
        return DP_OK;
    }
    out->same_rows = same_rows(x, &out->forth, &out->back);
    const dp_verify_worst *ports = &out->forth.ports;
    out->why = ports->output == NULL ? NULL : dp_take_printf(ctx, "%s: %s -> %s", ports->output, ports->a, ports->b);
    return rc;
}

static dp_rc compare(dp_ctx *ctx, const dp_task *task, struct side *a, struct side *b, dp_wire *wire)
{
    dp_answered answered;
    dp_diff d = {.ctx = ctx};
    dp_diff_models(&d, &a->told, &b->told);
    DP_TRY(dp_failed(ctx));
    DP_TRY(ask_both(ctx, a, b, &answered));
    bool same_answers = answered.forth.verdict != DP_VERIFY_DIFFERS && answered.back.verdict != DP_VERIFY_DIFFERS;
    bool same = d.total == 0 && (answered.why != NULL || same_answers);
    if (task->cli->json) {
        dp_wire_json(wire, dp_diff_json(&d, &answered, same));
    } else {
        dp_wire_text(wire, dp_diff_text(&d, &answered, same, &task->cli->paper));
    }
    return same ? DP_OK : dp_fail(ctx, DP_MISMATCH, DP_NO_OFFSET, "differs from %s", dp_escape(ctx, dp_span_of(b->told.file.name), 400));
}

/* What cannot be compared gets a report of its own. */
static dp_rc open_or_report(const dp_task *task, struct side *s, dp_wire *wire)
{
    dp_rc rc = open_side(task, s);
    if (rc != DP_OK) {
        dp_wire_json(wire, dp_report_json(s->told.ctx, task->shown, NULL, NULL));
    }
    return rc;
}

/* The new file as if it were the only one: with what lay beside it, which the parent put under "second/". */
static dp_rc second_input(dp_ctx *ctx, const dp_task *task, dp_input *out)
{
    static const char prefix[] = "second/";
    const dp_input *all = task->input;
    dp_beside *beside = dp_take(ctx, all->n_beside, sizeof *beside);
    size_t n = 0;
    for (size_t i = 0; beside != NULL && i < all->n_beside; i++) {
        if (strncmp(all->beside[i].name, prefix, strlen(prefix)) == 0) {
            beside[n++] = (dp_beside){all->beside[i].name + strlen(prefix), all->beside[i].bytes};
        }
    }
    *out = (dp_input){task->more, dp_input_beside(all, DP_LIT("second"))->bytes, beside, n};
    return beside != NULL ? DP_OK : dp_failed(ctx);
}

static dp_rc work(dp_ctx *ctx, const dp_task *task, dp_wire *wire)
{
    static struct side a;
    static struct side b;
    dp_input input;
    dp_task new = *task;
    DP_TRY(second_input(ctx, task, &input));
    new.shown = task->more;
    new.input = &input;
    a.told.ctx = ctx;
    b.told.ctx = *task->second = dp_ctx_new(dp_ctx_limits(ctx));
    DP_TRY(b.told.ctx == NULL ? dp_fail(ctx, DP_ERROR, DP_NO_OFFSET, "out of memory") : DP_OK);
    DP_TRY(open_or_report(task, &a, wire));
    DP_TRY(open_or_report(&new, &b, wire));
    *task->reading = task->shown;
    return compare(ctx, task, &a, &b, wire);
}

/* ---- in the parent ---- */

int dp_cmd_diff(int argc, char **argv)
{
    static dp_cli cli;
    dp_cli_parse(&cli, DP_COMMAND_diff, argc, argv);
    if (cli.inputs.n != 2) {
        dp_usage("diff: name two files, the old one first");
    }
    cli.paper = dp_terminal_paper(&cli);
    const dp_extra new = {"second", cli.inputs.at[1]};
    dp_outcome outcome = dp_job_run(&cli, &(dp_job){.path = cli.inputs.at[0], .extra = &new, .n_extra = 1, .work = work, .more = new.path});
    dp_outcome_print(&cli, &outcome);
    dp_rc rc = outcome.rc;
    dp_outcome_done(&outcome);
    return (int)rc;
}
