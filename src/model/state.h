/* Reading an object's state: __dict__ of an estimator, state of a Tree.
 *
 * A dp_state is sticky: after a fault every call returns an empty value and does nothing, and the first fault stands in
 * the ctx with offset and path. So families read like a list of assignments and check nothing. */
#ifndef DP_MODEL_STATE_H
#define DP_MODEL_STATE_H

#include "format/format.h"
#include "value/array.h"

struct dp_model;
struct dp_class;
struct dp_reading;

typedef struct dp_state {
    dp_heap *heap;
    dp_ctx *ctx;
    dp_id obj;                  /* the MADE node, or a DICT */
    dp_id dict;                 /* its attributes */
    const char *path;           /* "steps[2][1]", "" at the top of a model */
    const struct dp_class *cls; /* of the estimator being read; NULL inside helpers such as Tree */
    unsigned depth;             /* estimators around this one */
    struct dp_reading *reading; /* models read so far, each once; NULL outside dp_model_read */
    bool failed;
} dp_state;

/* Numbers of an array, a sparse matrix, a list or a scalar, in C order as float64, lower ranks promoted: a scalar read as
 * 1-d has dim {1}, a 1-d one read as 2-d {1, n}. */
typedef struct dp_nums {
    uint8_t ndim;
    uint64_t dim[3];
    const double *v;
    uint64_t count;
    bool was_f32; /* the array was float32 */
    uint8_t found_ndim; /* before promotion */
} dp_nums;

/* classes_: what a label can be. */
typedef enum dp_label_kind { DP_LABEL_INT, DP_LABEL_TEXT, DP_LABEL_BOOL, DP_LABEL_FLOAT } dp_label_kind;
typedef struct dp_labels {
    dp_label_kind kind;
    size_t n;
    const int64_t *i;    /* INT, BOOL */
    const dp_span *text; /* TEXT: UTF-8 */
    const double *f;     /* FLOAT */
    dp_id obj;           /* the array as it stood, for the writers */
} dp_labels;

/* A state on obj (a MADE with a DICT state, or a DICT). child: path step such as "tree_" or "estimators_[3]". */
dp_state dp_state_open(const dp_state *parent, dp_id obj, const char *child_path);
dp_state dp_state_top(dp_heap *heap, dp_id obj, const char *path);
const char *dp_state_path(dp_state *s, const char *child); /* of what stands there */
/* A child's fault is the parent's. */
void dp_state_close(dp_state *parent, const dp_state *child);

/* Attributes. key may name older spellings after '|', newest first: "estimators_samples_|…". NONE counts as absent for
 * dp_has and the defaults. dp_need fails (DP_CORRUPT) when absent; dp_get returns 0. */
dp_id dp_get(dp_state *s, const char *key);
dp_id dp_need(dp_state *s, const char *key);
bool dp_has(dp_state *s, const char *key);
bool dp_get_bool(dp_state *s, const char *key, bool otherwise); /* None is false, as it is in Python */
int64_t dp_get_int(dp_state *s, const char *key, int64_t otherwise);
double dp_get_f64(dp_state *s, const char *key, double otherwise); /* NaN is corrupt, of fitted ones infinity too */
double dp_get_f64_any(dp_state *s, const char *key, double otherwise);
const char *dp_get_text(dp_state *s, const char *key, const char *otherwise); /* NUL-terminated, in the arena */
/* Finite numbers; _any: NaN and infinities too. */
dp_nums dp_need_nums(dp_state *s, const char *key, unsigned ndim);
dp_nums dp_get_nums(dp_state *s, const char *key, unsigned ndim); /* count 0 and v NULL when absent */
dp_nums dp_need_nums_any(dp_state *s, const char *key, unsigned ndim);
dp_nums dp_get_nums_any(dp_state *s, const char *key, unsigned ndim);
void dp_finite(dp_state *s, const dp_nums *nums, const char *what);
/* Fails where an array stands there that has other than n numbers. */
void dp_same_length(dp_state *s, const char *key, uint64_t n);
/* Fails where key tells of another number than n: "KEY: expected N, as WHY, found M". */
void dp_same_count(dp_state *s, const char *key, uint64_t n, const char *why);
/* Are they as many, and the same? Their shapes do not count. */
bool dp_nums_same(const dp_nums *a, const dp_nums *b);
dp_nums dp_nums_of(dp_state *s, dp_id value, const char *what, unsigned ndim);
/* A number of Python's or numpy's; false: it is none, and *out 0. */
bool dp_number_of(const dp_heap *heap, dp_id id, double *out);
/* The same; corrupt, and 0, where it is none. */
double dp_need_number(dp_state *s, dp_id value, const char *what);
/* A text of Python's or numpy's, as UTF-8; bytes, as Python 2 wrote them, are Latin-1 where they are not UTF-8. NULL: it is none. */
dp_span dp_utf8_of(dp_state *s, dp_id id);
dp_span dp_utf8_at(dp_state *s, const dp_array *a, uint64_t i); /* of an array of texts or bytes */
dp_labels dp_need_labels(dp_state *s, const char *key);
/* Of a 1-d array, or of a list or tuple of scalars: each label once; _any: or more often. */
dp_labels dp_labels_of(dp_state *s, dp_id value, const char *what);
dp_labels dp_labels_any(dp_state *s, dp_id value, const char *what);
bool dp_label_same(const dp_labels *a, size_t i, const dp_labels *b, size_t k);
/* The same labels in the same order. */
bool dp_labels_same(const dp_labels *a, const dp_labels *b);
bool dp_labels_sorted(const dp_labels *labels); /* and each once */
/* Has none of them twice, but for NaN, of which there is none among classes. */
bool dp_labels_distinct(dp_state *s, const dp_labels *labels);
/* The classes of the LabelBinarizer that stands there, which made of them `neg` and 1; *type: the kind of target it was fitted on. */
dp_labels dp_binarizer_labels(dp_state *s, const char *child, double neg, const char **type);
/* Fails where the encoder that stands under `child`, if one does, has other classes under `key`. */
void dp_same_labels(dp_state *s, const dp_labels *classes, const char *child, const char *key);
/* Items of a LIST, TUPLE or 1-d object array; NULL with *n 0 and a fault for other kinds. */
const dp_id *dp_items_of(dp_state *s, dp_id value, const char *what, size_t *n);
/* All items of an object array of any rank in C order, with its dims (as GradientBoosting's estimators_). */
const dp_id *dp_grid_of(dp_state *s, dp_id value, const char *what, size_t *rows, size_t *cols);

/* What estimators tell of their input: the number of features (0: not told), and the names of that many (or NULL). */
uint64_t dp_state_n_features(dp_state *s);
const dp_span *dp_state_feature_names(dp_state *s, uint64_t n_features);

/* An estimator inside this one, read by its own family. NULL after a fault (unknown class: DP_UNSUPPORTED). */
struct dp_model *dp_child(dp_state *s, dp_id value, const char *child_path);

/* Faults. path is the state's; offset that of the object at hand. */
void dp_corrupt(dp_state *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void dp_unsupported(dp_state *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void *dp_state_take(dp_state *s, uint64_t count, size_t size); /* NULL: failed */

enum { DP_NEWEST_ERA = 109 };
/* The version that wrote this estimator: 17 for 0.17, 24 for 0.24, 100 for 1.0, 109 for 1.9; 0 when not told. The
 * content decides, this only breaks ties. */
unsigned dp_state_era(dp_state *s);
/* Does the file ask for a name that begins so, such as "numpy._core." of NumPy 2? */
bool dp_state_names(const dp_state *s, const char *prefix);

#endif
