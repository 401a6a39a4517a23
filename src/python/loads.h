/* Where Python code unpickles: by which names, in which lines.
 *
 * Imports are followed wherever they stand in a file, whatever the scope: "import pickle as p", "from joblib import load
 * as jl", "from pickle import *", and names that are given to such a module later ("p = pickle"). Usual names that the file
 * gives to nothing mean what they always mean ("pd"). What counts is every
 * mention of a loader, called or not; comments and strings do not. A reader that is reached in ways only running code
 * would show (a module handed on, getattr with a computed name) is at most remarked. */
#ifndef DP_PYTHON_LOADS_H
#define DP_PYTHON_LOADS_H

#include "python/token.h"

typedef enum dp_site_kind {
    DP_SITE_USE,    /* pickle.load(…), class R(pickle.Unpickler), map(loads, …) */
    DP_SITE_IMPORT, /* from pickle import load */
    DP_SITE_REMARK  /* worth a look; no loader in sight */
} dp_site_kind;

typedef struct dp_load_site {
    dp_site_kind kind;
    const char *name;    /* "pickle.load" whatever the file calls it */
    const char *what;    /* a sentence */
    const char *instead; /* what to do; "" for remarks */
    uint32_t cell, line, column;
    uint32_t begin, end; /* of a use: the tokens that say it, "(pickle).load" */
} dp_load_site;

typedef struct dp_load_sites {
    dp_load_site *at; /* in the order of the file */
    size_t n;
} dp_load_sites;

/* The sources belong together, as the cells of a notebook do. Tokenizes them (source->fault tells what could not be
 * read) and finds what they load with. Fails where memory is out or DP_LIMIT is reached. */
dp_rc dp_load_sites_find(dp_ctx *ctx, dp_py_source *sources, size_t n, dp_load_sites *out);

/* The Python code of a notebook, one source a cell, in *sources and *n (none where it is written in another language).
 * DP_CORRUPT when the text is no notebook. */
dp_rc dp_notebook_read(dp_ctx *ctx, dp_span text, dp_py_source **sources, size_t *n);

#endif
