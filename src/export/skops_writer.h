/* Inside the skops exporter: what its parts share. A file is a zip of schema.json, a tree of nodes, and of the arrays that
 * the nodes name: docs/formats/skops.md. */
#ifndef DP_EXPORT_SKOPS_WRITER_H
#define DP_EXPORT_SKOPS_WRITER_H

#include "export/json_text.h"
#include "export/skops_zip.h"
#include "model/homes.h"
#include "model/model.h"

/* How an object is written where it is not simply what it is. */
typedef enum dp_skops_form {
    DP_SKOPS_ANY,
    DP_SKOPS_GRAMMAR, /* no object: text in the grammar of docs/formats/json.md */
    DP_SKOPS_DICT,    /* as a dict, whatever its class */
    DP_SKOPS_LIST,    /* as a list of its items */
    DP_SKOPS_CHECKS,  /* a dict: keyword arguments of check_array, by today's names */
    DP_SKOPS_EMPTY,   /* no object: an empty dict */
    DP_SKOPS_NO_ARGS, /* no object: an empty tuple */
    DP_SKOPS_STATE,   /* an estimator's attributes, as a dict */
    DP_SKOPS_SEED,    /* a SeedSequence, as a dict of what makes it */
    DP_SKOPS_TREE,    /* the state of a Tree */
    DP_SKOPS_NODES,   /* its nodes */
    DP_SKOPS_SHARES,  /* its values, which were weights, as shares */
    DP_SKOPS_ROWS,    /* an array of objects from `axis` on, item `from` first: a list of lists */
    DP_SKOPS_DATA,    /* a masked array without its mask */
    DP_SKOPS_MASK     /* the mask */
} dp_skops_form;

/* A value that stands in a node. */
typedef struct dp_skops_child {
    const char *outer; /* {"outer": { opens before; NULL: nothing does */
    dp_span key;       /* p NULL: an item of a list */
    unsigned closes;   /* braces behind it */
    dp_id id;
    dp_skops_form form;
    const char *text;  /* GRAMMAR */
    uint64_t from;     /* ROWS */
    unsigned axis;
    bool weighed;      /* a classifier's tree of before 1.4, or what is in it: values are weights */
    int64_t n_features; /* TREE */
} dp_skops_child;

/* A node that was opened: its children are still to be written, and then `closing`. */
typedef struct dp_skops_node {
    const dp_skops_child *child;
    size_t n, next;
    const char *closing;
    dp_id id; /* 0: has none */
    dp_mark mark;
} dp_skops_node;

/* What is known of an object, by its id: it was written, and the files that it has beside schema.json. */
enum {
    DP_SKOPS_DONE = 1,
    DP_SKOPS_NUMBERS = 2, /* ID.npy: an array or a scalar */
    DP_SKOPS_MASKED = 4,  /* ID.mask.npy */
    DP_SKOPS_MATRIX = 8,  /* ID.npz */
    DP_SKOPS_BYTES = 16,  /* ID.bin */
    DP_SKOPS_TYPE = 32,   /* ID.npy: an empty array, for its dtype */
    DP_SKOPS_RECORDS = 64, /* ID.npy: a tree's nodes, in today's layout */
    DP_SKOPS_SHARED = 128  /* ID.npy: a classifier's values, as shares */
};

typedef struct dp_skops {
    dp_json j;
    dp_ctx *ctx;
    dp_heap *heap;
    const char *path;   /* of the model */
    uint8_t *met;        /* by id: DONE … SHARED */
    dp_skops_node *node; /* those open; memory taken while one is open goes with it */
    size_t n_nodes, most;
} dp_skops;

/* Writes the head of a node. id 0: nobody refers to it. */
void dp_skops_head(dp_skops *s, dp_id id, const char *module, const char *name, const char *loader);
/* A whole node for a value that is JSON: `literal` is its text. */
void dp_skops_json(dp_skops *s, dp_span literal);
/* What a file of an object is called in the archive: "12.npy". */
enum { DP_SKOPS_NAME = 32 };
void dp_skops_name(char out[DP_SKOPS_NAME], unsigned file, dp_id id);
/* "file": the name of a file, which is written later. */
void dp_skops_attach(dp_skops *s, unsigned file, dp_id id);
/* DP_UNSUPPORTED at the object: the place is put before the text. */
void dp_skops_refuse(dp_skops *s, dp_id id, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void dp_skops_corrupt(dp_skops *s, dp_id id, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* Children in the arena, zeroed; NULL: failed. */
dp_skops_child *dp_skops_children(dp_skops *s, size_t n);

/* What stands in a node whose head is written, and what closes it. */
void dp_skops_hold(dp_skops_node *node, const dp_skops_child *child, size_t n, const char *closing);

/* Where a class or function is kept today. false: refused. */
bool dp_skops_home(dp_skops *s, dp_id global, dp_home *out);
/* A node for each kind of object; those that have children fill `node`. */
void dp_skops_open(dp_skops *s, const dp_skops_child *value, dp_skops_node *node);
void dp_skops_open_dict(dp_skops *s, dp_id id, bool plain, dp_skops_node *node);
void dp_skops_open_checks(dp_skops *s, dp_id id, dp_skops_node *node);
void dp_skops_open_list(dp_skops *s, dp_id id, dp_skops_node *node);
/* A dict of these children, under text keys. */
void dp_skops_open_members(dp_skops *s, const dp_skops_child *child, size_t n, dp_skops_node *node);
void dp_skops_open_seed(dp_skops *s, dp_id id, dp_skops_node *node);
void dp_skops_open_state(dp_skops *s, dp_id estimator, dp_skops_node *node);
void dp_skops_open_made(dp_skops *s, const dp_skops_child *value, dp_skops_node *node);
void dp_skops_open_tree(dp_skops *s, const dp_skops_child *value, dp_skops_node *node);
void dp_skops_open_opaque(dp_skops *s, dp_id id, dp_skops_node *node);
void dp_skops_open_array(dp_skops *s, const dp_skops_child *value, dp_skops_node *node);
void dp_skops_scalar(dp_skops *s, dp_id id);
void dp_skops_dtype(dp_skops *s, dp_id id);
void dp_skops_grammar(dp_skops *s, const char *text);
void dp_skops_type(dp_skops *s, const char *module, const char *name);
/* A string's literal, of text or of Python 2's str. */
dp_span dp_skops_quoted(dp_skops *s, dp_span text);

/* The files of an object that was met, as entries of the archive. */
void dp_skops_put_files(dp_skops *s, dp_id id, dp_zip *zip);
void dp_skops_put_npy(dp_skops *s, dp_id id, const dp_array *a, dp_sink *sink);
void dp_skops_put_records(dp_skops *s, dp_id id, dp_sink *sink);
void dp_skops_put_shares(dp_skops *s, dp_id id, dp_sink *sink);

#endif
