/* Inside value/: what the recipes share. A recipe looks at one MADE node and turns it into the value it stands for, or
 * leaves it alone; it never follows more than a fixed number of links, so no input can make it recurse. */
#ifndef DP_VALUE_RECIPE_H
#define DP_VALUE_RECIPE_H

#include "value/value.h"

typedef dp_rc dp_recipe_fn(dp_heap *heap, dp_id id);

#define RECIPE(canonical, function) dp_recipe_fn dp_recipe_##function;
#include "value/recipes.def"
#undef RECIPE

/* Opcodes that call; the others (NEWOBJ, NEWOBJ_EX) only make an empty object of a class. */
bool dp_was_called(const dp_made *made);

/* The call's arguments: a tuple of least … most things, no keyword arguments. DP_CORRUPT otherwise. */
dp_rc dp_call_args(dp_heap *heap, dp_id id, size_t least, size_t most, const dp_id **args, size_t *n);
/* The same for values that nothing may be added to: called, and neither BUILD, APPEND nor SETITEM came after. */
dp_rc dp_call_plain(dp_heap *heap, dp_id id, size_t least, size_t most, const dp_id **args, size_t *n);

/* Argument k of a MADE node that has n of them (0: any number), as a tuple; 0: it is none, or has no such. */
dp_id dp_argument_of(const dp_heap *heap, dp_id id, size_t k, size_t n);

/* DP_CORRUPT at the node's opcode: "numpy.dtype: " and the text. */
dp_rc dp_call_refuse(dp_heap *heap, dp_id id, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* Bytes of BYTES, BYTEARRAY, a Python 2 str, TEXT of code points up to 255 (pickles of Python 2 read by 3), and of a
 * call that makes bytes, which is settled on the way. false: none of these, or memory is out. */
bool dp_bytes_now(dp_heap *heap, dp_id id, dp_span *out);
/* The array of an ARRAY node or of a call that makes one, which is settled on the way; *out NULL for other nodes. */
dp_rc dp_array_now(dp_heap *heap, dp_id id, const dp_array **out);
/* The dtype of a DTYPE node or of a call that makes one, which is settled on the way: its BUILD, if any, has come. */
dp_rc dp_dtype_now(dp_heap *heap, dp_id id, dp_dtype *out);
/* A Python int or bool, or a numpy integer, that fits into int64. */
bool dp_int_of(const dp_heap *heap, dp_id id, int64_t *out);
/* The same; a numpy integer is settled on the way. */
bool dp_int_now(dp_heap *heap, dp_id id, int64_t *out);
/* Text of TEXT or of a Python 2 str (both valid as names): false for others. */
bool dp_text_of(const dp_heap *heap, dp_id id, dp_span *out);

/* Makes the node a container of this kind with the members of `from`, which they share; 0: of none. */
void dp_share_members(dp_heap *heap, dp_id id, dp_kind kind, dp_id from);

/* UTF-8 text of code points up to 255 as bytes, in the arena. false: a code point is larger, or memory is out. */
bool dp_latin1_bytes(dp_heap *heap, dp_span text, dp_span *out);

/* Element strides of the array's own order, in elements. */
void dp_array_strides(const dp_array *array, uint64_t stride[DP_MAX_DIMS]);
/* The next index in C order: *from follows `at`, each dimension by its stride. */
static inline void dp_next_index(size_t ndim, const uint64_t *dim, const uint64_t *stride, uint64_t *at, uint64_t *from)
{
    for (size_t d = ndim; d-- > 0;) {
        *from += stride[d];
        if (++at[d] < dim[d]) {
            break;
        }
        *from -= stride[d] * dim[d];
        at[d] = 0;
    }
}

#endif
