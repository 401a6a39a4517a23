/* The functions and classes of a source, told apart by indentation. */
#ifndef DP_PYTHON_SCOPES_H
#define DP_PYTHON_SCOPES_H

#include "python/token.h"

typedef struct dp_py_scope {
    dp_span name;
    size_t begin, end; /* tokens: "def" or "class", and the one behind its body */
    size_t outer;      /* 1 + the place of the one around it; 0: the module */
    uint32_t column;
    bool function;
} dp_py_scope;

typedef struct dp_py_scopes {
    dp_py_scope *at; /* in the order of their beginnings */
    size_t n;
} dp_py_scopes;

/* The innermost one around a token, or NULL: the module. A name and its parameters belong to what they define. */
const dp_py_scope *dp_py_scope_of(const dp_py_scopes *scopes, size_t token);

/* What is read as one: a file, or the cells of a notebook. */
typedef struct dp_py_module {
    dp_ctx *ctx;
    const char *path; /* below the application's folder */
    const dp_py_source *sources;
    const dp_py_scopes *scopes; /* one a source */
    size_t n;
} dp_py_module;

typedef struct dp_py_at {
    size_t source, token;
} dp_py_at;

dp_rc dp_py_module_init(dp_ctx *ctx, const char *path, const dp_py_source *sources, size_t n, dp_py_module *out);

static inline const dp_py_source *dp_py_source_at(const dp_py_module *module, dp_py_at at)
{
    return &module->sources[at.source];
}

/* The first token of the statement that holds this one; its end is the newline, the semicolon, or the source's end. */
size_t dp_py_statement(const dp_py_source *source, size_t token);
size_t dp_py_statement_end(const dp_py_source *source, size_t token);
/* The brackets around an expression that begins with this token, which may open one itself. */
uint16_t dp_py_depth_around(const dp_py_source *source, size_t begin);
/* The token behind the bracket that is opened at i. */
size_t dp_py_behind_bracket(const dp_py_source *source, size_t i);
/* The bytes from token i up to the end of token `end` - 1; n 0 where there is none. */
dp_span dp_py_between(const dp_py_source *source, size_t i, size_t end);

#endif
