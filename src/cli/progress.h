/* How far a batch is: a bar on a terminal, now and then a line elsewhere where that is asked for. On stderr. */
#ifndef DP_CLI_PROGRESS_H
#define DP_CLI_PROGRESS_H

#include "cli/inputs.h"

typedef enum dp_progress_form { DP_PROGRESS_AUTO, DP_PROGRESS_PLAIN, DP_PROGRESS_NONE } dp_progress_form;

typedef struct dp_progress {
    dp_progress_form form;   /* AUTO: a bar */
    bool drawn;              /* the bar stands in the last line */
    uint64_t start, next;    /* milliseconds of CLOCK_MONOTONIC; when to draw again */
    size_t files, done, resumed, failed;
    uint64_t bytes, done_bytes;
} dp_progress;

/* A bar where stderr is a terminal that can, there are several files, and not with -q. */
void dp_progress_begin(dp_progress *progress, const dp_cli *cli, const dp_files *files);
/* Is there a bar? What it shows need not be printed besides. */
bool dp_progress_is_bar(const dp_progress *progress);
/* Before anything else is printed. */
void dp_progress_clear(dp_progress *progress);
void dp_progress_add(dp_progress *progress, const dp_file *file, const dp_outcome *outcome);
/* Draws, or prints a line, when it is time. */
void dp_progress_tick(dp_progress *progress);

#endif
