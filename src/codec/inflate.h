/* inflate, by libdeflate where there is one, else by zlib: shared by zlib, gzip and zfile, and by the reader of zip members. */
#ifndef DP_CODEC_INFLATE_H
#define DP_CODEC_INFLATE_H

#include "codec/codec.h"

typedef enum dp_wrap { DP_WRAP_NONE, DP_WRAP_ZLIB, DP_WRAP_GZIP } dp_wrap;

/* One stream at the start of `in`; its checksum is checked. name: for messages ("gzip"). *used: its bytes. */
dp_rc dp_inflate(dp_grower *out, dp_span in, dp_wrap wrap, const char *name, size_t *used);

#endif
