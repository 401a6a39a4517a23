/* numpy records as trees keep them: fields by name, numbers of any width and byte order. */
#ifndef DP_CONVERTERS_RECORD_H
#define DP_CONVERTERS_RECORD_H

#include "value/array.h"

/* The field of that name, if it lies within the record; NULL: none. */
const dp_dtype_field *dp_record_field(const dp_dtype *type, const char *name);
/* Numbers of one record. The field's kind and width are checked by dp_record_is. */
bool dp_record_is(const dp_dtype_field *field, const char *kinds, uint32_t least, uint32_t most);
int64_t dp_record_int(const uint8_t *record, const dp_dtype_field *field); /* kinds b i u, up to 8 bytes */
double dp_record_f64(const uint8_t *record, const dp_dtype_field *field);  /* kind f, 8 bytes */

#endif
