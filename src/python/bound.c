#include "python/bound.h"

/* ---- the forms of an assignment ---- */

/* with EXPRESSION as NAME, at the name: where EXPRESSION begins; 0: it is no such thing. */
static size_t with_item(const dp_py_source *s, size_t name)
{
    size_t first = dp_py_statement(s, name);
    first += dp_py_word(s, first, "async");
    if (name < 2 || !dp_py_word(s, name - 1, "as") || !dp_py_word(s, first, "with")) {
        return 0;
    }
    uint16_t depth = s->tokens[name].depth;
    size_t i = name - 1;
    while (i > first + 1 && !(s->tokens[i - 1].depth == depth && (dp_py_op(s, i - 1, ",") || dp_py_op(s, i - 1, "(")))) {
        i--;
    }
    return i;
}

/* NAME: TYPE = … */
static size_t annotated(const dp_py_source *s, size_t colon)
{
    size_t end = dp_py_statement_end(s, colon);
    for (size_t i = colon; i < end; i++) {
        if (dp_py_op(s, i, "=") && s->tokens[i].depth == 0) {
            return i + 1;
        }
    }
    return 0;
}

/* x, y at `value`, as many as there are names: where the one number k begins; 0: they are not as many. */
static size_t element(const dp_py_source *s, size_t value, size_t k, size_t n)
{
    size_t end = dp_py_statement_end(s, value);
    uint16_t depth = value < end ? dp_py_depth_around(s, value) : 0;
    size_t found = 0;
    size_t number = 0;
    for (size_t i = value; i < end; i = dp_py_argument_end(s, i) + 1) {
        if (dp_py_op(s, i, "*") || dp_py_op(s, i, "=") || s->tokens[i].depth < depth) {
            return 0;
        }
        found = number == k ? i : found;
        number++;
    }
    return number == n ? found : 0;
}

/* a, NAME = …: where … begins, or, where it is x, y, what NAME gets of it; 0: it is no such thing. */
static size_t of_several(const dp_py_source *s, size_t name, bool *part)
{
    size_t first = dp_py_statement(s, name);
    size_t i = first + (dp_py_op(s, first, "(") || dp_py_op(s, first, "["));
    size_t before = 0;
    size_t n = 1;
    while (i < s->n && s->tokens[i].kind == DP_PY_NAME && dp_py_op(s, i + 1, ",")) {
        before += i < name;
        n++;
        i += 2;
    }
    n -= i < s->n && s->tokens[i].kind != DP_PY_NAME;
    i += i < s->n && s->tokens[i].kind == DP_PY_NAME;
    i += dp_py_op(s, i, ")") || dp_py_op(s, i, "]");
    if (i <= name || !dp_py_op(s, i, "=") || !(dp_py_op(s, name + 1, ",") || (name > 0 && dp_py_op(s, name - 1, ",")))) {
        return 0;
    }
    size_t of = n > 1 ? element(s, i + 1, before, n) : 0;
    *part = of == 0;
    return of != 0 ? of : i + 1;
}

/* The value that the name (whose last token is `last`) is given here; 0: it is not. */
static size_t given(const dp_py_source *s, size_t first, size_t last, bool *part)
{
    *part = false;
    bool starts = (s->tokens[first].roles & DP_PY_STARTS) != 0;
    if (dp_py_op(s, last + 1, ":=") || (dp_py_op(s, last + 1, "=") && s->tokens[first].depth == 0 && (starts || dp_py_op(s, first - 1, "=")))) {
        return last + 2;
    }
    if (starts && dp_py_op(s, last + 1, ":")) {
        return annotated(s, last + 1);
    }
    if (first > 0 && dp_py_word(s, first - 1, "for") && dp_py_word(s, last + 1, "in")) {
        return last + 2;
    }
    size_t several = first == last ? of_several(s, first, part) : 0;
    return several != 0 ? several : first == last ? with_item(s, first) : 0;
}

/* ---- which assignments count ---- */

/* The name that is looked for. */
struct wanted {
    const dp_py_module *module;
    dp_py_at at;
    dp_span name;
    bool member;              /* self.NAME, Class.NAME, and NAME in a class's body */
    const dp_py_scope *scope; /* of the assignments; NULL: the module's own, or any class for members */
};

static uint32_t line_column(const dp_py_source *s, size_t token)
{
    while (token > 0 && s->tokens[token - 1].kind != DP_PY_NEWLINE) {
        token--;
    }
    return s->tokens[token].column;
}

static const dp_py_scope *scope_of(const dp_py_module *module, size_t source, size_t token)
{
    return dp_py_scope_of(&module->scopes[source], token);
}

/* "global NAME" in the function around: what is assigned there is the module's. */
static bool is_global(const dp_py_source *s, const dp_py_scope *scope, dp_span name)
{
    for (size_t i = scope->begin; i < scope->end; i++) {
        if (!dp_py_word(s, i, "global") || (s->tokens[i].roles & DP_PY_STARTS) == 0) {
            continue;
        }
        for (size_t k = i + 1; k < dp_py_statement_end(s, i); k++) {
            if (dp_span_equal(dp_py_text(s, &s->tokens[k]), name)) {
                return true;
            }
        }
    }
    return false;
}

/* The value given at token i of the source where it is the wanted name that stands there; 0: not. */
static size_t match(const struct wanted *w, size_t source, size_t i, bool *part)
{
    const dp_py_source *s = &w->module->sources[source];
    if (s->tokens[i].kind != DP_PY_NAME || !dp_span_equal(dp_py_text(s, &s->tokens[i]), w->name)) {
        return 0;
    }
    const dp_py_scope *scope = scope_of(w->module, source, i);
    if (i >= 2 && dp_py_op(s, i - 1, ".")) {
        bool own = i == 2 || !dp_py_op(s, i - 3, ".");
        return w->member && own && s->tokens[i - 2].kind == DP_PY_NAME ? given(s, i - 2, i, part) : 0;
    }
    if (w->member) {
        return scope != NULL && !scope->function ? given(s, i, i, part) : 0;
    }
    size_t value = scope == w->scope || w->scope == NULL ? given(s, i, i, part) : 0;
    bool counts = value != 0 && (scope == w->scope || (scope->function && is_global(s, scope, w->name)));
    return counts ? value : 0;
}

/* Backwards from the use, or from the end: an assignment that is indented farther than the use may not have been made, so that
 * earlier ones count too. */
static void collect(const struct wanted *w, dp_py_at from, uint32_t column, dp_py_bound *out)
{
    for (size_t source = from.source + 1; source > 0; source--) {
        const dp_py_source *s = &w->module->sources[source - 1];
        size_t i = source - 1 == from.source && from.token < s->n ? from.token : s->n;
        for (; i > 0; i--) {
            bool part;
            size_t value = match(w, source - 1, i - 1, &part);
            if (value == 0 || value >= s->n || (source - 1 == w->at.source && value == w->at.token)) {
                continue;
            }
            if (out->n < DP_MOST_PATHS) {
                out->at[out->n++] = (dp_py_at){source - 1, value};
                out->parts = out->parts || part;
            }
            if (line_column(s, i - 1) <= column && !w->member) {
                return;
            }
        }
    }
}

static void collect_all(const struct wanted *w, uint32_t column, dp_py_bound *out)
{
    size_t last = w->module->n - 1;
    collect(w, (dp_py_at){last, w->module->sources[last].n}, column, out);
}

/* ---- parameters ---- */

/* The class around a function, or NULL. */
static const dp_py_scope *class_of(const dp_py_module *module, size_t source, const dp_py_scope *function)
{
    const dp_py_scope *outer = function->outer != 0 ? &module->scopes[source].at[function->outer - 1] : NULL;
    return outer != NULL && !outer->function ? outer : NULL;
}

bool dp_py_calls(const dp_py_module *module, dp_py_at at, size_t source, const dp_py_scope *function)
{
    const dp_py_source *s = dp_py_source_at(module, at);
    const dp_py_token *token = &s->tokens[at.token];
    const dp_py_scope *class = class_of(module, source, function);
    bool makes = class != NULL && dp_span_is(function->name, "__init__");
    bool method = class != NULL && !makes;
    return token->kind == DP_PY_NAME && (token->roles & DP_PY_BINDS) == 0
           && dp_span_equal(dp_py_text(s, token), makes ? class->name : function->name) && dp_py_op(s, at.token + 1, "(")
           && method == (at.token > 0 && dp_py_op(s, at.token - 1, "."));
}

/* The parameter's number, its token in *at; -1: the function has none of this name. */
static int parameter(const dp_py_source *s, const dp_py_scope *function, dp_span name, size_t *at)
{
    size_t open = function->begin + 2;
    if (dp_py_op(s, open, "[")) {
        open = dp_py_behind_bracket(s, open);
    }
    if (!dp_py_op(s, open, "(")) {
        return -1;
    }
    int number = 0;
    size_t behind = dp_py_behind_bracket(s, open);
    for (size_t i = open + 1; i + 1 < behind; i = dp_py_argument_end(s, i) + 1) {
        if (dp_span_equal(dp_py_text(s, &s->tokens[i]), name)) {
            *at = i;
            return number;
        }
        number += !dp_py_word(s, i, "self") && !dp_py_word(s, i, "cls") && !dp_py_op(s, i, "*") && !dp_py_op(s, i, "/");
    }
    return -1;
}

static void add_argument(const dp_py_module *module, dp_py_at open, int number, dp_span name, dp_py_bound *out)
{
    const dp_py_source *s = dp_py_source_at(module, open);
    const char *text = dp_take_text(module->ctx, name);
    size_t i = text != NULL ? dp_py_argument(s, open.token, (size_t)number, text) : s->n;
    if (i < s->n && out->n < DP_MOST_PATHS) {
        out->at[out->n++] = (dp_py_at){open.source, i};
    }
}

static void add_calls(const dp_py_module *module, size_t of, const dp_py_scope *function, int number, dp_span name,
                      dp_py_bound *out)
{
    for (size_t source = 0; source < module->n; source++) {
        for (size_t i = 0; i < module->sources[source].n; i++) {
            if (dp_py_calls(module, (dp_py_at){source, i}, of, function)) {
                add_argument(module, (dp_py_at){source, i + 1}, number, name, out);
            }
        }
    }
}

static bool bind_parameter(const struct wanted *w, const dp_py_scope *function, const dp_py_call *call, dp_py_bound *out)
{
    size_t source = w->at.source;
    const dp_py_source *s = &w->module->sources[source];
    size_t at;
    int number = parameter(s, function, w->name, &at);
    if (number < 0) {
        return false;
    }
    if (call != NULL && call->function == function && call->source == source) {
        add_argument(w->module, call->open, number, w->name, out);
    } else {
        add_calls(w->module, source, function, number, w->name, out);
    }
    for (size_t i = at; i < dp_py_argument_end(s, at) && out->n < DP_MOST_PATHS && (call == NULL || out->n == 0); i++) {
        if (dp_py_op(s, i, "=")) {
            out->at[out->n++] = (dp_py_at){source, i + 1};
            break;
        }
    }
    return true;
}

/* ---- all ---- */

static bool is_class(const dp_py_module *module, dp_span name)
{
    for (size_t source = 0; source < module->n; source++) {
        for (size_t i = 0; i < module->scopes[source].n; i++) {
            const dp_py_scope *scope = &module->scopes[source].at[i];
            if (!scope->function && dp_span_equal(scope->name, name)) {
                return true;
            }
        }
    }
    return false;
}

static bool is_member(const dp_py_module *module, dp_py_at at)
{
    const dp_py_source *s = dp_py_source_at(module, at);
    bool owner = dp_py_word(s, at.token, "self") || dp_py_word(s, at.token, "cls")
                 || is_class(module, dp_py_text(s, &s->tokens[at.token]));
    return owner && dp_py_op(s, at.token + 1, ".") && at.token + 2 < s->n && s->tokens[at.token + 2].kind == DP_PY_NAME;
}

void dp_py_find_bound(const dp_py_module *module, dp_py_at at, const dp_py_call *call, dp_py_bound *out)
{
    const dp_py_source *s = dp_py_source_at(module, at);
    struct wanted w = {.module = module, .at = at, .name = dp_py_text(s, &s->tokens[at.token])};
    *out = (dp_py_bound){.end = at.token + 1};
    if (is_member(module, at)) {
        w.member = true;
        w.name = dp_py_text(s, &s->tokens[at.token + 2]);
        collect_all(&w, 0, out);
        out->end = at.token + (out->n != 0 && !dp_py_op(s, at.token + 3, "(") ? 3 : 1);
        out->n = out->end == at.token + 1 ? 0 : out->n;
        return;
    }
    const dp_py_scope *scope = scope_of(module, at.source, at.token);
    for (w.scope = scope; w.scope != NULL && out->n == 0; w.scope = w.scope->outer != 0
                                                              ? &module->scopes[at.source].at[w.scope->outer - 1] : NULL) {
        collect(&w, at, line_column(s, at.token), out);
        if (out->n == 0 && w.scope->function && bind_parameter(&w, w.scope, call, out)) {
            return;
        }
    }
    if (out->n == 0 && w.scope == NULL) {
        bool inside = scope != NULL;
        collect(&w, inside ? (dp_py_at){module->n - 1, SIZE_MAX} : at, inside ? 1 : line_column(s, at.token), out);
    }
}
