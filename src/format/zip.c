/* A member is found by its local header, wherever one stands; the central directory is not trusted, nor flags and
 * checksums (readers disagree about them, and hostile archives live on that):
 *   "PK" 03 04, version(2) flags(2) method(2) time(2) date(2) crc(4) packed size(4) size(4) name(2) extra(2),
 *   name, extra field, data. Method 8: deflated; 14: version(2), size of properties(2), those of lzma(5), its data; others, as
 *   0 (stored), 12 (bz2) and 95 (xz), are as a file of that kind would be. */
#include "format/zip.h"

#include "codec/inflate.h"

enum { HEADER = 30, DEFLATED = 8, LZMA = 14, LZMA_HEADER = 9, PEEK = 4096, TAIL = 22 + 65535 };

static size_t next_signature(dp_span bytes, size_t from)
{
    while (from + 4 <= bytes.n) {
        const uint8_t *p = memchr(bytes.p + from, 'P', bytes.n - from - 3);
        if (p == NULL) {
            break;
        }
        from = (size_t)(p - bytes.p);
        bool local = memcmp(p, "PK\x03\x04", 4) == 0;
        if (local || memcmp(p, "PK\x01\x02", 4) == 0 || memcmp(p, "PK\x07\x08", 4) == 0) {
            return from;
        }
        from++;
    }
    return bytes.n;
}

/* As much as inflates, right or not. */
static dp_span inflate_some(const dp_archive *z, dp_span packed, size_t most)
{
    dp_grower grower = dp_grower_new(z->ctx, packed.n);
    grower.most = most < grower.most ? most : grower.most;
    grower.cap = grower.cap < grower.most ? grower.cap : grower.most;
    size_t used;
    dp_inflate(&grower, packed, DP_WRAP_NONE, "zip", &used);
    return dp_grower_done(&grower);
}

/* The member's lzma data as a file of their own, whose size is not told. */
static dp_span as_lzma_file(const dp_archive *z, dp_span packed)
{
    size_t n = packed.n > LZMA_HEADER ? packed.n - LZMA_HEADER : 0;
    uint8_t *file = n != 0 ? dp_take_raw(z->ctx, n + 13, 1) : NULL;
    if (file == NULL) {
        return (dp_span){NULL, 0};
    }
    memcpy(file, packed.p + 4, 5);
    memset(file + 5, 0xff, 8);
    memcpy(file + 13, packed.p + LZMA_HEADER, n);
    return (dp_span){file, n + 13};
}

/* One member at `at`; returns where to look for the next. */
static size_t member(const dp_archive *z, size_t at)
{
    const uint8_t *h = z->bytes.p + at;
    size_t data = at + HEADER + dp_load16(h + 26) + dp_load16(h + 28);
    if (data >= z->bytes.n) {
        return at + 4;
    }
    size_t size = dp_load32(h + 18);
    bool known = size != 0 && size != UINT32_MAX && size <= z->bytes.n - data;
    size_t end = known ? data + size : next_signature(z->bytes, data);
    dp_span packed = dp_span_cut(z->bytes, data, end - data);
    uint16_t method = dp_load16(h + 8);
    if (method == DEFLATED) {
        packed = dp_archive_worth_reading(inflate_some(z, packed, PEEK)) ? inflate_some(z, packed, SIZE_MAX) : (dp_span){NULL, 0};
    } else if (method == LZMA) {
        packed = as_lzma_file(z, packed);
    }
    if (dp_archive_worth_reading(packed)) {
        dp_archive_member(z, packed, z->base + data);
    }
    return end;
}

void dp_zip_members(const dp_archive *z)
{
    size_t at = 0;
    while (*z->left != 0) {
        --*z->left;
        while (at < z->bytes.n && !dp_span_is(dp_span_cut(z->bytes, at, 4), "PK\x03\x04")) {
            at = next_signature(z->bytes, at + 1);
        }
        if (z->bytes.n - at < HEADER) {
            return;
        }
        at = member(z, at);
    }
}

bool dp_zip_is(dp_span head)
{
    return dp_span_is(dp_span_cut(head, 0, 4), "PK\x03\x04");
}

/* The end of the directory, which is where other readers begin: what stands before the archive is nothing to them. */
bool dp_zip_ends(dp_span bytes)
{
    dp_span tail = bytes.n > TAIL ? dp_span_cut(bytes, bytes.n - TAIL, TAIL) : bytes;
    return memmem(tail.p, tail.n, "PK\x05\x06", 4) != NULL;
}
