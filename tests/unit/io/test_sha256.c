#include "io/sha256.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

static void expect(size_t n, const char *want)
{
    uint8_t *bytes = malloc(n + 1);
    cr_assert(bytes != NULL);
    memset(bytes, 'a', n);
    char hex[DP_SHA256_HEX];
    dp_sha256_hex((dp_span){bytes, n}, hex);
    cr_expect(eq(str, hex, (char *)(uintptr_t)want), "%zu bytes", n);
    dp_sha256 *sha256 = dp_sha256_begin();
    dp_sha256_add(sha256, (dp_span){bytes, n / 3});
    dp_sha256_add(sha256, (dp_span){bytes, n - n / 3});
    dp_sha256_end(sha256, hex);
    cr_expect(eq(str, hex, (char *)(uintptr_t)want), "%zu bytes in two", n);
    free(bytes);
}

/* Nothing, less than a piece that is hashed at once, a piece, more: as sha256sum has them. */
Test(sha256, of_any_length)
{
    expect(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(1, "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb");
    expect(65535, "6e1bebca6a8229364a162a72ef064826c4cd7457bf54f190ef782bd9deff3e42");
    expect(65536, "bf718b6f653bebc184e1479f1935b8da974d701b893afcf49e701f3e2f9f9c5a");
    expect(65537, "008ffc88d3c96a9f307524eb361e47c5222a887fc45fa0c1fb8d429c5c23b430");
    expect(131072, "b44ffb72fcc259676bd80495fef1b44b808ca8f1ffe1b1706a4d7911b0e31f11");
    expect(1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}
