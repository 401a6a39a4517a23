/* The facts both forms of inspect print. For export/ only. */
#ifndef DP_EXPORT_INSPECT_FACTS_H
#define DP_EXPORT_INSPECT_FACTS_H

#include "export/inspect.h"
#include "export/sheet.h"
#include "export/walk.h"
#include "model/settings.h"

#include <cjson/cJSON.h>

/* Something a file tells of who wrote it, and whether it says so itself. */
typedef struct dp_fact {
    const char *name, *value;
    bool recorded; /* else inferred from the form of the bytes */
} dp_fact;

enum { DP_MOST_FACTS = 8 };
/* Python, scikit-learn, numpy, joblib, protocol … in this order, those that are known. */
size_t dp_writer_facts(dp_ctx *ctx, const dp_loaded *loaded, const dp_models *models, dp_fact out[DP_MOST_FACTS]);

/* What a file that depickle wrote says of the one it was written from; "" where it does not. */
typedef struct dp_told_source {
    const char *file, *path, *container, *sha256;
} dp_told_source;
dp_told_source dp_told_source_of(const dp_json_file *written);
void dp_source_lines(dp_sheet *l, const dp_told_source *source);
void dp_source_json(cJSON *o, const dp_told_source *source);

/* "RandomForestClassifier", of its name with the module. */
const char *dp_bare_class(const char *name);

typedef struct dp_tree_counts {
    uint64_t trees, nodes, deepest;
} dp_tree_counts;

/* Made once for a file: counting stops, and says nothing more, when it would take too long. */
typedef struct dp_tree_counter {
    dp_walk walk;
    uint64_t work;   /* objects that may still be looked at */
} dp_tree_counter;

/* Is it a Tree of scikit-learn? */
bool dp_is_tree(dp_heap *heap, dp_id id);
bool dp_tree_counter_init(dp_tree_counter *c, dp_heap *heap);
/* Of all trees inside. Zeros where there are none. */
dp_tree_counts dp_count_trees(dp_tree_counter *c, dp_id estimator);
/* "5 of 83 nodes in all, deepest 4"; "" where there are none. */
const char *dp_trees_text(dp_ctx *ctx, const dp_tree_counts *trees);

/* A parameter as the file has it: its name, and a short word for its value (`json` in the JSON grammar where that is short,
 * else NULL). otherwise: today's default as Python writes it, "" where none is known. */
typedef struct dp_setting_told {
    dp_span name;
    const char *text, *json, *otherwise;
    bool differs; /* from the default; where none is known, from None */
} dp_setting_told;
/* Those of an estimator, in the order of its constructor; estimators inside are not among them. *n 0 and NULL: none. In the
 * arena. */
const dp_setting_told *dp_settings_told(dp_ctx *ctx, dp_heap *heap, dp_id obj, size_t *n);
/* A setting's value as Python writes it, in short; today's default; does it differ from that? */
const char *dp_setting_word(dp_ctx *ctx, dp_heap *heap, const dp_setting *s);
bool dp_setting_differs(dp_ctx *ctx, dp_heap *heap, const dp_setting *s);
/* Is the value an estimator, or a list of them? */
bool dp_setting_is_inside(dp_heap *heap, const dp_setting *s);
/* A short word for any value: 'text', 3, list of 12, numpy array … In the arena. */
const char *dp_value_text(dp_ctx *ctx, dp_heap *heap, dp_id id);
/* Which columns: "'a', 'b'", "0, 3", "slice"; "" for id 0. */
const char *dp_columns_text(dp_ctx *ctx, dp_heap *heap, dp_id columns);
/* The first items of an array of one dimension: "'a', 'b', … (12 in all)". */
const char *dp_items_text(dp_ctx *ctx, dp_heap *heap, const dp_array *a);
/* Features and classes of an estimator: "4", "3 of int64: 0, 1, 2"; "" where not told. */
const char *dp_features_text(dp_ctx *ctx, dp_heap *heap, dp_id obj);
const char *dp_classes_text(dp_ctx *ctx, dp_heap *heap, dp_id obj);

/* Estimators directly inside this one: steps, transformers, estimators_ (the first few), best_estimator_ … */
typedef struct dp_inner {
    const char *path;
    dp_span label; /* of a (name, estimator): its name; else p NULL */
    dp_id obj;
    dp_id columns; /* of a (name, estimator, columns); else 0 */
} dp_inner;
enum { DP_MOST_INNER = 24 };
size_t dp_inner_estimators(dp_ctx *ctx, dp_heap *heap, dp_id obj, dp_inner out[DP_MOST_INNER], size_t *more);

#endif
