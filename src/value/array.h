/* numpy's values, decoded from passive calls: dtypes, arrays, scalars, scipy's sparse matrices.
 * Array bytes stay where they lie in the input; nothing is copied until somebody asks for another form. */
#ifndef DP_VALUE_ARRAY_H
#define DP_VALUE_ARRAY_H

#include "pickle/object.h"

struct dp_dtype_field;

/* A closed set: b1, i1-8, u1-8, f2/4/8, c8/16, U, S, O, V with named fields (one level), V as raw bytes (no fields:
 * nobody computes with them), M and m (8 bytes). */
typedef struct dp_dtype {
    char kind;            /* 'b' 'i' 'u' 'f' 'c' 'U' 'S' 'O' 'V' 'M' 'm' */
    bool swapped;         /* big-endian */
    uint32_t itemsize;
    const struct dp_dtype_field *fields; /* kind 'V'; a pickle's record with objects is an 'O' */
    uint32_t n_fields;
    char unit[4];         /* kinds 'M' and 'm': "ns", "us", "ms", "s" …; "" where it is not told, or is a multiple */
} dp_dtype;

typedef struct dp_dtype_field {
    dp_span name;
    uint32_t offset;
    dp_dtype type;
} dp_dtype_field;

enum { DP_MAX_DIMS = 32 };

typedef struct dp_array {
    dp_dtype type;
    uint8_t ndim;
    bool fortran;       /* first index varies fastest */
    const uint64_t *dim;
    uint64_t count;     /* product of dims; 1 for ndim 0 */
    dp_span data;       /* count * itemsize bytes; for kind 'O' empty */
    const dp_id *item;  /* kind 'O': count ids, in C order */
    dp_span mask;       /* of a masked array: a byte an element in the array's own order, not 0: masked; else empty */
} dp_array;

/* A matrix of scipy.sparse; dia_matrix of idf weights comes as kind 'd' with its diagonal in data. */
typedef struct dp_sparse {
    char kind;          /* 'r' csr, 'c' csc, 'd' dia */
    uint64_t rows, cols;
    const dp_array *data, *indices, *indptr; /* dia: data, offsets in indices, indptr NULL */
} dp_sparse;

/* The array or scalar of a settled node, or NULL. */
const dp_array *dp_array_of(const dp_heap *heap, dp_id id);

/* "<f8", "|S6", "object", "[('left_child', '<i8'), …]" for messages and reports; in the arena. */
const char *dp_dtype_text(dp_ctx *ctx, const dp_dtype *type);
/* "2-d float64 array (3, 4)"; in the arena. */
const char *dp_array_text(dp_ctx *ctx, const dp_array *array);

/* Element number i in C order, whatever the array's own order. The caller keeps i < count and the kind right:
 * numbers for b i u f, bytes (NULs at the end cut for S, UTF-32 for U) for S and U. */
double dp_array_f64(const dp_array *array, uint64_t i);
int64_t dp_array_i64(const dp_array *array, uint64_t i);
/* The same of the bytes of one element. */
double dp_item_f64(const dp_dtype *type, const uint8_t *p);
int64_t dp_item_i64(const dp_dtype *type, const uint8_t *p);
/* S as it is, U as UTF-8; in the arena. p NULL: not valid text, or memory is out. */
dp_span dp_array_text_at(dp_ctx *ctx, const dp_array *array, uint64_t i);

/* All elements as native float64 in C order: the array's own bytes where they are that already and aligned, else one
 * copy in the arena. Kinds b i u f, and O whose items are all numbers. NULL: other kind (no error), or memory (error). */
const double *dp_array_as_f64(dp_heap *heap, const dp_array *array);
/* Likewise int64 for kinds b i u (and O of ints); NULL also where a uint64 does not fit. */
const int64_t *dp_array_as_i64(dp_heap *heap, const dp_array *array);

#endif
