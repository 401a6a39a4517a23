/* FlatBuffers: tables of fields by number, read where they lie. A table begins with the distance back to its list of field
 * offsets; texts, vectors and tables inside are a distance forward. Little-endian. Positions are offsets into the bytes; 0:
 * none. Sticky by s: what leads out of the bytes is DP_CORRUPT. */
#ifndef DP_MODEL_FLATBUFFER_H
#define DP_MODEL_FLATBUFFER_H

#include "model/state.h"

typedef struct dp_flatbuffer {
    dp_state *s;
    dp_span bytes;
} dp_flatbuffer;

typedef struct dp_fb_vector {
    uint32_t n;
    size_t at; /* of the first element */
} dp_fb_vector;

size_t dp_fb_root(const dp_flatbuffer *f);
size_t dp_fb_table(const dp_flatbuffer *f, size_t table, unsigned field);
/* n 0 where the field is absent. width: bytes an element. */
dp_fb_vector dp_fb_vector_of(const dp_flatbuffer *f, size_t table, unsigned field, size_t width);
/* Element i of a vector of tables. */
size_t dp_fb_table_at(const dp_flatbuffer *f, dp_fb_vector v, uint32_t i);
dp_span dp_fb_text(const dp_flatbuffer *f, size_t table, unsigned field);
int64_t dp_fb_int(const dp_flatbuffer *f, size_t table, unsigned field, size_t width, int64_t otherwise);
double dp_fb_double(const dp_flatbuffer *f, size_t table, unsigned field, double otherwise);

#endif
