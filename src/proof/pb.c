#include "proof/pb.h"

/* A varint of at most 10 bytes. false: there is none. */
static bool read_varint(const uint8_t **p, const uint8_t *end, uint64_t *out)
{
    uint64_t v = 0;
    for (unsigned shift = 0; shift < 70 && *p < end; shift += 7) {
        uint8_t byte = *(*p)++;
        if (shift == 63 && byte > 1) {
            return false;
        }
        v |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            *out = v;
            return true;
        }
    }
    return false;
}

bool dp_pb_next(dp_pb *m)
{
    uint64_t tag;
    uint64_t n;
    if (m->broken || m->p == m->end) {
        return false;
    }
    m->broken = true;
    if (!read_varint(&m->p, m->end, &tag) || tag >> 3 == 0 || tag >> 3 > UINT32_MAX >> 3) {
        return false;
    }
    m->field = (uint32_t)(tag >> 3);
    m->wire = (uint8_t)(tag & 7);
    if (m->wire == 0) {
        m->broken = !read_varint(&m->p, m->end, &m->number);
        return !m->broken;
    }
    if (m->wire != 2 || !read_varint(&m->p, m->end, &n) || n > (uint64_t)(m->end - m->p)) {
        return false; /* ONNX has fixed numbers in attributes that we never write */
    }
    m->bytes = (dp_span){m->p, (size_t)n};
    m->p += n;
    m->broken = false;
    return true;
}

bool dp_pb_ints(dp_span packed, int32_t *out, uint64_t n)
{
    const uint8_t *p = packed.p;
    const uint8_t *end = packed.n != 0 ? p + packed.n : p;
    for (uint64_t i = 0; i < n; i++) {
        uint32_t v = 0;
        unsigned shift = 0;
        while (p < end && *p >= 0x80 && shift < 28) {
            v |= (uint32_t)(*p++ & 0x7f) << shift;
            shift += 7;
        }
        if (p == end || *p >= (shift == 28 ? 0x08 : 0x80)) {
            return false;
        }
        out[i] = (int32_t)(v | (uint32_t)*p++ << shift);
    }
    return p == end;
}

uint64_t dp_pb_count(dp_span packed)
{
    uint64_t n = 0;
    for (size_t i = 0; i < packed.n; i++) {
        n += packed.p[i] < 0x80;
    }
    return n;
}
