#include "python/refs.h"

#include "python/scopes.h"

void dp_dotted_add(dp_dotted *dotted, dp_span part)
{
    size_t dot = dotted->n != 0;
    if (dotted->broken || part.n + dot > sizeof dotted->text - dotted->n) {
        dotted->broken = true;
        return;
    }
    if (dot != 0) {
        dotted->text[dotted->n++] = '.';
    }
    if (part.n != 0) {
        memcpy(dotted->text + dotted->n, part.p, part.n);
    }
    dotted->n += part.n;
}

dp_span dp_dotted_span(const dp_dotted *dotted)
{
    return (dp_span){(const uint8_t *)dotted->text, dotted->broken ? 0 : dotted->n};
}

/* "text" or 'text', nothing escaped, no bytes. */
static bool plain_string(const dp_py_source *source, size_t i, dp_span *out)
{
    bool raw;
    return i < source->n && source->tokens[i].kind == DP_PY_STRING && dp_py_literal(source, i, out, &raw) && out->n != 0
           && memchr(out->p, '\\', out->n) == NULL;
}

static bool is_one_of(const dp_py_source *source, size_t i, dp_py_kind kind, const char *const *spellings)
{
    for (size_t k = 0; spellings[k] != NULL; k++) {
        if (dp_py_is(source, i, kind, spellings[k])) {
            return true;
        }
    }
    return false;
}

/* The first token behind a chain of ".name" that begins at i. */
static size_t skip_attributes(const dp_py_source *source, size_t i)
{
    while (dp_py_op(source, i, ".") && i + 1 < source->n && source->tokens[i + 1].kind == DP_PY_NAME) {
        i += 2;
    }
    return i;
}

bool dp_ref_read(const dp_py_source *source, size_t i, dp_ref *ref)
{
    const dp_py_token *token = &source->tokens[i];
    if (token->kind != DP_PY_NAME || (token->roles & (DP_PY_BINDS | DP_PY_IMPORTS)) != 0) {
        return false;
    }
    size_t end = skip_attributes(source, i + 1);
    *ref = (dp_ref){.root = i, .end = end, .from = i + 1, .member = i > 0 && dp_py_op(source, i - 1, ".")};
    bool top = dp_py_word(source, end - 1, "__import__");
    if (dp_py_op(source, end, "(") && !ref->member && (top || dp_py_word(source, end - 1, "import_module"))) {
        ref->importer = top ? DP_LIT("builtins.__import__") : DP_LIT("importlib.import_module");
        ref->from = end;
    }
    return true;
}

/* ---- operands ---- */

enum { MOST_TOKENS = 1000 }; /* of the operands around one reference */

static const char *const before_operand[] = {"or", "and", "else", NULL};
static const char *const behind_operand[] = {"or", "and", "if", NULL};

/* Does an expression of this depth end at token i, on either side? */
static bool bounds(const dp_py_source *source, size_t i, uint16_t depth)
{
    static const char *const marks[] = {",", "=", ":=", ":", ";", "(", ")", "[", "]", "{", "}", NULL};
    return i >= source->n || source->tokens[i].kind == DP_PY_NEWLINE || source->tokens[i].depth < depth
           || (source->tokens[i].depth == depth && is_one_of(source, i, DP_PY_OP, marks));
}

void dp_ref_widen(const dp_py_source *source, size_t begin, size_t end, size_t *from, size_t *to)
{
    uint16_t depth = dp_py_depth_around(source, begin);
    *from = begin;
    *to = end;
    if (begin > 0 && is_one_of(source, begin - 1, DP_PY_NAME, before_operand)) {
        while (*from > 0 && begin - *from < MOST_TOKENS && !bounds(source, *from - 1, depth)) {
            --*from;
        }
    }
    if (is_one_of(source, end, DP_PY_NAME, behind_operand)) {
        while (*to - end < MOST_TOKENS && !bounds(source, *to, depth)) {
            ++*to;
        }
    }
}

/* ---- steps from a name to what it leads to ---- */

/* Does the bracket at i enclose an expression, and not the arguments of a call? */
static bool encloses(const dp_py_source *source, size_t i)
{
    static const char *const words[] = {"and", "assert", "await", "case", "del", "elif", "else", "for", "if", "in", "is", "not",
                                        "or", "raise", "return", "while", "with", "yield", "from", NULL};
    if (!dp_py_op(source, i, "(")) {
        return false;
    }
    return i == 0 || source->tokens[i].roles & DP_PY_STARTS || is_one_of(source, i - 1, DP_PY_NAME, words)
           || (source->tokens[i - 1].kind == DP_PY_OP && !dp_py_closes(source, i - 1));
}

/* (REF), (x or REF), (name := REF), getattr(REF, "name"), vars(REF)["name"] */
static bool step_out(const dp_py_source *source, dp_ref_reach *reach)
{
    size_t from, to;
    dp_span name;
    dp_ref_widen(source, reach->begin, reach->end, &from, &to);
    if (from >= 2 && dp_py_op(source, from - 1, ":=") && source->tokens[from - 2].kind == DP_PY_NAME
        && bounds(source, to, dp_py_depth_around(source, reach->begin))) {
        reach->named = from - 2;
        reach->named_as = reach->whole;
        reach->begin = from - 2;
        reach->end = to;
        return true;
    }
    if (from < 1 || !dp_py_op(source, from - 1, "(")) {
        return false;
    }
    if (encloses(source, from - 1) && dp_py_op(source, to, ")")) {
        reach->begin = from - 1;
        reach->end = to + 1;
        return true;
    }
    if (reach->loader != NULL || from < 2 || (from >= 3 && dp_py_op(source, from - 3, "."))) {
        return false;
    }
    if (dp_py_word(source, from - 2, "getattr") && dp_py_op(source, to, ",") && plain_string(source, to + 1, &name)
        && (dp_py_op(source, to + 2, ")") || dp_py_op(source, to + 2, ","))) {
        dp_dotted_add(&reach->whole, name);
        reach->end = dp_py_behind_bracket(source, from - 1);
    } else if (dp_py_word(source, from - 2, "vars") && dp_py_op(source, to, ")") && dp_py_op(source, to + 1, "[")
               && plain_string(source, to + 2, &name) && dp_py_op(source, to + 3, "]")) {
        dp_dotted_add(&reach->whole, name);
        reach->end = to + 4;
    } else {
        return false;
    }
    reach->begin = from - 2;
    return true;
}

/* REF.name, REF.__dict__["name"], REF.__getattribute__("name") */
static bool step_attribute(const dp_py_source *source, dp_ref_reach *reach)
{
    size_t i = reach->end;
    dp_span name;
    if (!dp_py_op(source, i, ".") || i + 1 >= source->n || source->tokens[i + 1].kind != DP_PY_NAME) {
        return false;
    }
    bool index = dp_py_word(source, i + 1, "__dict__") && dp_py_op(source, i + 2, "[");
    bool call = dp_py_word(source, i + 1, "__getattribute__") && dp_py_op(source, i + 2, "(");
    if ((index || call) && plain_string(source, i + 3, &name) && dp_py_op(source, i + 4, index ? "]" : ")")) {
        reach->end += 5;
    } else {
        name = dp_py_text(source, &source->tokens[i + 1]);
        reach->end += 2;
    }
    dp_dotted_add(&reach->whole, name);
    return true;
}

/* import_module(".part", "module") */
static dp_span package_of(const dp_py_source *source, size_t comma)
{
    dp_span package = {NULL, 0};
    bool named = dp_py_word(source, comma + 1, "package") && dp_py_op(source, comma + 2, "=");
    return dp_py_op(source, comma, ",") && plain_string(source, comma + (named ? 3 : 1), &package) ? package : (dp_span){NULL, 0};
}

/* import_module("name"), import_module(name="name"), sys.modules["name"] */
static bool step_import(const dp_py_source *source, dp_ref_reach *reach)
{
    const dp_importer *importer = dp_importer_find(dp_dotted_span(&reach->whole));
    if (importer == NULL || !dp_py_op(source, reach->end, importer->how == DP_IMPORTS_INDEX ? "[" : "(")) {
        return false;
    }
    size_t i = reach->end + 1;
    i += dp_py_word(source, i, "name") && dp_py_op(source, i + 1, "=") ? 2 : 0;
    dp_span name;
    if (!plain_string(source, i, &name) || !(dp_py_op(source, i + 1, ",") || dp_py_op(source, i + 1, ")") || dp_py_op(source, i + 1, "]"))) {
        return false;
    }
    reach->end = dp_py_behind_bracket(source, reach->end);
    reach->whole = (dp_dotted){.n = 0};
    if (name.p[0] == '.') {
        dp_dotted_add(&reach->whole, package_of(source, i + 1));
        name = dp_span_cut(name, 1, name.n - 1);
    }
    const uint8_t *dot = importer->how == DP_IMPORTS_TOP ? memchr(name.p, '.', name.n) : NULL;
    dp_dotted_add(&reach->whole, dp_span_cut(name, 0, dot != NULL ? (size_t)(dot - name.p) : name.n));
    char *colon = memchr(reach->whole.text, ':', reach->whole.n); /* of resolve_name("module:name") */
    if (colon != NULL) {
        *colon = '.';
    }
    return true;
}

void dp_ref_follow(const dp_py_source *source, const dp_ref *ref, dp_span target, dp_ref_reach *reach)
{
    *reach = (dp_ref_reach){.begin = ref->root, .end = ref->from, .named = SIZE_MAX};
    dp_dotted_add(&reach->whole, target);
    bool goes_on = true;
    while (goes_on && !reach->whole.broken) {
        reach->loader = dp_loader_find(dp_dotted_span(&reach->whole));
        goes_on = step_out(source, reach)
                  || (reach->loader == NULL && (step_import(source, reach) || step_attribute(source, reach)));
    }
}
