/* What writer and reader of TEXT_COUNTS agree on. */
#ifndef DP_EXPORT_ONNX_TEXTS_H
#define DP_EXPORT_ONNX_TEXTS_H

#include "export/onnx_write.h"
#include "graph/text_counts.h"

#define DP_ONNX_MICROSOFT "com.microsoft"
#define DP_ONNX_LOCALE "C.UTF-8" /* glibc's own, where en_US must be installed */
#define DP_ONNX_WORD "[\\p{L}\\p{N}_]+"
#define DP_ONNX_PADDING "#" /* no word */

/* The nodes that TEXT_COUNTS becomes; their result, float32 [N, columns]. x: the texts' name, [N]. */
const char *dp_onnx_text_counts(dp_onnx_writer *w, const dp_text_counts *c, const char *x);

#endif
