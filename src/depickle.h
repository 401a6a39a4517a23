/* depickle: reads scikit-learn models out of pickle and joblib files without executing them.
 *
 *     depickle *d = depickle_new(NULL);
 *     if (depickle_open_file(d, "model.pkl") == DEPICKLE_OK) {
 *         depickle_convert(d, 0, "onnx", write_to, file);
 *     }
 *     puts(depickle_error(d));
 *     depickle_free(d);
 *
 * THE LIBRARY HAS NO SANDBOX. It never imports or calls what a file names, and it checks every limit, but it runs in
 * your process: the program `depickle` puts the same code into a child that can open nothing. Prefer the program for
 * files from strangers.
 *
 * A handle reads one file. Handles share nothing, and the library keeps nothing beside them: any number of threads may work,
 * each with handles of its own; one handle is for one thread at a time. All strings and arrays returned belong to the handle
 * and die with depickle_free. No function prints. */
#ifndef DEPICKLE_H
#define DEPICKLE_H

#include <stddef.h>
#include <stdint.h>

#define DEPICKLE_VERSION_MAJOR 0
#define DEPICKLE_VERSION_MINOR 1
#define DEPICKLE_VERSION_PATCH 0
#define DEPICKLE_VERSION "0.1.0"

#if defined(__GNUC__)
#define DEPICKLE_API __attribute__((visibility("default")))
#else
#define DEPICKLE_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Outcomes; also the exit codes of the program. */
typedef enum depickle_rc {
    DEPICKLE_OK = 0,
    DEPICKLE_UNSAFE = 1,      /* the file would import or call something outside the table of allowed names */
    DEPICKLE_ERROR = 2,       /* I/O, memory, or our own fault */
    DEPICKLE_UNSUPPORTED = 3, /* safe, but something in it has no converter */
    DEPICKLE_USAGE = 4,       /* called out of order, or with what makes no sense */
    DEPICKLE_MISMATCH = 5,    /* verify: answers differ */
    DEPICKLE_HASH = 6,        /* sha256 differs */
    DEPICKLE_LIMIT = 7,       /* a limit was reached */
    DEPICKLE_CORRUPT = 8      /* not a pickle, truncated, or contradicts itself */
} depickle_rc;

typedef struct depickle depickle;

/* Zero means default everywhere. Set size to sizeof(depickle_options): later versions add members at the end. */
typedef struct depickle_options {
    size_t size;
    const char *const *allow;  /* n_allow names "module.Class" of your own, read as data, never imported */
    size_t n_allow;
    const char *target;        /* "auto", "ml5", "ml1", "plain" */
    const char *input_name;    /* of the ONNX graph; default "X" */
    int input_float;           /* 1: the graph takes float32 */
    int output_float;          /* 1: the graph answers float32 */
    uint64_t max_memory;       /* bytes of arena */
    uint64_t max_input;        /* bytes of one file */
    const char *c_name;        /* what names in a C header begin with; default "model" */
} depickle_options;

/* Receives output bytes in order. Return 0 to go on, anything else to stop (DEPICKLE_ERROR). */
typedef int (*depickle_write)(void *self, const void *bytes, size_t n);

/* NULL options: defaults. NULL when memory is out. */
DEPICKLE_API depickle *depickle_new(const depickle_options *options);
DEPICKLE_API void depickle_free(depickle *d); /* NULL is fine */

/* Reads one file, or bytes that stay valid until depickle_free. Decompresses, runs the pickle machine, finds the
 * models. Names outside the table: DEPICKLE_UNSAFE. */
DEPICKLE_API depickle_rc depickle_open_file(depickle *d, const char *path);
DEPICKLE_API depickle_rc depickle_open_bytes(depickle *d, const char *name, const void *bytes, size_t n);

/* What stands in the file, after any outcome of _open: a JSON object (schemas/report.schema.json). */
DEPICKLE_API const char *depickle_report(depickle *d);

/* The same for people, after any outcome of _open: what `depickle inspect` prints, several lines of UTF-8. */
DEPICKLE_API const char *depickle_inspect(depickle *d);

/* Models in the file, and where they stand: "$", "$['model']". */
DEPICKLE_API size_t depickle_models(const depickle *d);
DEPICKLE_API const char *depickle_model_path(const depickle *d, size_t model);
DEPICKLE_API const char *depickle_model_class(const depickle *d, size_t model);

/* Writes model number `model` as "onnx", "json", "skops" or "c". */
DEPICKLE_API depickle_rc depickle_convert(depickle *d, size_t model, const char *format, depickle_write write, void *self);

/* The same into memory: *bytes, *n of them, belong to the handle until the next call of this function or depickle_free. After
 * a fault they are NULL and 0. */
DEPICKLE_API depickle_rc depickle_convert_bytes(depickle *d, size_t model, const char *format, const void **bytes, size_t *n);

/* Answers of one method ("predict", "predict_proba", "decision_function", "transform"; labels come as indices into
 * classes_; "kneighbors": the numbers of the rows, then how far they are) for rows x features numbers in C order. *out: *cols
 * numbers a row, which belong to the handle until the next call of this function or depickle_free. The first call for a method
 * prepares it; to ask again, even for single rows, costs and takes no more than the answer. */
DEPICKLE_API depickle_rc depickle_predict(depickle *d, size_t model, const char *method, const double *x, size_t rows,
                                          size_t features, const double **out, size_t *cols);

/* The last fault in one line, "" when there is none; and the warnings so far. */
DEPICKLE_API const char *depickle_error(const depickle *d);
DEPICKLE_API size_t depickle_warnings(const depickle *d);
DEPICKLE_API const char *depickle_warning(const depickle *d, size_t i);

DEPICKLE_API const char *depickle_version(void);

#ifdef __cplusplus
}
#endif

#endif
