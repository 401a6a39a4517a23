/* A model file from disk, opened as the program opens it: its bytes, its side files, one context. */
#ifndef DP_TEST_MODEL_H
#define DP_TEST_MODEL_H

#include "export/exporter.h"
#include "graph/eval.h"
#include "model/model.h"

typedef struct test_file {
    dp_ctx *ctx;
    dp_input input;
    dp_loaded loaded;
    dp_models models;
    dp_rc rc;         /* of loading and finding models */
    dp_limits limits;
} test_file;

/* A file's bytes, malloc'ed with a NUL behind them; p NULL where it cannot be read. */
dp_span test_read(const char *path);

/* Loads folder/name; files that begin with the name and an underscore are its side files. */
void test_open(test_file *f, const char *folder, const char *name);
/* The same for bytes, without side files. */
void test_open_bytes(test_file *f, dp_span bytes);
void test_close(test_file *f);

/* The model at a path such as "$['model']", NULL: none there. */
dp_model *test_model(const test_file *f, const char *path);

/* Evaluates one method for rows x features numbers. *n outputs of `out`, which has room for DP_MOST_OUTPUTS. */
dp_rc test_answer(test_file *f, dp_model *model, dp_method method, const double *x, uint64_t rows, uint64_t features,
                  dp_tensor *out, size_t *n);

/* Converts to "onnx" or "json", without a source; the bytes are malloc'ed. */
dp_rc test_convert(test_file *f, dp_model *model, const char *format, dp_target target, dp_span *out);

#endif
