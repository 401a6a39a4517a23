/* Frames on the pipe from child to parent: a header of 16 bytes, then `n` bytes. For sandbox/ only. */
#ifndef DP_SANDBOX_WIRE_H
#define DP_SANDBOX_WIRE_H

#include "sandbox/sandbox.h"

typedef enum dp_frame_kind {
    DP_FRAME_OUTPUT = 1, /* index; "format\0part" */
    DP_FRAME_DATA,       /* index; bytes */
    DP_FRAME_OUTPUT_END, /* index */
    DP_FRAME_DROP,       /* index first; last as 4 bytes */
    DP_FRAME_TEXT,
    DP_FRAME_NOTE,
    DP_FRAME_JSON,
    DP_FRAME_WALLS,      /* index: the walls that stand */
    DP_FRAME_RESULT      /* index: the rc; the line */
} dp_frame_kind;

typedef struct dp_frame {
    uint32_t kind, index;
    uint64_t n;
} dp_frame;

enum { DP_FRAME_MOST = 64 << 20, DP_WIRE_BUFFER = 256 << 10, DP_WIRE_DIGEST = 64 };

struct dp_wire {
    int fd, hash_fd;
    bool broken;
    char sha256[DP_WIRE_DIGEST + 1]; /* a newline ends it on its way */
    bool hashed, hash_lost;
    struct dp_wire_sink {
        dp_sink base;
        dp_wire *wire;
        unsigned index;
    } sink;
    size_t held;                     /* bytes of the open output not sent yet */
    uint8_t buffer[DP_WIRE_BUFFER];
};

void dp_wire_send(dp_wire *wire, dp_frame_kind kind, uint32_t index, dp_span bytes);

#endif
