/* What stands in a notebook's cells and is not Python: IPython's magic lines, the shell's, calls for help. */
#include "python/lexer.h"

/* Magics whose line, or cell, is Python that runs here. */
static const char *const timing[] = {"time", "timeit", "prun", "memit", "mprun", "lprun", NULL};
static const char *const plain_cells[] = {"capture", "python", "python3", "pypy", NULL};

static bool is_one_of(dp_span word, const char *const *words)
{
    for (size_t i = 0; words[i] != NULL; i++) {
        if (dp_span_is(word, words[i])) {
            return true;
        }
    }
    return false;
}

/* A shell's line goes on where it ends with a backslash. */
static void skip_shell(dp_lexer *l)
{
    while (!dp_lex_at_end(l) && dp_lex_peek(l, 0) != '\n' && dp_lex_peek(l, 0) != '\r') {
        if (dp_lex_peek(l, 0) == '\\') {
            dp_lex_skip_escaped(l);
        } else {
            l->at++;
        }
    }
}

static dp_span read_word(dp_lexer *l)
{
    size_t from = l->at;
    uint8_t c = dp_lex_peek(l, 0);
    while ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_') {
        l->at++;
        c = dp_lex_peek(l, 0);
    }
    return dp_span_cut(l->text, from, l->at - from);
}

static void skip_percent(dp_lexer *l)
{
    bool cell = dp_lex_peek(l, 1) == '%' && l->n == 0;
    l->at += cell ? 2 : 1;
    dp_span word = read_word(l);
    if (is_one_of(word, timing)) {
        return; /* options are no harm: the statement behind them is read */
    }
    if (cell && !is_one_of(word, plain_cells)) {
        l->at = l->text.n; /* the whole cell is something else */
        return;
    }
    skip_shell(l);
}

bool dp_lex_skip_magic(dp_lexer *l)
{
    uint8_t c = dp_lex_peek(l, 0);
    if (l->n_frames != 0 || (c != '%' && c != '!' && c != '?')) {
        return false;
    }
    const dp_py_token *last = l->n != 0 ? &l->tokens[l->n - 1] : NULL;
    bool begins = last == NULL || last->kind == DP_PY_NEWLINE;
    bool assigned = last != NULL && last->kind == DP_PY_OP && last->n == 1 && l->text.p[last->at] == '=' && c != '?';
    if (!begins && !assigned) {
        return false;
    }
    if (c == '%') {
        skip_percent(l);
    } else {
        skip_shell(l);
    }
    return true;
}
