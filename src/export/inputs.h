/* What a model takes: its columns, with their types, and the categories that encoders inside tell of them. */
#ifndef DP_EXPORT_INPUTS_H
#define DP_EXPORT_INPUTS_H

#include "export/description.h"
#include "graph/graph.h"

typedef struct dp_inputs {
    dp_heap *heap;
    const dp_described *d;
    const dp_graph *graph;   /* NULL: not known */
    const dp_span *name;     /* n_names of them; NULL: not told */
    uint64_t n_names;
    bool apart;              /* each column is an input of the graph */
    uint64_t n;              /* 0: not known */
} dp_inputs;

typedef struct dp_input_told {
    dp_span name;               /* p NULL: it has none */
    const char *type;           /* "number", "text"; "": not known */
    const dp_array *categories; /* one dimension; NULL: none are told */
} dp_input_told;

/* otherwise: how many there are where neither the graph nor the names tell. */
void dp_inputs_of(dp_heap *heap, const dp_described *d, const dp_graph *graph, const dp_span *name, uint64_t n_names, uint64_t otherwise,
                  dp_inputs *out);
/* i < n */
dp_input_told dp_input_at(const dp_inputs *inputs, uint64_t i);
/* Are the first `most` numbers of which nothing is told but, at most, a name? */
bool dp_inputs_are_plain(const dp_inputs *inputs, uint64_t most);

#endif
