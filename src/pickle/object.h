/* The passive object graph: what a pickle describes, with nothing imported and nothing called.
 *
 * Objects live in a heap of fixed-size nodes and are named by 32-bit ids, in order of creation; id 0 is no object.
 * The graph may share nodes and may be cyclic: who walks it marks, and never recurses on the machine stack. */
#ifndef DP_PICKLE_OBJECT_H
#define DP_PICKLE_OBJECT_H

#include "base/ctx.h"

typedef uint32_t dp_id;

typedef enum dp_kind {
    DP_K_NONE = 1,
    DP_K_BOOL,      /* u.i is 0 or 1 */
    DP_K_INT,       /* u.i */
    DP_K_LONG,      /* an integer beyond 64 bits: u.bytes, len bytes, little-endian two's complement */
    DP_K_FLOAT,     /* u.f */
    DP_K_TEXT,      /* u.bytes, len bytes of valid UTF-8 (lone surrogates kept as in pickle's surrogatepass) */
    DP_K_BYTES,     /* u.bytes, len bytes; flag DP_F_PY2STR when it was a Python 2 str */
    DP_K_BYTEARRAY, /* likewise */
    DP_K_LIST,      /* u.item, len ids */
    DP_K_TUPLE,
    DP_K_SET,
    DP_K_FROZENSET,
    DP_K_DICT,      /* u.item, 2 * len ids: key, value, key, value … in order of insertion; a later equal key wins */
    DP_K_GLOBAL,    /* u.global: a name, held as data */
    DP_K_MADE,      /* u.made: a call that is not done */
    /* what value/ puts in place of a MADE node once it has been understood; u.value points at the value's own type */
    DP_K_ARRAY,     /* const dp_array *: numpy array, also 0-d */
    DP_K_SCALAR,    /* const dp_array * with no dimensions: numpy scalar */
    DP_K_DTYPE,     /* const dp_dtype * */
    DP_K_SPARSE,    /* const dp_sparse * */
    DP_K_COMPLEX,   /* const double[2] */
    DP_K_SLICE,     /* u.item, 3 ids: start, stop, step */
    DP_K_OPAQUE     /* u.name: parsed, allowed, and without meaning for a model (a RandomState, a BSpline's cache …) */
} dp_kind;

enum { DP_F_PY2STR = 1, DP_F_SETTLED = 2 };

struct dp_name;

typedef struct dp_global {
    dp_span module, name;
    const struct dp_name *row; /* of names.def; NULL: outside the table */
} dp_global;

/* REDUCE, NEWOBJ, NEWOBJ_EX, INST, OBJ and what BUILD, APPEND(S), SETITEM(S), ADDITEMS then did to the result. */
typedef struct dp_made {
    dp_id callee; /* a GLOBAL, or anything a hostile file put there */
    dp_id args;   /* a TUPLE (REDUCE takes whatever stood there) */
    dp_id kwargs; /* NEWOBJ_EX: a DICT, else 0 */
    dp_id state;  /* BUILD's argument, 0 before */
    dp_id items;  /* a LIST of appended or added things, 0: none */
    dp_id pairs;  /* a DICT of set items, 0: none */
    uint8_t opcode;
} dp_made;

typedef struct dp_obj {
    uint8_t kind;    /* dp_kind */
    uint8_t flags;
    uint16_t aux;    /* for the layer that settles the node; 0 at first */
    uint32_t len;
    uint64_t offset; /* of its opcode, in decoded bytes */
    union {
        int64_t i;
        double f;
        const uint8_t *bytes;
        dp_id *item;
        const dp_global *global;
        dp_made *made;
        const void *value;
        const char *name;
    } u;
} dp_obj;

/* Is it TEXT, or a Python 2 str? */
static inline bool dp_is_text(const dp_obj *o)
{
    return o->kind == DP_K_TEXT || (o->kind == DP_K_BYTES && (o->flags & DP_F_PY2STR) != 0);
}

/* The row of a GLOBAL; NULL: outside the table, or no GLOBAL. */
static inline const struct dp_name *dp_row_of(const dp_obj *o)
{
    return o->kind == DP_K_GLOBAL ? o->u.global->row : NULL;
}

typedef struct dp_heap dp_heap;

/* In ctx's arena. NULL when memory is out. */
dp_heap *dp_heap_new(dp_ctx *ctx);
dp_ctx *dp_heap_ctx(const dp_heap *heap);
dp_id dp_heap_last(const dp_heap *heap); /* the newest id; ids run from 1 */

/* The node; a static NONE node for 0 or an id that was never given out. Pointers stay valid (nodes lie in chunks). */
dp_obj *dp_at(const dp_heap *heap, dp_id id);
/* A new node, 0 when memory is out (the error is set). */
dp_id dp_obj_new(dp_heap *heap, dp_kind kind, uint64_t offset);

/* Adds to a LIST/TUPLE/SET (one id) or a DICT (two). Capacity follows from len: powers of two. */
dp_rc dp_obj_push(dp_heap *heap, dp_id container, dp_id value);
dp_rc dp_obj_set(dp_heap *heap, dp_id dict, dp_id key, dp_id value);

/* What a settled node was before: its class and arguments, where the value does not tell them (a Bunch is a DICT, a
 * RandomState OPAQUE). NULL: nothing was kept. To be kept in the order of ids. */
const dp_made *dp_obj_origin(const dp_heap *heap, dp_id id);
dp_rc dp_obj_keep_origin(dp_heap *heap, dp_id id, const dp_made *made);
/* After some were kept, before any is asked for. */
void dp_obj_order_origins(dp_heap *heap);

static inline dp_kind dp_kind_of(const dp_heap *heap, dp_id id)
{
    return (dp_kind)dp_at(heap, id)->kind;
}

/* Text or bytes of a node; an empty span with p NULL for other kinds. */
dp_span dp_obj_bytes(const dp_heap *heap, dp_id id);
/* The same of TEXT, or a Python 2 str, alone. */
dp_span dp_obj_text(const dp_heap *heap, dp_id id);
/* Is it such a text, with exactly this content? */
bool dp_obj_is(const dp_heap *heap, dp_id id, const char *text);
/* The value under a text key of a DICT, the last where it stands twice; 0: none. */
dp_id dp_obj_get(const dp_heap *heap, dp_id dict, const char *key);
/* A word for messages: "int", "list", "numpy.ndarray", "sklearn.tree._tree.Tree object" … Escaped, in the arena. */
const char *dp_obj_describe(dp_heap *heap, dp_id id);
/* The canonical name of a GLOBAL, or of a MADE node's callee; "" for what has none. Not escaped. */
const char *dp_canonical(const dp_heap *heap, dp_id id);
/* Is this node a call to exactly this name, or an object made of it? */
bool dp_is_call(const dp_heap *heap, dp_id id, const char *canonical);
/* "module.name" of a GLOBAL, or of a MADE node's callee: canonical where the table knows it, escaped. "" otherwise. */
const char *dp_obj_class(dp_heap *heap, dp_id id);

#endif
