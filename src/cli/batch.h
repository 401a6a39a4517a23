/* Files, each by itself, through a pool: what every command that takes several has in common. It counts, shows how far it is,
 * says what was left out, and ends by the signal that ended it. */
#ifndef DP_CLI_BATCH_H
#define DP_CLI_BATCH_H

#include "cli/pool.h"
#include "cli/progress.h"

typedef struct dp_batch {
    const dp_cli *cli;
    dp_files *files;
    bool to_disk, ordered; /* as a pool has them */
    void *self;
    dp_outcome (*work)(void *self, const dp_file *file, dp_turn *turn); /* in a worker */
    /* Here. path is set, and nothing stands in the last line. What the outcome counts as is added to the tally. */
    void (*tell)(void *self, const dp_file *file, dp_outcome *outcome);
    dp_progress progress;
    dp_tally tally;
    dp_summary summary; /* good: NULL, no table at the end */
    size_t told;
    int signal;
} dp_batch;

/* For tell: what became of a file that has outputs, with them; and a file of a kind that is left out. Both count. */
void dp_batch_written(dp_batch *batch, const dp_file *file, dp_outcome *outcome);
void dp_batch_other(dp_batch *batch, const dp_file *file, const char *kind);

/* All files; folders that could not be read count as failed. */
void dp_batch_run(dp_batch *batch);
/* The table, of several files. After a signal it does not return. */
void dp_batch_end(dp_batch *batch);

#endif
