/* SipHash-2-4, after Aumasson and Bernstein, "SipHash: a fast short-input PRF" (2012). */
#include "base/hash.h"

#include "base/system.h"

dp_hash_key dp_hash_key_new(void)
{
    dp_hash_key key = {0x0706050403020100U, 0x0f0e0d0c0b0a0908U};
    if (!dp_random(&key, sizeof key, false)) {
        key.k0 ^= (uint64_t)(uintptr_t)&key; /* early boot: the stack's address must do */
    }
    return key;
}

static uint64_t rotate(uint64_t v, int n)
{
    return v << n | v >> (64 - n);
}

static void round_once(uint64_t v[4])
{
    v[0] += v[1];
    v[2] += v[3];
    v[1] = rotate(v[1], 13) ^ v[0];
    v[3] = rotate(v[3], 16) ^ v[2];
    v[0] = rotate(v[0], 32);
    v[2] += v[1];
    v[0] += v[3];
    v[1] = rotate(v[1], 17) ^ v[2];
    v[3] = rotate(v[3], 21) ^ v[0];
    v[2] = rotate(v[2], 32);
}

static void word_in(uint64_t v[4], uint64_t m)
{
    v[3] ^= m;
    round_once(v);
    round_once(v);
    v[0] ^= m;
}

uint64_t dp_hash(const dp_hash_key *key, dp_span s)
{
    uint64_t v[4] = {key->k0 ^ 0x736f6d6570736575U, key->k1 ^ 0x646f72616e646f6dU, key->k0 ^ 0x6c7967656e657261U,
                     key->k1 ^ 0x7465646279746573U};
    size_t i = 0;
    for (; i + 8 <= s.n; i += 8) {
        word_in(v, dp_load64(s.p + i));
    }
    uint64_t last = (uint64_t)s.n << 56;
    for (size_t k = 0; i + k < s.n; k++) {
        last |= (uint64_t)s.p[i + k] << (8 * k);
    }
    word_in(v, last);
    v[2] ^= 0xff;
    for (int k = 0; k < 4; k++) {
        round_once(v);
    }
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}
