/* Writing a zip archive to a sink that only goes forward, with minizip. Stored, not compressed; times are fixed: the same
 * entries give the same bytes. An archive may be an entry of another. */
#ifndef DP_EXPORT_SKOPS_ZIP_H
#define DP_EXPORT_SKOPS_ZIP_H

#include "base/ctx.h"
#include "io/sink.h"

typedef struct dp_zip dp_zip;

/* NULL: the error is set (memory is out; DP_UNSUPPORTED: this build is without minizip). One entry is held in memory at a
 * time, to be put right at its end; dp_zip_end frees that memory, and must follow. */
dp_zip *dp_zip_begin(dp_ctx *ctx, dp_sink *out);
/* Where the entry's bytes go, until the next entry or the end. large: it may be 4 GiB or more. Never NULL. */
dp_sink *dp_zip_entry(dp_zip *zip, const char *name, bool large);
/* Writes the directory. What went wrong first, here or in `out`. */
dp_rc dp_zip_end(dp_zip *zip);

#endif
