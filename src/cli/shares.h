/* One output in shares: each by a job of its own, several at once, and joined in their order. */
#ifndef DP_CLI_SHARES_H
#define DP_CLI_SHARES_H

#include "cli/job.h"

/* task->more of a job that writes the index-th of count shares (index from 0), which all joined are the output. */
typedef struct dp_share {
    size_t index, count;
} dp_share;

/* Where a share begins, of n things: even ones, and the first is empty only where all are. */
size_t dp_share_begin(size_t n, size_t index, size_t count);

/* job->outputs, which is to have one output, of this format: filled by as many jobs as cli->jobs says, or by one alone where standard
 * input is read. The outcome is that of the first share, or of the first that failed. */
dp_outcome dp_shares_run(const dp_cli *cli, const dp_job *job, const char *format);

#endif
