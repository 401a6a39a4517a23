/* From the objects of a pickled table to its columns. pandas keeps columns of one type together in blocks:
 *
 *     to 1.2   BlockManager, state (axes, values, items, {'0.14.1': {'axes': [columns, index], 'blocks':
 *              [{'values': array, 'mgr_locs': which columns}, …]}}); of one axis, for a Series, still so in 3.0
 *     1.3      BlockManager((block, …), [columns, index]), a block: partial(new_block, ndim=2)(values, which columns)
 *     1.4 on   the same with _unpickle_block(values, which columns, ndim) */
#include "value/frame.h"

#include "base/text.h"
#include "value/recipe.h"

static dp_rc corrupt(dp_heap *heap, dp_id id, const char *what)
{
    return dp_fail(dp_heap_ctx(heap), DP_CORRUPT, dp_at(heap, id)->offset, "a table: %s, found %s", what,
                   dp_obj_describe(heap, id));
}

/* ---- labels ---- */

/* The dict of _new_Index(class, {…}), 0 for other things. */
static dp_id index_dict(const dp_heap *heap, dp_id id)
{
    dp_id dict = dp_argument_of(heap, id, 1, 2);
    return dp_kind_of(heap, dict) == DP_K_DICT ? dict : 0;
}

static dp_rc read_name(dp_heap *heap, dp_id id, dp_span *out)
{
    dp_cell cell;
    const char *why = dp_cell_of(heap, id, &cell);
    *out = why == NULL ? dp_cell_name(dp_heap_ctx(heap), &cell) : (dp_span){NULL, 0};
    return out->p != NULL ? DP_OK
                          : dp_fail(dp_heap_ctx(heap), DP_UNSUPPORTED, dp_at(heap, id)->offset,
                                    "a name in a table is a %s, which is not written", dp_obj_describe(heap, id));
}

static dp_rc read_column(dp_heap *heap, dp_id values, dp_id name, dp_frame_column *out)
{
    out->step = 1;
    DP_TRY(name != 0 ? read_name(heap, name, &out->name) : DP_OK);
    return dp_store_read(heap, values, &out->store);
}

/* One column of codes a level. */
static dp_rc read_levels(dp_heap *heap, dp_id id, dp_id dict, dp_frame *f)
{
    dp_ctx *ctx = dp_heap_ctx(heap);
    dp_id newer = dp_obj_get(heap, dict, "codes");
    const dp_obj *levels = dp_at(heap, dp_obj_get(heap, dict, "levels"));
    const dp_obj *codes = dp_at(heap, newer != 0 ? newer : dp_obj_get(heap, dict, "labels"));
    const dp_obj *names = dp_at(heap, dp_obj_get(heap, dict, "names"));
    bool good = levels->kind == DP_K_LIST && codes->kind == DP_K_LIST && names->kind == DP_K_LIST && levels->len != 0
                && codes->len == levels->len && names->len == levels->len;
    f->index = good ? dp_take(ctx, levels->len, sizeof *f->index) : NULL;
    if (f->index == NULL) {
        return good ? dp_failed(ctx)
                    : dp_fail(ctx, DP_UNSUPPORTED, dp_at(heap, id)->offset, "a MultiIndex of this form is not read");
    }
    for (f->n_index = 0; f->n_index < levels->len; f->n_index++) {
        dp_frame_column *c = &f->index[f->n_index];
        const dp_store *level;
        const dp_store *code;
        DP_TRY(dp_store_read(heap, levels->u.item[f->n_index], &level));
        DP_TRY(read_column(heap, codes->u.item[f->n_index], names->u.item[f->n_index], c));
        dp_store *s = dp_take(ctx, 1, sizeof *s);
        code = c->store;
        if (s == NULL || code->form != DP_STORE_ARRAY
            || strchr("iu", code->values->type.kind) == NULL) {
            return s == NULL ? dp_failed(ctx) : corrupt(heap, id, "expected codes of levels");
        }
        *s = *code;
        s->form = DP_STORE_CODES;
        s->categories = level;
        s->dtype = level->dtype;
        c->store = s;
    }
    return DP_OK;
}

/* The axis along the rows, and how many there are. */
static dp_rc read_rows(dp_heap *heap, dp_id id, dp_frame *f)
{
    dp_id dict = index_dict(heap, id);
    if (dp_obj_get(heap, dict, "levels") != 0) {
        DP_TRY(read_levels(heap, id, dict, f));
    } else {
        f->index = dp_take(dp_heap_ctx(heap), 1, sizeof *f->index);
        DP_TRY(f->index == NULL ? dp_failed(dp_heap_ctx(heap)) : DP_OK);
        DP_TRY(read_column(heap, id, dp_obj_get(heap, dict, "name"), f->index));
        f->n_index = 1;
    }
    f->rows = f->index[0].store->count;
    for (size_t i = 1; i < f->n_index; i++) {
        if (f->index[i].store->count != f->rows) {
            return corrupt(heap, id, "expected levels of one length");
        }
    }
    const dp_store *s = f->index[0].store;
    bool named = dp_obj_get(heap, dict, "name") != 0 && dp_kind_of(heap, dp_obj_get(heap, dict, "name")) != DP_K_NONE;
    f->n_index = s->form == DP_STORE_RANGE && s->start == 0 && s->step == 1 && !named ? 0 : f->n_index;
    return DP_OK;
}

/* A name of several levels as Python prints the tuple: ('price', 'mean'). */
static dp_rc name_of_levels(dp_heap *heap, const dp_frame *levels, uint64_t at, dp_span *out)
{
    dp_ctx *ctx = dp_heap_ctx(heap);
    dp_text t = dp_text_new(ctx);
    dp_cell cell;
    for (size_t i = 0; i < levels->n_index; i++) {
        DP_TRY(dp_frame_cell(heap, &levels->index[i], at, &cell));
        const char *quote = cell.kind == DP_CELL_TEXT ? "'" : "";
        dp_span text = cell.kind == DP_CELL_NONE ? DP_LIT("nan") : dp_cell_name(ctx, &cell);
        dp_text_adds(&t, i == 0 ? "(" : ", ");
        dp_text_adds(&t, quote);
        dp_text_add(&t, text);
        dp_text_adds(&t, quote);
    }
    dp_text_adds(&t, ")");
    *out = dp_span_of(dp_text_str(&t));
    return dp_failed(ctx);
}

static dp_rc read_level_names(dp_heap *heap, dp_id id, dp_frame *f)
{
    dp_frame levels = {0};
    DP_TRY(read_rows(heap, id, &levels));
    f->n = (size_t)levels.rows;
    f->column = dp_take(dp_heap_ctx(heap), f->n, sizeof *f->column);
    for (size_t i = 0; i < f->n && f->column != NULL; i++) {
        DP_TRY(name_of_levels(heap, &levels, i, &f->column[i].name));
    }
    return f->column == NULL ? dp_failed(dp_heap_ctx(heap)) : DP_OK;
}

/* The axis along the columns: their names. */
static dp_rc read_names(dp_heap *heap, dp_id id, dp_frame *f)
{
    dp_ctx *ctx = dp_heap_ctx(heap);
    const dp_store *s;
    dp_cell cell;
    if (dp_obj_get(heap, index_dict(heap, id), "levels") != 0) {
        return read_level_names(heap, id, f);
    }
    DP_TRY(dp_store_read(heap, id, &s));
    f->n = (size_t)s->count;
    f->column = dp_take(ctx, f->n, sizeof *f->column);
    for (size_t i = 0; i < f->n && f->column != NULL; i++) {
        const char *why = dp_store_cell(heap, s, i, &cell);
        f->column[i].name = why == NULL ? dp_cell_name(ctx, &cell) : (dp_span){NULL, 0};
        if (f->column[i].name.p == NULL) {
            return dp_fail(ctx, DP_UNSUPPORTED, dp_at(heap, id)->offset, "the name of column %zu %s", i,
                           why != NULL ? why : "is no text and no number");
        }
    }
    return f->column == NULL ? dp_failed(ctx) : DP_OK;
}

/* ---- blocks ---- */

/* Which column is row k of a block: from a slice or an array of positions. A Series, whose slice is of rows, has one. */
static dp_rc place_of(dp_heap *heap, dp_id locs, uint64_t k, size_t *out)
{
    const dp_obj *o = dp_at(heap, locs);
    const dp_array *a = o->kind == DP_K_ARRAY ? dp_array_of(heap, locs) : NULL;
    int64_t start;
    int64_t step = 1;
    int64_t at = -1;
    if (a != NULL && strchr("iu", a->type.kind) != NULL && k < a->count) {
        at = dp_array_i64(a, k);
    } else if (o->kind == DP_K_SLICE && dp_int_now(heap, o->u.item[0], &start)
               && (dp_kind_of(heap, o->u.item[2]) == DP_K_NONE || dp_int_now(heap, o->u.item[2], &step))
               && !__builtin_mul_overflow((int64_t)k, step, &at) && !__builtin_add_overflow(start, at, &at)) {
        at = at >= 0 ? at : -1;
    }
    *out = (size_t)at;
    return at >= 0 ? DP_OK : corrupt(heap, locs, "expected the places of a block's columns");
}

static dp_rc put_block(dp_heap *heap, dp_id values, dp_id locs, dp_frame *f)
{
    const dp_store *s;
    DP_TRY(dp_store_read(heap, values, &s));
    const dp_array *a = s->form == DP_STORE_ARRAY || s->form == DP_STORE_CODES ? s->values : NULL;
    bool flat = a == NULL || a->ndim == 1;
    uint64_t n = flat ? 1 : a->dim[0];
    uint64_t rows = flat ? s->count : a->ndim == 2 ? a->dim[1] : UINT64_MAX;
    if (rows != f->rows) {
        return corrupt(heap, values, "expected a block with a value for each row");
    }
    for (uint64_t k = 0; k < n; k++) {
        size_t at = 0;
        DP_TRY(locs != 0 ? place_of(heap, locs, k, &at) : DP_OK);
        if (at >= f->n || f->column[at].store != NULL) {
            return corrupt(heap, values, "expected each column in one block");
        }
        f->column[at].store = s;
        f->column[at].first = k * rows;
        f->column[at].step = 1;
    }
    return DP_OK;
}

/* _unpickle_block(values, places, ndim), new_block's likewise, and partial(new_block, ndim=2)(values, places). */
static bool is_block(const dp_heap *heap, dp_id id)
{
    const dp_obj *o = dp_at(heap, id);
    if (o->kind != DP_K_MADE) {
        return false;
    }
    if (dp_is_call(heap, o->u.made->callee, "functools.partial")) {
        dp_id function = dp_argument_of(heap, o->u.made->callee, 0, 0);
        return strcmp(dp_canonical(heap, function), "pandas.core.internals.blocks.new_block") == 0;
    }
    return dp_is_call(heap, id, "pandas._libs.internals._unpickle_block")
           || dp_is_call(heap, id, "pandas.core.internals.blocks.new_block");
}

static dp_rc put_blocks(dp_heap *heap, dp_id blocks, bool series, dp_frame *f)
{
    const dp_obj *list = dp_at(heap, blocks);
    bool one = list->kind == DP_K_MADE; /* of a Series */
    if (!one && list->kind != DP_K_LIST && list->kind != DP_K_TUPLE) {
        return corrupt(heap, blocks, "expected blocks");
    }
    for (uint32_t i = 0; i < (one ? 1 : list->len); i++) {
        dp_id id = one ? blocks : list->u.item[i];
        const dp_obj *o = dp_at(heap, id);
        const dp_obj *args = dp_at(heap, is_block(heap, id) ? o->u.made->args : 0);
        bool called = args->kind == DP_K_TUPLE && args->len >= 2;
        if (!called && o->kind != DP_K_DICT) {
            return corrupt(heap, id, "expected a block");
        }
        dp_id values = called ? args->u.item[0] : dp_obj_get(heap, id, "values");
        dp_id locs = called ? args->u.item[1] : dp_obj_get(heap, id, "mgr_locs");
        DP_TRY(put_block(heap, values, series ? 0 : locs, f));
    }
    return DP_OK;
}

/* The two forms of a manager brought to one: axes and blocks. */
static dp_rc manager_parts(dp_heap *heap, dp_id id, dp_id *axes, dp_id *blocks)
{
    const dp_made *made = dp_kind_of(heap, id) == DP_K_MADE ? dp_at(heap, id)->u.made : NULL;
    const dp_obj *state = dp_at(heap, made != NULL ? made->state : 0);
    const dp_obj *args = dp_at(heap, made != NULL ? made->args : 0);
    if (state->kind == DP_K_TUPLE && state->len >= 4) {
        dp_id dict = dp_obj_get(heap, state->u.item[3], "0.14.1");
        *axes = dp_obj_get(heap, dict, "axes");
        *blocks = dp_obj_get(heap, dict, "blocks");
    } else if (state->kind != DP_K_TUPLE && args->kind == DP_K_TUPLE && args->len >= 2) {
        *blocks = args->u.item[0];
        *axes = args->u.item[1];
    }
    return *axes != 0 && *blocks != 0 ? DP_OK : corrupt(heap, id, "expected blocks and axes");
}

static dp_rc read_manager(dp_heap *heap, dp_id manager, dp_id name, bool series, dp_frame *f)
{
    dp_ctx *ctx = dp_heap_ctx(heap);
    dp_id axes = 0;
    dp_id blocks = 0;
    DP_TRY(manager_parts(heap, manager, &axes, &blocks));
    const dp_obj *list = dp_at(heap, axes);
    bool listed = list->kind == DP_K_LIST || list->kind == DP_K_TUPLE;
    if (listed ? list->len != (series ? 1 : 2) : !series) {
        return corrupt(heap, axes, "expected the axes");
    }
    DP_TRY(read_rows(heap, listed ? list->u.item[list->len - 1] : axes, f));
    if (series) {
        f->n = 1;
        f->column = dp_take(ctx, 1, sizeof *f->column);
        DP_TRY(f->column == NULL ? dp_failed(ctx) : DP_OK);
        DP_TRY(read_name(heap, name, &f->column[0].name));
    } else {
        DP_TRY(read_names(heap, list->u.item[0], f));
    }
    f->kind = series ? "pandas.Series" : "pandas.DataFrame";
    DP_TRY(put_blocks(heap, blocks, series, f));
    for (size_t i = 0; i < f->n; i++) {
        if (f->column[i].store == NULL) {
            return corrupt(heap, blocks, "expected a block for each column");
        }
    }
    return DP_OK;
}

static dp_rc read_pandas(dp_heap *heap, dp_id id, dp_frame *f)
{
    bool series = dp_is_call(heap, id, "pandas.Series");
    if (!series && !dp_is_call(heap, id, "pandas.DataFrame")) { /* an Index: its labels are the values */
        DP_TRY(read_rows(heap, id, f));
        f->kind = "pandas.Index";
        f->n = f->n_index != 0 ? f->n_index : 1;
        f->column = f->index;
        f->n_index = 0;
        return DP_OK;
    }
    dp_id state = dp_at(heap, id)->u.made->state;
    dp_id newer = dp_obj_get(heap, state, "_mgr");
    dp_id manager = newer != 0 ? newer : dp_obj_get(heap, state, "_data");
    dp_id name = dp_obj_get(heap, state, "_name");
    return read_manager(heap, manager, name != 0 ? name : dp_obj_get(heap, state, "name"), series, f);
}

/* ---- what is no pandas ---- */

static bool same_label(dp_heap *heap, dp_id a, dp_id b)
{
    const dp_obj *x = dp_at(heap, a);
    const dp_obj *y = dp_at(heap, b);
    return x->kind == y->kind && (x->kind == DP_K_INT ? x->u.i == y->u.i
                                  : x->kind == DP_K_TEXT && dp_span_equal(dp_obj_bytes(heap, a), dp_obj_bytes(heap, b)));
}

/* DataFrame.to_dict(): {'a': {0: 1, 1: 2}, 'b': {0: 3, 1: 4}}. The keys of the first are the rows' labels. */
static dp_rc read_inner_dict(dp_heap *heap, dp_id id, dp_frame *f, size_t at, bool *table)
{
    dp_ctx *ctx = dp_heap_ctx(heap);
    const dp_obj *o = dp_at(heap, id);
    dp_store *values = dp_take(ctx, 2, sizeof *values);
    dp_id *item = dp_take(ctx, o->len, 2 * sizeof *item);
    DP_TRY(values == NULL || item == NULL ? dp_failed(ctx) : DP_OK);
    for (uint32_t i = 0; i < o->len; i++) {
        item[i] = o->u.item[2 * i + 1];
        item[o->len + i] = o->u.item[2 * i];
    }
    values[0] = (dp_store){.form = DP_STORE_ITEMS, .dtype = "object", .count = o->len, .item = item};
    values[1] = values[0];
    values[1].item = item + o->len;
    f->column[at].store = &values[0];
    f->column[at].step = 1;
    if (at == 0) {
        f->index = dp_take(ctx, 1, sizeof *f->index);
        DP_TRY(f->index == NULL ? dp_failed(ctx) : DP_OK);
        *f->index = (dp_frame_column){DP_LIT(""), &values[1], 0, 1};
        f->n_index = 1;
    }
    const dp_store *first = f->n_index != 0 ? f->index->store : NULL;
    *table = *table && first != NULL && first->count == o->len;
    for (uint32_t i = 0; i < o->len && *table; i++) {
        *table = same_label(heap, first->item[i], values[1].item[i]);
    }
    return DP_OK;
}

/* {'a': [1, 2], 'b': array}: columns of one length. Others are no table. */
static dp_rc read_dict(dp_heap *heap, dp_id id, dp_frame *f, bool *table)
{
    const dp_obj *o = dp_at(heap, id);
    dp_ctx *ctx = dp_heap_ctx(heap);
    f->kind = "dict";
    f->n = o->len;
    f->column = dp_take(ctx, f->n, sizeof *f->column);
    DP_TRY(f->column == NULL ? dp_failed(ctx) : DP_OK);
    for (uint32_t i = 0; i < o->len; i++) {
        dp_id value = o->u.item[2 * i + 1];
        const dp_array *a = dp_array_of(heap, value);
        dp_kind kind = dp_kind_of(heap, value);
        bool column = kind == DP_K_LIST || kind == DP_K_TUPLE || (kind == DP_K_ARRAY && a->ndim == 1);
        if ((!column && kind != DP_K_DICT) || dp_obj_bytes(heap, o->u.item[2 * i]).p == NULL) {
            *table = false;
            return DP_OK;
        }
        DP_TRY(read_name(heap, o->u.item[2 * i], &f->column[i].name));
        DP_TRY(column ? read_column(heap, value, 0, &f->column[i]) : read_inner_dict(heap, value, f, i, table));
        f->rows = i == 0 ? f->column[0].store->count : f->rows;
        *table = *table && f->column[i].store->count == f->rows;
    }
    *table = *table && o->len != 0;
    return DP_OK;
}

/* A list, or an array of one or two dimensions, is what DataFrame() would make of it: columns 0, 1, 2 … */
static dp_rc read_values(dp_heap *heap, dp_id id, dp_frame *f, bool *table)
{
    dp_ctx *ctx = dp_heap_ctx(heap);
    const dp_store *s;
    DP_TRY(dp_store_read(heap, id, &s));
    const dp_array *a = s->form == DP_STORE_ARRAY ? s->values : NULL;
    *table = a == NULL || ((a->ndim == 1 || a->ndim == 2) && strchr("biufUSOMm", a->type.kind) != NULL);
    if (!*table) {
        return DP_OK;
    }
    f->kind = a != NULL ? "numpy.ndarray" : dp_obj_describe(heap, id);
    f->n = a != NULL && a->ndim == 2 ? (size_t)a->dim[1] : 1;
    f->rows = a != NULL ? a->dim[0] : s->count;
    f->column = dp_take(ctx, f->n, sizeof *f->column);
    for (size_t i = 0; i < f->n && f->column != NULL; i++) {
        f->column[i] = (dp_frame_column){dp_span_of(dp_take_printf(ctx, "%zu", i)), s, i, f->n};
    }
    return f->column == NULL ? dp_failed(ctx) : DP_OK;
}

bool dp_is_frame(const dp_heap *heap, dp_id id)
{
    const char *canonical = dp_canonical(heap, id);
    return dp_kind_of(heap, id) == DP_K_MADE
           && (strcmp(canonical, "pandas.DataFrame") == 0 || strcmp(canonical, "pandas.Series") == 0
               || strncmp(canonical, "pandas.core.indexes.", 20) == 0);
}

dp_rc dp_frame_read(dp_heap *heap, dp_id id, const dp_frame **out)
{
    dp_kind kind = dp_kind_of(heap, id);
    bool table = true;
    dp_frame *f = dp_take(dp_heap_ctx(heap), 1, sizeof *f);
    *out = NULL;
    DP_TRY(f == NULL ? dp_failed(dp_heap_ctx(heap)) : DP_OK);
    if (dp_is_frame(heap, id)) {
        DP_TRY(read_pandas(heap, id, f));
    } else if (kind == DP_K_DICT) {
        DP_TRY(read_dict(heap, id, f, &table));
    } else if (kind == DP_K_LIST || kind == DP_K_TUPLE || kind == DP_K_ARRAY) {
        DP_TRY(read_values(heap, id, f, &table));
    } else {
        return DP_OK;
    }
    *out = table ? f : NULL;
    return DP_OK;
}

dp_rc dp_frame_cell(dp_heap *heap, const dp_frame_column *column, uint64_t row, dp_cell *out)
{
    const char *why = dp_store_cell(heap, column->store, column->first + row * column->step, out);
    dp_ctx *ctx = dp_heap_ctx(heap);
    return why == NULL ? DP_OK
                       : dp_fail(ctx, DP_UNSUPPORTED, DP_NO_OFFSET, "column '%s', row %llu: %s", dp_escape(ctx, column->name, 80),
                                 (unsigned long long)row, why);
}

/* Do numbers lie there, each of which can be told? */
static bool has_numbers(const dp_store *s)
{
    return s->form == DP_STORE_RANGE || (s->form == DP_STORE_ARRAY && strchr("biuf", s->values->type.kind) != NULL);
}

static dp_rc try_cells(dp_heap *heap, const dp_frame_column *column, size_t n, uint64_t rows)
{
    dp_ctx *ctx = dp_heap_ctx(heap);
    dp_cell cell;
    for (size_t i = 0; i < n; i++) {
        for (uint64_t row = 0; row < rows && !has_numbers(column[i].store); row++) {
            dp_mark mark = dp_ctx_mark(ctx);
            dp_rc rc = dp_frame_cell(heap, &column[i], row, &cell);
            dp_ctx_release(ctx, mark);
            DP_TRY(rc);
        }
    }
    return DP_OK;
}

dp_rc dp_frame_tells(dp_heap *heap, const dp_frame *frame)
{
    DP_TRY(try_cells(heap, frame->index, frame->n_index, frame->rows));
    return try_cells(heap, frame->column, frame->n, frame->rows);
}
