/* A file that appears whole or not at all: written under another name in the same folder, hashed on the way, synced,
 * renamed. The last component of the path is never followed. Parent only. */
#ifndef DP_IO_FILE_SINK_H
#define DP_IO_FILE_SINK_H

#include "io/sink.h"

typedef struct dp_file_sink dp_file_sink;

enum { DP_SHA256_HEX = 65 };

/* NULL on failure, with a sentence in error. force: an existing file (or link, itself) is replaced; never a folder. */
dp_file_sink *dp_file_sink_open(const char *path, unsigned mode, bool force, char error[512]);
dp_sink *dp_file_sink_base(dp_file_sink *sink);
/* Ends it: mode, fsync, rename, fsync of the folder; then frees it. hex: the digest of what was written. On failure
 * nothing is left behind. */
dp_rc dp_file_sink_commit(dp_file_sink *sink, char hex[DP_SHA256_HEX], char error[512]);
void dp_file_sink_abort(dp_file_sink *sink); /* NULL is fine */

/* A small file at once. */
dp_rc dp_file_write(const char *path, dp_span bytes, unsigned mode, bool force, char error[512]);

void dp_sha256_hex(dp_span bytes, char hex[DP_SHA256_HEX]);

#endif
