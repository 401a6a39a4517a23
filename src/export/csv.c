/* Tables as CSV: docs/formats/table.md. */
#include "export/csv.h"

#include "export/exporter.h"

void dp_csv_cell(dp_sink *sink, dp_span text)
{
    bool quote = false;
    for (size_t i = 0; i < text.n; i++) {
        quote = quote || strchr(",\"\r\n", text.p[i]) != NULL;
    }
    if (!quote) {
        dp_put(sink, text);
        return;
    }
    dp_puts(sink, "\"");
    size_t from = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"') {
            dp_put(sink, dp_span_cut(text, from, i + 1 - from));
            from = i;
        }
    }
    dp_put(sink, dp_span_cut(text, from, text.n - from));
    dp_puts(sink, "\"");
}

/* A missing cell is empty, an empty text is quoted: the two stay apart, and a line is never empty. */
static dp_rc put_cell(dp_heap *heap, const dp_frame_column *column, uint64_t row, bool alone, dp_sink *sink)
{
    dp_ctx *ctx = dp_heap_ctx(heap);
    dp_cell cell;
    dp_mark mark = dp_ctx_mark(ctx);
    DP_TRY(dp_frame_cell(heap, column, row, &cell));
    if (cell.kind == DP_CELL_OBJECT) {
        return dp_fail(ctx, DP_UNSUPPORTED, dp_at(heap, cell.obj)->offset,
                       "row %llu holds a %s, which CSV has no form for: use --to json", (unsigned long long)row,
                       dp_obj_describe(heap, cell.obj));
    }
    dp_span text = dp_cell_name(ctx, &cell);
    if (text.n == 0 && (cell.kind == DP_CELL_TEXT || alone)) {
        dp_puts(sink, "\"\"");
    } else {
        dp_csv_cell(sink, text);
    }
    dp_ctx_release(ctx, mark);
    return dp_failed(ctx);
}

static void put_name(const dp_frame_column *column, bool first, bool alone, dp_sink *sink)
{
    dp_puts(sink, first ? "" : ",");
    if (column->name.n == 0 && alone) {
        dp_puts(sink, "\"\"");
    } else {
        dp_csv_cell(sink, column->name);
    }
}

static dp_rc write_table(dp_heap *heap, const dp_frame *table, const dp_export_options *options, dp_sink *sink)
{
    size_t n = table->n_index + table->n;
    (void)options;
    for (size_t i = 0; i < n; i++) {
        put_name(i < table->n_index ? &table->index[i] : &table->column[i - table->n_index], i == 0, n == 1, sink);
    }
    dp_puts(sink, "\n");
    for (uint64_t row = 0; row < table->rows && n != 0 && sink->rc == DP_OK; row++) {
        for (size_t i = 0; i < n; i++) {
            dp_puts(sink, i == 0 ? "" : ",");
            DP_TRY(put_cell(heap, i < table->n_index ? &table->index[i] : &table->column[i - table->n_index], row, n == 1, sink));
        }
        dp_puts(sink, "\n");
    }
    return DP_OK;
}

const dp_exporter dp_exporter_csv = {"csv", ".csv", DP_VIEW_STATE, NULL, write_table, NULL};
