#include "python/refs.h"

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
    memcpy(dotted->text + dotted->n, part.p, part.n);
    dotted->n += part.n;
}

dp_span dp_dotted_span(const dp_dotted *dotted)
{
    return (dp_span){(const uint8_t *)dotted->text, dotted->broken ? 0 : dotted->n};
}

/* "text" or 'text', nothing escaped, no bytes. */
static bool plain_string(const dp_py_source *source, size_t i, dp_span *out)
{
    if (i >= source->n || source->tokens[i].kind != DP_PY_STRING) {
        return false;
    }
    dp_span s = dp_py_text(source, &source->tokens[i]);
    while (s.n != 0 && s.p[0] != '"' && s.p[0] != '\'') {
        if (s.p[0] == 'b' || s.p[0] == 'B') {
            return false;
        }
        s = dp_span_cut(s, 1, s.n);
    }
    size_t quotes = s.n >= 6 && s.p[1] == s.p[0] && s.p[2] == s.p[0] ? 3 : 1;
    *out = dp_span_cut(s, quotes, s.n - 2 * quotes);
    return out->n != 0 && memchr(out->p, '\\', out->n) == NULL;
}

/* The first token behind a chain of ".name" that begins at i. */
static size_t skip_attributes(const dp_py_source *source, size_t i)
{
    while (dp_py_is(source, i, DP_PY_OP, ".") && i + 1 < source->n && source->tokens[i + 1].kind == DP_PY_NAME) {
        i += 2;
    }
    return i;
}

/* __import__("x") gives the top of a dotted x, import_module("x") its end. */
static void read_import_call(const dp_py_source *source, dp_ref *ref)
{
    size_t name = ref->end - 1;
    bool top = dp_py_is(source, name, DP_PY_NAME, "__import__");
    dp_span module;
    if ((!top && !dp_py_is(source, name, DP_PY_NAME, "import_module")) || !dp_py_is(source, ref->end, DP_PY_OP, "(")
        || !plain_string(source, ref->end + 1, &module) || !dp_py_is(source, ref->end + 2, DP_PY_OP, ")")) {
        return;
    }
    const uint8_t *dot = top ? memchr(module.p, '.', module.n) : NULL;
    ref->imported = dp_span_cut(module, 0, dot != NULL ? (size_t)(dot - module.p) : module.n);
    ref->attributes = ref->end + 3;
    ref->end = skip_attributes(source, ref->attributes);
}

/* getattr(REF, "load") */
static void read_getattr(const dp_py_source *source, dp_ref *ref)
{
    dp_span name;
    if (ref->root >= 2 && dp_py_is(source, ref->root - 1, DP_PY_OP, "(")
        && dp_py_is(source, ref->root - 2, DP_PY_NAME, "getattr") && dp_py_is(source, ref->end, DP_PY_OP, ",")
        && (ref->root < 3 || !dp_py_is(source, ref->root - 3, DP_PY_OP, ".")) && plain_string(source, ref->end + 1, &name)
        && (dp_py_is(source, ref->end + 2, DP_PY_OP, ")") || dp_py_is(source, ref->end + 2, DP_PY_OP, ","))) {
        ref->attribute = name;
    }
}

bool dp_ref_read(const dp_py_source *source, size_t i, dp_ref *ref)
{
    const dp_py_token *token = &source->tokens[i];
    if (token->kind != DP_PY_NAME || (token->roles & (DP_PY_BINDS | DP_PY_IMPORTS)) != 0
        || (i > 0 && dp_py_is(source, i - 1, DP_PY_OP, "."))) {
        return false;
    }
    *ref = (dp_ref){.root = i, .attributes = i + 1, .end = skip_attributes(source, i + 1)};
    read_import_call(source, ref);
    read_getattr(source, ref);
    return true;
}

const dp_loader *dp_ref_follow(const dp_py_source *source, const dp_ref *ref, dp_span target, dp_dotted *whole)
{
    *whole = (dp_dotted){.n = 0};
    dp_dotted_add(whole, target);
    const dp_loader *loader = dp_loader_find(dp_dotted_span(whole));
    for (size_t i = ref->attributes; i < ref->end && loader == NULL && !whole->broken; i += 2) {
        dp_dotted_add(whole, dp_py_text(source, &source->tokens[i + 1]));
        loader = dp_loader_find(dp_dotted_span(whole));
    }
    if (loader == NULL && ref->attribute.n != 0) {
        dp_dotted with = *whole;
        dp_dotted_add(&with, ref->attribute);
        loader = dp_loader_find(dp_dotted_span(&with));
    }
    return loader;
}
