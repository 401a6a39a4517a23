/* What the constructors of today's scikit-learn take. The table is generated (tests/gen/params.py). */
#ifndef DP_MODEL_PARAMS_H
#define DP_MODEL_PARAMS_H

#include <stddef.h>

typedef struct dp_param {
    const char *class;     /* "sklearn.ensemble.RandomForestClassifier" */
    const char *name;      /* "" in the one row of a class without parameters */
    const char *otherwise; /* its default, in the JSON grammar of docs/formats/json.md; "": it has none */
} dp_param;

/* The rows of a class, in the order of its constructor; NULL: not an estimator of scikit-learn. */
const dp_param *dp_params_of(const char *canonical, size_t *n);

#endif
