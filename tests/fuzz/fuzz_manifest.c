/* A manifest read back. Its names are only looked up: the folder is one that is not there. */
#include "fuzz.h"

#include "cli/manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dp_manifest m;
    dp_rc rc = dp_manifest_read((dp_span){data, size}, "/nonexistent/out", &m);
    FUZZ_HOLDS((rc == DP_OK) == (m.error[0] == '\0'));
    for (size_t i = 0; i < m.n; i++) {
        FUZZ_HOLDS(dp_manifest_find(&m, m.at[i].name) == &m.at[i]); /* sorted, each name once */
        FUZZ_HOLDS(strlen(m.at[i].sha256) < DP_SHA256_HEX);
    }
    dp_manifest_done(&m);
    return 0;
}
