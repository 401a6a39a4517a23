/* SHA-256: of bytes in hand, or as they pass. */
#ifndef DP_IO_SHA256_H
#define DP_IO_SHA256_H

#include "base/span.h"

enum { DP_SHA256_HEX = 65 };

typedef struct dp_sha256 dp_sha256;

/* NULL: no memory. */
dp_sha256 *dp_sha256_begin(void);
void dp_sha256_add(dp_sha256 *sha256, dp_span bytes);
/* The digest in lower case, and frees. hex NULL: frees alone. sha256 NULL: hex is "". */
void dp_sha256_end(dp_sha256 *sha256, char hex[DP_SHA256_HEX]);

void dp_sha256_hex(dp_span bytes, char hex[DP_SHA256_HEX]);

#endif
