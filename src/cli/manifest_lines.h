/* The lines of manifests as they stand, of several runs or machines: for merge and check, which ask no more of a line than whose
 * it is and whether it tells of success. */
#ifndef DP_CLI_MANIFEST_LINES_H
#define DP_CLI_MANIFEST_LINES_H

#include "cli/outcome.h"

typedef struct dp_line {
    char *text;        /* as it stands, without its newline; "" where outputs are kept in its place */
    char *input, *directory;
    size_t number;     /* in the order of reading */
    int code;
    char sha256[DP_SHA256_HEX]; /* of the input */
    cJSON *outputs;    /* NULL: none, or the text has them */
} dp_line;

typedef struct dp_lines {
    dp_line *at;
    size_t n, pieces;  /* pieces: last lines that were not written to their end */
    size_t superseded; /* lines that others for the same input and folder took the place of */
} dp_lines;

/* Adds those of a manifest. whole: their texts are kept, else their outputs. Not DP_OK: not read, or a line is none, as error
 * says. */
dp_rc dp_lines_read(dp_lines *lines, const dp_cli *cli, const char *file, bool whole, char error[512]);
/* Sorted by input, one for each input and folder: one that tells of success before one that tells of failure, and the later
 * before the earlier. */
void dp_lines_settle(dp_lines *lines);
/* The first of this input; NULL. Of settled lines. */
const dp_line *dp_lines_find(const dp_lines *lines, const char *input);
void dp_lines_done(dp_lines *lines);

#endif
