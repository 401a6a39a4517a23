/* The heap of nodes, and what containers need of it. */
#include "pickle/object.h"

#include "pickle/heap.h"

#include <stdlib.h>

dp_heap *dp_heap_new(dp_ctx *ctx)
{
    dp_heap *heap = dp_take(ctx, 1, sizeof *heap);
    dp_obj *nothing = dp_take(ctx, 1, sizeof *nothing);
    if (heap == NULL || nothing == NULL) {
        return NULL;
    }
    heap->ctx = ctx;
    heap->nothing = nothing;
    return heap;
}

dp_ctx *dp_heap_ctx(const dp_heap *heap)
{
    return heap->ctx;
}

dp_id dp_heap_last(const dp_heap *heap)
{
    return heap->last;
}

dp_obj *dp_at(const dp_heap *heap, dp_id id)
{
    if (id == 0 || id > heap->last) {
        *heap->nothing = (dp_obj){.kind = DP_K_NONE};
        return heap->nothing;
    }
    return &heap->chunk[id >> DP_CHUNK_BITS][id & (DP_CHUNK - 1)];
}

static bool add_chunk(dp_heap *heap)
{
    dp_obj *chunk = dp_take_raw(heap->ctx, DP_CHUNK, sizeof *chunk);
    dp_obj **slot = chunk != NULL ? dp_grow(heap->ctx, &heap->chunk, heap->n_chunks, sizeof *slot) : NULL;
    if (slot == NULL) {
        return false;
    }
    *slot = chunk;
    heap->n_chunks++;
    return true;
}

dp_id dp_obj_new(dp_heap *heap, dp_kind kind, uint64_t offset)
{
    if (heap->last == UINT32_MAX) {
        dp_fail(heap->ctx, DP_LIMIT, offset, "more objects than can be numbered");
        return 0;
    }
    dp_id id = heap->last + 1;
    if (id >> DP_CHUNK_BITS >= heap->n_chunks && !add_chunk(heap)) {
        return 0;
    }
    heap->last = id;
    heap->chunk[id >> DP_CHUNK_BITS][id & (DP_CHUNK - 1)] = (dp_obj){.kind = (uint8_t)kind, .offset = offset};
    return id;
}

/* Room for the ids of a container of len members (pairs for a DICT): the smallest power of two >= max(len, 4). */
static size_t container_room(size_t len)
{
    size_t room = 4;
    while (room < len) {
        room *= 2;
    }
    return room;
}

dp_rc dp_obj_extend(dp_heap *heap, dp_id container, const dp_id *ids, size_t n)
{
    dp_obj *o = dp_at(heap, container);
    size_t width = o->kind == DP_K_DICT ? 2 : 1;
    size_t len = (size_t)o->len + n / width;
    if (n == 0) {
        return DP_OK;
    }
    if (len > UINT32_MAX / 2) {
        return dp_fail(heap->ctx, DP_LIMIT, o->offset, "a container of more than %u members", UINT32_MAX / 2);
    }
    size_t room = container_room(len);
    if (o->len == 0 || container_room(o->len) != room) {
        dp_id *bigger = dp_take_raw(heap->ctx, room, width * sizeof *bigger);
        if (bigger == NULL) {
            return dp_failed(heap->ctx);
        }
        if (o->len != 0) {
            memcpy(bigger, o->u.item, o->len * width * sizeof *bigger);
        }
        o->u.item = bigger;
    }
    memcpy(o->u.item + o->len * width, ids, n * sizeof *ids);
    o->len = (uint32_t)len;
    return DP_OK;
}

dp_rc dp_obj_push(dp_heap *heap, dp_id container, dp_id value)
{
    return dp_obj_extend(heap, container, &value, 1);
}

dp_rc dp_obj_set(dp_heap *heap, dp_id dict, dp_id key, dp_id value)
{
    return dp_obj_extend(heap, dict, (const dp_id[]){key, value}, 2);
}

static dp_id shared(dp_heap *heap, dp_id *slot, dp_kind kind, int64_t value, uint64_t offset)
{
    if (*slot == 0) {
        *slot = dp_obj_new(heap, kind, offset);
        dp_at(heap, *slot)->u.i = value;
    }
    return *slot;
}

dp_id dp_heap_none(dp_heap *heap, uint64_t offset)
{
    return shared(heap, &heap->none, DP_K_NONE, 0, offset);
}

dp_id dp_heap_bool(dp_heap *heap, bool value, uint64_t offset)
{
    return shared(heap, value ? &heap->yes : &heap->no, DP_K_BOOL, value, offset);
}

dp_id dp_heap_empty_tuple(dp_heap *heap, uint64_t offset)
{
    return shared(heap, &heap->empty_tuple, DP_K_TUPLE, 0, offset);
}

dp_id dp_heap_int(dp_heap *heap, int64_t value, uint64_t offset)
{
    if (value >= 0 && value < DP_SMALL_INTS) {
        return shared(heap, &heap->small[value], DP_K_INT, value, offset);
    }
    dp_id id = dp_obj_new(heap, DP_K_INT, offset);
    dp_at(heap, id)->u.i = value;
    return id;
}

dp_rc dp_obj_keep_origin(dp_heap *heap, dp_id id, const dp_made *made)
{
    heap->origins_mixed = heap->origins_mixed || (heap->n_origins != 0 && heap->origin[heap->n_origins - 1].id >= id);
    struct dp_origin *slot = dp_grow(heap->ctx, &heap->origin, heap->n_origins, sizeof *slot);
    if (slot == NULL) {
        return dp_failed(heap->ctx);
    }
    *slot = (struct dp_origin){id, made};
    heap->n_origins++;
    return DP_OK;
}

static int by_id(const void *a, const void *b)
{
    dp_id x = ((const struct dp_origin *)a)->id;
    dp_id y = ((const struct dp_origin *)b)->id;
    return (x > y) - (x < y);
}

void dp_obj_order_origins(dp_heap *heap)
{
    if (heap->origins_mixed) {
        qsort(heap->origin, heap->n_origins, sizeof *heap->origin, by_id);
        heap->origins_mixed = false;
    }
}

const dp_made *dp_obj_origin(const dp_heap *heap, dp_id id)
{
    const struct dp_origin wanted = {.id = id};
    const struct dp_origin *found =
        heap->n_origins != 0 ? bsearch(&wanted, heap->origin, heap->n_origins, sizeof wanted, by_id) : NULL;
    return found != NULL ? found->made : NULL;
}

dp_span dp_obj_bytes(const dp_heap *heap, dp_id id)
{
    const dp_obj *o = dp_at(heap, id);
    if (o->kind != DP_K_TEXT && o->kind != DP_K_BYTES && o->kind != DP_K_BYTEARRAY) {
        return (dp_span){NULL, 0};
    }
    return (dp_span){o->u.bytes, o->len};
}

dp_span dp_obj_text(const dp_heap *heap, dp_id id)
{
    return dp_is_text(dp_at(heap, id)) ? dp_obj_bytes(heap, id) : (dp_span){NULL, 0};
}

bool dp_obj_is(const dp_heap *heap, dp_id id, const char *text)
{
    const dp_obj *o = dp_at(heap, id);
    return dp_is_text(o) && dp_span_is((dp_span){o->u.bytes, o->len}, text);
}

dp_id dp_obj_get(const dp_heap *heap, dp_id dict, const char *key)
{
    const dp_obj *o = dp_at(heap, dict);
    if (o->kind != DP_K_DICT) {
        return 0;
    }
    for (uint32_t i = o->len; i-- > 0;) {
        if (dp_obj_is(heap, o->u.item[(size_t)i * 2], key)) {
            return o->u.item[(size_t)i * 2 + 1];
        }
    }
    return 0;
}

const char *dp_canonical(const dp_heap *heap, dp_id id)
{
    const dp_obj *o = dp_at(heap, id);
    const dp_name *row = dp_row_of(o->kind == DP_K_MADE ? dp_at(heap, o->u.made->callee) : o);
    return row != NULL ? row->canonical : "";
}

bool dp_is_call(const dp_heap *heap, dp_id id, const char *canonical)
{
    return dp_kind_of(heap, id) == DP_K_MADE && strcmp(dp_canonical(heap, id), canonical) == 0;
}
