/* Threads with handles of their own do not disturb each other: what they write and answer is what one thread alone does.
 *
 *   threads MODEL...
 *
 * The models are read by THREADS threads at once, ROUNDS times each, in an order of each thread's own. Under ThreadSanitizer this
 * finds what they share. */
#include "depickle.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { THREADS = 4, ROUNDS = 3, MOST_MODELS = 256, FEATURES = 8 };

static char **models;
static size_t n_models;
static uint64_t expected[MOST_MODELS];

static void mix(uint64_t *hash, const void *bytes, size_t n)
{
    const unsigned char *p = bytes;
    for (size_t i = 0; i < n; i++) {
        *hash = (*hash ^ p[i]) * 0x100000001b3U;
    }
}

/* Everything that a handle gives of a file, as one number. */
static uint64_t all_of(const char *path)
{
    static const char *const formats[] = {"onnx", "json", "c"};
    static const char *const methods[] = {"predict", "predict_proba", "decision_function", "transform", "kneighbors"};
    const double x[FEATURES] = {0.5, -1, 2, 3.25, 0, 7, 1e3, -0.125};
    uint64_t hash = 0xcbf29ce484222325U;
    depickle *d = depickle_new(NULL);
    depickle_rc rc = depickle_open_file(d, path);
    mix(&hash, &rc, sizeof rc);
    for (size_t m = 0; m < depickle_models(d); m++) {
        for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
            const void *bytes;
            size_t n;
            rc = depickle_convert_bytes(d, m, formats[i], &bytes, &n);
            mix(&hash, &rc, sizeof rc);
            mix(&hash, bytes, n);
        }
        for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
            const double *y;
            size_t cols;
            for (size_t features = 1; features <= FEATURES; features++) {
                rc = depickle_predict(d, m, methods[i], x, 1, features, &y, &cols);
                mix(&hash, &rc, sizeof rc);
                mix(&hash, y, rc == DEPICKLE_OK ? cols * sizeof *y : 0);
            }
        }
    }
    const char *report = depickle_report(d);
    for (size_t i = 0; report[i] != '\0'; i++) {
        mix(&hash, &report[i], 1);
    }
    depickle_free(d);
    return hash;
}

static void *work(void *self)
{
    size_t first = *(const size_t *)self * n_models / THREADS;
    bool same = true;
    for (size_t i = 0; i < ROUNDS * n_models; i++) {
        size_t k = (first + i) % n_models;
        same = all_of(models[k]) == expected[k] && same;
    }
    return same ? self : NULL;
}

int main(int argc, char **argv)
{
    pthread_t thread[THREADS];
    size_t number[THREADS];
    size_t good = 0;
    models = argv + 1;
    n_models = (size_t)(argc - 1);
    if (n_models == 0 || n_models > MOST_MODELS) {
        return 4;
    }
    for (size_t k = 0; k < n_models; k++) {
        expected[k] = all_of(models[k]);
    }
    for (size_t t = 0; t < THREADS; t++) {
        number[t] = t;
        if (pthread_create(&thread[t], NULL, work, &number[t]) != 0) {
            return 2;
        }
    }
    for (size_t t = 0; t < THREADS; t++) {
        void *same;
        pthread_join(thread[t], &same);
        good += same != NULL;
    }
    printf("threads: %zu passed, %d failed\n", good, THREADS - (int)good);
    return good != THREADS;
}
