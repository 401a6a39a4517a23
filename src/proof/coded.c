#include "proof/coded.h"

#include "proof/front.h"

#include <math.h>

bool dp_coded_begin(dp_prover *p, uint64_t n, dp_coded *out)
{
    bool fits = n != 0 && n <= INT32_MAX;
    *out = (dp_coded){.n = n, .code = fits ? dp_take(p->ctx, (size_t)n, sizeof *out->code) : NULL,
                      .name = fits ? dp_take(p->ctx, (size_t)n, sizeof *out->name) : NULL};
    return (out->code != NULL && out->name != NULL) || dp_refute(p, "a booster of no features");
}

bool dp_coded_opens(dp_prover *p, const dp_coded *c, uint64_t n)
{
    if (c->code == NULL) {
        return dp_input_holds(p, n);
    }
    p->n_features = n;
    return dp_input_opens(p, n, c->name);
}

static double number_of(const void *self, const dp_codes *codes, size_t k, uint64_t column)
{
    (void)self;
    (void)column;
    return k == codes->n ? (double)NAN : (double)k;
}

bool dp_are_coded(dp_prover *p, const dp_coded *c, dp_span name)
{
    const dp_span *part = &name;
    bool good = c->n == 1 || dp_is_concat(p, name, 1, (size_t)c->n, &part);
    for (uint64_t i = 0; good && i < c->n; i++) {
        const dp_codes *codes = c->code[i];
        dp_span column = part[i];
        good = (codes == NULL || dp_are_code_lines(p, part[i], codes, 1, number_of, NULL, &column))
               && dp_is_column(p, c->n, i, codes != NULL && codes->text, column);
    }
    return good;
}
