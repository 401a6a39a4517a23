/* Pipeline: steps that a proof follows (steps.def), any number of them, and then an estimator with a proof of its own. */
#include "proof/prove.h"
#include "proof/steps.h"

struct step {
    dp_state *pipeline;
    dp_id id;
    const char *path;
    dp_front front;
    dp_span x;     /* what it makes, once it is proved, */
    uint64_t n;    /* of so many columns */
};

static bool is_made(dp_prover *p, void *self, uint64_t *n, dp_span name)
{
    struct step *step = self;
    if (step->x.n != 0) {
        return dp_is_width(p, n, step->n) && dp_same(p, name, step->x, "the steps before");
    }
    if (!dp_step_makes(p, step->pipeline, step->id, step->path, n, name)) {
        return false;
    }
    step->x = name;
    step->n = *n;
    return true;
}

static const dp_id *steps_of(dp_prover *p, dp_state *s, size_t *n)
{
    const dp_id *step = dp_items_of(s, dp_need(s, "steps"), "steps", n);
    if (s->failed || *n == 0) {
        dp_refute(p, "steps: there are none");
        return NULL;
    }
    return step;
}

/* The first n steps, one behind the other, in front of what is proved next. NULL: refuted. */
static bool put_in_front(dp_prover *p, dp_state *s, const dp_id *pair, size_t n)
{
    struct step *steps = dp_take(p->ctx, n + 1, sizeof *steps);
    for (size_t i = 0; steps != NULL && i < n; i++) {
        struct step *step = &steps[i];
        *step = (struct step){.pipeline = s, .id = dp_step_of(s->heap, pair[i])};
        step->path = dp_take_printf(p->ctx, "steps[%zu]", i);
        step->front = (dp_front){.of = p->front, .step = is_made, .self = step};
        p->front = dp_step_is_nothing(s->heap, step->id) ? p->front : &step->front;
    }
    return steps != NULL;
}

static bool are_covered(dp_prover *p, dp_state *s, const dp_id *pair, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        dp_id id = dp_step_of(s->heap, pair[i]);
        if (!dp_step_is_nothing(s->heap, id) && !dp_step_covered(p, s, id, dp_take_printf(p->ctx, "steps[%zu]", i))) {
            return false;
        }
    }
    return true;
}

bool dp_covers_pipeline(dp_prover *p, dp_state *s)
{
    size_t n = 0;
    const dp_id *pair = steps_of(p, s, &n);
    return pair != NULL && are_covered(p, s, pair, n);
}

bool dp_makes_pipeline(dp_prover *p, dp_state *s, uint64_t *n, dp_span name)
{
    size_t steps = 0;
    dp_front *outside = p->front;
    const dp_id *pair = steps_of(p, s, &steps);
    bool good = pair != NULL && put_in_front(p, s, pair, steps) && dp_is_table(p, n, name);
    p->front = outside;
    return good;
}

bool dp_prove_pipeline(dp_prover *p, dp_state *s, const dp_claims *c)
{
    size_t n = 0;
    dp_front *outside = p->front;
    const dp_id *pair = steps_of(p, s, &n);
    if (pair == NULL || !are_covered(p, s, pair, n - 1) || !put_in_front(p, s, pair, n - 1)) {
        return false;
    }
    const char *path = dp_take_printf(p->ctx, "steps[%zu]", n - 1);
    bool holds = dp_prove_inner(p, s, dp_step_of(s->heap, pair[n - 1]), path, c);
    p->front = outside;
    return holds;
}
