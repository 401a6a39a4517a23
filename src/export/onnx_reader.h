/* What the parts of the ONNX reader share: names, attributes, arrays of numbers. */
#ifndef DP_EXPORT_ONNX_READER_H
#define DP_EXPORT_ONNX_READER_H

#include "graph/build.h"
#include "graph/forest.h"

#include <onnx.pb-c.h>

/* Something that has a name in the file. */
typedef struct dp_onnx_thing {
    const char *name;
    dp_val v;                          /* 0: an initializer that was not used so far */
    const Onnx__TensorProto *tensor;   /* an initializer */
    const Onnx__NodeProto *start;      /* on the way to the plain form's first nodes, which are no value of ours */
} dp_onnx_thing;

typedef struct dp_onnx_reader {
    dp_ctx *ctx;
    dp_graph *g;
    const Onnx__GraphProto *graph;
    dp_onnx_thing *thing;   /* open addressing, by name */
    size_t mask;
    int64_t ml;             /* version of ai.onnx.ml, 0: not imported */
} dp_onnx_reader;

/* ---- onnx_reader.c ---- */

/* The thing of this name, or NULL; a new one of this name, or NULL and a fault: there is one. The table was made large enough
 * for all names there can be. */
dp_onnx_thing *dp_onnx_find(const dp_onnx_reader *r, const char *name);
dp_onnx_thing *dp_onnx_define(const dp_onnx_reader *r, const char *name);
/* A name for a sentence. */
const char *dp_onnx_shown(const dp_onnx_reader *r, const char *name);
/* The attribute, NULL: not there, or of another type. */
const Onnx__AttributeProto *dp_onnx_attr(const Onnx__NodeProto *node, const char *name,
                                         Onnx__AttributeProto__AttributeType type);
int64_t dp_onnx_int(const Onnx__NodeProto *node, const char *name, int64_t otherwise);

/* Numbers of a packed attribute, read one after another. */
typedef struct dp_onnx_ints {
    const uint8_t *p, *end;
} dp_onnx_ints;
/* false: the end, or not a varint. */
bool dp_onnx_next(dp_onnx_ints *ints, int64_t *out);
/* The attribute's numbers and how many there are. false: not there, or not whole. */
bool dp_onnx_ints_of(const Onnx__NodeProto *node, const char *name, dp_onnx_ints *out, uint64_t *n);

/* A varint of protobuf. false: it does not end before `end`. */
bool dp_onnx_varint(const uint8_t **p, const uint8_t *end, uint64_t *out);

/* The type of our values that stands for ONNX's; 0: none does. int32 becomes int64. */
dp_type dp_onnx_graph_type(int32_t type);
/* A tensor's shape and number of values, which its raw bytes (or strings) bear out. false: they do not. */
bool dp_onnx_shape(const Onnx__TensorProto *tensor, dp_shape *shape, uint64_t *count);

/* Faults: DP_CORRUPT and DP_UNSUPPORTED, naming the operator. */
dp_rc dp_onnx_corrupt(const dp_onnx_reader *r, const Onnx__NodeProto *node, const char *what);
dp_rc dp_onnx_foreign(const dp_onnx_reader *r, const Onnx__NodeProto *node, const char *what);

/* A node as dp_tree knows it, of the trees that are read. */
typedef struct dp_onnx_flat {
    int32_t left, right, feature;
    uint32_t missing;  /* 0 or 1, its first byte */
    double threshold;  /* a float32 or a float64 */
} dp_onnx_flat;
extern const dp_tree_layout dp_onnx_flat_layout;

/* ---- onnx_read_nodes.c ---- */

/* Node *i of the graph, or the steps that begin there; *i: the one after. */
dp_rc dp_onnx_read_next(dp_onnx_reader *r, size_t *i);

/* ---- onnx_read_trees.c, onnx_read_plain.c, onnx_read_texts.c ---- */

/* TreeEnsemble and TreeEnsembleRegressor, as the float32 (or float64) numbers of leaves that they answer. */
dp_rc dp_onnx_read_trees(dp_onnx_reader *r, const Onnx__NodeProto *node, dp_val x, dp_val *out);
/* The plain form's steps, the first of which is node `first` of the graph: how many nodes they are, what the last one is
 * called, and its value: numbers of nodes, int64. */
typedef struct dp_onnx_descent {
    size_t n_nodes;
    const char *name;
    dp_val v;
} dp_onnx_descent;
bool dp_onnx_is_descent(const dp_onnx_reader *r, const Onnx__NodeProto *node);
dp_rc dp_onnx_read_descent(dp_onnx_reader *r, size_t first, dp_onnx_descent *out);

/* Counts of words in texts; what comes back is as that of a descent. */
bool dp_onnx_is_text_counts(const dp_onnx_reader *r, const Onnx__NodeProto *node);
dp_rc dp_onnx_read_text_counts(dp_onnx_reader *r, size_t first, dp_onnx_descent *out);

#endif
