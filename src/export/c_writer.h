/* A graph as C, row by row: what the parts of the exporter share. For export/c*.c only. */
#ifndef DP_EXPORT_C_WRITER_H
#define DP_EXPORT_C_WRITER_H

#include "graph/graph.h"
#include "io/sink.h"

typedef struct dp_c_writer {
    dp_ctx *ctx;
    const dp_graph *g;
    dp_sink *sink;
    const char *prefix;   /* what every name begins with: "model" */
    char *buffer;         /* text on its way to the sink */
    size_t n;
    int depth;            /* of indentation */
    const char **name;    /* [value] the array that holds it; NULL: none does */
    uint32_t *uses;       /* [value] how many nodes and outputs look at it */
    bool *wanted;         /* [value] does the function being written need it? */
    uint64_t keys;        /* the most that a forest's function has on the stack */
} dp_c_writer;

void dp_c_flush(dp_c_writer *w);
void dp_c_puts(dp_c_writer *w, const char *text);
void dp_c_putf(dp_c_writer *w, const char *fmt, ...) __attribute__((format(printf, 2, 3))); /* up to 1000 bytes */
/* The same as a line of its own, indented. */
void dp_c_line(dp_c_writer *w, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Lines up to dp_c_end are inside braces behind this line. */
void dp_c_begin(dp_c_writer *w, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void dp_c_end(dp_c_writer *w);
/* "for (size_t i = 0; i < n; i++) {", up to dp_c_end. */
void dp_c_for(dp_c_writer *w, const char *i, uint64_t n);

const char *dp_c_type(dp_type type); /* "double" */
void dp_c_string(dp_c_writer *w, dp_span text);        /* as a literal */
/* static const TYPE PREFIX_cN[]: a constant of numbers. */
void dp_c_constant(dp_c_writer *w, dp_val v);

/* The shape and the number of values for one row. */
dp_shape dp_c_shape(const dp_c_writer *w, dp_val v);
uint64_t dp_c_count(const dp_c_writer *w, dp_val v);
/* How many operands the statements of a node look at; those behind tell its shape only. */
uint8_t dp_c_operands(const dp_node *node);
/* Does it leave the bytes of its operand as they are? */
bool dp_c_same_bytes(const dp_c_writer *w, const dp_node *node);
/* GATHER of rows that are only summed up: the REDUCE_SUM reads the table itself. */
bool dp_c_gather_in_sum(const dp_c_writer *w, const dp_node *gather);

/* The statements of one node; its array has been declared. DP_UNSUPPORTED where C has no form for it. */
void dp_c_node(dp_c_writer *w, const dp_node *node);
void dp_c_elementwise(dp_c_writer *w, const dp_node *node);
/* The tables of LEAF_ROWS node number i, and the function that goes down them. */
void dp_c_forest(dp_c_writer *w, size_t i);

#endif
