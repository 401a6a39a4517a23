#include "cli/batch.h"

#include "cli/signals.h"

#include <stdio.h>
#include <stdlib.h>

static dp_outcome work(void *self, size_t item, dp_turn *turn)
{
    const dp_batch *b = self;
    return b->work(b->self, &b->files->at[item], turn);
}

static void tell(void *self, size_t item, dp_outcome *outcome)
{
    dp_batch *b = self;
    const dp_file *file = &b->files->at[item];
    outcome->path = file->path;
    b->told++;
    dp_progress_clear(&b->progress);
    dp_progress_add(&b->progress, file, outcome);
    b->tell(b->self, file, outcome);
}

/* One a line, but beside a bar, which has no room for that. */
static void say_outputs(const dp_batch *b, const dp_file *file, const dp_outcome *outcome)
{
    const cJSON *output = NULL;
    bool silent = b->cli->quiet || b->cli->json || (dp_progress_is_bar(&b->progress) && b->cli->verbose == 0);
    cJSON_ArrayForEach(output, outcome->outputs) {
        const char *path = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(output, "path"));
        if (!silent && path != NULL && strcmp(path, "-") != 0) {
            char *name = dp_path_name(path);
            dp_say("%s -> %s", file->path, name != NULL ? name : path);
            free(name);
        }
    }
}

void dp_batch_written(dp_batch *b, const dp_file *file, dp_outcome *outcome)
{
    say_outputs(b, file, outcome);
    if (outcome->report != NULL) {
        cJSON_AddStringToObject(outcome->report, "sha256", outcome->sha256);
        cJSON_AddItemToObject(outcome->report, "outputs", cJSON_Duplicate(outcome->outputs, 1));
    }
    dp_outcome_print(b->cli, outcome);
    dp_tally_add(&b->tally, outcome->rc);
}

void dp_batch_other(dp_batch *b, const dp_file *file, const char *kind)
{
    if (!b->cli->quiet) {
        dp_say("%s: not examined: %s", file->path, kind);
    }
    b->summary.other++;
}

static void tick(void *self)
{
    dp_progress_tick(&((dp_batch *)self)->progress);
}

void dp_batch_run(dp_batch *b)
{
    const dp_pool pool = {.n = b->files->n, .at_once = b->cli->jobs, .to_disk = b->to_disk, .ordered = b->ordered, .self = b,
                          .work = work, .tell = tell, .tick = tick};
    for (size_t i = 0; i < b->files->unread; i++) {
        dp_tally_add(&b->tally, DP_ERROR);
    }
    dp_progress_begin(&b->progress, b->cli, b->files);
    b->signal = dp_pool_run(&pool);
    dp_progress_clear(&b->progress);
    if (b->files->skipped != 0 && !b->cli->quiet) {
        dp_say("depickle: %zu other file%s skipped", b->files->skipped, b->files->skipped == 1 ? "" : "s");
    }
}

void dp_batch_end(dp_batch *b)
{
    b->summary.undone = b->files->n - b->told;
    if (b->summary.good != NULL && b->files->several && !b->cli->quiet) {
        dp_tally_print(&b->tally, &b->summary);
    }
    if (b->signal != 0) {
        dp_signals_end(b->signal);
    }
}
