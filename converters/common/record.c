#include "converters/common/record.h"

#include "base/ckd.h"

const dp_dtype_field *dp_record_field(const dp_dtype *type, const char *name)
{
    for (uint32_t i = 0; i < type->n_fields; i++) {
        const dp_dtype_field *f = &type->fields[i];
        if (dp_span_is(f->name, name)) {
            size_t end;
            bool inside = dp_add(f->offset, f->type.itemsize, &end) && end <= type->itemsize;
            return inside ? f : NULL;
        }
    }
    return NULL;
}

bool dp_record_is(const dp_dtype_field *field, const char *kinds, uint32_t least, uint32_t most)
{
    return field != NULL && strchr(kinds, field->type.kind) != NULL && field->type.itemsize >= least &&
           field->type.itemsize <= most;
}

/* The field's bytes as a little-endian number. */
static uint64_t bits_of(const uint8_t *record, const dp_dtype_field *field)
{
    uint64_t bits = 0;
    uint32_t n = field->type.itemsize;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t from = field->type.swapped ? i : n - 1 - i;
        bits = bits << 8 | record[field->offset + from];
    }
    return bits;
}

int64_t dp_record_int(const uint8_t *record, const dp_dtype_field *field)
{
    uint64_t bits = bits_of(record, field);
    uint32_t spare = 64 - 8 * field->type.itemsize;
    bool negative = field->type.kind == 'i' && bits << spare >> 63 != 0;
    return (int64_t)(negative && spare != 0 ? bits | ~(UINT64_MAX >> spare) : bits);
}

double dp_record_f64(const uint8_t *record, const dp_dtype_field *field)
{
    uint64_t bits = bits_of(record, field);
    double v;
    memcpy(&v, &bits, sizeof v);
    return v;
}
