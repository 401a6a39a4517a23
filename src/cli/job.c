#include "cli/job.h"

#include "base/text.h"
#include "cli/digest.h"
#include "cli/outputs.h"
#include "export/convert.h"
#include "export/report.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- in the child ---- */

struct child {
    dp_task task;
    dp_work work;
    dp_limits limits;
};

static void run_task(void *self, dp_wire *wire)
{
    struct child *child = self;
    dp_ctx *ctx = dp_ctx_new(&child->limits);
    if (ctx == NULL) {
        dp_wire_result(wire, DP_ERROR, "out of memory");
        return;
    }
    dp_rc rc = child->work(ctx, &child->task, wire);
    const dp_record *record = dp_ctx_record(ctx);
    if (rc != DP_OK && record->rc == DP_OK) {
        dp_fail(ctx, rc, DP_NO_OFFSET, "could not be done");
    }
    for (size_t i = 0; i < record->n_warnings && !child->task.cli->quiet; i++) {
        dp_wire_note(wire, dp_take_printf(ctx, "warning: %s", record->warnings[i]));
    }
    dp_wire_result(wire, rc, rc == DP_OK ? "" : dp_error_line(ctx, child->task.shown, record));
    dp_ctx_free(ctx);
}

dp_rc dp_task_load(dp_ctx *ctx, const dp_task *task, dp_loaded *loaded, dp_models *models)
{
    dp_allow allow = {task->cli->allow.at, task->cli->allow.n};
    DP_TRY(dp_load(ctx, task->input, &allow, loaded));
    return dp_models_find(ctx, loaded, models);
}

dp_rc dp_task_select(dp_ctx *ctx, const dp_task *task, dp_models *models)
{
    const char *select = task->cli->select;
    if (select == NULL) {
        return DP_OK;
    }
    for (size_t i = 0; i < models->n; i++) {
        if (strcmp(models->at[i]->path, select) == 0) {
            models->at[0] = models->at[i];
            models->n = 1;
            return DP_OK;
        }
    }
    dp_text paths = dp_text_new(ctx);
    for (size_t i = 0; i < models->n && i < 20; i++) {
        dp_text_addf(&paths, "%s%s", i != 0 ? ", " : "", models->at[i]->path);
    }
    return dp_fail(ctx, DP_USAGE, DP_NO_OFFSET, "no model stands at %s; there are: %s",
                   dp_escape(ctx, dp_span_of(select), 100), dp_text_str(&paths));
}

static const char *digest(void *self)
{
    return dp_wire_sha256(self);
}

dp_source dp_task_source(dp_ctx *ctx, const dp_task *task, dp_wire *wire)
{
    const char *slash = strrchr(task->shown, '/');
    const dp_record *record = dp_ctx_record(ctx);
    return (dp_source){
        .file = slash != NULL ? slash + 1 : task->shown,
        .container = dp_take_printf(ctx, "%s%s%s", record->codecs, record->codecs[0] != '\0' ? "+" : "", record->format),
        .sha256 = digest,
        .self = wire,
    };
}

/* ---- in the parent ---- */

struct parent {
    const dp_cli *cli;
    const dp_opened *opened;
    dp_outcome *outcome;
    dp_outputs *outputs;
    bool hashes;
};

static void take_text(void *self, const char *text)
{
    struct parent *p = self;
    if (!p->cli->json) {
        fputs(text, stdout);
    }
}

static void take_note(void *self, const char *line)
{
    struct parent *p = self;
    if (!p->cli->quiet) {
        fprintf(stderr, "depickle: %s\n", line);
    }
}

static void take_json(void *self, const char *object)
{
    struct parent *p = self;
    cJSON_Delete(p->outcome->report);
    p->outcome->report = cJSON_Parse(object);
}

/* Asked for once the child runs: where no digest was expected, hashing and parsing go side by side. */
static const char *give_sha256(void *self)
{
    struct parent *p = self;
    if (p->hashes && p->outcome->sha256[0] == '\0') {
        dp_sha256_hex(p->opened->input.main, p->outcome->sha256);
    }
    return p->outcome->sha256;
}

static dp_sink *begin(void *self, unsigned index, const char *format, const char *part)
{
    struct parent *p = self;
    return p->outputs != NULL ? dp_outputs_begin(p->outputs, index, format, part) : NULL;
}

static void end(void *self, unsigned index)
{
    struct parent *p = self;
    if (p->outputs != NULL) {
        dp_outputs_end(p->outputs, index);
    }
}

static void drop(void *self, unsigned first, unsigned last)
{
    struct parent *p = self;
    if (p->outputs != NULL) {
        dp_outputs_drop(p->outputs, first, last);
    }
}

static dp_child_limits child_limits(const dp_cli *cli, const dp_opened *opened)
{
    const uint64_t slack = 512ULL << 20;
    uint64_t input = opened->input.main.n;
    for (size_t i = 0; i < opened->input.n_beside; i++) {
        input += opened->input.beside[i].bytes.n;
    }
    uint64_t hundreds = input / (100U << 20);
    return (dp_child_limits){
        .memory = input + cli->limits.arena + slack,
        .cpu_seconds = cli->limits.cpu_seconds + cli->limits.cpu_ratio * hundreds,
        .wall_seconds = cli->wall_seconds,
    };
}

static void set_line(dp_outcome *outcome, dp_rc rc, const char *path, const char *what)
{
    outcome->rc = rc;
    snprintf(outcome->line, sizeof outcome->line, "%s: %s", path, what);
}

static void set_result(dp_outcome *outcome, const char *path, const dp_child_result *result)
{
    outcome->rc = result->rc;
    outcome->walls = result->walls;
    bool whole = strncmp(result->message, path, strlen(path)) == 0 || strchr(result->message, ':') != NULL;
    if (result->rc != DP_OK && whole) {
        snprintf(outcome->line, sizeof outcome->line, "%s", result->message);
    } else if (result->rc != DP_OK) {
        set_line(outcome, result->rc, path, result->message);
    }
}

/* The expected digest against the bytes in hand, before anybody parses them. */
static bool digest_agrees(const dp_cli *cli, const char *path, const dp_opened *opened, dp_outcome *outcome)
{
    char expected[DP_SHA256_HEX];
    char error[512];
    dp_rc rc = dp_digest_expected(cli, path, expected, error);
    if (rc != DP_OK) {
        set_line(outcome, rc, path, error);
        return false;
    }
    if (expected[0] == '\0') {
        return true;
    }
    dp_sha256_hex(opened->input.main, outcome->sha256);
    if (strcmp(expected, outcome->sha256) != 0) {
        snprintf(error, sizeof error, "sha256: expected %s, found %s", expected, outcome->sha256);
        set_line(outcome, DP_HASH, path, error);
        return false;
    }
    return true;
}

static void commit(struct parent *p, const char *path)
{
    dp_outcome *outcome = p->outcome;
    if (p->outputs == NULL || (outcome->rc != DP_OK && outcome->rc != DP_UNSUPPORTED)) {
        return;
    }
    if (!dp_opened_unchanged(path, p->opened)) {
        set_line(outcome, DP_ERROR, path, "changed while it was read");
    } else if (dp_outputs_commit(p->outputs) != DP_OK) {
        set_line(outcome, p->outputs->rc, path, p->outputs->error);
    }
}

/* A second file's bytes, for the child to find as "second". */
static dp_rc add_extra(const dp_cli *cli, const char *extra, dp_opened *second, dp_input *input, dp_outcome *outcome)
{
    dp_rc rc = dp_open_input(extra, &cli->limits, second);
    dp_beside *beside = calloc(input->n_beside + 1, sizeof *beside);
    if (rc != DP_OK || beside == NULL) {
        set_line(outcome, rc != DP_OK ? rc : DP_ERROR, extra, second->error);
        free(beside);
        return outcome->rc;
    }
    for (size_t i = 0; i < input->n_beside; i++) {
        beside[i] = input->beside[i];
    }
    beside[input->n_beside++] = (dp_beside){"second", second->input.main};
    dp_beside_sort(beside, input->n_beside);
    input->beside = beside;
    return DP_OK;
}

static void run_child(struct parent *p, const char *path, const dp_input *input, dp_work work, const void *more)
{
    struct child child = {{p->cli, input, path, more}, work, p->cli->limits};
    dp_parent parent = {p, begin, end, drop, take_note, take_text, take_json, give_sha256};
    dp_child_limits limits = child_limits(p->cli, p->opened);
    dp_child_result result = dp_child_run(p->cli->sandbox, &limits, run_task, &child, &parent);
    if (p->outputs != NULL && p->outputs->rc != DP_OK) {
        set_line(p->outcome, p->outputs->rc, path, p->outputs->error);
    } else {
        set_result(p->outcome, path, &result);
    }
    dp_child_result_done(&result);
    commit(p, path);
}

dp_outcome dp_job_run(const dp_cli *cli, const char *path, const char *extra, dp_work work, const void *more, bool hashes,
                      struct dp_outputs *outputs)
{
    dp_outcome outcome = {0};
    dp_opened opened, second = {0};
    struct parent p = {cli, &opened, &outcome, outputs, hashes};
    dp_rc rc = dp_open_input(path, &cli->limits, &opened);
    dp_input input = opened.input;
    if (rc != DP_OK) {
        set_line(&outcome, rc, path, opened.error);
    } else if ((!hashes || digest_agrees(cli, path, &opened, &outcome))
               && (extra == NULL || add_extra(cli, extra, &second, &input, &outcome) == DP_OK)) {
        run_child(&p, path, &input, work, more);
    }
    if (extra != NULL) {
        if (input.beside != opened.input.beside) {
            free((void *)(uintptr_t)input.beside);
        }
        dp_opened_done(&second);
    }
    dp_opened_done(&opened);
    return outcome;
}
