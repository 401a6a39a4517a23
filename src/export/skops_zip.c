/* minizip goes back to each entry's header when the entry ends. So it writes into a window, memory that holds what came
 * since the last entry, and the window is emptied into the sink behind each entry. */
#include "export/skops_zip.h"

#if DEPICKLE_MINIZIP

/* Where minizip's headers are: pkg-config's path has their folder up to zlib 1.3.1, and the folder above it since. A zip.h right there is
 * libzip's. */
#if __has_include(<minizip/zip.h>)
#include <minizip/zip.h>
#else
#include <zip.h>
#endif

enum { JANUARY_1980 = 1 << 21 | 1 << 16 }; /* the first day that a zip can tell */

struct dp_zip {
    dp_sink entry; /* first: what dp_zip_entry gives */
    dp_ctx *ctx;
    dp_sink *out;
    zipFile file;
    dp_memory_sink window;
    uint64_t flushed; /* bytes before the window */
    uint64_t at;      /* where minizip writes next */
    bool open;        /* an entry is */
};

static dp_zip *of(voidpf opaque)
{
    return opaque;
}

static voidpf io_open(voidpf opaque, const void *name, int mode)
{
    (void)name;
    (void)mode;
    return opaque;
}

static uLong io_read(voidpf opaque, voidpf stream, void *bytes, uLong n)
{
    (void)opaque;
    (void)stream;
    (void)bytes;
    (void)n;
    return 0;
}

/* Over what is there, then behind it. */
static uLong io_write(voidpf opaque, voidpf stream, const void *bytes, uLong n)
{
    dp_zip *zip = of(opaque);
    (void)stream;
    if (zip->at < zip->flushed || zip->at - zip->flushed > zip->window.n) {
        return 0;
    }
    size_t from = (size_t)(zip->at - zip->flushed);
    size_t over = zip->window.n - from < n ? zip->window.n - from : n;
    if (over != 0) {
        memcpy(zip->window.p + from, bytes, over);
    }
    dp_put(&zip->window.base, (dp_span){(const uint8_t *)bytes + over, n - over});
    zip->at += n;
    return zip->window.base.rc == DP_OK ? n : 0;
}

static ZPOS64_T io_tell(voidpf opaque, voidpf stream)
{
    (void)stream;
    return of(opaque)->at;
}

static long io_seek(voidpf opaque, voidpf stream, ZPOS64_T offset, int origin)
{
    dp_zip *zip = of(opaque);
    (void)stream;
    uint64_t end = zip->flushed + zip->window.n;
    uint64_t from = origin == ZLIB_FILEFUNC_SEEK_SET ? 0 : origin == ZLIB_FILEFUNC_SEEK_CUR ? zip->at : end;
    if (offset > end || from > end - offset || from + offset < zip->flushed) {
        return -1;
    }
    zip->at = from + offset;
    return 0;
}

static int io_nothing(voidpf opaque, voidpf stream)
{
    (void)opaque;
    (void)stream;
    return 0;
}

static void fault(dp_zip *zip, dp_rc rc)
{
    dp_rc first = zip->window.base.rc != DP_OK ? zip->window.base.rc : rc;
    zip->entry.rc = zip->entry.rc != DP_OK ? zip->entry.rc : first;
}

static void flush(dp_zip *zip)
{
    dp_put(zip->out, (dp_span){zip->window.p, zip->window.n});
    zip->flushed += zip->window.n;
    zip->window.n = 0;
    zip->window.base.written = 0;
}

static dp_rc append(dp_sink *self, dp_span bytes)
{
    static const size_t MOST = 1 << 30; /* minizip counts in unsigned int */
    dp_zip *zip = (dp_zip *)self;
    while (bytes.n != 0) {
        dp_span piece = dp_span_cut(bytes, 0, bytes.n < MOST ? bytes.n : MOST);
        if (zipWriteInFileInZip(zip->file, piece.p, (unsigned)piece.n) != ZIP_OK) {
            return zip->window.base.rc != DP_OK ? zip->window.base.rc : DP_ERROR;
        }
        bytes = dp_span_cut(bytes, piece.n, bytes.n - piece.n);
    }
    return DP_OK;
}

dp_zip *dp_zip_begin(dp_ctx *ctx, dp_sink *out)
{
    dp_zip *zip = dp_take(ctx, 1, sizeof *zip);
    if (zip == NULL) {
        return NULL;
    }
    zip->ctx = ctx;
    zip->out = out;
    zip->entry.append = append;
    dp_memory_sink_init(&zip->window, dp_ctx_limits(ctx)->output);
    zlib_filefunc64_def io = {.zopen64_file = io_open, .zread_file = io_read, .zwrite_file = io_write,
                              .ztell64_file = io_tell, .zseek64_file = io_seek, .zclose_file = io_nothing,
                              .zerror_file = io_nothing, .opaque = zip};
    zip->file = zipOpen2_64("", APPEND_STATUS_CREATE, NULL, &io);
    if (zip->file == NULL) {
        dp_fail(ctx, DP_ERROR, DP_NO_OFFSET, "out of memory");
        return NULL;
    }
    return zip;
}

static void close_entry(dp_zip *zip)
{
    if (zip->open && zipCloseFileInZip(zip->file) != ZIP_OK) {
        fault(zip, DP_ERROR);
    }
    zip->open = false;
    flush(zip);
}

dp_sink *dp_zip_entry(dp_zip *zip, const char *name, bool large)
{
    const zip_fileinfo info = {.dosDate = JANUARY_1980};
    close_entry(zip);
    if (zipOpenNewFileInZip64(zip->file, name, &info, NULL, 0, NULL, 0, NULL, 0, 0, large) != ZIP_OK) {
        fault(zip, DP_ERROR);
    }
    zip->open = zip->entry.rc == DP_OK;
    return &zip->entry;
}

dp_rc dp_zip_end(dp_zip *zip)
{
    close_entry(zip);
    if (zipClose(zip->file, NULL) != ZIP_OK) {
        fault(zip, DP_ERROR);
    }
    flush(zip);
    dp_memory_sink_done(&zip->window);
    if (zip->out->rc != DP_OK) {
        return zip->out->rc;
    }
    if (zip->entry.rc != DP_OK) {
        zip->out->rc = zip->entry.rc;
    }
    return zip->entry.rc;
}

#else

struct dp_zip {
    dp_sink entry;
};

dp_zip *dp_zip_begin(dp_ctx *ctx, dp_sink *out)
{
    (void)out;
    dp_fail(ctx, DP_UNSUPPORTED, DP_NO_OFFSET, "this build has no minizip, and writes no skops files");
    return NULL;
}

dp_sink *dp_zip_entry(dp_zip *zip, const char *name, bool large)
{
    (void)name;
    (void)large;
    return &zip->entry;
}

dp_rc dp_zip_end(dp_zip *zip)
{
    return zip->entry.rc;
}

#endif
