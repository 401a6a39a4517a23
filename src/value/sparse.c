/* scipy's sparse matrices: a class whose state is a dictionary of _shape, data and, for the compressed kinds, indices
 * and indptr; for diagonals, offsets. All indexes are checked here, once, so that readers may follow them. */
#include "value/recipe.h"

/* Arrays may be shared by matrices, and each is checked for each: that many times, and attributes, are plenty. */
enum { MOST_SHARED = 1000, MOST_ATTRIBUTES = 64 };

struct matrix {
    dp_heap *heap;
    dp_id id, state;
    dp_sparse out;
};

static dp_rc array_under(struct matrix *m, const char *key, const char *kinds, unsigned ndim, const dp_array **out)
{
    dp_id value = dp_obj_get(m->heap, m->state, key);
    DP_TRY(dp_array_now(m->heap, value, out));
    dp_obj *o = dp_at(m->heap, value);
    if (*out != NULL && ++o->aux > MOST_SHARED) {
        return dp_fail(dp_heap_ctx(m->heap), DP_LIMIT, o->offset, "an array that is part of more than %d matrices",
                       MOST_SHARED);
    }
    if (*out == NULL || (*out)->ndim != ndim || strchr(kinds, (*out)->type.kind) == NULL) {
        return dp_call_refuse(m->heap, m->id, "%s: expected a %u-d array of numbers, found %s", key, ndim,
                              dp_obj_describe(m->heap, value));
    }
    return DP_OK;
}

static dp_rc read_shape(struct matrix *m)
{
    dp_id shape = dp_obj_get(m->heap, m->state, "_shape");
    const dp_obj *o = dp_at(m->heap, shape);
    int64_t rows;
    int64_t cols;
    if (o->kind != DP_K_TUPLE || o->len != 2 || !dp_int_now(m->heap, o->u.item[0], &rows)
        || !dp_int_now(m->heap, o->u.item[1], &cols) || rows < 0 || cols < 0) {
        return dp_call_refuse(m->heap, m->id, "_shape: expected two sizes, found %s", dp_obj_describe(m->heap, shape));
    }
    m->out.rows = (uint64_t)rows;
    m->out.cols = (uint64_t)cols;
    return DP_OK;
}

/* indptr begins at 0, never falls, and ends within the indices, which lie below `minor`. */
static dp_rc check_indexes(struct matrix *m, uint64_t major, uint64_t minor)
{
    const dp_array *start = m->out.indptr;
    const dp_array *index = m->out.indices;
    if (start->count == 0 || start->count - 1 != major || index->count != m->out.data->count) {
        return dp_call_refuse(m->heap, m->id, "expected %llu starts and as many indices as numbers",
                              (unsigned long long)major + 1);
    }
    int64_t before = 0;
    for (uint64_t i = 0; i < start->count; i++) {
        int64_t at = dp_array_i64(start, i);
        if (at < before || (uint64_t)at > index->count || (i == 0 && at != 0)) {
            return dp_call_refuse(m->heap, m->id, "indptr[%llu] is %lld", (unsigned long long)i, (long long)at);
        }
        before = at;
    }
    for (uint64_t i = 0; i < index->count; i++) {
        int64_t at = dp_array_i64(index, i);
        if (at < 0 || (uint64_t)at >= minor) {
            return dp_call_refuse(m->heap, m->id, "indices[%llu] is %lld of %llu", (unsigned long long)i,
                                  (long long)at, (unsigned long long)minor);
        }
    }
    return DP_OK;
}

static dp_rc read_compressed(struct matrix *m)
{
    DP_TRY(array_under(m, "data", "biuf", 1, &m->out.data));
    DP_TRY(array_under(m, "indices", "i", 1, &m->out.indices));
    DP_TRY(array_under(m, "indptr", "i", 1, &m->out.indptr));
    bool by_row = m->out.kind == 'r';
    return check_indexes(m, by_row ? m->out.rows : m->out.cols, by_row ? m->out.cols : m->out.rows);
}

static dp_rc read_diagonals(struct matrix *m)
{
    DP_TRY(array_under(m, "data", "biuf", 2, &m->out.data));
    DP_TRY(array_under(m, "offsets", "i", 1, &m->out.indices));
    if (m->out.data->dim[0] != m->out.indices->count) {
        return dp_call_refuse(m->heap, m->id, "expected one offset a diagonal");
    }
    return DP_OK;
}

/* Complex numbers are in no model: such a matrix stays as it was found. */
static dp_rc is_complex(struct matrix *m, bool *complex)
{
    const dp_array *data;
    DP_TRY(dp_array_now(m->heap, dp_obj_get(m->heap, m->state, "data"), &data));
    *complex = data != NULL && data->type.kind == 'c';
    return DP_OK;
}

dp_rc dp_recipe_sparse(dp_heap *heap, dp_id id)
{
    bool complex;
    const char *name = dp_canonical(heap, id);
    const dp_made *made = dp_at(heap, id)->u.made;
    struct matrix m = {.heap = heap, .id = id, .state = made->state};
    m.out.kind = strstr(name, ".csr_") != NULL ? 'r' : strstr(name, ".csc_") != NULL ? 'c' : 'd';
    if (dp_kind_of(heap, made->state) != DP_K_DICT || dp_at(heap, made->state)->len > MOST_ATTRIBUTES || made->items != 0 || made->pairs != 0) {
        return dp_call_refuse(heap, id, "expected a state of attributes");
    }
    DP_TRY(is_complex(&m, &complex));
    if (complex) {
        return DP_OK;
    }
    DP_TRY(read_shape(&m));
    DP_TRY(m.out.kind == 'd' ? read_diagonals(&m) : read_compressed(&m));
    dp_sparse *value = dp_take(dp_heap_ctx(heap), 1, sizeof *value);
    if (value == NULL) {
        return dp_failed(dp_heap_ctx(heap));
    }
    *value = m.out;
    dp_obj *o = dp_at(heap, id);
    o->kind = DP_K_SPARSE;
    o->u.value = value;
    return DP_OK;
}
