#include "proof/affine.h"

bool dp_affine_read(dp_prover *p, dp_state *s, dp_affine *out)
{
    out->coef = dp_need_nums_any(s, "coef_", 2);
    out->intercept = dp_need_nums_any(s, "intercept_", 1);
    bool one = out->intercept.count == 1 && out->intercept.found_ndim == 0;
    bool good = !s->failed && out->coef.count != 0 && (one || out->intercept.count == out->coef.dim[0]);
    return good || dp_refute(p, "coef_ and intercept_: not of as many outputs");
}

static bool are_coefficients(dp_prover *p, dp_span name, dp_nums coef)
{
    const dp_form_tensor *t = dp_tensor_of(p, name, DP_FORM_DOUBLE, 2);
    uint64_t inputs = coef.dim[1];
    uint64_t outputs = coef.dim[0];
    bool good = t != NULL && t->dim[0] == inputs && t->dim[1] == outputs;
    for (uint64_t i = 0; good && i < inputs; i++) {
        for (uint64_t o = 0; good && o < outputs; o++) {
            good = dp_same_bits(dp_f64_at(t, i * outputs + o), coef.v[o * inputs + i]);
        }
    }
    return good || dp_refute(p, "coef_: other numbers than in the file");
}

static bool is_intercept(dp_prover *p, dp_span name, dp_nums intercept)
{
    return dp_is_f64s(p, name, intercept.count, intercept.v) || dp_refute(p, "intercept_: other numbers than in the file");
}

bool dp_is_affine(dp_prover *p, const dp_affine *a, dp_span name)
{
    dp_span product, intercept, x, coef;
    return dp_is_binary(p, name, "Add", &product, &intercept) && is_intercept(p, intercept, a->intercept)
           && dp_is_binary(p, product, "MatMul", &x, &coef) && are_coefficients(p, coef, a->coef) && dp_is_x64(p, x);
}

/* coef_ᵀ, or a row, in float32 */
static bool are_singles(dp_prover *p, dp_span name, const double *v, uint64_t inputs, uint64_t outputs)
{
    const dp_form_tensor *t = dp_tensor_of(p, name, DP_FORM_FLOAT, 2);
    bool good = t != NULL && t->dim[0] == inputs && t->dim[1] == outputs;
    for (uint64_t i = 0; good && i < t->count; i++) {
        float found = dp_loadf32(t->raw.p + i * sizeof found);
        float want = (float)v[i % outputs * inputs + i / outputs];
        good = memcmp(&found, &want, sizeof want) == 0;
    }
    return good || dp_refute(p, "coef_ or intercept_: other numbers than in the file");
}

bool dp_is_affine_f32(dp_prover *p, const dp_affine *a, dp_span name)
{
    dp_span sum, product, intercept, x, coef;
    return dp_is_cast(p, name, DP_FORM_DOUBLE, &sum) && dp_is_binary(p, sum, "Add", &product, &intercept)
           && are_singles(p, intercept, a->intercept.v, 1, a->intercept.count)
           && dp_is_binary(p, product, "MatMul", &x, &coef)
           && are_singles(p, coef, a->coef.v, a->coef.dim[1], a->coef.dim[0]) && dp_is_x32(p, x);
}
