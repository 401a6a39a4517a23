/* The child's end of the pipe. A parent that has gone away makes the rest of the child's work silent, not wrong. */
#include "sandbox/wire.h"

#include <errno.h>
#include <unistd.h>

static void send_all(dp_wire *wire, const void *bytes, size_t n)
{
    const uint8_t *p = bytes;
    while (n != 0 && !wire->broken) {
        ssize_t sent = write(wire->fd, p, n);
        if (sent > 0) {
            p += sent;
            n -= (size_t)sent;
        } else if (sent == 0 || errno != EINTR) {
            wire->broken = true;
        }
    }
}

void dp_wire_send(dp_wire *wire, dp_frame_kind kind, uint32_t index, dp_span bytes)
{
    dp_frame frame = {(uint32_t)kind, index, bytes.n};
    send_all(wire, &frame, sizeof frame);
    send_all(wire, bytes.p, bytes.n);
}

static void flush(dp_wire *wire)
{
    if (wire->held != 0) {
        dp_wire_send(wire, DP_FRAME_DATA, wire->sink.index, (dp_span){wire->buffer, wire->held});
        wire->held = 0;
    }
}

static dp_rc append(dp_sink *base, dp_span bytes)
{
    struct dp_wire_sink *sink = (struct dp_wire_sink *)base;
    dp_wire *wire = sink->wire;
    if (bytes.n > DP_WIRE_BUFFER - wire->held) {
        flush(wire);
    }
    while (bytes.n > DP_WIRE_BUFFER) {
        dp_span part = dp_span_cut(bytes, 0, DP_FRAME_MOST);
        dp_wire_send(wire, DP_FRAME_DATA, sink->index, part);
        bytes = dp_span_cut(bytes, part.n, bytes.n);
    }
    if (bytes.n != 0) {
        memcpy(wire->buffer + wire->held, bytes.p, bytes.n);
        wire->held += bytes.n;
    }
    return wire->broken ? DP_ERROR : DP_OK;
}

dp_sink *dp_wire_output(dp_wire *wire, unsigned index, const char *format, const char *part, uint64_t limit)
{
    char name[512];
    size_t n = strlen(format) + 1;
    size_t m = strlen(part);
    if (n + m > sizeof name) {
        m = sizeof name - n;
    }
    memcpy(name, format, n);
    memcpy(name + n, part, m);
    dp_wire_send(wire, DP_FRAME_OUTPUT, index, (dp_span){(const uint8_t *)name, n + m});
    wire->sink = (struct dp_wire_sink){{.append = append, .limit = limit}, wire, index};
    return &wire->sink.base;
}

dp_rc dp_wire_close(dp_wire *wire, dp_sink *sink)
{
    flush(wire);
    dp_wire_send(wire, DP_FRAME_OUTPUT_END, wire->sink.index, (dp_span){NULL, 0});
    return wire->broken ? DP_ERROR : sink->rc;
}

void dp_wire_drop(dp_wire *wire, unsigned first, unsigned last)
{
    uint8_t bytes[4];
    uint32_t end = last;
    wire->held = 0;
    memcpy(bytes, &end, sizeof bytes);
    dp_wire_send(wire, DP_FRAME_DROP, first, (dp_span){bytes, sizeof bytes});
}

/* Long texts go in pieces: the parent holds one frame at a time. */
static void send_text(dp_wire *wire, dp_frame_kind kind, const char *text)
{
    dp_wire_send(wire, kind, 0, dp_span_cut(dp_span_of(text), 0, DP_FRAME_MOST));
}

void dp_wire_text(dp_wire *wire, const char *text)
{
    send_text(wire, DP_FRAME_TEXT, text);
}

void dp_wire_note(dp_wire *wire, const char *line)
{
    send_text(wire, DP_FRAME_NOTE, line);
}

void dp_wire_json(dp_wire *wire, const char *object)
{
    send_text(wire, DP_FRAME_JSON, object);
}

void dp_wire_result(dp_wire *wire, dp_rc rc, const char *message)
{
    if (wire->hash_lost) {
        rc = DP_ERROR;
        message = "the input's sha256 did not reach the reader";
    }
    dp_wire_send(wire, DP_FRAME_RESULT, (uint32_t)rc, dp_span_of(message));
}

const char *dp_wire_sha256(dp_wire *wire)
{
    size_t have = 0;
    bool ended = false;
    while (!wire->hashed && !ended) {
        ssize_t n = read(wire->hash_fd, wire->sha256 + have, sizeof wire->sha256 - have);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        have += n > 0 ? (size_t)n : 0;
        ended = n <= 0 || have == sizeof wire->sha256 || wire->sha256[have - 1] == '\n';
    }
    if (!wire->hashed) {
        bool whole = have != 0 && wire->sha256[have - 1] == '\n' && (have == 1 || have == sizeof wire->sha256);
        wire->sha256[whole ? have - 1 : 0] = '\0';
        wire->hash_lost = !whole;
        wire->hashed = true;
    }
    return wire->sha256;
}
