#include "format/archive.h"

#include "codec/codec.h"
#include "format/npy.h"
#include "format/search.h"
#include "format/tar.h"
#include "format/zip.h"

enum { DEEPEST = 3 };

bool dp_archive_worth_reading(dp_span head)
{
    return dp_pickle_bid(head) > 0 || dp_npy_is(head) || dp_zip_is(head) || dp_tar_is(head) || dp_codec_of(head) != NULL;
}

/* What ends as a zip archive is one too, whatever it begins as. */
static void search(const dp_archive *archive)
{
    bool tar = dp_tar_is(archive->bytes);
    if (tar) {
        dp_tar_members(archive);
    }
    if (!tar || dp_zip_ends(archive->bytes)) {
        dp_zip_members(archive);
    }
}

void dp_archive_member(const dp_archive *of, dp_span data, uint64_t at)
{
    size_t used;
    if (dp_codec_of(data) != NULL) {
        data = dp_unpack_some(of->ctx, data, SIZE_MAX, &used);
    }
    if ((dp_zip_is(data) || dp_tar_is(data)) && of->depth < DEEPEST) {
        search(&(dp_archive){of->heap, of->ctx, data, at, of->allow, of->depth + 1, of->left});
        return;
    }
    if (!dp_npy_is(data)) {
        dp_search(of->heap, data, at, of->allow, DP_NESTED);
        return;
    }
    dp_id id = dp_obj_new(of->heap, DP_K_NONE, at);
    if (id != 0) {
        dp_npy_read(of->heap, id, data, of->allow);
    }
}

void dp_archive_search(dp_ctx *ctx, dp_span bytes, const dp_allow *allow)
{
    size_t left = dp_ctx_limits(ctx)->members;
    dp_heap *heap = dp_search_apart(ctx, bytes.n, DP_NESTED);
    if (heap == NULL) {
        return;
    }
    search(&(dp_archive){heap, dp_heap_ctx(heap), bytes, 0, allow, 0, &left});
    if (dp_ctx_record(dp_heap_ctx(heap))->verdict == DP_DANGEROUS) {
        dp_search_take_over(ctx, heap);
    }
    dp_ctx_free(dp_heap_ctx(heap));
}
