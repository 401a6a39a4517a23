/* The table of opcodes, and how an opcode's argument is read. Shared by the machine, the salvager and the bid. */
#ifndef DP_PICKLE_OPCODES_H
#define DP_PICKLE_OPCODES_H

#include "base/span.h"

typedef enum dp_arg_form {
    DP_ARG_NONE,
    DP_ARG_U1,     /* unsigned, 1, 2, 4 or 8 bytes, little-endian */
    DP_ARG_U2,
    DP_ARG_U4,
    DP_ARG_U8,
    DP_ARG_I4,     /* signed, 4 bytes */
    DP_ARG_F8,     /* 8 bytes, left where they are */
    DP_ARG_LINE,   /* text up to a newline, which is not part of it */
    DP_ARG_LINES,  /* two of them */
    DP_ARG_BYTES1, /* bytes behind their length: unsigned 1, 4, 8 bytes, signed 4 bytes */
    DP_ARG_BYTES4,
    DP_ARG_BYTES8,
    DP_ARG_BYTESI
} dp_arg_form;

typedef enum dp_opcode_byte {
#define OP(name, byte, arg, protocol, before, after, what) DP_OPC_##name = (byte),
#include "pickle/opcodes.def"
#undef OP
} dp_opcode_byte;

typedef struct dp_opcode {
    const char *name; /* NULL: no such opcode */
    uint8_t byte, arg, protocol;
    const char *before, *after, *what;
} dp_opcode;

/* The row of a byte; its name is NULL where the byte is no opcode. */
const dp_opcode *dp_opcode_of(uint8_t byte);
/* All 68 in the order of the table. */
const dp_opcode *dp_opcodes(size_t *n);

typedef struct dp_arg {
    int64_t n;    /* numbers; a U8 above INT64_MAX comes as -1 */
    dp_span text; /* LINE, LINES, BYTES*, F8 */
    dp_span more; /* LINES: the second */
} dp_arg;

typedef enum dp_arg_fault { DP_ARG_OK, DP_ARG_CUT, DP_ARG_NEGATIVE } dp_arg_fault;

/* Reads the argument that stands at the start of rest; *used: its length in bytes. */
dp_arg_fault dp_arg_read(dp_arg_form form, dp_span rest, dp_arg *arg, size_t *used);
/* The same where the argument does not end in its frame. CPython, reading a file, drops what is left in the frame when a
 * part of the argument (a line, a length, the bytes of that length) is not whole in it, and reads that part from behind
 * the frame. Only a bytes object's bytes it joins. behind lies right behind frame; *used: bytes of behind. */
dp_arg_fault dp_arg_read_across(dp_arg_form form, bool joins, dp_span frame, dp_span behind, dp_arg *arg, size_t *used);

#endif
