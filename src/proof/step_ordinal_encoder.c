/* OrdinalEncoder: category j of a column is the number j; what is missing is encoded_missing_value, what is no category
 * unknown_value, or NaN where scikit-learn would raise. */
#include "proof/codes.h"
#include "proof/steps.h"

#include <math.h>

struct encoder {
    double missing, unknown;
};

bool dp_covers_ordinal_encoder(dp_prover *p, dp_state *s)
{
    size_t n = 0;
    return dp_get_bool(s, "_infrequent_enabled", false) ? dp_leave_open(p, "an encoder of infrequent categories")
                                                        : dp_codes_list(p, s, &n) != NULL;
}

static double line_of(const void *self, const dp_codes *codes, size_t k, uint64_t c)
{
    const struct encoder *e = self;
    (void)c;
    return k == codes->n ? e->unknown : k == codes->missing ? e->missing : (double)k;
}

bool dp_makes_ordinal_encoder(dp_prover *p, dp_state *s, uint64_t *n, dp_span name)
{
    size_t columns = 0;
    const dp_codes *codes = dp_codes_list(p, s, &columns);
    const dp_span *part = &name;
    bool told = strcmp(dp_get_text(s, "handle_unknown", "error"), "use_encoded_value") == 0;
    struct encoder e = {dp_get_f64_any(s, "encoded_missing_value", (double)NAN),
                        told ? dp_get_f64_any(s, "unknown_value", (double)NAN) : (double)NAN};
    bool good = codes != NULL && !s->failed && dp_is_width(p, n, columns)
                && (columns == 1 || dp_is_concat(p, name, 1, columns, &part));
    for (size_t i = 0; good && i < columns; i++) {
        dp_span column;
        good = dp_are_code_lines(p, part[i], &codes[i], 1, line_of, &e, &column)
               && dp_is_column(p, columns, i, codes[i].text, column);
    }
    return good;
}
