/* Dotted references, and what the names in them were imported as. For python/ only. */
#ifndef DP_PYTHON_REFS_H
#define DP_PYTHON_REFS_H

#include "python/loaders.h"
#include "python/loads.h"

enum { DP_DOTTED = 128, DP_MOST_BINDINGS = 256 };

/* A dotted name being put together; too long ones become "". */
typedef struct dp_dotted {
    char text[DP_DOTTED];
    size_t n;
    bool broken;
} dp_dotted;

void dp_dotted_add(dp_dotted *dotted, dp_span part); /* with a dot before it, behind the first */
dp_span dp_dotted_span(const dp_dotted *dotted);

/* pickle.load, __import__("pickle").load, getattr(pickle, "load") */
typedef struct dp_ref {
    size_t root;        /* its first token */
    size_t attributes;  /* the first "." behind what is looked up: the root, or the call that imports */
    size_t end;         /* the token behind it */
    dp_span imported;   /* what a call imports; p NULL: none, the root is a name */
    dp_span attribute;  /* one more, from getattr; n 0: none */
} dp_ref;

/* Does an expression begin at token i that can be a reference? */
bool dp_ref_read(const dp_py_source *source, size_t i, dp_ref *ref);
/* What the reference is where its root stands for `target`: a loader on its way, or NULL, and then its whole name in
 * `whole`. */
const dp_loader *dp_ref_follow(const dp_py_source *source, const dp_ref *ref, dp_span target, dp_dotted *whole);

/* What names of the sources stand for. */
typedef struct dp_binding {
    dp_span name, target;
} dp_binding;

typedef struct dp_bindings {
    dp_ctx *ctx;
    dp_load_sites *loads; /* imports of loaders are added here */
    dp_binding at[DP_MOST_BINDINGS];
    size_t n;
    unsigned taken;  /* usual names that the sources give to something else: a bit each */
    bool failed;     /* the error is set */
} dp_bindings;

void dp_bind_imports(dp_bindings *bindings, const dp_py_source *source);
/* Behind all imports: "pickle", "pd" and other usual names mean what they always mean where nothing says otherwise. They
 * come by "from common import *", "from .compat import pickle", or an earlier notebook. */
void dp_bind_usual(dp_bindings *bindings);
void dp_bind_aliases(dp_bindings *bindings, const dp_py_source *source); /* p = pickle; behind these */
/* Is the reference the value of such an assignment? */
bool dp_ref_is_alias(const dp_py_source *source, const dp_ref *ref);

void dp_load_sites_add(dp_bindings *bindings, const dp_py_source *source, size_t token, dp_load_site load);

/* Would a call of a function that takes allow_pickle unpickle? */
typedef enum dp_allows { DP_ALLOWS_NO, DP_ALLOWS_YES, DP_ALLOWS_PERHAPS } dp_allows;
/* position: the argument's number. Looks at the call behind the reference, or at the one that takes it as argument. */
dp_allows dp_ref_allows(const dp_py_source *source, const dp_ref *ref, int position);

#endif
