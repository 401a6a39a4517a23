/* By the functions that OpenSSL 3 calls deprecated for the sake of providers: to find one that offers SHA-256 costs a program that
 * converts one small model a tenth of all its time, and a choice of providers is not wanted. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "io/sha256.h"

#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>

struct dp_sha256 {
    SHA256_CTX context;
};

/* In pieces: engines of WebAssembly translate a function well for its later calls, not for the one that is running, and to hash 91 MB
 * in one call took 7 seconds. */
static void add(SHA256_CTX *context, dp_span bytes)
{
    const size_t piece = 65536;
    for (size_t at = 0; at < bytes.n; at += piece) {
        SHA256_Update(context, bytes.p + at, bytes.n - at < piece ? bytes.n - at : piece);
    }
}

dp_sha256 *dp_sha256_begin(void)
{
    dp_sha256 *sha256 = malloc(sizeof *sha256);
    if (sha256 != NULL) {
        SHA256_Init(&sha256->context);
    }
    return sha256;
}

void dp_sha256_add(dp_sha256 *sha256, dp_span bytes)
{
    add(&sha256->context, bytes);
}

static void end(SHA256_CTX *context, char hex[DP_SHA256_HEX])
{
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256_Final(digest, context);
    for (size_t i = 0; i < sizeof digest; i++) {
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    }
}

void dp_sha256_end(dp_sha256 *sha256, char hex[DP_SHA256_HEX])
{
    if (hex != NULL) {
        hex[0] = '\0';
    }
    if (sha256 != NULL && hex != NULL) {
        end(&sha256->context, hex);
    }
    free(sha256);
}

void dp_sha256_hex(dp_span bytes, char hex[DP_SHA256_HEX])
{
    SHA256_CTX context;
    SHA256_Init(&context);
    add(&context, bytes);
    end(&context, hex);
}
