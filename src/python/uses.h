/* What code does with what it unpickles: which file each load reads, which names the object gets, what is asked of it.
 *
 * Names are followed within a module: variables, self.NAME, elements of lists and dicts, what functions return. What code
 * elsewhere does with them is not seen; but attributes that only models have are told of wherever they stand. */
#ifndef DP_PYTHON_USES_H
#define DP_PYTHON_USES_H

#include "python/loads.h"
#include "python/paths.h"

typedef enum dp_use_kind {
    DP_USE_RUN_LABEL, DP_USE_RUN_PROBABILITIES, DP_USE_RUN_LOGARITHMS, DP_USE_RUN_SCORES, DP_USE_RUN_TRANSFORM,
    DP_USE_RUN_NEIGHBORS, /* the last of those that the ONNX file answers */
    DP_USE_FACT,
    DP_USE_ADVICE,
    DP_USE_OTHER, /* an attribute that is no row of uses.def */
    DP_USE_WHOLE  /* the object itself is handed on */
} dp_use_kind;

typedef struct dp_use_row {
    const char *attribute;
    dp_use_kind kind;
    const char *note;
} dp_use_row;


typedef struct dp_py_use {
    uint32_t cell, line, column;
    dp_use_kind kind;
    const char *text;      /* "model.predict(X)" */
    const char *object;    /* "model", "data['model']" */
    const char *key;       /* which part of what was loaded: "['model']", "[0]"; "": all of it */
    const char *attribute; /* "predict"; "" for DP_USE_WHOLE */
    const char *argument;  /* the first one of the call; NULL: there is none */
    const char *note;      /* of the row; "" */
    dp_py_paths paths;     /* what the object was read from */
} dp_py_use;

typedef struct dp_py_uses {
    dp_py_use *at;
    size_t n;
} dp_py_uses;

/* A call of a loader. */
typedef struct dp_py_reading {
    const dp_load_site *site;
    const char *statement;     /* "model = pickle.load(open(…))" */
    size_t from, n;            /* the call in it: bytes; n 0: the loader is not called here */
    const char *path_text;     /* where the path is written: "\"models/a.pkl\""; "" */
    const char *target;        /* the name it is given first; "" */
    dp_py_paths paths;
    dp_py_uses uses;
} dp_py_reading;

typedef struct dp_py_readings {
    dp_py_reading *at; /* in the order of the file */
    size_t n;
    dp_py_uses loose;  /* a model's attributes, of objects that come from elsewhere */
} dp_py_readings;

/* sites: of these sources (dp_load_sites_find). Fails where memory is out. */
dp_rc dp_py_readings_find(dp_ctx *ctx, const char *path, const dp_py_source *sources, size_t n, const dp_load_sites *sites,
                          dp_py_readings *out);

#endif
