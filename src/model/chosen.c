#include "model/chosen.h"

#include "value/frame.h"

/* One column of values in an object of pandas; false: it is none, or cannot be read. */
static bool read_series(dp_heap *heap, dp_id id, dp_frame_column *out, uint64_t *rows)
{
    dp_ctx *ctx = dp_heap_ctx(heap);
    const dp_frame *f = NULL;
    if (dp_kind_of(heap, id) != DP_K_MADE || dp_failed(ctx) != DP_OK) { /* a fault of before is not for us to forgive */
        return false;
    }
    if (!dp_is_frame(heap, id)) {
        const dp_store *store = dp_store_of(heap, id);
        *out = (dp_frame_column){.store = store, .step = 1};
        *rows = store != NULL ? store->count : 0;
        return store != NULL;
    }
    if (dp_frame_read(heap, id, &f) != DP_OK) {
        dp_forgive(ctx);
        return false;
    }
    bool one = f != NULL && f->n == 1;
    if (one) {
        *out = f->column[0];
        *rows = f->rows;
    }
    return one;
}

const dp_chosen *dp_chosen_of(dp_ctx *ctx, dp_heap *heap, dp_id value, uint64_t *n)
{
    dp_frame_column column;
    *n = 0;
    if (!read_series(heap, value, &column, n)) {
        return NULL;
    }
    dp_chosen *out = *n != 0 ? dp_take(ctx, (size_t)*n, sizeof *out) : NULL;
    for (uint64_t i = 0; out != NULL && i < *n; i++) {
        dp_cell cell;
        if (dp_frame_cell(heap, &column, i, &cell) != DP_OK) {
            dp_forgive(ctx);
            return NULL;
        }
        if (cell.kind != DP_CELL_TEXT && cell.kind != DP_CELL_INT && cell.kind != DP_CELL_BOOL) {
            return NULL;
        }
        out[i].by = cell.kind == DP_CELL_TEXT ? DP_CHOSEN_BY_NAME : cell.kind == DP_CELL_INT ? DP_CHOSEN_BY_PLACE : DP_CHOSEN_BY_FLAG;
        out[i].name = cell.text;
        out[i].value = cell.i;
    }
    return out;
}
