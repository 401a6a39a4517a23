/* What killed runs left under temporary names where outputs go. */
#ifndef DP_CLI_LEFT_OVER_H
#define DP_CLI_LEFT_OVER_H

#include "cli/inputs.h"

/* Deletes, in the folders that outputs of these files go to, what nobody will finish (io/temporary.h), and says how many. */
void dp_left_over_clear(const dp_cli *cli, const dp_files *files);

#endif
