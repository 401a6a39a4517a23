#include "pickle/opcodes.h"

static const dp_opcode rows[] = {
#define OP(name, byte, arg, protocol, before, after, what) {#name, byte, DP_ARG_##arg, protocol, before, after, what},
#include "pickle/opcodes.def"
#undef OP
};

/* By byte; 0 is no row, else number of the row + 1. */
enum row_number {
    NO_ROW,
#define OP(name, byte, arg, protocol, before, after, what) ROW_##name,
#include "pickle/opcodes.def"
#undef OP
};

static const uint8_t row_of[256] = {
#define OP(name, byte, arg, protocol, before, after, what) [byte] = ROW_##name,
#include "pickle/opcodes.def"
#undef OP
};

static const dp_opcode unknown;

const dp_opcode *dp_opcode_of(uint8_t byte)
{
    return row_of[byte] != 0 ? &rows[row_of[byte] - 1] : &unknown;
}

const dp_opcode *dp_opcodes(size_t *n)
{
    *n = sizeof rows / sizeof *rows;
    return rows;
}

static dp_arg_fault read_line(dp_span rest, size_t from, dp_span *line, size_t *used)
{
    const uint8_t *start = rest.p + from;
    const uint8_t *end = from < rest.n ? memchr(start, '\n', rest.n - from) : NULL;
    if (end == NULL) {
        return DP_ARG_CUT;
    }
    *line = (dp_span){start, (size_t)(end - start)};
    *used = from + line->n + 1;
    return DP_ARG_OK;
}

static dp_arg_fault read_bytes(size_t head, uint64_t n, dp_span rest, dp_arg *arg, size_t *used)
{
    if (n > rest.n - head) {
        return DP_ARG_CUT;
    }
    arg->text = (dp_span){rest.p + head, (size_t)n};
    *used = head + (size_t)n;
    return DP_ARG_OK;
}

/* Bytes that stand before anything of variable length. */
static size_t head_size(dp_arg_form form)
{
    static const uint8_t size[] = {
        [DP_ARG_U1] = 1,     [DP_ARG_U2] = 2,     [DP_ARG_U4] = 4,     [DP_ARG_U8] = 8,     [DP_ARG_I4] = 4,
        [DP_ARG_F8] = 8,     [DP_ARG_BYTES1] = 1, [DP_ARG_BYTES4] = 4, [DP_ARG_BYTES8] = 8, [DP_ARG_BYTESI] = 4,
    };
    return form < sizeof size ? size[form] : 0;
}

/* The length at the head of counted bytes; false: it is negative. */
static bool read_length(dp_arg_form form, dp_span head, uint64_t *n)
{
    *n = form == DP_ARG_BYTES1 ? head.p[0] : form == DP_ARG_BYTES8 ? dp_load64(head.p) : dp_load32(head.p);
    return form != DP_ARG_BYTESI || *n <= INT32_MAX;
}

dp_arg_fault dp_arg_read(dp_arg_form form, dp_span rest, dp_arg *arg, size_t *used)
{
    size_t head = head_size(form);
    if (rest.n < head) {
        return DP_ARG_CUT;
    }
    *used = head;
    switch (form) {
    case DP_ARG_NONE:
        return DP_ARG_OK;
    case DP_ARG_U1:
        arg->n = rest.p[0];
        return DP_ARG_OK;
    case DP_ARG_U2:
        arg->n = dp_load16(rest.p);
        return DP_ARG_OK;
    case DP_ARG_U4:
        arg->n = dp_load32(rest.p);
        return DP_ARG_OK;
    case DP_ARG_U8:
        arg->n = dp_load64(rest.p) <= INT64_MAX ? (int64_t)dp_load64(rest.p) : -1;
        return DP_ARG_OK;
    case DP_ARG_I4:
        arg->n = (int32_t)dp_load32(rest.p);
        return DP_ARG_OK;
    case DP_ARG_F8:
        arg->text = (dp_span){rest.p, 8};
        return DP_ARG_OK;
    case DP_ARG_LINE:
        return read_line(rest, 0, &arg->text, used);
    case DP_ARG_LINES: {
        dp_arg_fault fault = read_line(rest, 0, &arg->text, used);
        return fault == DP_ARG_OK ? read_line(rest, *used, &arg->more, used) : fault;
    }
    case DP_ARG_BYTES1:
    case DP_ARG_BYTES4:
    case DP_ARG_BYTES8:
    case DP_ARG_BYTESI: {
        uint64_t n = 0;
        return read_length(form, rest, &n) ? read_bytes(head, n, rest, arg, used) : DP_ARG_NEGATIVE;
    }
    }
    return DP_ARG_CUT;
}

dp_arg_fault dp_arg_read_across(dp_arg_form form, bool joins, dp_span frame, dp_span behind, dp_arg *arg, size_t *used)
{
    if (form == DP_ARG_LINES && read_line(frame, 0, &arg->text, used) == DP_ARG_OK) {
        return read_line(behind, 0, &arg->more, used);
    }
    size_t head = head_size(form);
    if (form < DP_ARG_BYTES1 || frame.n < head) {
        return dp_arg_read(form, behind, arg, used);
    }
    uint64_t n = 0;
    if (!read_length(form, frame, &n)) {
        return DP_ARG_NEGATIVE;
    }
    if (!joins) {
        return read_bytes(0, n, behind, arg, used);
    }
    dp_arg_fault fault = read_bytes(head, n, (dp_span){frame.p, frame.n + behind.n}, arg, used);
    *used -= fault == DP_ARG_OK ? frame.n : 0; /* it did not end in the frame */
    return fault;
}
