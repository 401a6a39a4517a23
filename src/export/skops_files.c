/* The files beside schema.json: NumPy's .npy, and SciPy's .npz, which is a zip of those. Array bytes go out as they lie in
 * the input: a .npy file says their type, byte order and order of axes.
 *
 *   93 "NUMPY" 01 00   length u2   {'descr': …, 'fortran_order': …, 'shape': …, } blanks \n   data
 *
 * so padded that the data begin at a multiple of 64 bytes. */
#include "export/skops_writer.h"

#include "base/text.h"

#include <stdio.h>

enum { NPY_ALIGN = 64, NPY_BEFORE = 10, LARGE = 1 << 30 };

/* ---- .npy ---- */

static void add_code(dp_text *t, const dp_dtype *type)
{
    bool plain = type->itemsize == 1 || type->kind == 'S' || type->kind == 'V' || type->kind == 'b';
    unsigned size = type->kind == 'U' ? type->itemsize / 4 : type->itemsize;
    dp_text_addf(t, "'%c%c%u", plain ? '|' : type->swapped ? '>' : '<', type->kind, size);
    dp_text_addf(t, type->unit[0] != '\0' ? "[%.4s]'" : "'", type->unit);
}

static bool is_plain_name(dp_span name)
{
    for (size_t i = 0; i < name.n; i++) {
        if (name.p[i] < 0x20 || name.p[i] > 0x7e || name.p[i] == '\'' || name.p[i] == '\\') {
            return false;
        }
    }
    return name.n != 0;
}

static void add_padding(dp_text *t, uint32_t n)
{
    if (n != 0) {
        dp_text_addf(t, "('', '|V%u'), ", n);
    }
}

/* Fields in order, what lies between them as padding. false: NumPy's text has no form for it. */
static bool add_record(dp_text *t, const dp_dtype *type)
{
    uint32_t at = 0;
    dp_text_adds(t, "[");
    for (uint32_t i = 0; i < type->n_fields; i++) {
        const dp_dtype_field *f = &type->fields[i];
        if (f->offset < at || !is_plain_name(f->name) || f->type.kind == 'O' || f->type.n_fields != 0) {
            return false;
        }
        add_padding(t, f->offset - at);
        dp_text_addf(t, "('%.*s', ", (int)f->name.n, (const char *)f->name.p);
        add_code(t, &f->type);
        dp_text_adds(t, "), ");
        at = f->offset + f->type.itemsize;
    }
    if (at > type->itemsize) {
        return false;
    }
    add_padding(t, type->itemsize - at);
    dp_text_adds(t, "]");
    return true;
}

static bool add_header(dp_text *t, const dp_array *a)
{
    dp_text_adds(t, "{'descr': ");
    if (a->type.n_fields == 0) {
        add_code(t, &a->type);
    } else if (!add_record(t, &a->type)) {
        return false;
    }
    dp_text_addf(t, ", 'fortran_order': %s, 'shape': (", a->fortran && a->ndim > 1 ? "True" : "False");
    for (unsigned k = 0; k < a->ndim; k++) {
        dp_text_addf(t, k + 1U < a->ndim ? "%llu, " : "%llu,", (unsigned long long)a->dim[k]);
    }
    dp_text_adds(t, "), }");
    while ((NPY_BEFORE + t->n + 1) % NPY_ALIGN != 0 && !t->failed) {
        dp_text_adds(t, " ");
    }
    dp_text_adds(t, "\n");
    return t->n <= UINT16_MAX;
}

void dp_skops_put_npy(dp_skops *s, dp_id id, const dp_array *a, dp_sink *sink)
{
    dp_mark mark = dp_ctx_mark(s->ctx);
    dp_text t = dp_text_new(s->ctx);
    if (!add_header(&t, a)) {
        dp_skops_refuse(s, id, "NumPy's files have no form for %s", dp_dtype_text(s->ctx, &a->type));
        return;
    }
    const uint8_t before[NPY_BEFORE] = {0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (uint8_t)(t.n & 0xff), (uint8_t)(t.n >> 8)};
    dp_put(sink, (dp_span){before, sizeof before});
    dp_puts(sink, dp_text_str(&t));
    dp_put(sink, a->data);
    s->j.failed = s->j.failed || t.failed;
    dp_ctx_release(s->ctx, mark);
}

static void put_mask(dp_skops *s, dp_id id, const dp_array *a, dp_sink *sink)
{
    dp_array mask = *a;
    mask.type = (dp_dtype){.kind = 'b', .itemsize = 1};
    mask.data = a->mask;
    dp_skops_put_npy(s, id, &mask, sink);
}

static void put_type(dp_skops *s, dp_id id, const dp_dtype *type, dp_sink *sink)
{
    static const uint64_t none = 0;
    const dp_array empty = {.type = *type, .ndim = 1, .dim = &none};
    dp_skops_put_npy(s, id, &empty, sink);
}

/* ---- .npz ---- */

static void put_sizes(dp_skops *s, dp_id id, const dp_sparse *m, dp_sink *sink)
{
    static const uint64_t two = 2;
    uint8_t bytes[16];
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (uint8_t)((i < 8 ? m->rows : m->cols) >> i % 8 * 8);
    }
    const dp_array shape = {.type = {.kind = 'i', .itemsize = 8}, .ndim = 1, .dim = &two, .count = 2, .data = {bytes, sizeof bytes}};
    dp_skops_put_npy(s, id, &shape, sink);
}

static void put_word(dp_skops *s, dp_id id, char kind, dp_span word, dp_sink *sink)
{
    const dp_array text = {.type = {.kind = kind, .itemsize = (uint32_t)word.n}, .count = 1, .data = word};
    dp_skops_put_npy(s, id, &text, sink);
}

static void put_matrix(dp_skops *s, dp_id id, dp_sink *sink)
{
    static const uint8_t yes = 1;
    const dp_sparse *m = dp_at(s->heap, id)->u.value;
    const dp_made *origin = dp_obj_origin(s->heap, id);
    bool is_array = strstr(dp_obj_class(s->heap, origin->callee), "_array") != NULL;
    dp_zip *zip = dp_zip_begin(s->ctx, sink);
    if (zip == NULL) {
        s->j.failed = true;
        return;
    }
    dp_skops_put_npy(s, id, m->indices, dp_zip_entry(zip, m->kind == 'd' ? "offsets.npy" : "indices.npy", m->indices->data.n >= LARGE));
    if (m->indptr != NULL) {
        dp_skops_put_npy(s, id, m->indptr, dp_zip_entry(zip, "indptr.npy", m->indptr->data.n >= LARGE));
    }
    put_word(s, id, 'S', m->kind == 'r' ? DP_LIT("csr") : m->kind == 'c' ? DP_LIT("csc") : DP_LIT("dia"),
             dp_zip_entry(zip, "format.npy", false));
    put_sizes(s, id, m, dp_zip_entry(zip, "shape.npy", false));
    dp_skops_put_npy(s, id, m->data, dp_zip_entry(zip, "data.npy", m->data->data.n >= LARGE));
    if (is_array) {
        put_word(s, id, 'b', (dp_span){&yes, 1}, dp_zip_entry(zip, "_is_array.npy", false));
    }
    if (dp_zip_end(zip) != DP_OK) {
        sink->rc = sink->rc != DP_OK ? sink->rc : DP_ERROR;
    }
}

/* ---- entries ---- */

void dp_skops_name(char out[DP_SKOPS_NAME], unsigned file, dp_id id)
{
    snprintf(out, DP_SKOPS_NAME, "%u%s", id,
             file == DP_SKOPS_MASKED ? ".mask.npy" : file == DP_SKOPS_MATRIX ? ".npz" : file == DP_SKOPS_BYTES ? ".bin" : ".npy");
}

static dp_sink *entry(dp_zip *zip, unsigned file, dp_id id, size_t size)
{
    char name[DP_SKOPS_NAME];
    dp_skops_name(name, file, id);
    return dp_zip_entry(zip, name, size >= LARGE);
}

void dp_skops_put_files(dp_skops *s, dp_id id, dp_zip *zip)
{
    unsigned met = s->met[id];
    const dp_obj *o = dp_at(s->heap, id);
    const dp_array *a = dp_array_of(s->heap, id);
    if ((met & DP_SKOPS_NUMBERS) != 0) {
        dp_skops_put_npy(s, id, a, entry(zip, DP_SKOPS_NUMBERS, id, a->data.n));
    }
    if ((met & DP_SKOPS_MASKED) != 0) {
        put_mask(s, id, a, entry(zip, DP_SKOPS_MASKED, id, a->mask.n));
    }
    if ((met & DP_SKOPS_MATRIX) != 0) {
        const dp_sparse *m = o->u.value;
        put_matrix(s, id, entry(zip, DP_SKOPS_MATRIX, id, m->data->data.n / 2 + m->indices->data.n / 2));
    }
    if ((met & DP_SKOPS_BYTES) != 0) {
        dp_put(entry(zip, DP_SKOPS_BYTES, id, o->len), (dp_span){o->u.bytes, o->len});
    }
    if ((met & DP_SKOPS_RECORDS) != 0) {
        dp_skops_put_records(s, id, entry(zip, DP_SKOPS_RECORDS, id, a->data.n));
    }
    if ((met & DP_SKOPS_SHARED) != 0) {
        dp_skops_put_shares(s, id, entry(zip, DP_SKOPS_SHARED, id, a->data.n));
    }
    if ((met & DP_SKOPS_TYPE) != 0) {
        put_type(s, id, o->u.value, entry(zip, DP_SKOPS_TYPE, id, 0));
    }
}
