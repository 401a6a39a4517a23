/* Recorded answers (expected.json, answers.json: format era-fixture/1) beside those of the built-in evaluator.
 *
 *     {"inputs": {SET: {"kind": "dense", "shape": [n, k], "data": [...]}, ...},
 *      "parts": [{"path": "$", "class": "sklearn.…", "answers": {SET: {METHOD: {"dtype", "shape", "data"}}}}]}
 *
 * Numbers are the shortest that read back equal; NaN and infinities are strings. */
#ifndef DP_TEST_ANSWERS_H
#define DP_TEST_ANSWERS_H

#include "support/model.h"

#include <cjson/cJSON.h>

/* NULL: no such file, or not JSON. */
cJSON *test_json(const char *folder, const char *name);
const char *test_text(const cJSON *object, const char *key); /* "" when absent */

typedef struct test_tally {
    size_t compared;  /* methods on sets of rows */
    char first[600];  /* the first difference in words, "" when all are equal */
} test_tally;

/* Every recorded answer of one part with the evaluator's: labels equal, trees equal bit by bit, the rest within
 * rounding. What the library itself refused, and sets that are no matrix of numbers, are left out. */
void test_compare(test_file *f, const cJSON *doc, const cJSON *part, test_tally *tally);

/* Must an estimator of this class answer bit by bit? */
bool test_is_exact(const char *class_name);

#endif
