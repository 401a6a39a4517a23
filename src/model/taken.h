/* Whether today's scikit-learn answers from an older file's state as the version did that wrote it. Rows in model/taken.def:
 * what has none is not known to. */
#ifndef DP_MODEL_TAKEN_H
#define DP_MODEL_TAKEN_H

#include "model/settings.h"

/* An estimator of scikit-learn: does it? Other libraries' are as they are. */
bool dp_is_taken(dp_heap *heap, dp_id estimator, const dp_settings *settings);

/* An attribute that today's class looks for and older files lack. */
typedef struct dp_gained {
    const char *class, *attribute;
    const char *from; /* a copy of this one, "a.b": of the b of its a; "": none */
    const char *text; /* what it is, in the grammar of docs/formats/json.md */
} dp_gained;

/* The value of attribute number i of those gained by the class; NULL: there is no such row. */
const dp_gained *dp_gained_at(const char *canonical, size_t i);
/* What `from` leads to; 0: nowhere. */
dp_id dp_gained_value(dp_heap *heap, dp_id estimator, const dp_gained *gained);

#endif
