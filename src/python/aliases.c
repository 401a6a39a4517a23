/* Statements that give a module, or what is in one, another name. */
#include "python/refs.h"
#include "python/scopes.h"

enum { MOST_TOKENS = 1000 }; /* of a statement */

static bool is_name(const dp_py_source *source, size_t i)
{
    return i < source->n && source->tokens[i].kind == DP_PY_NAME;
}

/* The elements of a display, or of a list with no brackets around it. */
typedef struct elements {
    size_t begin, end; /* without the brackets */
    size_t n;
    size_t index;      /* of the one that is asked for; n: none is at that place */
    bool listed;       /* false: one expression, no comma and no bracket */
    bool broken;       /* *a, or too long */
} elements;

/* The elements from token i up to `end`, and which of them begins at `wanted`. */
static elements read_elements(const dp_py_source *source, size_t i, size_t end, size_t wanted)
{
    elements e = {.begin = i, .end = end, .index = SIZE_MAX, .broken = end - i > MOST_TOKENS};
    while (i < end && !e.broken) {
        uint16_t depth = dp_py_depth_around(source, i);
        e.index = i == wanted ? e.n : e.index;
        e.broken = dp_py_op(source, i, "*") || dp_py_op(source, i, "**");
        while (i < end && !(source->tokens[i].depth == depth && dp_py_op(source, i, ","))) {
            i++;
        }
        e.listed = e.listed || i < end;
        e.n++;
        i++;
    }
    return e;
}

/* Without the brackets around all of it, where they are not the wanted element's own. */
static elements read_list(const dp_py_source *source, size_t begin, size_t end, size_t wanted)
{
    bool bracket = begin != wanted && dp_py_opens(source, begin) && dp_py_behind_bracket(source, begin) == end;
    elements e = read_elements(source, begin + bracket, end - bracket, wanted);
    e.listed = e.listed || (bracket && !dp_py_op(source, begin, "("));
    return e;
}

/* NAME or x.NAME at [begin, end) */
static size_t target_name(const dp_py_source *source, size_t begin, size_t end)
{
    size_t i = begin;
    while (is_name(source, i) && i + 1 < end && dp_py_op(source, i + 1, ".")) {
        i += 2;
    }
    return is_name(source, i) && i + 1 == end ? i : SIZE_MAX;
}

/* Binds the target that begins at `begin`; false: its uses will not all be seen. */
static bool give(dp_bindings *b, const dp_py_source *source, size_t begin, size_t end, dp_span whole)
{
    size_t name = target_name(source, begin, end);
    if (name != SIZE_MAX && b != NULL) {
        dp_bind(b, dp_py_text(source, &source->tokens[name]), whole, name != begin);
    }
    return name == begin;
}

/* The targets at [begin, end) get the value, or the element of it that it is. */
static bool give_part(dp_bindings *b, const dp_py_source *source, size_t begin, size_t end, const elements *value, dp_span whole)
{
    size_t colon = begin + 1;
    if (dp_py_op(source, colon, ":")) { /* NAME: TYPE = … */
        end = colon;
    }
    if (!value->listed) {
        return give(b, source, begin, end, whole);
    }
    elements targets = read_list(source, begin, end, SIZE_MAX);
    size_t i = targets.begin;
    if (!targets.listed || targets.broken || value->broken || targets.n != value->n) {
        return false;
    }
    for (size_t k = 0; k < value->index; k++) {
        uint16_t depth = dp_py_depth_around(source, i);
        while (i < targets.end && !(source->tokens[i].depth == depth && dp_py_op(source, i, ","))) {
            i++;
        }
        if (i >= targets.end) {
            return false;
        }
        i++;
    }
    size_t stop = i;
    while (stop < targets.end && !dp_py_op(source, stop, ",")) {
        stop++;
    }
    return give(b, source, i, stop, whole);
}

/* a = b, c = VALUE */
static bool give_all(dp_bindings *b, const dp_py_source *source, size_t first, size_t last, const elements *value, dp_span whole)
{
    bool plain = true;
    size_t begin = first;
    for (size_t i = first; i <= last; i++) {
        if (source->tokens[i].depth == 0 && dp_py_op(source, i, "=")) {
            plain = give_part(b, source, begin, i, value, whole) && plain;
            begin = i + 1;
        }
    }
    return plain;
}

/* The "=" before the value of the assignment that token i stands in the value of; SIZE_MAX: there is none. */
static size_t equals_before(const dp_py_source *source, size_t i)
{
    size_t first = i;
    while (i > 0 && first - i < MOST_TOKENS && (source->tokens[i].roles & DP_PY_STARTS) == 0) {
        i--;
        if (source->tokens[i].depth == 0 && dp_py_op(source, i, "=")) {
            return i;
        }
    }
    return SIZE_MAX;
}

static bool bind_assignment(dp_bindings *b, const dp_py_source *source, size_t from, size_t to, dp_span whole)
{
    size_t equals = equals_before(source, from);
    if (equals == SIZE_MAX) {
        return false;
    }
    size_t first = dp_py_statement(source, equals);
    size_t end = dp_py_statement_end(source, equals);
    elements value = read_list(source, equals + 1, end, from);
    bool whole_element = to == value.end || dp_py_op(source, to, ",");
    return equals - first < MOST_TOKENS && value.index < value.n && whole_element
           && give_all(b, source, first, equals, &value, whole);
}

/* for m in (pickle, dill): at the element; the bracket closes behind it. */
static bool bind_loop(dp_bindings *b, const dp_py_source *source, size_t from, size_t to, dp_span whole)
{
    uint16_t depth = dp_py_depth_around(source, from);
    size_t open = from;
    while (open > 0 && from - open < MOST_TOKENS && !(source->tokens[open].depth == depth && dp_py_opens(source, open) && open != from)) {
        open--;
    }
    bool loop = depth > 0 && open >= 3 && dp_py_opens(source, open) && dp_py_word(source, open - 1, "in") && is_name(source, open - 2)
                && dp_py_word(source, open - 3, "for");
    elements value = loop ? read_list(source, open, dp_py_behind_bracket(source, open), from) : (elements){0};
    return loop && value.listed && value.index < value.n && (to == value.end || dp_py_op(source, to, ","))
           && give(b, source, open - 2, open - 1, whole);
}

/* Gives the names to what `reach` is, where b is not NULL. */
static bool bind_names(dp_bindings *b, const dp_py_source *source, const dp_ref_reach *reach, dp_span whole)
{
    size_t from, to;
    bool named = reach->named != SIZE_MAX && give(b, source, reach->named, reach->named + 1, dp_dotted_span(&reach->named_as));
    dp_ref_widen(source, reach->begin, reach->end, &from, &to);
    bool assigned = bind_assignment(b, source, from, to, whole) || bind_loop(b, source, from, to, whole);
    return named || assigned;
}

bool dp_is_alias(const dp_py_source *source, const dp_ref_reach *reach)
{
    return bind_names(NULL, source, reach, (dp_span){NULL, 0});
}

void dp_bind_aliases(dp_bindings *bindings, const dp_py_source *source)
{
    for (size_t i = 0; i < source->n && !bindings->failed; i++) {
        dp_ref ref;
        if (!dp_ref_read(source, i, &ref)) {
            continue;
        }
        size_t k = 0;
        for (dp_span target = dp_ref_target(bindings, source, &ref, &k); target.n != 0;
             target = dp_ref_target(bindings, source, &ref, &k)) {
            dp_ref_reach reach;
            dp_ref_follow(source, &ref, target, &reach);
            bind_names(bindings, source, &reach, dp_dotted_span(&reach.whole));
        }
    }
}
