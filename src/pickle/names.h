/* The one table that says which names are allowed, and for what. Exact: module and name, byte for byte. */
#ifndef DP_PICKLE_NAMES_H
#define DP_PICKLE_NAMES_H

#include "base/ctx.h"

typedef enum dp_role {
    DP_R_CLASS,  /* an object of it may be made with __new__ and given state; holding it is fine; calling it is not */
    DP_R_RECIPE, /* value/ or model/ knows what the call would give; it may be called, and held */
    DP_R_DATA,   /* may only be held: a function, a type or a warning class as an attribute's value */
    DP_R_DANGER  /* known for harm: any appearance refuses the file; reason says what it does */
} dp_role;

typedef struct dp_name {
    const char *module, *name;
    const char *canonical; /* the public path of today: "sklearn.ensemble.RandomForestClassifier" */
    dp_role role;
    const char *reason;    /* DP_R_DANGER: what it is known for; else "", or what a call of it would do: loose.h */
} dp_name;

/* NULL: outside the table. */
const dp_name *dp_name_find(dp_span module, dp_span name);
const dp_name *dp_names(size_t *n);

/* A team's own classes (--allow MODULE.NAME): rows of role CLASS added for one run. Text "module.name"; the last dot
 * divides. They are read as data, never imported. */
typedef struct dp_allow {
    const char *const *names;
    size_t n;
} dp_allow;

#endif
