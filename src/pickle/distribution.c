/* What scipy writes of a distribution, by version:
 *
 *     before 1.6   BUILD (parameters of the constructor as a dict, RandomState or None)
 *     since 1.6    BUILD a dict of attributes. Its _parse_arg_template is Python code, and __setstate__ executes it:
 *                  the text must be scipy's own template, filled in with names and nothing else
 *     discrete     the dict also holds numpy.vectorize over getattr(the distribution, "_entropy")
 *
 * __setstate__ hands the state to dict.update, which also takes pairs: only a plain dict with plain text keys, or the
 * older form exactly, can be seen through. */
#include "pickle/distribution.h"

static const char code_key[] = "_parse_arg_template";

bool dp_is_distribution(const dp_heap *heap, dp_id id)
{
    static const char *const modules[] = {"scipy.stats._continuous_distns.", "scipy.stats._discrete_distns.",
                                          "scipy.stats._levy_stable.",
                                          "scipy.stats._distn_infrastructure.rv_sample"};
    const char *path = dp_kind_of(heap, id) == DP_K_MADE ? dp_canonical(heap, id) : "";
    for (size_t i = 0; i < sizeof modules / sizeof *modules; i++) {
        if (strncmp(path, modules[i], strlen(modules[i])) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_word(uint8_t c)
{
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Takes `literal` off the front of s. */
static bool skip(dp_span *s, const char *literal)
{
    size_t n = strlen(literal);
    if (s->n < n || memcmp(s->p, literal, n) != 0) {
        return false;
    }
    *s = dp_span_cut(*s, n, s->n);
    return true;
}

/* Takes "low, high, " off the front: names, each with a comma and a blank. */
static dp_span take_names(dp_span *s)
{
    size_t end = 0;
    for (size_t i = 0; i < s->n && (is_word(s->p[i]) || s->p[i] == ',' || s->p[i] == ' '); i++) {
        if (s->p[i] == ' ') {
            bool digit = s->p[end] >= '0' && s->p[end] <= '9';
            bool named = i >= end + 2 && s->p[i - 1] == ',' && is_word(s->p[i - 2]) && !digit;
            if (!named || memchr(s->p + end, ',', i - end - 1) != NULL) {
                break;
            }
            end = i + 1;
        }
    }
    dp_span names = dp_span_cut(*s, 0, end);
    *s = dp_span_cut(*s, end, s->n);
    return names;
}

static bool skip_span(dp_span *s, dp_span want)
{
    dp_span head = dp_span_cut(*s, 0, want.n);
    *s = dp_span_cut(*s, want.n, s->n);
    return dp_span_equal(head, want);
}

/* scipy's template with the names of the shape parameters and one of its ways to write location and scale. */
static bool is_template(dp_span s, const char *in, const char *out)
{
    if (!skip(&s, "\ndef _parse_args(self, ")) {
        return false;
    }
    dp_span names = take_names(&s);
    return skip(&s, " ") && skip(&s, in) && skip(&s, "):\n    return (") && skip_span(&s, names) && skip(&s, "), ")
           && skip(&s, out) && skip(&s, "\n\ndef _parse_args_rvs(self, ") && skip_span(&s, names) && skip(&s, " ")
           && skip(&s, in) && skip(&s, ", size=None):\n    return self._argcheck_rvs(") && skip_span(&s, names)
           && skip(&s, " ") && skip(&s, out) && skip(&s, ", size=size)\n\ndef _parse_args_stats(self, ")
           && skip_span(&s, names) && skip(&s, " ") && skip(&s, in) && skip(&s, ", moments='mv'):\n    return (")
           && skip_span(&s, names) && skip(&s, "), ") && skip(&s, out) && skip(&s, ", moments\n") && s.n == 0;
}

static bool is_code_of_scipy(const dp_heap *heap, dp_id id)
{
    dp_span text = dp_obj_bytes(heap, id);
    return dp_kind_of(heap, id) == DP_K_TEXT
           && (is_template(text, "loc=0, scale=1", "loc, scale") || is_template(text, "loc=0", "loc, 1"));
}

/* Every key a plain text, and the code, wherever it stands, scipy's. with_code: may it be there at all? */
static bool is_plain(const dp_heap *heap, dp_id id, bool with_code)
{
    const dp_obj *o = dp_at(heap, id);
    if (o->kind != DP_K_DICT) {
        return false;
    }
    for (size_t i = 0; i < o->len; i++) {
        const dp_id *pair = o->u.item + 2 * i;
        bool is_code = dp_obj_is(heap, pair[0], code_key);
        if (!dp_is_text(dp_at(heap, pair[0])) || (is_code && (!with_code || !is_code_of_scipy(heap, pair[1])))) {
            return false;
        }
    }
    return true;
}

bool dp_distribution_state(const dp_heap *heap, dp_id state)
{
    const dp_obj *o = dp_at(heap, state);
    if (o->kind != DP_K_TUPLE) {
        return is_plain(heap, state, true);
    }
    if (o->len != 2 || !is_plain(heap, o->u.item[0], false)) {
        return false;
    }
    const char *random = dp_canonical(heap, o->u.item[1]);
    return dp_kind_of(heap, o->u.item[1]) == DP_K_NONE || strcmp(random, "numpy.random._pickle.__randomstate_ctor") == 0
           || strcmp(random, "numpy.random._pickle.__generator_ctor") == 0;
}

bool dp_distribution_method(const dp_heap *heap, dp_id args)
{
    static const char *const methods[] = {"_entropy", "cdf", "entropy", "expect", "fit", "interval", "isf", "logcdf", "logpdf",
                                          "logpmf", "logsf", "mean", "median", "moment", "pdf", "pmf", "ppf", "rvs", "sf",
                                          "stats", "std", "var"};
    const dp_obj *o = dp_at(heap, args);
    bool found = false;
    for (size_t i = 0; i < sizeof methods / sizeof *methods && o->kind == DP_K_TUPLE && o->len == 2; i++) {
        found = found || dp_obj_is(heap, o->u.item[1], methods[i]);
    }
    return found && dp_is_distribution(heap, o->u.item[0]);
}
