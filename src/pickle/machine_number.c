/* Numbers. The text forms are strict: what CPython's unpickler reads beyond what its pickler writes (hexadecimal,
 * underscores, blanks) is a known way to show a scanner one file and the unpickler another. */
#include "base/num.h"
#include "pickle/vm.h"

#include <math.h>

enum { DIGITS_MOST = 78, FLOAT_MOST = 400, WIDE = 40 };

static dp_rc push_int(struct dp_vm *vm, int64_t value)
{
    return dp_vm_push(vm, dp_heap_int(vm->heap, value, vm->at));
}

/* Little-endian two's complement: an INT where it fits in 64 bits, else a LONG over the same bytes. */
static dp_rc push_long(struct dp_vm *vm, dp_span bytes)
{
    uint8_t fill = bytes.n != 0 && (bytes.p[bytes.n - 1] & 0x80) != 0 ? 0xff : 0;
    size_t n = bytes.n;
    while (n > 1 && bytes.p[n - 1] == fill && ((bytes.p[n - 2] ^ fill) & 0x80) == 0) {
        n--;
    }
    if (n <= 8) {
        uint64_t value = fill != 0 ? UINT64_MAX : 0;
        for (size_t i = n; i-- > 0;) {
            value = value << 8 | bytes.p[i];
        }
        return push_int(vm, (int64_t)value);
    }
    if (n > vm->limits->long_bytes) {
        dp_vm_refuse(vm, dp_fail(vm->ctx, DP_LIMIT, vm->at, "an integer of %zu bytes, more than %zu", n,
                                 vm->limits->long_bytes));
        return push_int(vm, 0);
    }
    dp_id id = 0;
    DP_TRY(dp_vm_make(vm, DP_K_LONG, &id));
    dp_obj *o = dp_at(vm->heap, id);
    o->u.bytes = bytes.p;
    o->len = (uint32_t)n;
    return DP_OK;
}

/* At most DIGITS_MOST digits (they fit in 33 bytes) as two's complement. */
static void parse_wide(dp_span digits, bool negative, uint8_t out[WIDE])
{
    memset(out, 0, WIDE);
    for (size_t i = 0; i < digits.n; i++) {
        unsigned carry = (unsigned)(digits.p[i] - '0');
        for (size_t k = 0; k < WIDE; k++) {
            carry += out[k] * 10U;
            out[k] = (uint8_t)carry;
            carry >>= 8;
        }
    }
    unsigned carry = 1;
    for (size_t k = 0; negative && k < WIDE; k++) {
        carry += (uint8_t)~out[k];
        out[k] = (uint8_t)carry;
        carry >>= 8;
    }
}

static dp_rc push_decimal(struct dp_vm *vm, dp_span text)
{
    bool negative = text.n != 0 && text.p[0] == '-';
    dp_span digits = {text.p + negative, text.n - negative};
    bool good = digits.n != 0 && (digits.p[0] != '0' || (digits.n == 1 && !negative));
    if (good && digits.n > DIGITS_MOST) {
        dp_vm_refuse(vm, dp_fail(vm->ctx, DP_LIMIT, vm->at, "an integer of %zu digits, more than %d", digits.n,
                                 DIGITS_MOST));
        return push_int(vm, 0);
    }
    int64_t value = 0;
    for (size_t i = 0; good && i < digits.n; i++) {
        good = digits.p[i] >= '0' && digits.p[i] <= '9';
        value = i < 18 ? value * 10 + (digits.p[i] - '0') : value;
    }
    if (!good) {
        dp_vm_refuse(vm, dp_vm_corrupt(vm, "expected a plain decimal number"));
        return push_int(vm, 0);
    }
    if (digits.n <= 18) {
        return push_int(vm, negative ? -value : value);
    }
    uint8_t *wide = dp_take_raw(vm->ctx, WIDE, 1);
    if (wide == NULL) {
        return dp_failed(vm->ctx);
    }
    parse_wide(digits, negative, wide);
    return push_long(vm, (dp_span){wide, WIDE});
}

dp_rc dp_op_INT(struct dp_vm *vm)
{
    dp_span text = vm->arg.text;
    if (dp_span_is(text, "00") || dp_span_is(text, "01")) {
        return dp_vm_push(vm, dp_heap_bool(vm->heap, text.p[1] == '1', vm->at));
    }
    return push_decimal(vm, text);
}

dp_rc dp_op_LONG(struct dp_vm *vm)
{
    dp_span text = vm->arg.text;
    if (text.n != 0 && text.p[text.n - 1] == 'L') {
        text.n--;
    }
    return push_decimal(vm, text);
}

dp_rc dp_op_BININT(struct dp_vm *vm)
{
    return push_int(vm, vm->arg.n);
}

dp_rc dp_op_BININT1(struct dp_vm *vm)
{
    return push_int(vm, vm->arg.n);
}

dp_rc dp_op_BININT2(struct dp_vm *vm)
{
    return push_int(vm, vm->arg.n);
}

dp_rc dp_op_LONG1(struct dp_vm *vm)
{
    return push_long(vm, vm->arg.text);
}

dp_rc dp_op_LONG4(struct dp_vm *vm)
{
    return push_long(vm, vm->arg.text);
}

static dp_rc push_float(struct dp_vm *vm, double value)
{
    dp_id id = 0;
    DP_TRY(dp_vm_make(vm, DP_K_FLOAT, &id));
    dp_at(vm->heap, id)->u.f = value;
    return DP_OK;
}

dp_rc dp_op_FLOAT(struct dp_vm *vm)
{
    double value = 0;
    if (vm->arg.text.n > FLOAT_MOST) {
        dp_vm_refuse(vm, dp_fail(vm->ctx, DP_LIMIT, vm->at, "a float of %zu digits, more than %d", vm->arg.text.n,
                                 FLOAT_MOST));
    } else if (!dp_num_read(vm->arg.text, &value)) {
        dp_vm_refuse(vm, dp_vm_corrupt(vm, "expected a decimal number"));
    } else if (isinf(value) && memchr(vm->arg.text.p, 'n', vm->arg.text.n) == NULL) {
        dp_vm_refuse(vm, dp_vm_corrupt(vm, "beyond what a double holds")); /* Python writes infinity as inf */
    }
    return push_float(vm, value);
}

dp_rc dp_op_BINFLOAT(struct dp_vm *vm)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < 8; i++) {
        bits = bits << 8 | vm->arg.text.p[i];
    }
    double value;
    memcpy(&value, &bits, sizeof value);
    return push_float(vm, value);
}

dp_rc dp_op_NONE(struct dp_vm *vm)
{
    return dp_vm_push(vm, dp_heap_none(vm->heap, vm->at));
}

dp_rc dp_op_NEWTRUE(struct dp_vm *vm)
{
    return dp_vm_push(vm, dp_heap_bool(vm->heap, true, vm->at));
}

dp_rc dp_op_NEWFALSE(struct dp_vm *vm)
{
    return dp_vm_push(vm, dp_heap_bool(vm->heap, false, vm->at));
}
