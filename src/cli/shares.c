#include "cli/shares.h"

#include "cli/outputs.h"
#include "cli/pool.h"
#include "cli/signals.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct shares {
    dp_cli cli;      /* of each share: to standard output, which is a file of its own */
    const dp_job *job;
    size_t n;
    FILE **part;     /* n */
    dp_outcome outcome;
};

size_t dp_share_begin(size_t n, size_t index, size_t count)
{
    size_t more = n % count; /* so many shares have one more than the others */
    return n / count * index + (index < more ? index : more);
}

/* In a worker. */
static dp_outcome work(void *self, size_t item, dp_turn *turn)
{
    const struct shares *s = self;
    const dp_share share = {item, s->n};
    dp_outcome outcome = {.path = s->job->path};
    dp_outputs outputs;
    dp_job job = *s->job;
    job.more = &share;
    job.outputs = &outputs;
    job.turn = turn;
    if (dp_outputs_init(&outputs, &s->cli, job.path, job.path) == DP_OK && dup2(fileno(s->part[item]), STDOUT_FILENO) >= 0) {
        outcome = dp_job_run(&s->cli, &job);
    } else {
        dp_outcome_fault(&outcome, DP_ERROR, "%s: a share of it cannot be written", job.path);
    }
    dp_outputs_done(&outputs);
    return outcome;
}

static void tell(void *self, size_t item, dp_outcome *outcome)
{
    struct shares *s = self;
    if (item == 0 || (s->outcome.rc == DP_OK && outcome->rc != DP_OK)) {
        dp_outcome_done(&s->outcome);
        s->outcome = *outcome;
        *outcome = (dp_outcome){0};
    }
}

/* Files without a name, gone with the program. */
static bool open_parts(struct shares *s)
{
    s->part = calloc(s->n, sizeof *s->part);
    bool good = s->part != NULL;
    for (size_t i = 0; i < s->n && good; i++) {
        s->part[i] = tmpfile();
        good = s->part[i] != NULL;
    }
    return good;
}

static void close_parts(struct shares *s)
{
    for (size_t i = 0; s->part != NULL && i < s->n; i++) {
        if (s->part[i] != NULL) {
            fclose(s->part[i]);
        }
    }
    free(s->part);
}

static bool append(FILE *part, dp_sink *sink)
{
    static uint8_t step[1 << 16];
    rewind(part);
    for (size_t n = fread(step, 1, sizeof step, part); n != 0; n = fread(step, 1, sizeof step, part)) {
        dp_put(sink, (dp_span){step, n});
    }
    return ferror(part) == 0;
}

static void join(struct shares *s, const char *format)
{
    dp_outputs *outputs = s->job->outputs;
    dp_sink *sink = dp_outputs_begin(outputs, 0, format, "");
    bool whole = sink != NULL;
    for (size_t i = 0; i < s->n && whole; i++) {
        whole = append(s->part[i], sink);
    }
    dp_outputs_end(outputs, 0);
    if (whole && sink->rc == DP_OK && outputs->rc == DP_OK && dp_outputs_commit(outputs) == DP_OK) {
        return;
    }
    dp_rc rc = outputs->rc != DP_OK ? outputs->rc : sink != NULL && sink->rc != DP_OK ? sink->rc : DP_ERROR;
    dp_outcome_fault(&s->outcome, rc, "%s: %s", s->job->path, outputs->rc != DP_OK ? outputs->error : "the answers cannot be put together");
}

/* Which is read once. */
static bool takes_standard_input(const dp_job *job)
{
    bool takes = strcmp(job->path, "-") == 0;
    for (size_t i = 0; i < job->n_extra; i++) {
        takes = takes || strcmp(job->extra[i].path, "-") == 0;
    }
    return takes;
}

dp_outcome dp_shares_run(const dp_cli *cli, const dp_job *job, const char *format)
{
    if (cli->jobs == 1 || takes_standard_input(job)) {
        dp_job whole = *job;
        whole.more = &(dp_share){0, 1};
        return dp_job_run(cli, &whole);
    }
    struct shares s = {.cli = *cli, .job = job, .n = cli->jobs};
    s.cli.output = "-";
    int signal = 0;
    if (open_parts(&s)) {
        signal = dp_pool_run(&(dp_pool){.n = s.n, .at_once = cli->jobs, .ordered = true, .self = &s, .work = work, .tell = tell});
    } else {
        dp_outcome_fault(&s.outcome, DP_ERROR, "%s: there is no room for shares of the answers", job->path);
    }
    s.outcome.path = job->path;
    if (signal == 0 && s.outcome.rc == DP_OK) {
        join(&s, format);
    }
    close_parts(&s);
    if (signal != 0) {
        dp_signals_end(signal);
    }
    return s.outcome;
}
