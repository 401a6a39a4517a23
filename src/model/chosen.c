#include "model/chosen.h"

#include "value/frame.h"

const dp_chosen *dp_chosen_of(dp_ctx *ctx, dp_heap *heap, dp_id value, uint64_t *n)
{
    dp_frame_column column;
    *n = 0;
    if (!dp_series_of(heap, value, &column, n)) {
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
