#include "cli/job.h"

#include "base/text.h"
#include "cli/digest.h"
#include "cli/folder.h"
#include "cli/outputs.h"
#include "cli/pool.h"
#include "cli/resume.h"
#include "cli/terminal.h"
#include "export/convert.h"
#include "export/report.h"
#include "model/path.h"

#include <stdio.h>
#include <stdlib.h>

/* For what is told of a file whose arena is full. */
enum { ROOM = 1 << 20 };

/* ---- in the child ---- */

struct child {
    dp_task task;
    dp_work work;
    dp_limits limits;
    const char *reading;
    dp_ctx *second;
};

static void warn(const struct child *child, dp_ctx *ctx, const dp_record *record, dp_wire *wire)
{
    dp_ctx_reserve(ctx, ROOM);
    for (size_t i = 0; i < record->n_warnings && !child->task.cli->quiet; i++) {
        dp_wire_note(wire, dp_take_printf(ctx, "warning: %s", record->warnings[i]));
    }
}

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
    warn(child, ctx, record, wire);
    if (child->second != NULL) {
        const dp_record *other = dp_ctx_record(child->second);
        warn(child, ctx, other, wire);
        record = record->rc == DP_OK && other->rc != DP_OK ? other : record;
    }
    if (rc != DP_OK && record->rc == DP_OK) {
        dp_fail(ctx, rc, DP_NO_OFFSET, "could not be done");
    }
    dp_wire_result(wire, rc, rc == DP_OK ? "" : dp_error_line(ctx, child->reading, record));
    dp_ctx_free(child->second);
    dp_ctx_free(ctx);
}

const char *dp_task_kind(const dp_task *task)
{
    return dp_sniff(dp_span_cut(task->input->main, 0, DP_FORMAT_HEAD));
}

dp_rc dp_task_load(dp_ctx *ctx, const dp_task *task, dp_loaded *loaded, dp_models *models)
{
    dp_allow allow = {task->cli->allow.at, task->cli->allow.n};
    DP_TRY(dp_load(ctx, task->input, &allow, loaded));
    return dp_models_find(ctx, loaded, models);
}

dp_rc dp_task_load_any(dp_ctx *ctx, const dp_task *task, dp_json_file *file, dp_models *models)
{
    *file = (dp_json_file){0};
    if (strcmp(dp_task_kind(task), "json") != 0) {
        DP_TRY(dp_refuse_unread(ctx, task->input->main));
        return dp_task_load(ctx, task, &file->loaded, models);
    }
    DP_TRY(dp_json_read(ctx, task->input->main, file));
    return dp_models_find(ctx, &file->loaded, models);
}

const char *dp_task_choice(dp_ctx *ctx, const dp_models *models)
{
    enum { MOST_LISTED = 20 };
    dp_text t = dp_text_new(ctx);
    for (size_t i = 0; i < models->n && i < MOST_LISTED; i++) {
        dp_text_addf(&t, " --select %s", dp_path_asked(ctx, models->at[i]->path));
    }
    return dp_text_str(&t);
}

dp_rc dp_task_select(dp_ctx *ctx, const dp_task *task, dp_models *models)
{
    const char *select = task->cli->select;
    if (select == NULL) {
        return DP_OK;
    }
    for (size_t i = 0; i < models->n; i++) {
        if (dp_path_is(models->at[i]->path, select)) {
            models->at[0] = models->at[i];
            models->n = 1;
            return DP_OK;
        }
    }
    return dp_fail(ctx, DP_USAGE, DP_NO_OFFSET, models->n != 0 ? "no model stands at %s; choose with one of%s" : "no model stands at %s%s",
                   dp_escape(ctx, dp_span_of(select), 100), dp_task_choice(ctx, models));
}

dp_rc dp_task_load_one(dp_ctx *ctx, const dp_task *task, dp_json_file *file, dp_models *models)
{
    DP_TRY(dp_task_load_any(ctx, task, file, models));
    DP_TRY(dp_task_select(ctx, task, models));
    if (models->n == 1) {
        return DP_OK;
    }
    if (models->n == 0) {
        return dp_fail(ctx, DP_UNSUPPORTED, DP_NO_OFFSET, "expected one model, found none (see `depickle inspect`)");
    }
    return dp_fail(ctx, DP_USAGE, DP_NO_OFFSET, "expected one model, found %zu; choose with one of%s", models->n,
                   dp_task_choice(ctx, models));
}

static const char *digest(void *self)
{
    return dp_wire_sha256(self);
}

dp_source dp_task_source(dp_ctx *ctx, const dp_task *task, dp_wire *wire)
{
    const dp_record *record = dp_ctx_record(ctx);
    return (dp_source){
        .file = dp_base_name(task->shown),
        .container = dp_take_printf(ctx, "%s%s%s", record->codecs, record->codecs[0] != '\0' ? "+" : "", record->format),
        .sha256 = digest,
        .self = wire,
    };
}

/* ---- in the parent ---- */

struct parent {
    const dp_cli *cli;
    const dp_job *job;
    dp_opened *opened; /* job->path, then the extras */
    size_t n_opened;
    dp_outcome *outcome;
    const char *broken; /* why what the child says is worth nothing; NULL: it is */
};

static void take_text(void *self, const char *text)
{
    struct parent *p = self;
    size_t before = p->outcome->text != NULL ? strlen(p->outcome->text) : 0;
    size_t n = strlen(text);
    char *grown = realloc(p->outcome->text, before + n + 1);
    if (grown == NULL) {
        p->broken = "out of memory";
    } else {
        memcpy(grown + before, text, n + 1);
        dp_clean_lines(grown + before, p->cli->paper.ink); /* of a child that may have been taken over */
        p->outcome->text = grown;
    }
}

static void take_note(void *self, const char *line)
{
    struct parent *p = self;
    if (p->outcome->said == NULL) {
        p->outcome->said = cJSON_CreateArray();
    }
    cJSON *item = cJSON_CreateString(line);
    if (item != NULL) {
        dp_clean(item->valuestring);
    }
    cJSON_AddItemToArray(p->outcome->said, item);
}

static void take_json(void *self, const char *object)
{
    struct parent *p = self;
    cJSON_Delete(p->outcome->report);
    p->outcome->report = cJSON_Parse(object);
}

static void hash(struct parent *p, const dp_opened *opened, char hex[DP_SHA256_HEX])
{
    if (!dp_opened_sha256(opened, hex)) {
        p->broken = "cannot be read to its end";
    }
}

static bool tells_digest(const dp_job *job)
{
    return job->hashes || job->tells_digest;
}

/* Asked for once the child runs: where no digest was expected, hashing and parsing go side by side. */
static const char *give_sha256(void *self)
{
    struct parent *p = self;
    bool told = tells_digest(p->job);
    if (told && p->outcome->sha256[0] == '\0') {
        hash(p, &p->opened[0], p->outcome->sha256);
    }
    return told ? p->outcome->sha256 : NULL;
}

static dp_sink *begin(void *self, unsigned index, const char *format, const char *part)
{
    struct parent *p = self;
    return p->job->outputs != NULL ? dp_outputs_begin(p->job->outputs, index, format, part) : NULL;
}

static void end(void *self, unsigned index)
{
    struct parent *p = self;
    if (p->job->outputs != NULL) {
        dp_outputs_end(p->job->outputs, index);
    }
}

static void drop(void *self, unsigned first, unsigned last)
{
    struct parent *p = self;
    if (p->job->outputs != NULL) {
        dp_outputs_drop(p->job->outputs, first, last);
    }
}

static dp_child_limits child_limits(const dp_cli *cli, const dp_input *all)
{
    const uint64_t slack = 512ULL << 20;
    uint64_t input = all->main.n;
    for (size_t i = 0; i < all->n_beside; i++) {
        input += all->beside[i].bytes.n;
    }
    uint64_t hundreds = input / (100U << 20);
    return (dp_child_limits){
        .memory = input + cli->limits.arena + slack,
        .cpu_seconds = cli->limits.cpu_seconds + cli->limits.cpu_ratio * hundreds,
        .wall_seconds = cli->wall_seconds,
    };
}

static void set_result(dp_outcome *outcome, const char *path, const dp_child_result *result)
{
    outcome->rc = result->rc;
    outcome->walls = result->walls;
    const char *message = result->message != NULL ? result->message : "out of memory";
    bool whole = strncmp(message, path, strlen(path)) == 0 || strchr(message, ':') != NULL;
    if (result->rc != DP_OK && whole) {
        snprintf(outcome->line, sizeof outcome->line, "%s", message); /* escaped by the child */
        dp_clean(outcome->line);
    } else if (result->rc != DP_OK) {
        dp_outcome_fault(outcome, result->rc, "%s: %s", path, message);
    }
}

/* The expected digest against the bytes in hand, before anybody parses them. found: the digest where one is expected. */
static bool digest_agrees(struct parent *p, const char *path, const dp_opened *opened, char found[DP_SHA256_HEX])
{
    char expected[DP_SHA256_HEX];
    char error[512];
    dp_rc rc = dp_digest_expected(p->cli, path, expected, error);
    if (rc != DP_OK) {
        dp_outcome_fault(p->outcome, rc, "%s: %s", path, error);
        return false;
    }
    if (expected[0] == '\0') {
        return true;
    }
    hash(p, opened, found);
    if (strcmp(expected, found) != 0) {
        snprintf(error, sizeof error, "sha256: expected %s, found %s", expected, found);
        dp_outcome_fault(p->outcome, DP_HASH, "%s: %s", path, error);
        return false;
    }
    return true;
}

static bool open_one(struct parent *p, const char *path, char found[DP_SHA256_HEX])
{
    dp_opened *opened = &p->opened[p->n_opened++];
    dp_rc rc = dp_open_for_child(path, tells_digest(p->job), &p->cli->limits, opened);
    if (rc != DP_OK) {
        dp_outcome_fault(p->outcome, rc, "%s: %s", path, opened->error);
        return false;
    }
    return !p->job->hashes || digest_agrees(p, path, opened, found);
}

static const char *path_of(const struct parent *p, size_t i)
{
    return i == 0 ? p->job->path : p->job->extra[i - 1].path;
}

static bool open_all(struct parent *p)
{
    char found[DP_SHA256_HEX];
    bool good = true;
    for (size_t i = 0; i <= p->job->n_extra && good; i++) {
        good = open_one(p, path_of(p, i), i == 0 ? p->outcome->sha256 : found);
    }
    return good;
}

/* Further files that the outputs depend on: extras, and what lay beside. */
static void note_with(struct parent *p)
{
    const dp_input *input = &p->opened[0].input;
    cJSON *list = cJSON_CreateArray();
    for (size_t i = 0; i < input->n_beside + p->job->n_extra; i++) {
        bool extra = i >= input->n_beside;
        size_t k = extra ? i - input->n_beside + 1 : i;
        char hex[DP_SHA256_HEX];
        if (extra) {
            hash(p, &p->opened[k], hex);
        } else {
            dp_sha256_hex(input->beside[i].bytes, hex);
        }
        cJSON *item = cJSON_CreateObject();
        dp_add_path(item, "path", extra ? path_of(p, k) : input->beside[k].name);
        cJSON_AddStringToObject(item, "sha256", hex);
        cJSON_AddItemToArray(list, item);
    }
    if (cJSON_GetArraySize(list) != 0) {
        p->outcome->with = list;
    } else {
        cJSON_Delete(list);
    }
}

/* The manifest knows the file: it is hashed before anything else, and may be done. */
static bool is_done(struct parent *p)
{
    if (p->job->resume == NULL || !dp_resume_knows(p->job->resume, p->job->path)) {
        return false;
    }
    if (p->outcome->sha256[0] == '\0') {
        hash(p, &p->opened[0], p->outcome->sha256);
    }
    note_with(p);
    p->outcome->resumed = dp_resume_done(p->job->resume, p->job->path, p->outcome->sha256, p->outcome->with);
    return p->outcome->resumed;
}

/* Bytes for the names of what lay beside the extras. *n: how many there are, with the extras. */
static size_t names_size(const struct parent *p, size_t *n)
{
    size_t bytes = 0;
    *n = p->job->n_extra;
    for (size_t i = 0; i < p->job->n_extra; i++) {
        const dp_input *input = &p->opened[i + 1].input;
        for (size_t k = 0; k < input->n_beside; k++) {
            bytes += strlen(p->job->extra[i].name) + strlen(input->beside[k].name) + 2;
        }
        *n += input->n_beside;
    }
    return bytes;
}

/* An extra, and what lay beside it as "EXTRA/NAME". */
static size_t gather_extra(const dp_extra *extra, const dp_input *input, dp_beside *to, char **names)
{
    to[0] = (dp_beside){extra->name, input->main};
    for (size_t k = 0; k < input->n_beside; k++) {
        size_t n = strlen(extra->name) + strlen(input->beside[k].name) + 2;
        snprintf(*names, n, "%s/%s", extra->name, input->beside[k].name);
        to[k + 1] = (dp_beside){*names, input->beside[k].bytes};
        *names += n;
    }
    return input->n_beside + 1;
}

/* The input as the child sees it: what lay beside it already, and the extras under their names. One block, to be freed. */
static dp_beside *gather(const struct parent *p, dp_input *input)
{
    size_t more;
    size_t bytes = names_size(p, &more);
    *input = p->opened[0].input;
    size_t n = input->n_beside;
    dp_beside *beside = calloc(1, (n + more + 1) * sizeof *beside + bytes);
    if (beside == NULL) {
        return NULL;
    }
    char *names = (char *)(beside + n + more + 1);
    for (size_t i = 0; i < n; i++) {
        beside[i] = input->beside[i];
    }
    for (size_t i = 0; i < p->job->n_extra; i++) {
        n += gather_extra(&p->job->extra[i], &p->opened[i + 1].input, beside + n, &names);
    }
    dp_beside_sort(beside, n);
    input->beside = beside;
    input->n_beside = n;
    return beside;
}

static void take_back(dp_outcome *outcome)
{
    cJSON_Delete(outcome->report);
    outcome->report = NULL;
    free(outcome->text);
    outcome->text = NULL;
}

/* What was found in a file that is another by now is said of neither; but danger, of both. */
static bool is_unchanged(const struct parent *p)
{
    for (size_t i = 0; i < p->n_opened && p->outcome->rc != DP_UNSAFE; i++) {
        if (!dp_opened_unchanged(path_of(p, i), &p->opened[i])) {
            take_back(p->outcome);
            dp_outcome_fault(p->outcome, DP_ERROR, "%s: changed while it was read", path_of(p, i));
            return false;
        }
    }
    return true;
}

static void commit(struct parent *p)
{
    dp_outcome *outcome = p->outcome;
    bool good = outcome->rc == DP_OK || outcome->rc == DP_UNSUPPORTED;
    if (!is_unchanged(p) || p->job->outputs == NULL
        || (!good && !(p->job->tells_faults && dp_outputs_are_whole(p->job->outputs)))) {
        return;
    }
    if (dp_outputs_commit(p->job->outputs) != DP_OK) {
        dp_outcome_fault(outcome, p->job->outputs->rc, "%s: %s", p->job->path, p->job->outputs->error);
        outcome->exists = p->job->outputs->rc == DP_USAGE;
    }
}

static void run_child(struct parent *p, const dp_input *input)
{
    const dp_job *job = p->job;
    struct child child = {.task = {p->cli, input, job->path, job->more, &child.reading, &child.second}, .work = job->work,
                          .limits = p->cli->limits, .reading = job->path};
    dp_parent parent = {p, begin, end, drop, take_note, take_text, take_json, give_sha256};
    dp_child_limits limits = child_limits(p->cli, input);
    dp_child_result result = dp_child_run(p->cli->sandbox, &limits, run_task, &child, &parent);
    if (job->outputs != NULL && job->outputs->rc != DP_OK) {
        dp_outcome_fault(p->outcome, job->outputs->rc, "%s: %s", job->path, job->outputs->error);
        p->outcome->exists = job->outputs->rc == DP_USAGE;
    } else if (p->broken != NULL) {
        dp_outcome_fault(p->outcome, DP_ERROR, "%s: %s", job->path, p->broken);
    } else {
        set_result(p->outcome, job->path, &result);
    }
    dp_child_result_done(&result);
    if ((p->cli->manifest != NULL || p->cli->depfile != NULL) && job->outputs != NULL && p->outcome->with == NULL) {
        note_with(p);
    }
    for (size_t i = 0; i < p->n_opened; i++) {
        dp_opened_done(&p->opened[i]); /* others may need the memory */
    }
    dp_turn_end(job->turn);
    commit(p);
    if (job->outputs != NULL) {
        p->outcome->outputs = dp_outputs_describe(job->outputs, p->outcome->report);
    }
}

dp_outcome dp_job_run(const dp_cli *cli, const dp_job *job)
{
    dp_outcome outcome = {.path = job->path};
    dp_input input;
    dp_opened *opened = calloc(job->n_extra + 1, sizeof *opened);
    struct parent p = {cli, job, opened, 0, &outcome, NULL};
    dp_beside *beside = NULL;
    if (opened == NULL) {
        dp_outcome_fault(&outcome, DP_ERROR, "%s: %s", job->path, "out of memory");
    } else if (open_all(&p) && !is_done(&p) && (beside = gather(&p, &input)) != NULL) {
        run_child(&p, &input);
    } else if (outcome.rc == DP_OK && !outcome.resumed) {
        dp_outcome_fault(&outcome, DP_ERROR, "%s: %s", job->path, "out of memory");
    }
    free(beside);
    for (size_t i = 0; i < p.n_opened; i++) {
        dp_opened_done(&opened[i]);
    }
    free(opened);
    return outcome;
}
