/* The code to put in place of a load, and of what is done with the object. For migrate alone.
 *
 * Three forms: onnxruntime's session, the JSON file's contents, and depickle.open of the Python package, whose objects
 * have scikit-learn's methods. */
#ifndef DP_CLI_REPLACEMENT_H
#define DP_CLI_REPLACEMENT_H

#include "cli/matching.h"

/* A function that reports give once, for models that take one input a column. */
extern const char dp_columns_helper[];

/* Adds "forms" to a load of the report: {"onnxruntime": {imports, statement, columns}, …}; none where no file is known. */
void dp_replace_load(dp_ctx *ctx, cJSON *load, const dp_match *match);

/* Adds "instead" (code for a session, "") and "note" to a use; load: its load, which has its forms. */
void dp_replace_use(dp_ctx *ctx, cJSON *use, const cJSON *load, const dp_match *match);

#endif
