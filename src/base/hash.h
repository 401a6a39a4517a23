/* SipHash-2-4 under a key drawn afresh per run, so that an input cannot choose its collisions. */
#ifndef DP_BASE_HASH_H
#define DP_BASE_HASH_H

#include "base/span.h"

typedef struct dp_hash_key { uint64_t k0, k1; } dp_hash_key;

/* From the operating system. */
dp_hash_key dp_hash_key_new(void);
uint64_t dp_hash(const dp_hash_key *key, dp_span bytes);

#endif
