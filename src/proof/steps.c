#include "proof/steps.h"

static const struct row {
    const char *canonical;
    bool (*covers)(dp_prover *p, dp_state *s);
    bool (*makes)(dp_prover *p, dp_state *s, uint64_t *n, dp_span name);
} rows[] = {
#define STEP(class, package, step) {package "." #class, dp_covers_##step, dp_makes_##step},
#include "proof/steps.def"
#undef STEP
};

static const struct row *row_of(const char *canonical)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (strcmp(rows[i].canonical, canonical) == 0) {
            return &rows[i];
        }
    }
    return NULL;
}

bool dp_step_is_nothing(dp_heap *heap, dp_id id)
{
    dp_span text = dp_obj_bytes(heap, id);
    return dp_kind_of(heap, id) == DP_K_NONE || (text.p != NULL && dp_span_is(text, "passthrough"));
}

bool dp_step_covered(dp_prover *p, dp_state *outer, dp_id id, const char *path)
{
    const struct row *row = row_of(dp_obj_class(outer->heap, id));
    if (row == NULL || !dp_prove_deeper(p)) {
        return dp_leave_open(p, "there is no proof for a step in front");
    }
    dp_state s = dp_state_open(outer, id, path);
    bool good = s.failed ? dp_refute(p, "%s: no estimator", path) : row->covers(p, &s);
    p->depth--;
    return good;
}

bool dp_step_makes(dp_prover *p, dp_state *outer, dp_id id, const char *path, uint64_t *n, dp_span name)
{
    const struct row *row = row_of(dp_obj_class(outer->heap, id));
    dp_state s = dp_state_open(outer, id, path);
    return (row != NULL && !s.failed && row->makes(p, &s, n, name)) || dp_refute(p, "%s: another step", path);
}
