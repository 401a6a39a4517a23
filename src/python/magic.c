/* What stands in a notebook's cells and is not Python: IPython's magic lines, the shell's, calls for help. */
#include "python/lexer.h"

/* Magics whose line, or cell, is Python that runs here. */
static const char *const timing[] = {"time", "timeit", "prun", "memit", "mprun", "lprun", NULL};
static const char *const plain_cells[] = {"capture", "python", "python3", "pypy", NULL};
static const char *const file_cells[] = {"writefile", "file", NULL};

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

/* Does the line end with ".py", perhaps in quotes: the name of a file that the cell is written to? */
static bool names_python(const dp_lexer *l)
{
    size_t end = l->at;
    while (end < l->text.n && l->text.p[end] != '\n' && l->text.p[end] != '\r') {
        end++;
    }
    while (end > l->at && strchr(" \t\"'", l->text.p[end - 1]) != NULL) {
        end--;
    }
    return end - l->at > 3 && memcmp(l->text.p + end - 3, ".py", 3) == 0;
}

static void skip_percent(dp_lexer *l)
{
    bool cell = dp_lex_peek(l, 1) == '%' && l->n == 0;
    l->at += cell ? 2 : 1;
    dp_span word = read_word(l);
    if (is_one_of(word, timing)) {
        return; /* options are no harm: the statement behind them is read */
    }
    bool python = is_one_of(word, plain_cells) || (is_one_of(word, file_cells) && names_python(l));
    if (cell && !python) {
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
