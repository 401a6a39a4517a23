/* --depfile: which files the outputs depend on, as a rule of make for each input, which ninja and CMake read too. */
#ifndef DP_CLI_DEPFILE_H
#define DP_CLI_DEPFILE_H

#include "cli/outcome.h"
#include "io/sink.h"

typedef struct dp_depfile {
    dp_memory_sink rules;
    bool unfit; /* a name that no rule can hold */
} dp_depfile;

void dp_depfile_init(dp_depfile *depfile);
/* A rule for the outputs that are in place: the input, what was read with it, and the lists that say whether it may be. */
void dp_depfile_add(dp_depfile *depfile, const dp_cli *cli, const char *path, const dp_outcome *outcome);
/* Writes cli->depfile, replacing what is there, and frees. On failure a sentence is in error. */
dp_rc dp_depfile_close(dp_depfile *depfile, const dp_cli *cli, char error[512]);

#endif
