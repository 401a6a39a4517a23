/* Pipeline: StandardScaler, any number of them, and then an estimator with a proof of its own.
 *
 *     x' = (x - mean_) / scale_       without what the scaler does not do, float64
 */
#include "proof/prove.h"

struct steps {
    dp_state *pipeline;
    const dp_id *step;   /* pairs of name and estimator */
    size_t n;            /* in front of the last */
    dp_span x;           /* what the last one sees, once it is proved */
};

static dp_id estimator_of(const dp_heap *heap, dp_id pair)
{
    const dp_obj *o = dp_at(heap, pair);
    return (o->kind == DP_K_TUPLE || o->kind == DP_K_LIST) && o->len == 2 ? o->u.item[1] : 0;
}

static bool is_nothing(dp_heap *heap, dp_id id)
{
    dp_span text = dp_obj_bytes(heap, id);
    return dp_kind_of(heap, id) == DP_K_NONE || (text.p != NULL && dp_span_is(text, "passthrough"));
}

/* name = Sub or Div of *x and a row of these numbers */
static bool is_by_row(dp_prover *p, const char *op, dp_nums want, dp_span name, dp_span *x)
{
    dp_span row;
    if (!dp_is_binary(p, name, op, x, &row)) {
        return false;
    }
    const dp_form_tensor *t = dp_tensor_of(p, row, DP_FORM_DOUBLE, 1);
    bool same = t != NULL && t->count == want.count && want.count == p->n_features
                && memcmp(t->raw.p, want.v, want.count * sizeof *want.v) == 0;
    return same || dp_refute(p, "a scaler's numbers are not those of the file");
}

static bool is_scaled(dp_prover *p, dp_state *s, dp_span *name)
{
    bool divides = dp_get_bool(s, "with_std", true);
    bool subtracts = dp_get_bool(s, "with_mean", true);
    dp_nums scale = divides ? dp_need_nums(s, "scale_|std_", 1) : (dp_nums){0};
    dp_nums mean = subtracts ? dp_need_nums(s, "mean_", 1) : (dp_nums){0};
    return !s->failed && (!divides || is_by_row(p, "Div", scale, *name, name))
           && (!subtracts || is_by_row(p, "Sub", mean, *name, name));
}

/* From the last scaler back to the input. */
static bool is_before(dp_prover *p, void *self, dp_span name)
{
    struct steps *steps = self;
    dp_span x = name;
    if (steps->x.n != 0) {
        return dp_same(p, name, steps->x, "the steps before");
    }
    steps->x = name;
    for (size_t i = steps->n; i-- > 0;) {
        dp_id id = estimator_of(steps->pipeline->heap, steps->step[i]);
        dp_state s = dp_state_open(steps->pipeline, id, dp_take_printf(p->ctx, "steps[%zu]", i));
        if (!is_nothing(steps->pipeline->heap, id) && !is_scaled(p, &s, &x)) {
            return dp_refute(p, "steps[%zu]: no scaler", i);
        }
    }
    return dp_is_input(p, x);
}

bool dp_prove_pipeline(dp_prover *p, dp_state *s, const dp_claims *c)
{
    size_t n = 0;
    struct steps steps = {.pipeline = s, .step = dp_items_of(s, dp_need(s, "steps"), "steps", &n)};
    if (s->failed || n == 0 || p->before != NULL) {
        return s->failed || n == 0 ? dp_refute(p, "steps: there are none") : dp_leave_open(p, "a pipeline in a pipeline");
    }
    bool scales = false;
    for (size_t i = 0; i + 1 < n; i++) {
        dp_id id = estimator_of(s->heap, steps.step[i]);
        bool scaler = strcmp(dp_obj_class(s->heap, id), "sklearn.preprocessing.StandardScaler") == 0;
        if (!scaler && !is_nothing(s->heap, id)) {
            return dp_leave_open(p, "steps that are no StandardScaler");
        }
        scales = scales || scaler;
    }
    steps.n = n - 1;
    if (scales) {
        p->before = is_before;
        p->before_self = &steps;
    }
    const char *path = dp_take_printf(p->ctx, "steps[%zu]", n - 1);
    bool holds = dp_prove_inner(p, s, estimator_of(s->heap, steps.step[n - 1]), path, c);
    p->before = NULL;
    return holds;
}
