/* Python source as tokens: enough to tell code from comments and text, for any Python from 2 to 3.14.
 *
 * Nothing is parsed beyond that, no grammar is checked, and what is no Python at all still gives tokens where it can.
 * Blank lines, comments, indentation and joined lines leave no trace. */
#ifndef DP_PYTHON_TOKEN_H
#define DP_PYTHON_TOKEN_H

#include "base/ctx.h"

typedef enum dp_py_kind {
    DP_PY_NEWLINE, /* the end of a logical line: none inside brackets, none twice; always the last token */
    DP_PY_NAME,    /* also keywords, and identifiers beyond ASCII */
    DP_PY_NUMBER,
    DP_PY_STRING,  /* whole, with prefix and quotes */
    DP_PY_FSTRING, /* an f-string's beginning and its end; what stands in its braces lies between them, as tokens */
    DP_PY_OP
} dp_py_kind;

/* What roles.c says of a token. */
enum {
    DP_PY_STARTS = 1,   /* the first of a statement */
    DP_PY_BINDS = 2,    /* a name that is no expression: a parameter, a keyword of a call, what def and class define */
    DP_PY_IMPORTS = 4   /* part of an import statement */
};

typedef struct dp_py_token {
    uint32_t at, n;        /* bytes of the source */
    uint32_t line, column; /* from 1; columns in code points */
    uint8_t kind, roles;
    uint16_t depth;        /* brackets around it; a bracket counts itself */
} dp_py_token;

typedef struct dp_py_source {
    dp_span text;
    uint32_t cell;         /* of a notebook, from 1; 0: a file of its own */
    dp_py_token *tokens;
    size_t n;
    const char *fault;     /* why reading ended early: "a string is not ended"; NULL: it did not */
    uint32_t fault_line, fault_column;
} dp_py_source;

/* Fills tokens, n and fault for text, which is cut where it stands in `source` already. In cells of notebooks, lines for the shell and
 * magic ones ("!ls", "%matplotlib inline", "%%bash") are left out; the code that %time and its kin run is read.
 * A fault of the text is no error; the tokens before it are there. Fails only where memory is out, or DP_LIMIT for
 * sources of 1 GiB and more. */
dp_rc dp_py_tokenize(dp_ctx *ctx, dp_py_source *source);

static inline dp_span dp_py_text(const dp_py_source *source, const dp_py_token *token)
{
    return dp_span_cut(source->text, token->at, token->n);
}

/* Is token number i there, of this kind, and spelled so? */
bool dp_py_is(const dp_py_source *source, size_t i, dp_py_kind kind, const char *spelling);
static inline bool dp_py_op(const dp_py_source *source, size_t i, const char *spelling)
{
    return dp_py_is(source, i, DP_PY_OP, spelling);
}
static inline bool dp_py_word(const dp_py_source *source, size_t i, const char *spelling)
{
    return dp_py_is(source, i, DP_PY_NAME, spelling);
}
/* Is it "(", "[" or "{"; is it ")", "]" or "}"? */
bool dp_py_opens(const dp_py_source *source, size_t i);
bool dp_py_closes(const dp_py_source *source, size_t i);

/* What stands between a string token's quotes, escapes as they are; false: it is bytes. */
bool dp_py_literal(const dp_py_source *source, size_t i, dp_span *out, bool *raw);

#endif
