/* Text and bytes. Spans of the input wherever the bytes stand there as they are; only escapes need a copy. */
#include "pickle/vm.h"

#include "base/digits.h"
#include "base/unicode.h"

static dp_rc push_span(struct dp_vm *vm, dp_kind kind, dp_span bytes, uint8_t flags)
{
    if (bytes.n > UINT32_MAX) {
        return dp_fail(vm->ctx, DP_LIMIT, vm->at, "%zu bytes in one object", bytes.n);
    }
    dp_id id = 0;
    DP_TRY(dp_vm_make(vm, kind, &id));
    dp_obj *o = dp_at(vm->heap, id);
    o->u.bytes = bytes.p;
    o->len = (uint32_t)bytes.n;
    o->flags = flags;
    return DP_OK;
}

bool dp_vm_utf8(dp_span s)
{
    size_t i = 0;
    while (i < s.n) {
        if (s.n - i >= 8 && (dp_load64(s.p + i) & UINT64_C(0x8080808080808080)) == 0) {
            i += 8;
            continue;
        }
        uint32_t c;
        size_t n = s.p[i] < 0x80 ? 1 : dp_utf8_read(dp_span_cut(s, i, 4), &c);
        if (n == 0) {
            return false;
        }
        i += n;
    }
    return true;
}

/* Before protocol 3 Python 3 writes bytes, also an array's, as text: there the input is the only bound. */
static void check_length(struct dp_vm *vm, size_t n)
{
    if (n > vm->limits->text && vm->facts->protocol >= 3) {
        dp_vm_refuse(vm, dp_fail(vm->ctx, DP_LIMIT, vm->at, "a text of %zu bytes, more than %zu", n, vm->limits->text));
    }
}

static dp_rc push_utf8(struct dp_vm *vm)
{
    check_length(vm, vm->arg.text.n);
    if (!dp_vm_utf8(vm->arg.text)) {
        return dp_vm_corrupt(vm, "its text is no valid UTF-8");
    }
    return push_span(vm, DP_K_TEXT, vm->arg.text, 0);
}

static dp_rc push_py2(struct dp_vm *vm, dp_span bytes)
{
    vm->facts->python2 = true;
    return push_span(vm, DP_K_BYTES, bytes, DP_F_PY2STR);
}

/* A number of exactly `digits` hexadecimal digits at s. */
static bool read_hex(dp_span s, size_t digits, uint32_t *out)
{
    uint32_t value = 0;
    if (s.n < digits) {
        return false;
    }
    for (size_t i = 0; i < digits; i++) {
        int d = dp_hex_digit(s.p[i]);
        if (d < 0) {
            return false;
        }
        value = value << 4 | (uint32_t)d;
    }
    *out = value;
    return true;
}

/* The escape behind a backslash, as in a Python 2 literal. Returns the bytes it takes; 0 where it is none. *n bytes,
 * one or two, are written: an escape that Python does not know stays as it is. */
static size_t unescape(dp_span s, uint8_t *out, size_t *n)
{
    static const char from[] = "\\'\"abfnrtv";
    static const char to[] = "\\'\"\a\b\f\n\r\t\v";
    *n = 1;
    const char *known = s.n != 0 && s.p[0] != '\0' ? strchr(from, s.p[0]) : NULL;
    if (known != NULL) {
        out[0] = (uint8_t)to[known - from];
        return 1;
    }
    uint32_t value = 0;
    if (s.n != 0 && s.p[0] == 'x') {
        bool good = read_hex(dp_span_cut(s, 1, 2), 2, &value);
        out[0] = (uint8_t)value;
        return good ? 3 : 0;
    }
    size_t octal = 0;
    while (octal < 3 && octal < s.n && s.p[octal] >= '0' && s.p[octal] <= '7') {
        value = value << 3 | (uint32_t)(s.p[octal++] - '0');
    }
    out[0] = (uint8_t)value;
    if (octal == 0 && s.n != 0) {
        out[0] = '\\';
        out[1] = s.p[0];
        *n = 2;
        return 1;
    }
    return octal;
}

dp_rc dp_op_STRING(struct dp_vm *vm)
{
    dp_span line = vm->arg.text;
    bool quoted = line.n >= 2 && (line.p[0] == '\'' || line.p[0] == '"') && line.p[0] == line.p[line.n - 1];
    if (!quoted) {
        return dp_vm_corrupt(vm, "its text is not quoted");
    }
    dp_span s = {line.p + 1, line.n - 2};
    if (s.n == 0 || memchr(s.p, '\\', s.n) == NULL) {
        return push_py2(vm, s);
    }
    uint8_t *out = dp_take_raw(vm->ctx, s.n, 1);
    if (out == NULL) {
        return dp_failed(vm->ctx);
    }
    size_t n = 0;
    for (size_t i = 0; i < s.n;) {
        if (s.p[i] != '\\') {
            out[n++] = s.p[i++];
            continue;
        }
        size_t made;
        size_t used = unescape((dp_span){s.p + i + 1, s.n - i - 1}, out + n, &made);
        if (used == 0) {
            return dp_vm_corrupt(vm, "an escape that is cut short");
        }
        i += 1 + used;
        n += made;
    }
    return push_py2(vm, (dp_span){out, n});
}

/* One character of raw-unicode-escape: only \u and \U are escapes, every other byte is Latin-1, and a backslash
 * hides the one behind it. Returns the bytes it takes, 0 where the escape is broken. */
static size_t raw_unicode(dp_span s, uint8_t *out, size_t *n)
{
    uint8_t next = s.p[0] == '\\' && s.n > 1 ? s.p[1] : 0;
    if (next == 'u' || next == 'U') {
        size_t digits = next == 'u' ? 4 : 8;
        uint32_t c;
        if (!read_hex(dp_span_cut(s, 2, digits), digits, &c) || c > 0x10ffff) {
            return 0;
        }
        *n = dp_utf8_put(c, out);
        return 2 + digits;
    }
    *n = dp_utf8_put(s.p[0], out);
    if (next != 0) {
        *n += dp_utf8_put(next, out + *n);
        return 2;
    }
    return 1;
}

static bool is_plain(dp_span s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] >= 0x80 || s.p[i] == '\\') {
            return false;
        }
    }
    return true;
}

dp_rc dp_op_UNICODE(struct dp_vm *vm)
{
    dp_span s = vm->arg.text;
    check_length(vm, s.n);
    if (is_plain(s)) {
        return push_span(vm, DP_K_TEXT, s, 0);
    }
    uint8_t *out = dp_take_raw(vm->ctx, s.n + 1, 2); /* Latin-1 doubles, escapes shrink */
    if (out == NULL) {
        return dp_failed(vm->ctx);
    }
    size_t n = 0;
    for (size_t i = 0; i < s.n;) {
        size_t made;
        size_t used = raw_unicode((dp_span){s.p + i, s.n - i}, out + n, &made);
        if (used == 0) {
            return dp_vm_corrupt(vm, "an escape that is cut short");
        }
        i += used;
        n += made;
    }
    return push_span(vm, DP_K_TEXT, (dp_span){out, n}, 0);
}

dp_rc dp_op_BINSTRING(struct dp_vm *vm)
{
    return push_py2(vm, vm->arg.text);
}

dp_rc dp_op_SHORT_BINSTRING(struct dp_vm *vm)
{
    return push_py2(vm, vm->arg.text);
}

dp_rc dp_op_BINUNICODE(struct dp_vm *vm)
{
    return push_utf8(vm);
}

dp_rc dp_op_SHORT_BINUNICODE(struct dp_vm *vm)
{
    return push_utf8(vm);
}

dp_rc dp_op_BINUNICODE8(struct dp_vm *vm)
{
    return push_utf8(vm);
}

dp_rc dp_op_BINBYTES(struct dp_vm *vm)
{
    return push_span(vm, DP_K_BYTES, vm->arg.text, 0);
}

dp_rc dp_op_SHORT_BINBYTES(struct dp_vm *vm)
{
    return push_span(vm, DP_K_BYTES, vm->arg.text, 0);
}

dp_rc dp_op_BINBYTES8(struct dp_vm *vm)
{
    return push_span(vm, DP_K_BYTES, vm->arg.text, 0);
}

dp_rc dp_op_BYTEARRAY8(struct dp_vm *vm)
{
    return push_span(vm, DP_K_BYTEARRAY, vm->arg.text, 0);
}

/* Buffers travel beside a pickle only where a program passes them on; a file has none. */
dp_rc dp_op_NEXT_BUFFER(struct dp_vm *vm)
{
    return dp_vm_corrupt(vm, "a file has no buffers outside the pickle");
}

dp_rc dp_op_READONLY_BUFFER(struct dp_vm *vm)
{
    dp_id id = 0;
    DP_TRY(dp_vm_top(vm, &id));
    return dp_vm_refuse(vm, dp_vm_corrupt(vm, "a file has no buffers outside the pickle"));
}
