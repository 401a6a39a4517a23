/* GaussianNB: joint[k] = bias[k] - Σ (x - theta_[k])² / var_[k] · 0.5, and softmax of it, where
 *
 *     bias[k] = log(class_prior_[k]) - Σ log(2π var_[k]) · 0.5
 *
 * In which order a sum over features is added is left to the runtime. */
#include "proof/links.h"
#include "proof/prove.h"
#include "proof/source.h"

#include <math.h>

struct naive {
    dp_prover *p;
    dp_labels classes;
    dp_nums theta, var;   /* [classes, features] */
    dp_near *bias;        /* [classes] */
    dp_span joint;        /* once it is proved */
};

/* Half a sum of n logarithms: what they are off by, and for each of the sum's levels an ulp of their sizes. */
static dp_near bias_of(dp_near prior, const double *var, uint64_t n, double *each)
{
    double off = 0;
    double sizes = 0;
    for (uint64_t i = 0; i < n; i++) {
        dp_near one = dp_near_log(2.0 * M_PI * var[i]);
        each[i] = one.v;
        off += one.off;
        sizes += fabs(one.v);
    }
    double levels = fmin((double)n, 20) + log2((double)n); /* eight lanes of blocks of 128, and halves */
    return (dp_near){prior.v + -0.5 * dp_src_numpy_sum(each, n), prior.off + 0.5 * off + levels * dp_ulp(sizes + fabs(prior.v))};
}

static bool begin(struct naive *m, dp_prover *p, dp_state *s)
{
    *m = (struct naive){.p = p, .classes = dp_need_labels(s, "classes_"), .theta = dp_need_nums_any(s, "theta_", 2)};
    m->var = dp_need_nums_any(s, "var_|sigma_", 2);
    dp_nums prior = dp_need_nums_any(s, "class_prior_", 1);
    uint64_t n = s->failed ? 0 : m->theta.dim[1];
    bool fits = n != 0 && m->theta.dim[0] == m->classes.n && m->var.dim[0] == m->classes.n && m->var.dim[1] == n
                && prior.count == m->classes.n;
    m->bias = fits ? dp_take(p->ctx, m->classes.n, sizeof *m->bias) : NULL;
    double *each = fits ? dp_take(p->ctx, (size_t)n, sizeof *each) : NULL;
    if (m->bias == NULL || each == NULL) {
        return dp_refute(p, "theta_, var_ and class_prior_ are not of the same classes");
    }
    for (size_t k = 0; k < m->classes.n; k++) {
        m->bias[k] = bias_of(dp_near_log(prior.v[k]), m->var.v + k * n, n, each);
    }
    return dp_input_holds(p, n);
}

static bool is_row(dp_prover *p, dp_span name, dp_nums v, size_t k)
{
    return dp_is_f64s(p, name, v.dim[1], v.v + k * v.dim[1]) || dp_refute(p, "class %zu: other numbers than in the file", k);
}

static bool is_of_class(dp_prover *p, void *self, size_t k, dp_span name)
{
    const struct naive *m = self;
    dp_span bias, half, sum, by, q, square, var, d, same, x, theta;
    return dp_is_binary(p, name, "Sub", &bias, &half) && dp_is_f64_near(p, bias, m->bias[k])
           && dp_is_binary(p, half, "Mul", &sum, &by) && dp_is_factor(p, by, sum, 1, 0.5) && dp_is_sum_of_rows(p, sum, &q)
           && dp_is_binary(p, q, "Div", &square, &var) && is_row(p, var, m->var, k)
           && dp_is_binary(p, square, "Mul", &d, &same) && dp_same(p, same, d, "the difference")
           && dp_is_binary(p, d, "Sub", &x, &theta) && is_row(p, theta, m->theta, k) && dp_is_x64(p, x);
}

static bool is_joint(void *self, dp_span name)
{
    struct naive *m = self;
    if (m->joint.n != 0) {
        return dp_same(m->p, name, m->joint, "the likelihoods");
    }
    m->joint = name;
    return dp_are_side_by_side(m->p, name, m->classes.n, is_of_class, m);
}

static bool is_winner(dp_prover *p, void *self, size_t i, dp_span name)
{
    dp_span of;
    (void)i;
    return dp_is_argmax(p, name, &of) && is_joint(self, of);
}

bool dp_prove_gaussian_nb(dp_prover *p, dp_state *s, const dp_claims *c)
{
    struct naive m;
    dp_link link = {p, is_joint, &m, false};
    const dp_claim *likely = &c->probabilities[0];
    return dp_claims_only(p, c, false, true, true, false) && begin(&m, p, s)
           && (likely->port == NULL || (dp_claim_numbers(p, likely, m.classes.n) && dp_is_softmax(&link, likely->value)))
           && dp_claim_one_output(p, c) && dp_claim_labels(p, c, 1, &m.classes, is_winner, &m);
}
