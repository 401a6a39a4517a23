/* Digests that somebody wrote down: sidecars and lists of pins, in every form. */
#include "fuzz.h"

#include "cli/digest.h"

static void search(const uint8_t *data, size_t size, bool named_only)
{
    char *text = malloc(size + 1);
    FUZZ_HOLDS(text != NULL);
    memcpy(text, data, size);
    text[size] = '\0';
    char hex[DP_SHA256_HEX] = "";
    const char *reason = dp_digest_search(text, "m.pkl", named_only, hex);
    size_t n = strlen(hex);
    FUZZ_HOLDS(n == strspn(hex, "0123456789abcdef") && (n == 0 || n == DP_SHA256_HEX - 1));
    FUZZ_HOLDS(reason != NULL || n != 0 || named_only); /* a sidecar without a digest is never "nobody expects one" */
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (memchr(data, 0, size) == NULL) { /* what is not text is refused before */
        search(data, size, false);
        search(data, size, true);
    }
    return 0;
}
