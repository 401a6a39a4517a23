/* Which input each output of a run will be written for, told before any work: two inputs that would write the same output are a
 * usage error. Most names follow from the inputs' own. Those of a file's several models are only known when it was read: "a.pkl" may
 * hold one whose output is called as that of "a.0.pkl" is. Such files, and no others, are read once more, beforehand. */
#ifndef DP_CLI_CLAIMS_H
#define DP_CLI_CLAIMS_H

#include "cli/inputs.h"

void dp_claims_check(const dp_cli *cli, const dp_files *files);
/* The same where each input has one output, whatever it holds. */
void dp_claims_check_stems(const dp_cli *cli, const dp_files *files);

#endif
