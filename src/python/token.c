/* Lexical analysis after the Python language reference, chapter 2, of 3.12 and later: an f-string nests whatever stands
 * in its braces. What older Pythons accept reads the same: their f-strings hold no quotes of their own kind. */
#include "python/token.h"

#include "base/digits.h"
#include "python/lexer.h"

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\f';
}

static bool is_name_char(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80 || dp_is_digit(c);
}

/* ---- the pieces ---- */

static void read_digits(dp_lexer *l, bool hex)
{
    while (dp_is_digit(dp_lex_peek(l, 0)) || dp_lex_peek(l, 0) == '_'
           || (hex && is_name_char(dp_lex_peek(l, 0)) && strchr("abcdefABCDEFoOxXlL", dp_lex_peek(l, 0)) != NULL)) {
        l->at++;
    }
}

static void read_number(dp_lexer *l)
{
    size_t from = l->at;
    uint8_t second = dp_lex_peek(l, 1);
    if (dp_lex_peek(l, 0) == '0' && second != '\0' && strchr("xXoObB", second) != NULL) {
        l->at += 2;
        read_digits(l, true);
        dp_lex_put(l, DP_PY_NUMBER, from);
        return;
    }
    read_digits(l, false);
    if (dp_lex_peek(l, 0) == '.') {
        l->at++;
        read_digits(l, false);
    }
    uint8_t e = dp_lex_peek(l, 0);
    size_t sign = dp_lex_peek(l, 1) == '+' || dp_lex_peek(l, 1) == '-' ? 2 : 1;
    if ((e == 'e' || e == 'E') && dp_is_digit(dp_lex_peek(l, sign))) {
        l->at += sign;
        read_digits(l, false);
    }
    if (dp_lex_peek(l, 0) != '\0' && strchr("jJlL", dp_lex_peek(l, 0)) != NULL) {
        l->at++;
    }
    dp_lex_put(l, DP_PY_NUMBER, from);
}

/* Are the n bytes at `at`, which a quote follows, a string's prefix? */
static bool is_prefix(const dp_lexer *l, size_t at, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (strchr("rRbBuUfFtT", l->text.p[at + i]) == NULL) {
            return false;
        }
    }
    return n <= 2;
}

static bool has_letter(const dp_lexer *l, size_t from, size_t to, const char *letters)
{
    for (size_t i = from; i < to; i++) {
        if (strchr(letters, l->text.p[i]) != NULL) {
            return true;
        }
    }
    return false;
}

/* l->at stands on the quote, behind the prefix that begins at `from`. */
static void read_string(dp_lexer *l, size_t from)
{
    size_t quote_at = l->at;
    uint8_t quote = dp_lex_peek(l, 0);
    bool triple = dp_lex_peek(l, 1) == quote && dp_lex_peek(l, 2) == quote;
    bool raw = has_letter(l, from, quote_at, "rR");
    l->at += triple ? 3 : 1;
    if (has_letter(l, from, quote_at, "fFtT")) {
        dp_lex_put(l, DP_PY_FSTRING, from);
        dp_lex_push(l, (dp_lex_frame){.what = DP_LEX_TEXT, .quote = quote, .triple = triple, .raw = raw, .from = from});
        return;
    }
    dp_py_place start = dp_lex_place(l, from);
    while (!dp_lex_at_end(l)) {
        uint8_t c = dp_lex_peek(l, 0);
        if (c == '\\') {
            dp_lex_skip_escaped(l);
        } else if (c == quote && (!triple || (dp_lex_peek(l, 1) == quote && dp_lex_peek(l, 2) == quote))) {
            l->at += triple ? 3 : 1;
            dp_lex_put_at(l, DP_PY_STRING, from, start);
            return;
        } else if (c == '\n' || c == '\r') {
            if (!triple) {
                break;
            }
            dp_lex_newline(l);
        } else {
            l->at++;
        }
    }
    dp_lex_fault(l, start, "a string is not ended");
}

static void read_name(dp_lexer *l)
{
    size_t from = l->at;
    while (is_name_char(dp_lex_peek(l, 0))) {
        l->at++;
    }
    uint8_t next = dp_lex_peek(l, 0);
    if ((next == '"' || next == '\'') && is_prefix(l, from, l->at - from)) {
        read_string(l, from);
    } else {
        dp_lex_put(l, DP_PY_NAME, from);
    }
}

/* "==", "**=", "->", ":=": whatever keeps a "=" or "*" from being taken for one that stands alone. */
static void read_operator(dp_lexer *l)
{
    size_t from = l->at;
    uint8_t c = dp_lex_peek(l, 0);
    l->at++;
    if (dp_lex_peek(l, 0) == c && strchr("*/<>", c) != NULL) {
        l->at++;
    }
    if (dp_lex_peek(l, 0) == '=' && strchr("=!<>+-*/%&|^@:", c) != NULL) {
        l->at++;
    } else if ((c == '-' || c == '<') && l->at == from + 1 && dp_lex_peek(l, 0) == '>') {
        l->at++;
    }
    dp_lex_put(l, DP_PY_OP, from);
}

/* ---- brackets ---- */

static void open_bracket(dp_lexer *l, dp_lex_what what)
{
    size_t from = l->at;
    l->at++;
    dp_lex_push(l, (dp_lex_frame){.what = what, .bracket = l->text.p[from], .from = from});
    dp_lex_put(l, DP_PY_OP, from);
}

static void close_bracket(dp_lexer *l)
{
    size_t from = l->at;
    uint8_t c = dp_lex_peek(l, 0);
    uint8_t opened = c == ')' ? '(' : c == ']' ? '[' : '{';
    if (l->n_frames == 0 || dp_lex_top(l)->bracket != opened) {
        dp_lex_fault(l, dp_lex_place(l, from), "a bracket is closed that was not opened");
        return;
    }
    l->at++;
    dp_lex_put(l, DP_PY_OP, from);
    dp_lex_pop(l);
}

/* ---- f-strings ---- */

static bool ends_text(const dp_lexer *l, const dp_lex_frame *f)
{
    return dp_lex_peek(l, 0) == f->quote
           && (!f->triple || (dp_lex_peek(l, 1) == f->quote && dp_lex_peek(l, 2) == f->quote));
}

static void end_text(dp_lexer *l, const dp_lex_frame *f)
{
    size_t from = l->at;
    l->at += f->triple ? 3 : 1;
    dp_lex_pop(l);
    dp_lex_put(l, DP_PY_FSTRING, from);
}

static void escape_in_text(dp_lexer *l, bool raw)
{
    uint8_t next = dp_lex_peek(l, 1);
    if (next == '{' || next == '}') {
        l->at++; /* the brace counts: f"\{x}" shows x */
    } else if (next == 'N' && !raw && dp_lex_peek(l, 2) == '{') {
        while (!dp_lex_at_end(l) && dp_lex_peek(l, 0) != '}' && dp_lex_peek(l, 0) != '\n') {
            l->at++;
        }
        l->at += dp_lex_peek(l, 0) == '}';
    } else {
        dp_lex_skip_escaped(l);
    }
}

/* One step through an f-string's text, or through the format behind the colon in its braces. */
static void step_in_text(dp_lexer *l)
{
    const dp_lex_frame f = *dp_lex_top(l);
    bool format = f.what == DP_LEX_FORMAT;
    uint8_t c = dp_lex_peek(l, 0);
    if (c == '\\') {
        escape_in_text(l, f.raw);
    } else if (c == '{' && dp_lex_peek(l, 1) == '{' && !format) {
        l->at += 2;
    } else if (c == '{') {
        open_bracket(l, DP_LEX_BRACES);
    } else if (c == '}' && format) {
        dp_lex_pop(l);
        close_bracket(l);
    } else if (ends_text(l, &f)) {
        if (format) {
            dp_lex_fault(l, dp_lex_place(l, l->at), "a brace of an f-string is not closed");
        } else {
            end_text(l, &f);
        }
    } else if (c == '\n' || c == '\r') {
        if (!f.triple) {
            dp_lex_fault(l, dp_lex_place(l, l->at), "a string is not ended");
            return;
        }
        dp_lex_newline(l);
    } else {
        l->at++;
    }
}

/* In an f-string's braces, outside further brackets: "!r", ":>10" and the end of the string are no operators. */
static bool step_in_braces(dp_lexer *l)
{
    uint8_t c = dp_lex_peek(l, 0);
    if (c == '!' && dp_lex_peek(l, 1) != '=') {
        l->at++;
        while (is_name_char(dp_lex_peek(l, 0))) {
            l->at++;
        }
        return true;
    }
    if (c == ':') {
        const dp_lex_frame *text = dp_lex_text_around(l);
        l->at++;
        dp_lex_push(l, (dp_lex_frame){.what = DP_LEX_FORMAT, .quote = text->quote, .triple = text->triple,
                                      .raw = text->raw, .from = l->at});
        return true;
    }
    return false;
}

/* ---- all of it ---- */

static void end_line(dp_lexer *l)
{
    size_t from = l->at;
    if (l->n_frames == 0 && l->n != 0 && l->tokens[l->n - 1].kind != DP_PY_NEWLINE) {
        dp_lex_put(l, DP_PY_NEWLINE, from);
    }
    dp_lex_newline(l);
}

static void step_in_code(dp_lexer *l)
{
    uint8_t c = dp_lex_peek(l, 0);
    if (is_blank(c)) {
        l->at++;
    } else if (c == '\n' || c == '\r') {
        end_line(l);
    } else if (c == '#') {
        dp_lex_skip_line(l);
    } else if (c == '\\' && (dp_lex_peek(l, 1) == '\n' || dp_lex_peek(l, 1) == '\r')) {
        dp_lex_skip_escaped(l);
    } else if (c == '\0') {
        dp_lex_fault(l, dp_lex_place(l, l->at), "a NUL byte");
    } else if (dp_is_digit(c) || (c == '.' && dp_is_digit(dp_lex_peek(l, 1)))) {
        read_number(l);
    } else if (is_name_char(c)) {
        read_name(l);
    } else if (c == '"' || c == '\'') {
        read_string(l, l->at);
    } else if (c == '(' || c == '[' || c == '{') {
        open_bracket(l, DP_LEX_BRACKET);
    } else if (c == ')' || c == ']' || c == '}') {
        close_bracket(l);
    } else {
        read_operator(l);
    }
}

static void step(dp_lexer *l)
{
    if (dp_lex_in_text(l)) {
        step_in_text(l);
    } else if (l->n_frames != 0 && dp_lex_top(l)->what == DP_LEX_BRACES && step_in_braces(l)) {
        return;
    } else if (!l->notebook || !dp_lex_skip_magic(l)) {
        step_in_code(l);
    }
}

dp_rc dp_py_tokenize(dp_ctx *ctx, dp_py_source *source)
{
    static const uint8_t mark[] = {0xef, 0xbb, 0xbf};
    if (source->text.n >= (size_t)1 << 30) {
        return dp_fail(ctx, DP_LIMIT, DP_NO_OFFSET, "a source of %zu bytes", source->text.n);
    }
    dp_lexer l = {.ctx = ctx, .text = source->text, .notebook = source->cell != 0, .line = 1};
    if (l.text.n >= sizeof mark && memcmp(l.text.p, mark, sizeof mark) == 0) {
        l.at = l.line_at = l.seen_at = sizeof mark;
    }
    while (!dp_lex_at_end(&l) && l.fault == NULL && !l.failed) {
        step(&l);
    }
    if (l.fault == NULL && l.n_frames != 0) {
        dp_lex_fault(&l, dp_lex_top(&l)->place, dp_lex_in_text(&l) ? "a string is not ended" : "a bracket is not closed");
    }
    if (l.n != 0 && l.tokens[l.n - 1].kind != DP_PY_NEWLINE) {
        dp_lex_put(&l, DP_PY_NEWLINE, l.at);
    }
    source->tokens = l.tokens;
    source->n = l.n;
    source->fault = l.fault;
    source->fault_line = l.fault_place.line;
    source->fault_column = l.fault_place.column;
    return l.failed ? dp_failed(ctx) : DP_OK;
}

bool dp_py_is(const dp_py_source *source, size_t i, dp_py_kind kind, const char *spelling)
{
    return i < source->n && source->tokens[i].kind == kind && dp_span_is(dp_py_text(source, &source->tokens[i]), spelling);
}

bool dp_py_opens(const dp_py_source *source, size_t i)
{
    return dp_py_op(source, i, "(") || dp_py_op(source, i, "[") || dp_py_op(source, i, "{");
}

bool dp_py_closes(const dp_py_source *source, size_t i)
{
    return dp_py_op(source, i, ")") || dp_py_op(source, i, "]") || dp_py_op(source, i, "}");
}

bool dp_py_literal(const dp_py_source *source, size_t i, dp_span *out, bool *raw)
{
    dp_span text = dp_py_text(source, &source->tokens[i]);
    *raw = false;
    while (text.n != 0 && text.p[0] != '"' && text.p[0] != '\'') {
        if (text.p[0] == 'b' || text.p[0] == 'B') {
            return false;
        }
        *raw = *raw || text.p[0] == 'r' || text.p[0] == 'R';
        text = dp_span_cut(text, 1, text.n);
    }
    size_t quotes = text.n >= 6 && text.p[1] == text.p[0] && text.p[2] == text.p[0] ? 3 : 1;
    *out = dp_span_cut(text, quotes, text.n - 2 * quotes);
    return text.n >= 2 * quotes;
}
