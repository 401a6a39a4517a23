/* Whole runs on damaged files: cut anywhere, changed anywhere. */
#include "depickle.h"
#include "support/model.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const files[] = {
    "py313-sk191/rf_reg/pickle-p4.pkl",
    "py313-sk191/wrap_dict/joblib-raw.joblib",
    "py313-sk191/logreg_default3/pickle-p4.pkl",
    "py36-sk0192/tree_clf3_str/pickle-p3.pkl",
    "py27-sk0171/linreg/pickle-p0.pkl",
};

static dp_span read_slim(const char *name)
{
    char path[4096];
    const char *folder = getenv("DEPICKLE_SLIM");
    snprintf(path, sizeof path, "%s/%s", folder != NULL ? folder : "", name);
    dp_span bytes = test_read(path);
    cr_assert(bytes.p != NULL, "%s", path);
    return bytes;
}

static int swallow(void *self, const void *bytes, size_t n)
{
    (void)self;
    (void)bytes;
    (void)n;
    return 0;
}

/* Everything a user may do with a file; the first outcome that is not OK, and its message. */
static depickle_rc use(const void *bytes, size_t n, char *message, size_t room)
{
    static const double x[64] = {0};
    const double *y;
    size_t cols;
    depickle *d = depickle_new(NULL);
    if (d == NULL) {
        return DEPICKLE_ERROR;
    }
    depickle_rc rc = depickle_open_bytes(d, "m.pkl", bytes, n);
    snprintf(message, room, "%s", depickle_error(d));
    for (size_t i = 0; i < depickle_models(d) && rc == DEPICKLE_OK; i++) {
        rc = depickle_convert(d, i, "onnx", swallow, NULL);
        rc = rc == DEPICKLE_OK ? depickle_convert(d, i, "json", swallow, NULL) : rc;
        depickle_rc answer = rc == DEPICKLE_OK ? depickle_predict(d, i, "predict", x, 1, 4, &y, &cols) : rc;
        rc = answer == DEPICKLE_USAGE ? rc : answer; /* another number of features: its memory was tried all the same */
        snprintf(message, room, "%s", depickle_error(d));
    }
    depickle_report(d);
    depickle_free(d);
    return rc;
}

/* A cut file is corrupt, wherever the cut is; only the name of a class outside the table could weigh more, and these
 * have none. */
static void cut(const char *file, size_t step)
{
    dp_span bytes = read_slim(file);
    for (size_t n = 0; n < bytes.n; n += step) {
        test_file f;
        test_open_bytes(&f, dp_span_cut(bytes, 0, n));
        cr_assert(f.rc == DP_CORRUPT, "%s cut at %zu: %d %s", file, n, (int)f.rc, dp_ctx_record(f.ctx)->what);
        test_close(&f);
    }
    free((void *)(uintptr_t)bytes.p);
}

Test(faults, a_file_cut_at_any_byte_is_corrupt, .timeout = 600)
{
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        cut(files[i], 1);
    }
    cut("py313-sk191/wrap_dict/joblib-lzma.joblib.lzma", 1);
    cut("py27-sk0171/rf_reg/pickle-gz.pkl.gz", 1);
    cut("py36-sk0192/rf_reg/skjoblib-bz2.joblib.bz2", 1);
}

/* Changed bytes end in an outcome; what still loads can be used. */
Test(faults, a_changed_byte_ends_in_an_outcome, .timeout = 600)
{
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        dp_span bytes = read_slim(files[i]);
        uint8_t *copy = malloc(bytes.n);
        char message[400];
        memcpy(copy, bytes.p, bytes.n);
        for (size_t k = 0; k < bytes.n; k += bytes.n < 4096 ? 1 : bytes.n / 4096) {
            copy[k] ^= (uint8_t)(1u << (k % 8));
            depickle_rc rc = use(copy, bytes.n, message, sizeof message);
            cr_assert(rc != DEPICKLE_ERROR, "%s with byte %zu changed: %s", files[i], k, message);
            copy[k] = bytes.p[k];
        }
        free(copy);
        free((void *)(uintptr_t)bytes.p);
    }
}
