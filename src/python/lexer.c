#include "python/lexer.h"

bool dp_lex_in_text(dp_lexer *l)
{
    return l->n_frames != 0 && (dp_lex_top(l)->what == DP_LEX_TEXT || dp_lex_top(l)->what == DP_LEX_FORMAT);
}

const dp_lex_frame *dp_lex_text_around(dp_lexer *l)
{
    size_t i = l->n_frames - 1;
    while (i > 0 && l->frames[i].what != DP_LEX_TEXT) {
        i--;
    }
    return &l->frames[i];
}

void dp_lex_push(dp_lexer *l, dp_lex_frame frame)
{
    frame.place = dp_lex_place(l, frame.from);
    if (l->n_frames == DP_LEX_DEPTH) {
        dp_lex_fault(l, frame.place, "brackets are nested too deep");
        return;
    }
    l->frames[l->n_frames++] = frame;
    l->depth = (uint16_t)(l->depth + (frame.bracket != 0));
}

void dp_lex_pop(dp_lexer *l)
{
    l->n_frames--;
    l->depth = (uint16_t)(l->depth - (l->frames[l->n_frames].bracket != 0));
}

dp_py_place dp_lex_place(dp_lexer *l, size_t at)
{
    if (at < l->seen_at) { /* a string that began in an earlier line is placed by its beginning */
        l->seen_at = l->line_at;
        l->seen_column = 0;
    }
    for (; l->seen_at < at; l->seen_at++) {
        l->seen_column += (l->text.p[l->seen_at] & 0xc0) != 0x80;
    }
    return (dp_py_place){l->line, l->seen_column + 1};
}

void dp_lex_put_at(dp_lexer *l, dp_py_kind kind, size_t from, dp_py_place place)
{
    dp_py_token *token = dp_grow(l->ctx, &l->tokens, l->n, sizeof *token);
    if (token == NULL) {
        l->failed = true;
        return;
    }
    l->n++;
    *token = (dp_py_token){
        .at = (uint32_t)from, .n = (uint32_t)(l->at - from), .line = place.line, .column = place.column,
        .kind = (uint8_t)kind, .depth = l->depth,
    };
}

void dp_lex_put(dp_lexer *l, dp_py_kind kind, size_t from)
{
    dp_lex_put_at(l, kind, from, dp_lex_place(l, from));
}

void dp_lex_fault(dp_lexer *l, dp_py_place place, const char *what)
{
    if (l->fault == NULL) {
        l->fault = what;
        l->fault_place = place;
    }
}

void dp_lex_newline(dp_lexer *l)
{
    l->at += dp_lex_peek(l, 0) == '\r' && dp_lex_peek(l, 1) == '\n' ? 2 : 1;
    l->line++;
    l->line_at = l->seen_at = l->at;
    l->seen_column = 0;
}

void dp_lex_skip_line(dp_lexer *l)
{
    while (!dp_lex_at_end(l) && dp_lex_peek(l, 0) != '\n' && dp_lex_peek(l, 0) != '\r') {
        l->at++;
    }
}

void dp_lex_skip_escaped(dp_lexer *l)
{
    l->at++;
    uint8_t c = dp_lex_peek(l, 0);
    if (c == '\n' || c == '\r') {
        dp_lex_newline(l);
    } else if (!dp_lex_at_end(l)) {
        l->at++;
    }
}
