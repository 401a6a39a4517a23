/* The manifest: one JSON line per input (schemas/manifest.schema.json), appended in one write under a lock, so that lines of
 * several processes never mix and a run that is killed leaves at most a piece of the last line. */
#ifndef DP_CLI_MANIFEST_H
#define DP_CLI_MANIFEST_H

#include "cli/outcome.h"

/* Opens cli->manifest for the run, before any work, in a folder that is made where it is not; a piece of a line at its end
 * is cut off, whole lines stay. -1 with a sentence in error: it cannot be written, or is a file of another kind. */
int dp_manifest_open(const dp_cli *cli, char error[512]);

/* Appends the line of one input. On failure nothing of it stays. */
bool dp_manifest_add(int manifest, const dp_cli *cli, const char *path, const dp_outcome *outcome);

/* The options that change the bytes of an output, or which there are: "options" of a line. */
cJSON *dp_manifest_options(const dp_cli *cli);

/* ---- reading ---- */

/* A file that the manifest speaks of. */
typedef struct dp_listed {
    char *name;                  /* below the folder, as dp_path_text */
    char sha256[DP_SHA256_HEX];
    bool output, sidecar;        /* sidecar: it was written with one */
    bool seen;                   /* for the reader's use */
    char *source;                /* of an output: the input as its line names it; NULL: it cannot be compared with that file alone */
    char source_sha256[DP_SHA256_HEX];
    uint64_t n_features;         /* --n-features of its run */
    size_t line;
} dp_listed;

typedef struct dp_manifest {
    dp_listed *at;               /* sorted by name; of several lines for a name, the last */
    size_t n;
    size_t elsewhere;            /* outputs that lie in other folders */
    bool cut;                    /* the last line is a piece */
    char error[200];
} dp_manifest;

/* What a manifest's bytes say of the files of a folder. Names in it are looked up, never opened. Where all outputs went into one
 * -d, that folder is taken to be this one, which may have been moved. DP_CORRUPT with error set. Always call
 * dp_manifest_done. */
dp_rc dp_manifest_read(dp_span bytes, const char *folder, dp_manifest *manifest);
dp_listed *dp_manifest_find(const dp_manifest *manifest, const char *name);
void dp_manifest_done(dp_manifest *manifest);

#endif
