#include "base/text.h"
#include "support/model.h"
#include "value/frame.h"
#include "value_pickles.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- what each pandas wrote (tests/gen/tables.py) ---- */

static const char *const versions[] = {"0.20", "0.25", "1.3", "2.2", "3.0"};

/* A table and what holds it. */
typedef struct opened {
    test_file file;
    dp_span bytes;
    const dp_frame *frame;
} opened;

static void open_table(opened *o, const char *form, const char *version, int protocol)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/tests/cli/data/tables/%s-%s.p%d.pkl", getenv("DEPICKLE_SOURCE"), form, version, protocol);
    o->bytes = test_read(path);
    cr_assert_not_null(o->bytes.p, "%s", path);
    test_open_bytes(&o->file, o->bytes);
    cr_assert_eq(o->file.rc, DP_OK, "%s", path);
    cr_assert_eq(dp_frame_read(o->file.loaded.heap, o->file.loaded.root, &o->frame), DP_OK, "%s: %s", path,
                 dp_ctx_record(o->file.ctx)->what);
    cr_assert_not_null(o->frame, "%s", path);
}

static void close_table(opened *o)
{
    test_close(&o->file);
    free((void *)(uintptr_t)o->bytes.p);
}

/* The cell as one text: its kind and its value. */
static const char *cell(opened *o, const dp_frame_column *column, uint64_t row)
{
    dp_ctx *ctx = o->file.ctx;
    dp_cell c = {0};
    cr_assert_eq(dp_frame_cell(o->file.loaded.heap, column, row, &c), DP_OK, "%s", dp_ctx_record(ctx)->what);
    switch (c.kind) {
    case DP_CELL_NONE: return "none";
    case DP_CELL_BOOL: return c.i != 0 ? "true" : "false";
    case DP_CELL_INT:
    case DP_CELL_UINT: return dp_take_printf(ctx, "int %lld", (long long)c.i);
    case DP_CELL_FLOAT: return dp_take_printf(ctx, "%s %.9g", c.f32 ? "float" : "double", c.f);
    case DP_CELL_TEXT: return dp_take_printf(ctx, "text %s", dp_escape(ctx, c.text, 80));
    case DP_CELL_OBJECT: break;
    }
    return "object";
}

static const dp_frame_column *named(const dp_frame *f, const char *name)
{
    for (size_t i = 0; i < f->n; i++) {
        if (dp_span_is(f->column[i].name, name)) {
            return &f->column[i];
        }
    }
    return NULL;
}

static void expect_column(opened *o, const char *name, const char *const *want)
{
    const dp_frame_column *column = named(o->frame, name);
    cr_assert_not_null(column, "%s", name);
    for (uint64_t row = 0; row < 3; row++) {
        cr_assert_str_eq(cell(o, column, row), want[row], "%s[%d]", name, (int)row);
    }
}

Test(frame, has_the_cells_that_every_pandas_wrote)
{
    static const struct {
        const char *name, *want[3];
    } rows[] = {
        {"Company", {"text Apple", "text HP \"x\", y", "text "}}, {"Ram", {"int 8", "int 16", "int 4"}},
        {"Price", {"double 100000", "none", "double 0.1"}},       {"ok", {"true", "false", "true"}},
        {"f4", {"float 0.100000001", "float 2", "float inf"}},    {"i2", {"int 1", "int -2", "int 3"}},
        {"mixed", {"int 1", "text a", "none"}},                   {"cat", {"text b", "text a", "none"}},
        {"when", {"text 2020-01-02T03:04:05.678", "text 1969-12-31T23:59:59", "none"}},
    };
    for (size_t v = 0; v < sizeof versions / sizeof *versions; v++) {
        for (int protocol = 2; protocol <= 4; protocol += 2) {
            opened o;
            open_table(&o, "frame", versions[v], protocol);
            cr_assert_eq(o.frame->rows, 3);
            cr_assert_eq(o.frame->n_index, 0);
            cr_assert_str_eq(o.frame->kind, "pandas.DataFrame");
            for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
                expect_column(&o, rows[i].name, rows[i].want);
            }
            cr_assert_null(named(o.frame, "Companies"));
            close_table(&o);
        }
    }
}

Test(frame, has_rows_that_are_named)
{
    for (size_t v = 0; v < sizeof versions / sizeof *versions; v++) {
        opened o;
        open_table(&o, "keyed", versions[v], 4);
        cr_assert_eq(o.frame->n_index, 1);
        cr_assert(dp_span_is(o.frame->index[0].name, "key"));
        cr_assert_str_eq(cell(&o, &o.frame->index[0], 2), "text z");
        close_table(&o);
        open_table(&o, "levels", versions[v], 4);
        cr_assert_eq(o.frame->n_index, 2);
        cr_assert_str_eq(cell(&o, &o.frame->index[0], 0), "text Apple");
        cr_assert_str_eq(cell(&o, &o.frame->index[1], 1), "int 16");
        cr_assert_eq(o.frame->n, 1);
        close_table(&o);
    }
}

Test(frame, is_a_column_where_it_is_a_series_or_an_index)
{
    for (size_t v = 0; v < sizeof versions / sizeof *versions; v++) {
        opened o;
        open_table(&o, "series", versions[v], 4);
        cr_assert(o.frame->n == 1 && o.frame->rows == 3 && dp_span_is(o.frame->column[0].name, "Ram"));
        cr_assert_str_eq(cell(&o, &o.frame->column[0], 1), "int 16");
        close_table(&o);
        open_table(&o, "columns", versions[v], 4);
        cr_assert(o.frame->n == 1 && o.frame->rows >= 11);
        cr_assert_str_eq(cell(&o, &o.frame->column[0], 1), "text Ram");
        close_table(&o);
    }
}

/* ---- what is no table of pandas ---- */

/* Columns of the table that the pickle is; 0: it is none. */
static size_t columns_of(dp_span pickle, uint64_t rows)
{
    const dp_frame *frame = NULL;
    struct run r = run_good(pickle);
    cr_assert_eq(dp_frame_read(r.heap, r.root, &frame), DP_OK, "%s", dp_ctx_record(r.ctx)->what);
    cr_assert(frame == NULL || frame->rows == rows);
    size_t n = frame != NULL ? frame->n : 0;
    dp_ctx_free(r.ctx);
    return n;
}

Test(frame, may_be_a_list_or_a_dict_of_columns)
{
    cr_assert_eq(columns_of(DP_LIT("(I1\nI2\nVa\nl."), 3), 1);
    cr_assert_eq(columns_of(DP_LIT("(Va\n(I1\nI2\nlVb\n(F1\nNld."), 2), 2);
    cr_assert_eq(columns_of(DP_LIT("(Va\n(I1\nI2\nlVb\n(F1\nld."), 0), 0); /* of different lengths */
    cr_assert_eq(columns_of(DP_LIT("I5\n."), 0), 0);
    cr_assert_eq(columns_of(DP_LIT("Vtext\n."), 0), 0);
}

/* Its bits would make a negative number, and a range of 2^63 rows. */
Test(frame, no_range_begins_beyond_an_int64)
{
    struct run r = RUN_GOOD("cpandas.core.indexes.base\n_new_Index\n(cpandas.core.indexes.range\nRangeIndex\n(Vstart\n"
                            SCALAR(DTYPE("u8", "<"), BYTES("\x08", "\0\0\0\0\0\0\0\x80")) "Vstop\nI-1\nVstep\nI1\ndtR.");
    const dp_store *store;
    cr_assert_eq(dp_store_read(r.heap, r.root, &store), DP_CORRUPT);
    dp_ctx_free(r.ctx);
}
