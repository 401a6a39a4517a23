/* Pipeline: scalers, any number of them, and then an estimator with a proof of its own. In float64, without what a scaler
 * does not do:
 *
 *     StandardScaler   x' = (x - mean_) / scale_           RobustScaler   x' = (x - center_) / scale_
 *     MinMaxScaler     x' = x * scale_ + min_              MaxAbsScaler   x' = x / scale_
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

/* What a scaler does first and then, by the attributes that hold the numbers. */
typedef struct scaler {
    const char *class;
    const char *first, *by, *if_first; /* if_: the parameter that can turn it off, NULL: none can */
    const char *then, *and_by, *if_then;
} scaler;

static const scaler scalers[] = {
    {"sklearn.preprocessing.StandardScaler", "Sub", "mean_", "with_mean", "Div", "scale_|std_", "with_std"},
    {"sklearn.preprocessing.RobustScaler", "Sub", "center_", "with_centering", "Div", "scale_", "with_scaling"},
    {"sklearn.preprocessing.MinMaxScaler", "Mul", "scale_", NULL, "Add", "min_", NULL},
    {"sklearn.preprocessing.MaxAbsScaler", "Div", "scale_", NULL, NULL, NULL, NULL},
};

static const scaler *scaler_of(dp_state *s, dp_id id)
{
    for (size_t i = 0; i < sizeof scalers / sizeof *scalers; i++) {
        if (strcmp(dp_obj_class(s->heap, id), scalers[i].class) == 0) {
            return &scalers[i];
        }
    }
    return NULL;
}

/* One half of it, if there is that half. */
static bool is_half(dp_prover *p, dp_state *s, const char *op, const char *by, const char *parameter, dp_span *name)
{
    if (op == NULL || (parameter != NULL && !dp_get_bool(s, parameter, true))) {
        return true;
    }
    dp_nums numbers = dp_need_nums(s, by, 1);
    return !s->failed && is_by_row(p, op, numbers, *name, name);
}

static bool is_scaled(dp_prover *p, dp_state *s, const scaler *does, dp_span *name)
{
    return is_half(p, s, does->then, does->and_by, does->if_then, name)
           && is_half(p, s, does->first, does->by, does->if_first, name);
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
        if (!is_nothing(steps->pipeline->heap, id) && !is_scaled(p, &s, scaler_of(&s, id), &x)) {
            return dp_refute(p, "steps[%zu]: no scaler", i);
        }
    }
    return dp_is_input(p, x);
}

/* Clips (MinMaxScaler since 0.24, MaxAbsScaler since 1.8), or multiplies a single column, for which files have other forms. */
static bool does_more(dp_state *pipeline, dp_id id, const scaler *does)
{
    dp_state s = dp_state_open(pipeline, id, "steps");
    bool single = strcmp(does->first, "Mul") == 0 && dp_get_nums(&s, does->by, 1).count == 1;
    return single || dp_get_bool(&s, "clip", false);
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
        const scaler *does = scaler_of(s, id);
        if (does == NULL ? !is_nothing(s->heap, id) : does_more(s, id, does)) {
            return dp_leave_open(p, "steps that do more than to scale");
        }
        scales = scales || does != NULL;
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
