/* What scan says of each file, from the one report that its child gave: lines of text, a SARIF log, a proposal for
 * .depickle-allow. Parent only. */
#ifndef DP_CLI_SCANNED_H
#define DP_CLI_SCANNED_H

#include "cli/outcome.h"
#include "export/sarif.h"

typedef struct dp_scanned {
    const dp_cli *cli;
    dp_ctx *ctx;      /* for text that is made fit to print, and the proposal */
    dp_sarif *log;    /* NULL: not asked for */
    dp_texts unknown; /* names that may be allowed, each once, and the file where each was met first, in turns */
} dp_scanned;

/* false: memory is out */
bool dp_scanned_init(dp_scanned *scanned, const dp_cli *cli);

/* Prints the outcome in the form asked for. */
void dp_scanned_add(dp_scanned *scanned, const char *path, const dp_outcome *outcome);
/* A file of another kind: "not examined: KIND". */
void dp_scanned_other(dp_scanned *scanned, const char *path, const char *kind);

/* Ends the log with this exit code, writes the proposal; returns the code, or what kept the proposal from being written. */
int dp_scanned_end(dp_scanned *scanned, int code);

#endif
