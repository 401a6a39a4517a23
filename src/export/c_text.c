/* C as text: lines, literals, arrays of constants. */
#include "export/c_writer.h"

#include "base/num.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

enum { BUFFER = 64 << 10, PIECE = 1024, LINE = 120 };

void dp_c_flush(dp_c_writer *w)
{
    if (w->n != 0) {
        dp_put(w->sink, (dp_span){(const uint8_t *)w->buffer, w->n});
    }
    w->n = 0;
}

void dp_c_puts(dp_c_writer *w, const char *text)
{
    size_t n = strlen(text);
    if (w->buffer == NULL && (w->buffer = dp_take_raw(w->ctx, BUFFER, 1)) == NULL) {
        return;
    }
    if (n > BUFFER - w->n) {
        dp_c_flush(w);
    }
    if (n > BUFFER) {
        dp_puts(w->sink, text);
        return;
    }
    memcpy(w->buffer + w->n, text, n);
    w->n += n;
}

static void put_args(dp_c_writer *w, const char *fmt, va_list args)
{
    char piece[PIECE];
    vsnprintf(piece, sizeof piece, fmt, args);
    dp_c_puts(w, piece);
}

void dp_c_putf(dp_c_writer *w, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    put_args(w, fmt, args);
    va_end(args);
}

static void put_line(dp_c_writer *w, const char *end, const char *fmt, va_list args)
{
    for (int i = 0; i < w->depth; i++) {
        dp_c_puts(w, "    ");
    }
    put_args(w, fmt, args);
    dp_c_puts(w, end);
}

void dp_c_line(dp_c_writer *w, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    put_line(w, "\n", fmt, args);
    va_end(args);
}

void dp_c_begin(dp_c_writer *w, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    put_line(w, " {\n", fmt, args);
    va_end(args);
    w->depth++;
}

void dp_c_end(dp_c_writer *w)
{
    w->depth--;
    dp_c_line(w, "}");
}

void dp_c_for(dp_c_writer *w, const char *i, uint64_t n)
{
    dp_c_begin(w, "for (size_t %s = 0; %s < %" PRIu64 "; %s++)", i, i, n, i);
}

const char *dp_c_type(dp_type type)
{
    static const char *const name[] = {"", "double", "float", "int64_t", "unsigned char", ""};
    return name[type];
}

/* Bytes that are not plain ASCII as three octal digits, which no digit behind them can lengthen; '?' too: two of them begin a
 * trigraph. */
void dp_c_string(dp_c_writer *w, dp_span text)
{
    dp_c_puts(w, "\"");
    for (size_t i = 0; i < text.n; i++) {
        uint8_t c = text.p[i];
        bool plain = c >= 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '?';
        dp_c_putf(w, plain ? "%c" : "\\%03o", c);
    }
    dp_c_puts(w, "\"");
}

/* So that a compiler reads the same number. */
static void put_float(dp_c_writer *w, double v, bool single)
{
    char digits[DP_NUM_MAX];
    if (!isfinite(v)) {
        dp_c_putf(w, "%s(%s)%s", v < 0 ? "-" : "", single ? "float" : "double", v != v ? "NAN" : "INFINITY");
        return;
    }
    single ? dp_num_print32(digits, (float)v) : dp_num_print(digits, v);
    dp_c_puts(w, digits);
    dp_c_puts(w, single ? "F" : "");
}

static void put_value(dp_c_writer *w, const dp_const *c, uint64_t i)
{
    if (c->type == DP_T_F64) {
        put_float(w, ((const double *)c->data)[i], false);
    } else if (c->type == DP_T_F32) {
        put_float(w, (double)((const float *)c->data)[i], true);
    } else if (c->type == DP_T_BOOL) {
        dp_c_puts(w, ((const uint8_t *)c->data)[i] != 0 ? "1" : "0");
    } else if (((const int64_t *)c->data)[i] == INT64_MIN) { /* no literal is that small */
        dp_c_puts(w, "INT64_MIN");
    } else {
        dp_c_putf(w, "%" PRId64, ((const int64_t *)c->data)[i]);
    }
}

void dp_c_constant(dp_c_writer *w, dp_val v)
{
    const dp_const *c = w->g->value[v].constant;
    dp_c_putf(w, "static const %s %s[%" PRIu64 "] = {", dp_c_type(c->type), w->name[v], c->count != 0 ? c->count : 1);
    for (uint64_t i = 0; i < c->count && w->sink->rc == DP_OK; i++) {
        dp_c_puts(w, i == 0 ? "" : i % 8 == 0 ? ",\n    " : ", ");
        put_value(w, c, i);
    }
    dp_c_puts(w, c->count != 0 ? "};\n" : "0};\n");
}
