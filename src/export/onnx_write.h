/* Making ONNX messages in the arena: what the writers of graphs and of trees share. Messages point at what they are
 * given; nothing is copied but numbers that must be encoded. Sticky: after a fault functions return NULL or nothing
 * more is added, and `failed` is set. */
#ifndef DP_EXPORT_ONNX_WRITE_H
#define DP_EXPORT_ONNX_WRITE_H

#include "graph/build.h"
#include "export/exporter.h"

#include <onnx.pb-c.h>

typedef struct dp_onnx_writer {
    dp_ctx *ctx;
    const dp_graph *g;
    dp_target target;          /* not AUTO */
    uint32_t exact;            /* leaf numbers below this are exact as float32: 1 << 24, less in tests */
    uint64_t most;             /* bytes of the file, 0: not looked at before it is put together */
    Onnx__GraphProto *graph;
    const char *prefix;        /* of names of our own: no input or output begins with it */
    const char **name;         /* of each value of g, NULL: not yet */
    uint32_t n_names;          /* further names given out */
    bool failed, uses_ml;
    bool products;             /* some node multiplies matrices */
    bool names_nodes;          /* after their outputs: ONNX Runtime up to 1.20 makes two slices one Split, named after the
                                  node before them, and two nodes without names so become two of the same */
    bool uses_text;            /* LabelEncoder, of ai.onnx.ml 2 */
    bool uses_microsoft;       /* Tokenizer, of com.microsoft 1 */
} dp_onnx_writer;

#define DP_ONNX_TOO_LARGE                                                                                       \
    "the ONNX file would be larger than 2 GiB, the most protobuf allows (--target ml5 is the smallest; JSON has " \
    "no such limit)"

enum { DP_ONNX_FLOAT = 1, DP_ONNX_UINT8 = 2, DP_ONNX_INT32 = 6, DP_ONNX_INT64 = 7, DP_ONNX_STRING = 8, DP_ONNX_BOOL = 9,
       DP_ONNX_DOUBLE = 11 };

int32_t dp_onnx_type(dp_type type);

/* A fresh name, "" after a fault. */
char *dp_onnx_name(dp_onnx_writer *w, const char *what);

/* A node of the graph `to`; NULL after a fault. Inputs and outputs are added. */
Onnx__NodeProto *dp_onnx_node(dp_onnx_writer *w, Onnx__GraphProto *to, const char *op, const char *domain);
void dp_onnx_input(dp_onnx_writer *w, Onnx__NodeProto *node, const char *name);
void dp_onnx_output(dp_onnx_writer *w, Onnx__NodeProto *node, const char *name);
/* One output with a fresh name, which is returned. */
const char *dp_onnx_result(dp_onnx_writer *w, Onnx__NodeProto *node);
/* A whole node: up to three inputs (NULL: no more), one fresh output. */
const char *dp_onnx_call(dp_onnx_writer *w, Onnx__GraphProto *to, const char *op, const char *a, const char *b,
                         const char *c);
const char *dp_onnx_cast(dp_onnx_writer *w, const char *x, int32_t to);

void dp_onnx_attr_int(dp_onnx_writer *w, Onnx__NodeProto *node, const char *name, int64_t v);
void dp_onnx_attr_ints(dp_onnx_writer *w, Onnx__NodeProto *node, const char *name, const int64_t *v, size_t n);
/* Already encoded: varints of `ints`, or little-endian floats. */
void dp_onnx_attr_packed_ints(dp_onnx_writer *w, Onnx__NodeProto *node, const char *name, dp_span bytes);
void dp_onnx_attr_packed_floats(dp_onnx_writer *w, Onnx__NodeProto *node, const char *name, dp_span bytes);
void dp_onnx_attr_string(dp_onnx_writer *w, Onnx__NodeProto *node, const char *name, const char *v);
void dp_onnx_attr_strings(dp_onnx_writer *w, Onnx__NodeProto *node, const char *name, ProtobufCBinaryData *v, size_t n);
void dp_onnx_attr_tensor(dp_onnx_writer *w, Onnx__NodeProto *node, const char *name, Onnx__TensorProto *tensor);

Onnx__TensorProto *dp_onnx_tensor(dp_onnx_writer *w, int32_t type, const int64_t *dims, size_t rank, dp_span raw);
/* Data that protobuf-c only reads, for all that its structs say. */
ProtobufCBinaryData dp_onnx_bytes(dp_span s);
/* An initializer of a fresh name, which is returned; a scalar where rank is 0. */
const char *dp_onnx_initializer(dp_onnx_writer *w, const char *what, int32_t type, const int64_t *dims, size_t rank,
                                dp_span raw);
const char *dp_onnx_int64(dp_onnx_writer *w, const char *what, int64_t v); /* of shape [1] */
const char *dp_onnx_constant(dp_onnx_writer *w, const dp_const *c);
Onnx__ValueInfoProto *dp_onnx_value_info(dp_onnx_writer *w, const char *name, int32_t type, const dp_shape *shape);

/* The node that LEAF_ROWS becomes, for the writer's target; its result, int64 [N, trees]. x: its input's name. */
const char *dp_onnx_leaf_rows(dp_onnx_writer *w, const dp_forest *forest, const char *x, dp_type x_type);
const char *dp_onnx_plain_rows(dp_onnx_writer *w, const dp_forest *forest, const char *x, dp_type x_type);
/* One step of the plain form from the nodes `at`, over these names of the graph (missing: NULL where none is). The names it
 * gives out follow one another, and so do its nodes. Returns the name of the nodes one level down. */
typedef struct dp_onnx_plain {
    const char *x, *feature, *threshold, *right, *missing, *one;
} dp_onnx_plain;
enum { DP_PLAIN_LEVELS = 4096 };
const char *dp_onnx_plain_level(dp_onnx_writer *w, const dp_onnx_plain *p, const char *at);
/* All nodes of w->g, with ports and constants, into w->graph. */
void dp_onnx_lower(dp_onnx_writer *w);

/* A varint of protobuf, at most 10 bytes, at p; returns its end. */
static inline uint8_t *dp_varint(uint8_t *p, uint64_t v)
{
    while (v >= 0x80) {
        *p++ = (uint8_t)(v | 0x80);
        v >>= 7;
    }
    *p++ = (uint8_t)v;
    return p;
}

static inline size_t dp_varint_size(uint64_t v)
{
    size_t n = 1;
    while (v >= 0x80) {
        v >>= 7;
        n++;
    }
    return n;
}

#endif
