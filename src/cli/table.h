/* Tables as CSV (RFC 4180), read for predict and verify. Runs in the child. */
#ifndef DP_CLI_TABLE_H
#define DP_CLI_TABLE_H

#include "graph/eval.h"

typedef struct dp_table {
    size_t cols, rows;
    dp_span *name;   /* cols */
    dp_span *cell;   /* rows x cols, without their quotes */
    size_t before;   /* rows of the file that are not here, but above */
} dp_table;

/* A header line, then rows of as many cells. DP_USAGE names the line that is none. */
dp_rc dp_table_read(dp_ctx *ctx, dp_span text, dp_table *out);
/* For the end of an error line: what a table of one column may be; "" otherwise. */
const char *dp_table_doubt(const dp_table *table);
/* Does the first line look like data? */
bool dp_table_lacks_header(const dp_table *table);
/* A cell as a number: empty is NaN, True and False are 1 and 0. false: it is none. */
bool dp_table_number(const dp_table *table, size_t row, size_t column, double *v);

#endif
