/* --bom: what was written as a bill of materials, CycloneDX 1.7. Each output is a component of the kind
 * machine-learning-model with its digest, a model card, and the input as its ancestor. No time and nothing random stands in
 * it: the serial number is made from the rest, so the same outputs give the same bytes. */
#ifndef DP_CLI_BOM_H
#define DP_CLI_BOM_H

#include "cli/outcome.h"

typedef struct dp_bom dp_bom;

/* For the whole run, before any work. NULL, with *rc and a sentence in error, where cli->bom cannot be written. */
dp_bom *dp_bom_open(const dp_cli *cli, dp_rc *rc, char error[512]);
/* The outputs of one input that are in place. item: the input's place in the order of the list. facts: inspect's object of the
 * input, of which the model card is made; NULL: the card has the class alone. */
void dp_bom_add(dp_bom *bom, size_t item, const char *path, const dp_outcome *outcome, const cJSON *facts);
/* Puts the file in place, and frees. */
dp_rc dp_bom_close(dp_bom *bom, char error[512]);

#endif
