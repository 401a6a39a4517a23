#include "model/flatbuffer.h"

/* Are there n bytes at this place? */
static bool there(const dp_flatbuffer *f, size_t at, size_t n)
{
    bool good = !f->s->failed && at <= f->bytes.n && n <= f->bytes.n - at;
    if (!good) {
        dp_corrupt(f->s, "the model's own bytes: a place that lies outside of them");
    }
    return good;
}

static uint32_t u32_at(const dp_flatbuffer *f, size_t at)
{
    return there(f, at, 4) ? dp_load32(f->bytes.p + at) : 0;
}

/* What a distance forward leads to. */
static size_t follow(const dp_flatbuffer *f, size_t at)
{
    size_t to = at + u32_at(f, at);
    return there(f, to, 4) ? to : 0;
}

size_t dp_fb_root(const dp_flatbuffer *f)
{
    return follow(f, 0);
}

/* The place of a field's value, 0 where it is absent. */
static size_t field_of(const dp_flatbuffer *f, size_t table, unsigned field)
{
    if (table == 0 || f->s->failed) {
        return 0;
    }
    int64_t list = (int64_t)table - (int32_t)u32_at(f, table);
    if (list < 0 || !there(f, (size_t)list, 4)) {
        dp_corrupt(f->s, "the model's own bytes: a place that lies outside of them");
        return 0;
    }
    size_t entry = 4 + 2 * (size_t)field;
    if (entry + 2 > dp_load16(f->bytes.p + list) || !there(f, (size_t)list + entry, 2)) {
        return 0;
    }
    uint16_t offset = dp_load16(f->bytes.p + (size_t)list + entry);
    return offset != 0 ? table + offset : 0;
}

size_t dp_fb_table(const dp_flatbuffer *f, size_t table, unsigned field)
{
    size_t at = field_of(f, table, field);
    return at != 0 ? follow(f, at) : 0;
}

dp_fb_vector dp_fb_vector_of(const dp_flatbuffer *f, size_t table, unsigned field, size_t width)
{
    size_t at = dp_fb_table(f, table, field);
    uint32_t n = at != 0 ? u32_at(f, at) : 0;
    if (n != 0 && !there(f, at + 4, (size_t)n * width)) {
        n = 0;
    }
    return (dp_fb_vector){n, at + 4};
}

size_t dp_fb_table_at(const dp_flatbuffer *f, dp_fb_vector v, uint32_t i)
{
    return i < v.n ? follow(f, v.at + 4 * (size_t)i) : 0;
}

dp_span dp_fb_text(const dp_flatbuffer *f, size_t table, unsigned field)
{
    dp_fb_vector v = dp_fb_vector_of(f, table, field, 1);
    return v.n != 0 ? dp_span_cut(f->bytes, v.at, v.n) : (dp_span){NULL, 0};
}

int64_t dp_fb_int(const dp_flatbuffer *f, size_t table, unsigned field, size_t width, int64_t otherwise)
{
    size_t at = field_of(f, table, field);
    if (at == 0 || !there(f, at, width)) {
        return otherwise;
    }
    return width == 1 ? f->bytes.p[at] : (int32_t)dp_load32(f->bytes.p + at);
}

double dp_fb_double(const dp_flatbuffer *f, size_t table, unsigned field, double otherwise)
{
    size_t at = field_of(f, table, field);
    return at != 0 && there(f, at, 8) ? dp_loadf64(f->bytes.p + at) : otherwise;
}
