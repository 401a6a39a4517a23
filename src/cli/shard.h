/* --shard: a part of the files, for one of several machines. */
#ifndef DP_CLI_SHARD_H
#define DP_CLI_SHARD_H

#include <stdbool.h>
#include <stdint.h>

typedef struct dp_shard {
    uint64_t index, count; /* index from 0 */
} dp_shard;

/* "2/8": the second of eight. "auto" asks the environment for both, "auto/8" for the first: Slurm's array, AWS Batch's array, a
 * Kubernetes Indexed Job (which does not tell how many there are: JOB_COMPLETIONS, or auto/N). Exits with a usage error where
 * that does not say which. */
dp_shard dp_shard_parse(const char *text);
/* By the name alone, alike on every machine: files that come or go do not move others. */
bool dp_shard_has(const dp_shard *shard, const char *name);

#endif
