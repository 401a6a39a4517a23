/* Scalers, in float64, without what one does not do:
 *
 *     StandardScaler   x' = (x - mean_) / scale_           RobustScaler   x' = (x - center_) / scale_
 *     MinMaxScaler     x' = x * scale_ + min_              MaxAbsScaler   x' = x / scale_ */
#include "proof/steps.h"

/* What a scaler does first and then, by the attributes that hold the numbers. */
typedef struct scaler {
    const char *first, *by, *if_first; /* if_: the parameter that can turn it off, NULL: none can */
    const char *then, *and_by, *if_then;
} scaler;

static const scaler standard = {"Sub", "mean_", "with_mean", "Div", "scale_|std_", "with_std"};
static const scaler robust = {"Sub", "center_", "with_centering", "Div", "scale_", "with_scaling"};
static const scaler min_max = {"Mul", "scale_", NULL, "Add", "min_", NULL};
static const scaler max_abs = {"Div", "scale_", NULL, NULL, NULL, NULL};

/* Clips (MinMaxScaler since 0.24, MaxAbsScaler since 1.8)? */
static bool covers(dp_prover *p, dp_state *s)
{
    return !dp_get_bool(s, "clip", false) || dp_leave_open(p, "a scaler that clips");
}

/* name = an operator of *x and a row of these numbers */
static bool is_by_row(dp_prover *p, const char *op, dp_nums want, uint64_t *n, dp_span name, dp_span *x)
{
    dp_span row;
    bool factor = strcmp(op, "Mul") == 0 || strcmp(op, "Div") == 0;
    if (!dp_is_width(p, n, want.count) || !dp_is_binary(p, name, op, x, &row)) {
        return false;
    }
    if (factor && want.count == 1 && dp_node_of(p, row) != NULL) {
        return dp_is_factor(p, row, *x, 1, want.v[0]);
    }
    return dp_is_f64s(p, row, want.count, want.v) || dp_refute(p, "a scaler's numbers are not those of the file");
}

/* One half of it, if there is that half. */
static bool is_half(dp_prover *p, dp_state *s, const char *op, const char *by, const char *parameter, uint64_t *n, dp_span *name)
{
    if (op == NULL || (parameter != NULL && !dp_get_bool(s, parameter, true))) {
        return true;
    }
    dp_nums numbers = dp_need_nums_any(s, by, 1);
    return !s->failed && is_by_row(p, op, numbers, n, *name, name);
}

static bool is_scaled(dp_prover *p, dp_state *s, const scaler *does, uint64_t *n, dp_span name)
{
    return is_half(p, s, does->then, does->and_by, does->if_then, n, &name)
           && is_half(p, s, does->first, does->by, does->if_first, n, &name) && dp_is_table(p, n, name);
}

#define SCALER(step, does)                                                          \
    bool dp_covers_##step(dp_prover *p, dp_state *s)                                \
    {                                                                               \
        return covers(p, s);                                                        \
    }                                                                               \
    bool dp_makes_##step(dp_prover *p, dp_state *s, uint64_t *n, dp_span name)      \
    {                                                                               \
        return is_scaled(p, s, &(does), n, name);                                   \
    }

SCALER(max_abs_scaler, max_abs)
SCALER(min_max_scaler, min_max)
SCALER(robust_scaler, robust)
SCALER(standard_scaler, standard)
