/* What xz and lzma share: liblzma's stream, driven to its end. */
#ifndef DP_CODEC_LZMA_PUMP_H
#define DP_CODEC_LZMA_PUMP_H

#include "codec/codec.h"

#if DEPICKLE_LZMA

#include <lzma.h>

/* Runs a decoder that was set up with status `begun`, to the end of its stream, and ends it. *used: its bytes. */
dp_rc dp_lzma_pump(dp_grower *out, lzma_stream *lz, lzma_ret begun, dp_span in, const char *name, size_t *used);

#endif
#endif
