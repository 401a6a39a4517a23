/* Tables as JSON: a list of values for each column, with pandas' name of its type. A missing cell is null. */
#include "export/json_table.h"

#include "export/json_value.h"

static void put_cell(dp_json *j, dp_heap *heap, const dp_cell *cell)
{
    switch (cell->kind) {
    case DP_CELL_NONE: dp_json_raw(j, "null"); return;
    case DP_CELL_BOOL: dp_json_raw(j, cell->i != 0 ? "true" : "false"); return;
    case DP_CELL_INT: dp_json_int(j, cell->i); return;
    case DP_CELL_UINT: dp_json_uint(j, (uint64_t)cell->i); return;
    case DP_CELL_TEXT: dp_json_string(j, cell->text); return;
    case DP_CELL_OBJECT: dp_json_value(j, heap, cell->obj); return;
    case DP_CELL_FLOAT: break;
    }
    if (cell->f - cell->f != 0) {
        dp_json_form(j, "$float", cell->f > 0 ? DP_LIT("inf") : DP_LIT("-inf"));
    } else {
        dp_json_number(j, cell->f, cell->f32);
    }
}

static dp_rc put_column(dp_json *j, dp_heap *heap, const dp_frame_column *column, uint64_t rows)
{
    dp_cell cell;
    dp_json_open(j, '{');
    dp_json_key(j, DP_LIT("name"));
    dp_json_string(j, column->name);
    dp_json_key(j, DP_LIT("dtype"));
    dp_json_string(j, dp_span_of(column->store->dtype));
    dp_json_key(j, DP_LIT("values"));
    dp_json_open(j, '[');
    for (uint64_t i = 0; i < rows && dp_json_good(j); i++) {
        dp_mark mark = dp_ctx_mark(j->ctx);
        DP_TRY(dp_frame_cell(heap, column, i, &cell));
        put_cell(j, heap, &cell);
        dp_ctx_release(j->ctx, mark);
    }
    dp_json_close(j, ']');
    dp_json_close(j, '}');
    return dp_failed(j->ctx);
}

static dp_rc put_columns(dp_json *j, dp_heap *heap, const dp_frame_column *column, size_t n, uint64_t rows)
{
    dp_json_open(j, '[');
    for (size_t i = 0; i < n && dp_json_good(j); i++) {
        DP_TRY(put_column(j, heap, &column[i], rows));
    }
    dp_json_close(j, ']');
    return DP_OK;
}

static dp_rc put_table(dp_json *j, dp_heap *heap, const dp_frame *table)
{
    dp_json_form_open(j, "$table");
    dp_json_open(j, '{');
    dp_json_key(j, DP_LIT("kind"));
    dp_json_string(j, dp_span_of(table->kind));
    dp_json_key(j, DP_LIT("rows"));
    dp_json_uint(j, table->rows);
    dp_json_key(j, DP_LIT("index"));
    DP_TRY(put_columns(j, heap, table->index, table->n_index, table->rows));
    dp_json_key(j, DP_LIT("columns"));
    DP_TRY(put_columns(j, heap, table->column, table->n, table->rows));
    dp_json_close(j, '}');
    dp_json_close(j, '}');
    return dp_failed(j->ctx);
}

/* Inside a cell there are no further tables: how deep one stands in another is the file's to say. */
bool dp_json_table(dp_json *j, dp_heap *heap, dp_id id)
{
    const dp_frame *table = NULL;
    if (!dp_is_frame(heap, id)) {
        return false;
    }
    dp_rc rc = dp_frame_read(heap, id, &table);
    rc = rc == DP_OK && table != NULL ? dp_frame_tells(heap, table) : rc;
    if (rc == DP_UNSUPPORTED) {
        dp_forgive(j->ctx);
        return false;
    }
    j->tables = false;
    rc = rc == DP_OK ? put_table(j, heap, table) : rc;
    j->tables = true;
    j->failed = j->failed || rc != DP_OK;
    return true;
}

dp_rc dp_json_write_table(dp_heap *heap, const dp_frame *table, const dp_export_options *options, dp_sink *sink)
{
    dp_ctx *ctx = dp_heap_ctx(heap);
    dp_json j;
    if (!dp_json_document(&j, ctx, sink, "{\"name\": \"depickle-table\", \"version\": 1}", options)) {
        return dp_failed(ctx);
    }
    dp_json_text_member(&j, "kind", table->kind);
    dp_json_member(&j, DP_LIT("rows"));
    dp_json_uint(&j, table->rows);
    dp_json_member(&j, DP_LIT("index"));
    DP_TRY(put_columns(&j, heap, table->index, table->n_index, table->rows));
    dp_json_member(&j, DP_LIT("columns"));
    DP_TRY(put_columns(&j, heap, table->column, table->n, table->rows));
    return dp_json_end(&j, dp_json_place(options), options);
}
