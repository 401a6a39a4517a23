/* How libFuzzer alters a protobuf message, as ONNX files are: by fields, the lengths around them mended.
 * Wire types: https://protobuf.dev/programming-guides/encoding/ */
#include "mutator.h"

enum { MOST_FIELDS = 8192, MOST_DEPTH = 12, MOST_MADE = 512, VARINT = 0, FIXED64 = 1, COUNTED = 2, FIXED32 = 5, LONGEST = 10 };

struct field {
    size_t at;       /* of its tag */
    size_t data, n;  /* a number's bytes, or what is counted */
    size_t length;   /* COUNTED: where the length stands */
    uint32_t parent; /* number of the field around it + 1 */
    uint8_t wire;
};

struct message {
    struct altered *in;
    uint32_t n_fields;
    struct field field[MOST_FIELDS];
};

/* Bytes of a varint; 0: there is none. */
static size_t varint(const uint8_t *p, size_t n, uint64_t *value)
{
    *value = 0;
    for (size_t i = 0; i < n && i < LONGEST; i++) {
        *value |= (uint64_t)(p[i] & 0x7f) << (7 * i);
        if (p[i] < 0x80) {
            return i + 1;
        }
    }
    return 0;
}

static size_t put_varint(uint8_t *p, uint64_t value)
{
    size_t n = 0;
    for (; value >= 0x80; value >>= 7) {
        p[n++] = (uint8_t)(value | 0x80);
    }
    p[n++] = (uint8_t)value;
    return n;
}

/* Reads one field at `at`, which ends before `end`; returns where it ends, 0: there is none. */
static size_t read_field(const struct message *m, size_t at, size_t end, struct field *f)
{
    const uint8_t *p = m->in->p;
    uint64_t tag = 0;
    uint64_t value = 0;
    size_t n = varint(p + at, end - at, &tag);
    if (n == 0 || tag >> 3 == 0 || tag >> 3 > 200) {
        return 0;
    }
    *f = (struct field){.at = at, .data = at + n, .wire = (uint8_t)(tag & 7)};
    switch (f->wire) {
    case VARINT: f->n = varint(p + f->data, end - f->data, &value); break;
    case FIXED32: f->n = 4; break;
    case FIXED64: f->n = 8; break;
    case COUNTED:
        f->length = f->data;
        n = varint(p + f->data, end - f->data, &value);
        f->data += n;
        f->n = n != 0 && value <= end - f->data ? (size_t)value : SIZE_MAX;
        break;
    default: return 0;
    }
    return (f->n == 0 && f->wire != COUNTED) || f->n > end - f->data ? 0 : f->data + f->n;
}

/* Is everything between two places a field? */
static bool is_message(const struct message *m, size_t at, size_t end)
{
    struct field f;
    while (at != 0 && at < end) {
        at = read_field(m, at, end, &f);
    }
    return at == end;
}

/* Every field, in the order of the file; what is counted and reads as a message is taken for one. */
static void find_fields(struct message *m)
{
    size_t end[MOST_DEPTH] = {m->in->n};
    uint32_t around[MOST_DEPTH] = {0};
    size_t depth = 0;
    m->n_fields = 0;
    for (size_t at = 0; m->n_fields < MOST_FIELDS;) {
        while (depth != 0 && at >= end[depth]) {
            depth--;
        }
        struct field *f = &m->field[m->n_fields];
        size_t next = at < end[depth] ? read_field(m, at, end[depth], f) : 0;
        if (next == 0) {
            return;
        }
        f->parent = around[depth];
        m->n_fields++;
        at = next;
        if (f->wire == COUNTED && f->n != 0 && depth + 1 < MOST_DEPTH && is_message(m, f->data, next)) {
            at = f->data;
            end[++depth] = next;
            around[depth] = m->n_fields;
        }
    }
}

/* The field around a place has grown by so many bytes, and so have those around it, whose lengths may take more bytes now. */
static void mend_lengths(struct message *m, uint32_t parent, int64_t more)
{
    for (; parent != 0; parent = m->field[parent - 1].parent) {
        const struct field *f = &m->field[parent - 1];
        uint8_t made[LONGEST];
        size_t n = put_varint(made, (uint64_t)((int64_t)f->n + more));
        if (!splice(m->in, f->length, f->data - f->length, made, n)) {
            return;
        }
        more += (int64_t)n - (int64_t)(f->data - f->length);
    }
}

static void put(struct message *m, uint32_t parent, size_t at, size_t old, const uint8_t *bytes, size_t n)
{
    if (splice(m->in, at, old, bytes, n)) {
        mend_lengths(m, parent, (int64_t)n - (int64_t)old);
    }
}

static const struct field *pick(struct message *m)
{
    return &m->field[any(m->in, m->n_fields)];
}

/* A field's data becomes these, its length with it. */
static void set_data(struct message *m, const struct field *f, const uint8_t *bytes, size_t n)
{
    uint8_t made[MOST_MADE + LONGEST];
    size_t head = f->wire == COUNTED ? put_varint(made, n) : 0;
    memcpy(made + head, bytes, n);
    size_t begin = f->wire == COUNTED ? f->length : f->data;
    put(m, f->parent, begin, f->data - begin + f->n, made, head + n);
}

static void alter(struct message *m)
{
    static const uint64_t odd[] = {0, 1, 2, 3, 6, 7, 8, 10, 11, 16, 127, 128, 255, 65536, INT32_MAX, UINT32_MAX, INT64_MAX, UINT64_MAX};
    uint8_t made[MOST_MADE];
    const struct field *f = pick(m);
    size_t n = 0;
    if (f->wire == VARINT) {
        n = put_varint(made, odd[any(m->in, sizeof odd / sizeof *odd)]);
    } else if (f->n <= MOST_MADE / 2) {
        memcpy(made, m->in->p + f->data, f->n);
        n = LLVMFuzzerMutate(made, f->n, f->wire == COUNTED ? MOST_MADE : f->n);
        n = f->wire == COUNTED ? n : f->n;
    }
    if (n != 0) {
        set_data(m, f, made, n);
    }
}

/* The data of another field of the same form. */
static void copy_data(struct message *m)
{
    uint8_t made[MOST_MADE];
    const struct field *to = pick(m);
    for (int tries = 0; tries < 8; tries++) {
        const struct field *from = pick(m);
        if (from->wire == to->wire && from->n <= sizeof made) {
            memcpy(made, m->in->p + from->data, from->n);
            set_data(m, to, made, from->n);
            return;
        }
    }
}

static void take_out(struct message *m)
{
    const struct field *f = pick(m);
    put(m, f->parent, f->at, f->data + f->n - f->at, (const uint8_t *)"", 0);
}

/* A field once more, beside another one. */
static void copy_field(struct message *m)
{
    uint8_t made[MOST_MADE];
    const struct field *from = pick(m);
    const struct field *beside = any(m->in, 2) == 0 ? from : pick(m);
    size_t n = from->data + from->n - from->at;
    if (n <= sizeof made) {
        memcpy(made, m->in->p + from->at, n);
        put(m, beside->parent, beside->at, 0, made, n);
    }
}

static struct message found;

size_t find_parts(struct altered *in)
{
    found.in = in;
    find_fields(&found);
    return found.n_fields;
}

void alter_parts(struct altered *in)
{
    static void (*const ways[])(struct message *m) = {alter, alter, copy_data, take_out, copy_field};
    ways[any(in, sizeof ways / sizeof *ways)](&found);
}
