/* The whole road from bytes to values, and the verdict at its end. */
#include "format/format.h"

#include "codec/codec.h"
#include "format/kind.h"
#include "format/nested.h"
#include "format/search.h"
#include "format/zip.h"
#include "value/value.h"

/* Of what stands before a fault in the compression, and of all behind its end, this much is searched for names. */
enum { SEARCHED = 16 << 20, TRAILING_STREAMS = 16 };

static const dp_format formats[] = {
#define FORMAT(name) {#name, dp_format_##name##_bid, dp_format_##name##_load},
#include "format/formats.def"
#undef FORMAT
};

enum { N_FORMATS = sizeof formats / sizeof formats[0] };

const dp_format *dp_formats(size_t *n)
{
    *n = N_FORMATS;
    return formats;
}

static const dp_format *best_bid(dp_span head)
{
    const dp_format *best = NULL;
    int most = 0;
    for (size_t i = 0; i < N_FORMATS; i++) {
        int bits = formats[i].bid(head);
        if (bits > most) {
            most = bits;
            best = &formats[i];
        }
    }
    return best;
}

const char *dp_sniff(dp_span head)
{
    const dp_format *format = best_bid(head);
    if (format == NULL) {
        return "";
    }
    const dp_file_kind *kind = format->load == dp_format_other_load ? dp_kind_find(head) : NULL;
    return kind != NULL ? kind->name : format->name;
}

/* Whatever comes behind the end of the compressed data is never loaded, but it is searched: a further stream hides a
 * pickle from who stops at the first end. */
static void search_trailing(dp_ctx *ctx, dp_heap *heap, dp_span trailing, size_t decoded, const dp_allow *allow)
{
    size_t left = SEARCHED;
    dp_ctx_scale_arena(ctx, decoded + SEARCHED);
    for (size_t i = 0; i < TRAILING_STREAMS && trailing.n != 0 && left != 0; i++) {
        size_t used;
        dp_span bytes = dp_span_cut(dp_unpack_some(ctx, trailing, left, &used), 0, left);
        dp_search(heap, bytes, decoded, allow, DP_TRAILING);
        decoded += bytes.n;
        left -= bytes.n;
        trailing = dp_span_cut(trailing, used, trailing.n);
    }
}

/* From the newest numpy module that the names come from. */
static const char *numpy_version(const dp_heap *heap)
{
    const char *version = "";
    for (dp_id id = 1; id <= dp_heap_last(heap) && version[0] != '2'; id++) {
        const dp_obj *obj = dp_at(heap, id);
        if (obj->kind != DP_K_GLOBAL) {
            continue;
        }
        dp_span module = obj->u.global->module;
        if (dp_span_is(dp_span_cut(module, 0, 11), "numpy._core")) {
            version = "2";
        } else if (dp_span_is(dp_span_cut(module, 0, 10), "numpy.core")) {
            version = "1";
        }
    }
    return version;
}

static const char *does(dp_reach reach)
{
    switch (reach) {
    case DP_HELD: return "holds";
    case DP_CALLED: return "would call";
    case DP_BUILT: return "would make an object of";
    case DP_STATE_SET: return "would set the state of";
    case DP_EXTENSION: return "would load the extension";
    case DP_PERSISTENT: return "would ask for the object";
    }
    return "would load";
}

/* The worst name decides; of equals the one that is called, then the first. */
static dp_rc judge(dp_ctx *ctx)
{
    const dp_record *record = dp_ctx_record(ctx);
    if (record->verdict == DP_SAFE) {
        return dp_failed(ctx);
    }
    const dp_name_use *worst = NULL;
    for (size_t i = 0; i < record->n_names; i++) {
        const dp_name_use *use = &record->names[i];
        if (worst == NULL || use->verdict > worst->verdict
            || (use->verdict == worst->verdict && worst->reach == DP_HELD && use->reach != DP_HELD)) {
            worst = use;
        }
    }
    if (worst == NULL) {
        return dp_fail(ctx, DP_UNSAFE, DP_NO_OFFSET, "holds names outside the table of names");
    }
    if (worst->verdict == DP_DANGEROUS) {
        bool told = worst->reason != NULL && worst->reason[0] != '\0';
        return dp_fail(ctx, DP_UNSAFE, worst->offset, "%s %s (dangerous%s%s)", does(worst->reach), worst->name,
                       told ? ": " : "", told ? worst->reason : "");
    }
    return dp_fail(ctx, DP_UNSAFE, worst->offset, "outside the table of names: %s (%s)", worst->name,
                   dp_reach_name(worst->reach));
}

static dp_rc load_bytes(dp_ctx *ctx, const dp_input *input, dp_span bytes, const dp_allow *allow, dp_loaded *out)
{
    const dp_format *format = best_bid(dp_span_cut(bytes, 0, DP_FORMAT_HEAD));
    if (format == NULL) {
        dp_search_doubtful(ctx, bytes, 0, allow);
        if (dp_zip_ends(bytes)) {
            dp_archive_search(ctx, bytes, allow);
        }
        return dp_fail(ctx, DP_CORRUPT, 0, "not a pickle: nothing known begins like this");
    }
    dp_note_format(ctx, format->name);
    dp_id before = dp_heap_last(out->heap);
    DP_TRY(format->load(ctx, input, bytes, allow, out));
    return dp_settle(out->heap, before + 1, dp_heap_last(out->heap));
}

/* out->heap is there, and may hold what other files told. */
static dp_rc load(dp_ctx *ctx, const dp_input *input, const dp_allow *allow, dp_loaded *out)
{
    dp_unpacked unpacked;
    size_t held = dp_ctx_used(ctx);
    dp_ctx_count_input(ctx, input->main.n);
    for (size_t i = 0; i < input->n_beside; i++) {
        dp_ctx_count_input(ctx, input->beside[i].bytes.n);
    }
    dp_rc rc = dp_unpack(ctx, input->main, &unpacked);
    if (rc == DP_UNSUPPORTED) {
        return rc;
    }
    dp_ctx_scale_arena(ctx, held + unpacked.bytes.n);
    dp_span bytes = rc == DP_OK ? unpacked.bytes : dp_span_cut(unpacked.bytes, 0, SEARCHED);
    if (rc == DP_OK || bytes.n != 0) {
        out->whole = load_bytes(ctx, input, bytes, allow, out) == DP_OK;
    }
    if (unpacked.trailing.n != 0) {
        search_trailing(ctx, out->heap, unpacked.trailing, unpacked.bytes.n, allow);
    }
    if (dp_ctx_record(ctx)->verdict != DP_SAFE || (allow != NULL && allow->n != 0)) {
        dp_nested_search(out->heap, bytes, allow);
    }
    out->numpy = numpy_version(out->heap);
    return judge(ctx);
}

dp_rc dp_load(dp_ctx *ctx, const dp_input *input, const dp_allow *allow, dp_loaded *out)
{
    *out = (dp_loaded){.heap = dp_heap_new(ctx), .joblib = "", .numpy = ""};
    return out->heap != NULL ? load(ctx, input, allow, out) : dp_failed(ctx);
}

dp_rc dp_load_more(dp_ctx *ctx, const dp_input *input, const dp_allow *allow, const dp_loaded *file, dp_id *root)
{
    dp_loaded more = {.heap = file->heap, .joblib = "", .numpy = ""};
    dp_ctx_scale_arena(ctx, dp_ctx_used(ctx) + input->main.n); /* room to decompress beside what is held */
    DP_TRY(load(ctx, input, allow, &more));
    *root = more.root;
    return DP_OK;
}
