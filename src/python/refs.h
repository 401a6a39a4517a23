/* Dotted references, and what the names in them were imported as. For python/ only. */
#ifndef DP_PYTHON_REFS_H
#define DP_PYTHON_REFS_H

#include "python/importers.h"
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

/* A name in an expression, and the chain of ".name" behind it. */
typedef struct dp_ref {
    size_t root;     /* the name's token */
    size_t end;      /* the token behind the chain */
    size_t from;     /* where following begins: behind the root; behind the chain where `importer` is told */
    dp_span importer; /* what a chain that ends with import_module( or __import__( means, whatever it begins with; else n 0 */
    bool member;     /* behind a dot itself: x.NAME */
} dp_ref;

/* How far a reference goes, and what it is there: pickle.load, (pickle).load, __import__("pickle").load,
 * sys.modules["pickle"].load, getattr(pickle, "load"), pickle.__dict__["load"], (p := x or pickle).load. */
typedef struct dp_ref_reach {
    const dp_loader *loader; /* NULL: none on its way */
    dp_dotted whole;         /* its dotted name */
    size_t begin, end;       /* the expression's first token, and the one behind it */
    size_t named;            /* p of (p := …); SIZE_MAX: none */
    dp_dotted named_as;      /* what p is */
} dp_ref_reach;

/* Is token i a name in an expression? */
bool dp_ref_read(const dp_py_source *source, size_t i, dp_ref *ref);
/* What the reference is where its root (or its importer) stands for `target`. */
void dp_ref_follow(const dp_py_source *source, const dp_ref *ref, dp_span target, dp_ref_reach *reach);

/* The operand [begin, end) of "or", "and" and "… if … else …", or an expression that is none: where the whole of it begins,
 * and the token behind it. Whatever stands before and behind that decides what the operand is part of. */
void dp_ref_widen(const dp_py_source *source, size_t begin, size_t end, size_t *from, size_t *to);

/* What names of the sources stand for. */
typedef struct dp_binding {
    dp_span name, target;
    bool member; /* x.NAME, whatever x is; else NAME, and self.NAME where it is a module */
} dp_binding;

typedef struct dp_bindings {
    dp_ctx *ctx;
    dp_load_sites *loads; /* imports of loaders are added here */
    dp_binding at[DP_MOST_BINDINGS];
    size_t n;
    unsigned taken;  /* usual names that the sources give to something else: a bit each */
    bool failed;     /* the error is set */
} dp_bindings;

/* Names that lead to no loader are of no interest, and not kept. */
void dp_bind(dp_bindings *bindings, dp_span name, dp_span target, bool member);
void dp_bind_imports(dp_bindings *bindings, const dp_py_source *source);
/* Behind all imports: "pickle", "pd" and other usual names mean what they always mean where nothing says otherwise. They
 * come by "from common import *", "from .compat import pickle", "compat.pickle", or an earlier notebook. */
void dp_bind_usual(dp_bindings *bindings);
/* Behind these: p = pickle; a, b = pickle, 1; self.io = x or pickle; for m in (pickle, dill) */
void dp_bind_aliases(dp_bindings *bindings, const dp_py_source *source);
/* Is all that such a statement gives [begin, end) to known by plain names? */
bool dp_is_alias(const dp_py_source *source, const dp_ref_reach *reach);
/* What the reference may stand for, one after the other: *k counts, from 0. n 0: nothing more. */
dp_span dp_ref_target(const dp_bindings *bindings, const dp_py_source *source, const dp_ref *ref, size_t *k);

void dp_load_sites_add(dp_bindings *bindings, const dp_py_source *source, size_t token, dp_load_site load);

/* Would a call of a function that takes allow_pickle unpickle? */
typedef enum dp_allows { DP_ALLOWS_NO, DP_ALLOWS_YES, DP_ALLOWS_PERHAPS } dp_allows;
/* position: the argument's number. Looks at the call behind the expression, or at the one that takes it as argument. */
dp_allows dp_ref_allows(const dp_py_source *source, const dp_ref_reach *reach, int position);

#endif
