#include "cli/shard.h"

#include "base/hash.h"
#include "cli/environment.h"
#include "cli/options.h"

#include <inttypes.h>

enum { MOST_SHARDS = 1000000 };

/* Where a scheduler says which of its tasks this is. first, step: NULL where indexes count from 0 by 1. */
static const struct scheduler {
    const char *index, *count, *first, *step;
} schedulers[] = {
    {"SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_STEP"},
    {"AWS_BATCH_JOB_ARRAY_INDEX", "AWS_BATCH_JOB_ARRAY_SIZE", NULL, NULL},
    {"JOB_COMPLETION_INDEX", "JOB_COMPLETIONS", NULL, NULL},
};

/* The number that text begins with; *end: what is behind it, NULL where there is none. */
static uint64_t number(const char *text, const char **end)
{
    uint64_t v = 0;
    const char *p = text;
    for (; *p >= '0' && *p <= '9' && v <= UINT32_MAX; p++) {
        v = v * 10 + (uint64_t)(*p - '0');
    }
    *end = p != text && v <= UINT32_MAX ? p : NULL;
    return v;
}

/* The variable's number. */
static uint64_t variable(const char *name)
{
    const char *end = NULL;
    const char *text = dp_environment(name);
    if (text == NULL) {
        dp_usage("--shard: %s is not in the environment", name);
    }
    uint64_t v = number(text, &end);
    if (end == NULL || *end != '\0') {
        dp_usage("--shard: %s is no number: %.40s", name, text);
    }
    return v;
}

static bool is_set(const char *name)
{
    return dp_environment(name) != NULL;
}

/* count: 0 where the environment is to tell it. With a count of the caller's own the index is taken as it is: an array of which
 * only some tasks run again counts its first and its number anew. */
static dp_shard from_environment(uint64_t count)
{
    for (size_t i = 0; i < sizeof schedulers / sizeof *schedulers; i++) {
        const struct scheduler *s = &schedulers[i];
        if (!is_set(s->index)) {
            continue;
        }
        dp_shard shard = {variable(s->index), count != 0 ? count : variable(s->count)};
        uint64_t first = count == 0 && is_set(s->first) ? variable(s->first) : 0;
        uint64_t step = count == 0 && is_set(s->step) ? variable(s->step) : 1;
        if (shard.index < first || step == 0 || (shard.index - first) % step != 0) {
            dp_usage("--shard: %s is none of an even array: use I/N", s->index);
        }
        shard.index = (shard.index - first) / step;
        if (shard.index >= shard.count) {
            dp_usage("--shard: %s is %" PRIu64 ", of %" PRIu64 " that count from %" PRIu64, s->index, variable(s->index),
                     shard.count, first);
        }
        return shard;
    }
    dp_usage("--shard: no array task: neither SLURM_ARRAY_TASK_ID, AWS_BATCH_JOB_ARRAY_INDEX nor JOB_COMPLETION_INDEX is set");
}

dp_shard dp_shard_parse(const char *text)
{
    const char *end = NULL;
    bool automatic = strncmp(text, "auto", 4) == 0 && (text[4] == '\0' || text[4] == '/');
    uint64_t index = automatic ? 1 : number(text, &end);
    const char *slash = automatic ? text + 4 : end;
    uint64_t count = slash != NULL && *slash == '/' ? number(slash + 1, &end) : 0;
    bool whole = end != NULL && *end == '\0' && count != 0 && count <= MOST_SHARDS;
    if (automatic && (*slash == '\0' || whole)) {
        return from_environment(count);
    }
    if (!whole || index == 0 || index > count) {
        dp_usage("--shard takes I/N, with I from 1 to N (at most %d), auto or auto/N, not '%.40s'", MOST_SHARDS, text);
    }
    return (dp_shard){index - 1, count};
}

bool dp_shard_has(const dp_shard *shard, const char *name)
{
    static const dp_hash_key same_everywhere = {0, 0};
    return dp_hash(&same_everywhere, dp_span_of(name)) % shard->count == shard->index;
}
