/* Which files the user means: named files, folders walked, standard input. */
#ifndef DP_CLI_INPUTS_H
#define DP_CLI_INPUTS_H

#include "cli/options.h"

typedef struct dp_file {
    char *path;
    const char *under; /* its path below the folder that was named; the base name for a named file */
    bool walked;       /* found in a folder */
    const char *kind;  /* a kind that is recognised and not examined ("zip"), or NULL */
} dp_file;

typedef struct dp_files {
    dp_file *at;
    size_t n;
    size_t skipped;    /* files in folders that are no models */
    bool several;      /* more than one input, or a folder: exit code 9 applies */
} dp_files;

/* Exits with a usage error where nothing was named. Folders that cannot be read are said on stderr. */
dp_files dp_files_collect(const dp_cli *cli);

void dp_files_done(dp_files *files);

#endif
