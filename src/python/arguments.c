/* np.load and its like unpickle where allow_pickle is true. */
#include "python/refs.h"
#include "python/scopes.h"

enum { MOST_TOKENS = 10000 }; /* of one call */

static bool ends_argument(const dp_py_source *source, size_t i, uint16_t depth)
{
    return i >= source->n || source->tokens[i].kind == DP_PY_NEWLINE
           || (source->tokens[i].depth == depth && (dp_py_op(source, i, ",") || dp_py_op(source, i, ")")))
           || source->tokens[i].depth < depth;
}

/* The argument that begins at token i: whatever is not plainly false can turn out true. */
static dp_allows judge_value(const dp_py_source *source, size_t i, uint16_t depth)
{
    bool plainly_false = dp_py_word(source, i, "False") || dp_py_word(source, i, "None")
                         || dp_py_is(source, i, DP_PY_NUMBER, "0");
    return plainly_false && ends_argument(source, i + 1, depth) ? DP_ALLOWS_NO : DP_ALLOWS_YES;
}

/* Is the argument at i the one that is asked for: by name, or as number `position`? Its value's token in *value. */
static bool is_wanted(const dp_py_source *source, size_t i, int number, int position, size_t *value)
{
    bool named = (source->tokens[i].roles & DP_PY_BINDS) != 0 && dp_py_op(source, i + 1, "=");
    *value = named ? i + 2 : i;
    return named ? dp_py_word(source, i, "allow_pickle") : number == position;
}

/* The arguments from token i on, of which the first has the given number, up to the bracket of this depth. */
static dp_allows judge_arguments(const dp_py_source *source, size_t i, uint16_t depth, int number, int position)
{
    dp_allows found = DP_ALLOWS_NO;
    size_t most = i + MOST_TOKENS < source->n ? i + MOST_TOKENS : source->n;
    while (i < most && !(source->tokens[i].depth == depth && dp_py_op(source, i, ")")) && source->tokens[i].depth >= depth) {
        size_t value;
        if (dp_py_op(source, i, "*") || dp_py_op(source, i, "**")) {
            found = DP_ALLOWS_PERHAPS;
        } else if (is_wanted(source, i, number, position, &value)) {
            return judge_value(source, value, depth);
        }
        while (i < most && !ends_argument(source, i, depth)) {
            i++;
        }
        if (i < most && source->tokens[i].kind == DP_PY_NEWLINE) {
            break; /* the source ends in the call */
        }
        i += i < most && dp_py_op(source, i, ",");
        number++;
    }
    return i == most && most < source->n ? DP_ALLOWS_PERHAPS : found;
}

/* partial(np.load, allow_pickle=True) */
static bool is_argument(const dp_py_source *source, const dp_ref_reach *reach)
{
    uint16_t depth = dp_py_depth_around(source, reach->begin);
    return depth > 0 && dp_py_op(source, reach->end, ",") && source->tokens[reach->end].depth == depth;
}

dp_allows dp_ref_allows(const dp_py_source *source, const dp_ref_reach *reach, int position)
{
    if (dp_py_op(source, reach->end, "(")) {
        return judge_arguments(source, reach->end + 1, source->tokens[reach->end].depth, 0, position);
    }
    if (is_argument(source, reach)) {
        dp_allows found = judge_arguments(source, reach->end + 1, source->tokens[reach->end].depth, 0, -1);
        return found == DP_ALLOWS_PERHAPS ? DP_ALLOWS_NO : found; /* nothing tells that the arguments are meant for it */
    }
    return DP_ALLOWS_NO;
}
