/* joblib's arrays: raw bytes in the stream (>= 0.10), or files beside the pickle (< 0.10). */
#ifndef DP_FORMAT_JOBLIB_H
#define DP_FORMAT_JOBLIB_H

#include "io/input.h"
#include "pickle/machine.h"

typedef struct dp_joblib {
    const dp_input *input;
    const dp_allow *allow;
    const char *version; /* "" until a wrapper was met; then as dp_loaded.joblib */
    size_t main;         /* decoded bytes of the pickle itself */
    size_t beside;       /* decoded bytes of the side files so far */
} dp_joblib;

/* The hook for dp_hooks.after_build; self is a dp_joblib. */
dp_rc dp_joblib_after_build(void *self, dp_heap *heap, dp_id made, dp_span rest, uint64_t at, size_t *eaten);

#endif
