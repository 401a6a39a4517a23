/* The functions and classes that unpickle, by their dotted names. */
#ifndef DP_PYTHON_LOADERS_H
#define DP_PYTHON_LOADERS_H

#include "base/span.h"

typedef struct dp_loader {
    const char *module, *name, *dotted;
    int allow_pickle;    /* which argument must be true for it to unpickle; -1: it always does */
    const char *instead; /* a sentence: what to put in its place */
} dp_loader;

const dp_loader *dp_loaders(size_t *n);
/* The row with this dotted name, or NULL. */
const dp_loader *dp_loader_find(dp_span dotted);
/* Does `dotted` name a pickle module, such as "joblib"? Not "numpy", most of whose users load no pickles. */
bool dp_is_pickle_module(dp_span dotted);
/* Is `dotted` the whole name, or what it goes on from behind a dot? */
static inline bool dp_dotted_leads(dp_span dotted, const char *whole)
{
    size_t n = strlen(whole);
    return dotted.n <= n && memcmp(dotted.p, whole, dotted.n) == 0 && (dotted.n == n || whole[dotted.n] == '.');
}

/* Is `dotted` a row's name, or what a row's name goes on from behind a dot? */
bool dp_leads_to_loader(dp_span dotted);

#endif
