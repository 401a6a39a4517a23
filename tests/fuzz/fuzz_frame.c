/* Whatever a pickle holds read as a table, and every cell of it asked for. */
#include "fuzz.h"

#include "pickle/machine.h"
#include "value/frame.h"
#include "value/value.h"

enum { MOST_CELLS = 20000 };

static void ask_column(dp_heap *heap, const dp_frame_column *column, uint64_t rows)
{
    FUZZ_HOLDS(dp_utf8_valid(column->name));
    for (uint64_t row = 0; row < rows && row < MOST_CELLS; row++) {
        dp_cell cell = {0};
        if (dp_frame_cell(heap, column, row, &cell) != DP_OK) {
            FUZZ_HOLDS(dp_failed(dp_heap_ctx(heap)) != DP_OK);
            return;
        }
        FUZZ_HOLDS(cell.kind <= DP_CELL_OBJECT);
        FUZZ_HOLDS(cell.kind != DP_CELL_FLOAT || cell.f == cell.f);
        FUZZ_HOLDS(cell.kind != DP_CELL_TEXT || dp_utf8_valid(cell.text));
        FUZZ_HOLDS(cell.kind != DP_CELL_OBJECT || cell.obj <= dp_heap_last(heap));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dp_ctx *ctx = fuzz_ctx();
    const dp_span in = {data, size};
    dp_heap *heap = dp_heap_new(ctx);
    const dp_frame *frame = NULL;
    dp_id root = 0;
    size_t used = 0;
    dp_rc rc = dp_pickle_run(heap, in, 0, NULL, NULL, &root, &used);
    if (rc == DP_OK) {
        rc = dp_settle(heap, 1, dp_heap_last(heap));
    }
    if (rc == DP_OK) {
        rc = dp_frame_read(heap, root, &frame);
    }
    for (size_t i = 0; rc == DP_OK && frame != NULL && i < frame->n + frame->n_index && dp_failed(ctx) == DP_OK; i++) {
        ask_column(heap, i < frame->n ? &frame->column[i] : &frame->index[i - frame->n], frame->rows);
    }
    fuzz_done(ctx, rc == DP_OK ? dp_failed(ctx) : rc);
    return 0;
}
