/* The library as its users call it: open, report, convert every model to every format. */
#include "fuzz.h"

#include "depickle.h"

#define MOST_OUTPUT ((size_t)64 << 20)

/* MemorySanitizer takes what protobuf-c writes for uninitialised. */
#ifdef __has_feature
#if __has_feature(memory_sanitizer)
#define BLIND_TO_OUTPUT 1
#endif
#endif
#ifndef BLIND_TO_OUTPUT
#define BLIND_TO_OUTPUT 0
#endif

/* A branch on every byte, so that Valgrind and MemorySanitizer tell of one that was never written. */
static bool all_written(const void *bytes, size_t n)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += ((const uint8_t *)bytes)[i];
    }
    return sum <= (uint64_t)UINT8_MAX * n;
}

static int swallow(void *self, const void *bytes, size_t n)
{
    size_t *total = self;
    FUZZ_HOLDS(BLIND_TO_OUTPUT || all_written(bytes, n));
    *total += n;
    return *total > MOST_OUTPUT;
}

static void convert_all(depickle *d)
{
    static const char *const formats[] = {"onnx", "json", "skops", "c"};
    static const char *const methods[] = {"predict", "predict_proba", "decision_function", "transform", "kneighbors"};
    static const double row[4] = {0.5, -1, 1e300, 0};
    for (size_t m = 0; m < depickle_models(d) && m < 4; m++) {
        for (size_t f = 0; f < sizeof formats / sizeof *formats; f++) {
            size_t total = 0;
            depickle_rc rc = depickle_convert(d, m, formats[f], swallow, &total);
            FUZZ_HOLDS(rc != DEPICKLE_OK || total != 0);
            FUZZ_HOLDS(rc == DEPICKLE_OK || depickle_error(d)[0] != '\0');
        }
        for (size_t k = 0; k < sizeof methods / sizeof *methods; k++) {
            const double *out = NULL;
            size_t cols = 0;
            depickle_rc rc = depickle_predict(d, m, methods[k], row, 1, 4, &out, &cols);
            FUZZ_HOLDS(rc != DEPICKLE_OK || out != NULL);
            FUZZ_HOLDS(rc != DEPICKLE_OK || all_written(out, cols * sizeof *out));
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const depickle_options options = {.size = sizeof options, .max_memory = (uint64_t)16 << 20,
                                      .max_input = (uint64_t)4 << 20};
    depickle *d = depickle_new(&options);
    if (d == NULL) {
        return 0;
    }
    depickle_rc rc = depickle_open_bytes(d, "dir/m.pkl", data, size);
    FUZZ_HOLDS((rc == DEPICKLE_OK) == (depickle_error(d)[0] == '\0'));
    FUZZ_HOLDS(fuzz_is_printable(depickle_error(d)));
    FUZZ_HOLDS(depickle_report(d)[0] == '{');
    if (rc == DEPICKLE_OK) {
        convert_all(d);
    }
    for (size_t i = 0; i < depickle_warnings(d); i++) {
        FUZZ_HOLDS(fuzz_is_printable(depickle_warning(d, i)));
    }
    depickle_free(d);
    return 0;
}
