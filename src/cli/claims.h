/* Which input each output of a run was written for. Whose models have what names is only known when a file was read: "a.pkl" may hold
 * a model whose output is called as that of "a.0.pkl" is. Without -f the second finds the name taken; with -f it would replace it
 * unseen. */
#ifndef DP_CLI_CLAIMS_H
#define DP_CLI_CLAIMS_H

#include "cli/inputs.h"

typedef struct dp_claims {
    void *tree;
} dp_claims;

/* Marks the files that may come to want the same names. Two that do for sure are a usage error. */
void dp_claims_mark(const dp_cli *cli, dp_files *files);

/* Notes the outputs of a marked file. One that another has is told as the outcome's fault; its outputs are not its own then. */
void dp_claims_take(dp_claims *claims, const dp_file *file, dp_outcome *outcome);
void dp_claims_done(dp_claims *claims);

#endif
