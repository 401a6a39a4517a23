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

/* ---- inside replacement ---- */

/* Is it the path of all that the file holds? */
bool dp_is_whole(const char *path);
/* A literal of this text, whatever is in it. */
const char *dp_literal(dp_ctx *ctx, const char *text);
/* The first of the files that was converted; NULL also where several are not of one form, so that no line fits all. */
const dp_migrated *dp_match_converted(const dp_match *match);

#endif
