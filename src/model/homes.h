/* Where today's libraries keep what the table of names allows. The table is generated (tests/gen/homes.py). */
#ifndef DP_MODEL_HOMES_H
#define DP_MODEL_HOMES_H

typedef enum dp_home_kind { DP_HOME_TYPE, DP_HOME_TUPLE, DP_HOME_FUNCTION } dp_home_kind;

typedef struct dp_home {
    const char *canonical;    /* "sklearn.ensemble.RandomForestClassifier"; the file's own where two share one */
    const char *module, *name; /* "sklearn.ensemble._forest", "RandomForestClassifier" */
    dp_home_kind kind;        /* TUPLE: a named one; FUNCTION: of Python, or a ufunc; builtin ones are TYPE, as skops has it */
} dp_home;

/* NULL: gone from today's libraries, or not of scikit-learn, NumPy, SciPy and the standard library. */
const dp_home *dp_home_of(const char *canonical);

#endif
