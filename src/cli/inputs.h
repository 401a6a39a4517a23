/* Which files the user means: named files, lists of files, folders walked, standard input. */
#ifndef DP_CLI_INPUTS_H
#define DP_CLI_INPUTS_H

#include "cli/outcome.h"

typedef struct dp_file {
    char *path;
    const char *under; /* its path below the folder that was named; the base name for a named file */
    bool walked;       /* found in a folder */
    bool packed;       /* found there by its compression alone: dp_file_no_model tells when it is none */
    const char *kind;  /* a kind that is recognised and not examined ("zip"), or NULL */
} dp_file;

typedef struct dp_files {
    dp_file *at;
    size_t n;
    size_t skipped;    /* files in folders that are no models, and links */
    size_t unread;     /* folders that cannot be read, as was said on stderr */
    size_t elsewhere;  /* files of other shards */
    bool several;      /* more than one input, a folder or a list: exit code 9 applies */
} dp_files;

/* path is copied; under: where in it begins what is its name below the folder. */
dp_file *dp_files_add(dp_files *files, const char *path, size_t under);
/* Exits with a usage error where nothing was named, or the list cannot be read. With -v every file that is skipped is
 * listed on stderr. */
dp_files dp_files_collect(const dp_cli *cli);
void dp_files_done(dp_files *files);
/* Keeps those of --shard; all without it. */
void dp_files_keep_shard(dp_files *files, const dp_cli *cli);

/* Was this packed file no model after all? Then *kind is the kind inside that is not examined, or NULL, and the outcome
 * is not to be reported. */
bool dp_file_no_model(const dp_file *file, const dp_outcome *outcome, const char **kind);
/* Counts it as skipped, and lists it with -v. */
void dp_files_skip(dp_files *files, const dp_cli *cli, const char *path);

#endif
