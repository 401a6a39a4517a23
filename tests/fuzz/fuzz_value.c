/* Calls turned into values, and everything that can be asked of a value. */
#include "fuzz.h"

#include "pickle/machine.h"
#include "value/value.h"

static void ask_array(dp_heap *heap, const dp_array *a)
{
    dp_ctx *ctx = dp_heap_ctx(heap);
    double sum = 0;
    dp_array_text(ctx, a);
    const double *f = dp_array_as_f64(heap, a);
    const int64_t *i64 = dp_array_as_i64(heap, a);
    for (uint64_t i = 0; i < a->count; i++) {
        if (f != NULL) {
            sum += f[i];
        }
        if (i64 != NULL) {
            sum += (double)i64[i];
        }
        if (strchr("biuf", a->type.kind) != NULL) {
            double v = dp_array_f64(a, i);
            FUZZ_HOLDS(f == NULL || memcmp(&v, &f[i], sizeof v) == 0 || (v != v && f[i] != f[i]));
        }
        if (strchr("US", a->type.kind) != NULL) {
            dp_span text = dp_array_text_at(ctx, a, i);
            FUZZ_HOLDS(a->type.kind != 'U' || text.p == NULL || dp_utf8_valid(text));
        }
        if (a->type.kind == 'O') {
            FUZZ_HOLDS(a->item[i] <= dp_heap_last(heap));
        }
    }
    FUZZ_HOLDS(sum == sum || sum != sum);
}

static void ask(dp_heap *heap, dp_id id)
{
    const dp_obj *o = dp_at(heap, id);
    dp_ctx *ctx = dp_heap_ctx(heap);
    dp_obj_describe(heap, id);
    if (dp_array_of(heap, id) != NULL) {
        ask_array(heap, dp_array_of(heap, id));
    } else if (o->kind == DP_K_DTYPE) {
        FUZZ_HOLDS(fuzz_is_printable(dp_dtype_text(ctx, o->u.value)));
    } else if (o->kind == DP_K_SPARSE) {
        const dp_sparse *s = o->u.value;
        FUZZ_HOLDS(s->data != NULL && s->indices != NULL && (s->indptr != NULL || s->kind == 'd'));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dp_ctx *ctx = fuzz_ctx();
    const dp_span in = {data, size};
    dp_heap *heap = dp_heap_new(ctx);
    dp_id root = 0;
    size_t used = 0;
    dp_dtype type;
    if (dp_dtype_parse(in, &type)) {
        FUZZ_HOLDS(type.itemsize <= 4 << 20 && strchr("biufcUSOMm", type.kind) != NULL);
        dp_dtype_text(ctx, &type);
    }
    dp_rc rc = dp_pickle_run(heap, in, 0, NULL, NULL, &root, &used);
    if (rc == DP_OK) {
        rc = dp_settle(heap, 1, dp_heap_last(heap));
    }
    for (dp_id id = 1; rc == DP_OK && id <= dp_heap_last(heap) && dp_failed(ctx) == DP_OK; id++) {
        ask(heap, id);
    }
    fuzz_done(ctx, rc);
    return 0;
}
