/* Tables of numbers as CSV (RFC 4180): read for predict, written from its answers. Runs in the child. */
#ifndef DP_CLI_TABLE_H
#define DP_CLI_TABLE_H

#include "graph/eval.h"
#include "io/sink.h"

typedef struct dp_table {
    size_t cols, rows;
    dp_span *name;   /* cols */
    double *v;       /* rows x cols; an empty cell is NaN */
} dp_table;

/* A header line, then numbers; True and False count as 1 and 0. DP_USAGE names line and column of what is no number. */
dp_rc dp_table_read(dp_ctx *ctx, dp_span text, dp_table *out);

/* One cell's text, quoted where it must be. */
void dp_table_cell(dp_sink *sink, dp_span text);

#endif
