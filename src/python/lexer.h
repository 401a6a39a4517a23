/* Where the tokenizer stands: position, open brackets and f-strings, tokens so far. For python/ only. */
#ifndef DP_PYTHON_LEXER_H
#define DP_PYTHON_LEXER_H

#include "python/token.h"

typedef enum dp_lex_what {
    DP_LEX_BRACKET, /* code in (…), […], {…} */
    DP_LEX_TEXT,    /* the text of an f-string */
    DP_LEX_BRACES,  /* code in an f-string's braces */
    DP_LEX_FORMAT   /* the text behind the colon in those braces */
} dp_lex_what;

typedef struct dp_py_place {
    uint32_t line, column;
} dp_py_place;

typedef struct dp_lex_frame {
    dp_lex_what what;
    uint8_t bracket;   /* as it was opened; 0: of no bracket */
    uint8_t quote;     /* of the f-string */
    bool triple, raw;
    size_t from;
    dp_py_place place; /* filled in by dp_lex_push */
} dp_lex_frame;

enum { DP_LEX_DEPTH = 1000 };

typedef struct dp_lexer {
    dp_ctx *ctx;
    dp_span text;
    size_t at;
    bool notebook, failed;
    uint32_t line;
    size_t line_at;            /* where the line begins */
    size_t seen_at;            /* columns are counted on from here, so that a long line costs its length once */
    uint32_t seen_column;      /* code points between line_at and seen_at */
    dp_py_token *tokens;
    size_t n;
    uint16_t depth;            /* brackets among the frames */
    size_t n_frames;
    dp_lex_frame frames[DP_LEX_DEPTH];
    const char *fault;
    dp_py_place fault_place;
} dp_lexer;

/* The byte `ahead` places on; 0 behind the end. */
static inline uint8_t dp_lex_peek(const dp_lexer *l, size_t ahead)
{
    return ahead < l->text.n - l->at ? l->text.p[l->at + ahead] : 0;
}

static inline bool dp_lex_at_end(const dp_lexer *l)
{
    return l->at >= l->text.n;
}

static inline dp_lex_frame *dp_lex_top(dp_lexer *l)
{
    return &l->frames[l->n_frames - 1];
}

/* Between an f-string's quotes, and not in its braces? */
bool dp_lex_in_text(dp_lexer *l);
/* The innermost f-string; there must be one. */
const dp_lex_frame *dp_lex_text_around(dp_lexer *l);
void dp_lex_push(dp_lexer *l, dp_lex_frame frame);
void dp_lex_pop(dp_lexer *l);

/* Of a byte in this line, at or behind the last one asked for. */
dp_py_place dp_lex_place(dp_lexer *l, size_t at);
/* A token from `from` up to where the lexer stands; _at: one that began in an earlier line. */
void dp_lex_put(dp_lexer *l, dp_py_kind kind, size_t from);
void dp_lex_put_at(dp_lexer *l, dp_py_kind kind, size_t from, dp_py_place place);
void dp_lex_fault(dp_lexer *l, dp_py_place place, const char *what);

void dp_lex_newline(dp_lexer *l);      /* over "\n", "\r\n" or "\r" */
void dp_lex_skip_line(dp_lexer *l);    /* up to the next of these */
void dp_lex_skip_escaped(dp_lexer *l); /* over a backslash and what follows it */

/* In a notebook, where a statement may begin or an assignment's value: skips what is meant for IPython or the shell.
 * false: there is no such thing here. */
bool dp_lex_skip_magic(dp_lexer *l);

#endif
