/* Outputs of one input: opened as the child announces them, put in place together at the end. */
#ifndef DP_CLI_OUTPUTS_H
#define DP_CLI_OUTPUTS_H

#include "cli/options.h"
#include "io/file_sink.h"

#include <cjson/cJSON.h>

typedef struct dp_output {
    unsigned index;
    char *path;
    const char *format;
    dp_file_sink *file, *sidecar; /* NULL: standard output, dropped, or put in place */
    dp_memory_sink memory;    /* what goes to standard output is held back until all is well */
    bool to_stdout, dropped;
    bool whole;               /* its last byte has come */
    char sha256[DP_SHA256_HEX]; /* "" until it is in place */
} dp_output;

typedef struct dp_outputs {
    const dp_cli *cli;
    char *stem;       /* path without suffix; parts and suffixes are added */
    const char *exact; /* -o: the one output's path; NULL */
    const dp_exporter *own; /* what the command writes beside the exporters' forms; NULL: nothing */
    size_t per_model; /* outputs of each model, in the order of their indexes; 0: they are of no model */
    int folder;       /* all outputs of an input lie in one; -1 before the first */
    dp_output **at;
    size_t n;
    dp_rc rc;
    char error[512];
} dp_outputs;

/* The folder of path and those above it, 0750 whatever the umask. On failure a sentence is in error. */
dp_rc dp_make_folders(const char *path, char error[512]);

/* Where outputs of path go without their suffixes: in DIR, mirroring what is below a walked folder, or beside it. malloc'ed; NULL:
 * no memory. */
char *dp_outputs_stem(const dp_cli *cli, const char *path, const char *under);

/* Folders of DIR are made (0750). */
dp_rc dp_outputs_init(dp_outputs *outputs, const dp_cli *cli, const char *path, const char *under);
void dp_outputs_done(dp_outputs *outputs); /* aborts what was not committed */

/* Called as the child's frames come. */
dp_sink *dp_outputs_begin(void *self, unsigned index, const char *format, const char *part);
void dp_outputs_end(void *self, unsigned index);
void dp_outputs_drop(void *self, unsigned first, unsigned last);

/* Was every output written to its end? */
bool dp_outputs_are_whole(const dp_outputs *outputs);
/* All files and their sidecars appear, or none does. */
dp_rc dp_outputs_commit(dp_outputs *outputs);
/* [{path, format, sha256, model}] of those in place. report: where the model's path in the input stands; NULL: unknown. */
cJSON *dp_outputs_describe(const dp_outputs *outputs, const cJSON *report);

#endif
