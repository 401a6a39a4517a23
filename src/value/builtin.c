/* Python's own types, where a pickle makes them by a call. Contents are shared with the call's argument: a pickle fills
 * its lists before it hands them on. */
#include "value/recipe.h"

/* The single argument that a container is made from; 0: none was given. */
static dp_rc source(dp_heap *heap, dp_id id, dp_id *out)
{
    const dp_id *args;
    size_t n;
    DP_TRY(dp_call_plain(heap, id, 0, 1, &args, &n));
    *out = n == 1 ? args[0] : 0;
    return DP_OK;
}

static dp_rc make_container(dp_heap *heap, dp_id id, dp_kind kind)
{
    dp_id from;
    DP_TRY(source(heap, id, &from));
    const dp_obj *items = dp_at(heap, from);
    bool fits = from == 0 || items->kind == DP_K_LIST || items->kind == DP_K_TUPLE || items->kind == DP_K_SET
                || items->kind == DP_K_FROZENSET;
    if (!fits) {
        return dp_call_refuse(heap, id, "expected a list, found %s", dp_obj_describe(heap, from));
    }
    dp_share_members(heap, id, kind, from);
    return DP_OK;
}

dp_rc dp_recipe_set(dp_heap *heap, dp_id id)
{
    return make_container(heap, id, DP_K_SET);
}

dp_rc dp_recipe_frozenset(dp_heap *heap, dp_id id)
{
    return make_container(heap, id, DP_K_FROZENSET);
}

dp_rc dp_recipe_list(dp_heap *heap, dp_id id)
{
    return make_container(heap, id, DP_K_LIST);
}

dp_rc dp_recipe_tuple(dp_heap *heap, dp_id id)
{
    return make_container(heap, id, DP_K_TUPLE);
}

/* deque(), deque([…]), deque([…], most), filled by APPEND: a list. */
dp_rc dp_recipe_deque(dp_heap *heap, dp_id id)
{
    const dp_made *made = dp_at(heap, id)->u.made;
    const dp_id *args;
    size_t n;
    DP_TRY(dp_call_args(heap, id, 0, 2, &args, &n));
    dp_id first = n != 0 ? args[0] : 0;
    dp_kind kind = dp_kind_of(heap, first);
    bool fits = first == 0 || kind == DP_K_LIST || kind == DP_K_TUPLE;
    if (!fits || made->pairs != 0 || (made->items != 0 && first != 0 && dp_at(heap, first)->len != 0)) {
        return dp_call_refuse(heap, id, "expected a list, found %s", dp_obj_describe(heap, first));
    }
    dp_share_members(heap, id, DP_K_LIST, made->items != 0 ? made->items : first);
    return DP_OK;
}

static void put_bytes(dp_heap *heap, dp_id id, dp_kind kind, dp_span bytes)
{
    dp_obj *o = dp_at(heap, id);
    o->kind = (uint8_t)kind;
    o->len = (uint32_t)bytes.n;
    o->u.bytes = bytes.p;
}

static bool is_latin1(const dp_heap *heap, dp_id id)
{
    return dp_obj_is(heap, id, "latin1") || dp_obj_is(heap, id, "latin-1");
}

/* Python 3 writes bytes for Python 2 as text, one character a byte. */
dp_rc dp_recipe_codecs_encode(dp_heap *heap, dp_id id)
{
    dp_span bytes;
    const dp_id *args;
    size_t n;
    DP_TRY(dp_call_plain(heap, id, 2, 2, &args, &n));
    const dp_obj *text = dp_at(heap, args[0]);
    if (text->kind != DP_K_TEXT || !is_latin1(heap, args[1])) {
        return dp_call_refuse(heap, id, "expected text and 'latin1', found %s and %s",
                              dp_obj_describe(heap, args[0]), dp_obj_describe(heap, args[1]));
    }
    if (!dp_latin1_bytes(heap, (dp_span){text->u.bytes, text->len}, &bytes)) {
        return dp_call_refuse(heap, id, "the text has characters beyond U+00FF");
    }
    put_bytes(heap, id, DP_K_BYTES, bytes);
    return DP_OK;
}

/* bytes(), bytearray(b'…'), bytearray(text, 'latin-1'). A number would be a size to allocate: refused. */
static dp_rc make_bytes(dp_heap *heap, dp_id id, dp_kind kind)
{
    dp_span bytes = DP_LIT("");
    const dp_id *args;
    size_t n;
    DP_TRY(dp_call_plain(heap, id, 0, 2, &args, &n));
    if (n == 1 && dp_is_call(heap, args[0], "_codecs.encode")) {
        DP_TRY(dp_recipe_codecs_encode(heap, args[0]));
    }
    if (n != 0) {
        const dp_obj *from = dp_at(heap, args[0]);
        bool is_bytes = from->kind == DP_K_BYTES || from->kind == DP_K_BYTEARRAY;
        bool is_text = from->kind == DP_K_TEXT && n == 2 && is_latin1(heap, args[1]);
        if ((!is_text && (!is_bytes || n == 2)) || !dp_bytes_now(heap, args[0], &bytes)) {
            return dp_call_refuse(heap, id, "expected bytes, or text and 'latin-1', found %s",
                                  dp_obj_describe(heap, args[0]));
        }
    }
    put_bytes(heap, id, kind, bytes);
    return DP_OK;
}

dp_rc dp_recipe_bytes(dp_heap *heap, dp_id id)
{
    return make_bytes(heap, id, DP_K_BYTES);
}

dp_rc dp_recipe_bytearray(dp_heap *heap, dp_id id)
{
    return make_bytes(heap, id, DP_K_BYTEARRAY);
}

static bool real_of(const dp_heap *heap, dp_id id, double *out)
{
    const dp_obj *o = dp_at(heap, id);
    if (o->kind != DP_K_FLOAT && o->kind != DP_K_INT) {
        return false;
    }
    *out = o->kind == DP_K_FLOAT ? o->u.f : (double)o->u.i;
    return true;
}

dp_rc dp_recipe_complex(dp_heap *heap, dp_id id)
{
    const dp_id *args;
    size_t n;
    DP_TRY(dp_call_plain(heap, id, 2, 2, &args, &n));
    double *parts = dp_take(dp_heap_ctx(heap), 2, sizeof *parts);
    if (parts == NULL) {
        return dp_failed(dp_heap_ctx(heap));
    }
    if (!real_of(heap, args[0], &parts[0]) || !real_of(heap, args[1], &parts[1])) {
        return dp_call_refuse(heap, id, "expected two numbers");
    }
    dp_obj *o = dp_at(heap, id);
    o->kind = DP_K_COMPLEX;
    o->u.value = parts;
    return DP_OK;
}

dp_rc dp_recipe_slice(dp_heap *heap, dp_id id)
{
    const dp_id *args;
    size_t n;
    DP_TRY(dp_call_plain(heap, id, 3, 3, &args, &n));
    dp_id *parts = dp_take(dp_heap_ctx(heap), 3, sizeof *parts);
    if (parts == NULL) {
        return dp_failed(dp_heap_ctx(heap));
    }
    memcpy(parts, args, 3 * sizeof *parts);
    dp_obj *o = dp_at(heap, id);
    o->kind = DP_K_SLICE;
    o->len = 3;
    o->u.item = parts;
    return DP_OK;
}

/* Stays a call: its items are never spelled out. */
dp_rc dp_recipe_range(dp_heap *heap, dp_id id)
{
    const dp_id *args;
    size_t n;
    DP_TRY(dp_call_plain(heap, id, 1, 3, &args, &n));
    for (size_t i = 0; i < n; i++) {
        if (dp_kind_of(heap, args[i]) != DP_K_INT) {
            return dp_call_refuse(heap, id, "expected whole numbers, found %s", dp_obj_describe(heap, args[i]));
        }
    }
    return DP_OK;
}
