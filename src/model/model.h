/* The models of a file: estimators found in its object graph, each read by its family. Eras end here. */
#ifndef DP_MODEL_MODEL_H
#define DP_MODEL_MODEL_H

#include "model/family.h"

/* A row of converters/catalog.def. */
typedef struct dp_class {
    const char *name, *package;  /* "RandomForestClassifier", "sklearn.ensemble" */
    const dp_family *family;
    const char *variant;
    uint16_t since, until;       /* 17 = 0.17, 108 = 1.8; until 0 = still there */
} dp_class;

const dp_class *dp_classes(size_t *n);
/* By canonical name ("sklearn.ensemble.RandomForestClassifier"), or NULL. */
const dp_class *dp_class_find(const char *canonical);
/* Why a class without a converter can have none, as a sentence that the class begins; NULL: nothing is known against it. */
const char *dp_class_refusal(const char *canonical);

typedef struct dp_model {
    const dp_loaded *file;
    dp_id obj;
    const char *path;            /* as Python would write it: "$", "$['model']", "$[0]" */
    const char *canonical;       /* "sklearn.ensemble.RandomForestClassifier" */
    const dp_class *cls;         /* NULL: a known class without a converter (JSON still works) */
    const void *ir;              /* the family's struct; NULL when cls is NULL, or not yet read */
    const char *sklearn_version; /* as recorded, "" when not told */
    uint64_t n_features;         /* 0: not known */
    const dp_span *feature_names; /* n_features of them, or NULL */
    const dp_labels *classes;    /* classes_ of a single-output classifier, or NULL */
} dp_model;

typedef struct dp_models {
    size_t n;
    dp_model **at;
    bool plain; /* the file holds numbers, texts and containers only: no object of any class */
} dp_models;

/* The model that stands at obj, not yet read. NULL: memory. */
dp_model *dp_model_new(dp_ctx *ctx, const dp_loaded *file, dp_id obj, const char *path);

/* All outermost estimators of the file: the root itself, or those in the dicts, lists, tuples and object arrays around
 * them (and in allowed own classes' state). n may be 0. Not yet read. */
dp_rc dp_models_find(dp_ctx *ctx, const dp_loaded *file, dp_models *out);

/* A path with one piece more for a dict's key or an object's attribute: ['key'], [3], .attribute. NULL: memory is out. */
const char *dp_key_path(dp_ctx *ctx, dp_heap *heap, const char *path, dp_id key, bool attribute);

/* Reads one: family fields, resolve. DP_UNSUPPORTED, naming class and place, where no converter exists. */
dp_rc dp_model_read(dp_ctx *ctx, dp_model *model);

/* Reads it, and gives it a width that its file does not tell: n features (0: nothing is said). DP_USAGE: it takes another
 * number. */
dp_rc dp_model_tell_width(dp_ctx *ctx, dp_model *model, uint64_t n);

/* What a model makes of its features, which are these columns of the whole input. NULL: they pass through, as numbers. */
void dp_model_takes(const dp_model *model, const uint64_t *column, uint64_t n, dp_uses *uses);

/* The attribute dictionary of an estimator node (MADE of a class): 0 if it has none. */
dp_id dp_model_dict(const dp_heap *heap, dp_id obj);
/* One of its attributes, also where a later release calls it otherwise (model/era.def). 0: not there. */
dp_id dp_model_attribute(const dp_heap *heap, dp_id obj, const char *name);
/* The attribute by its later name alone. */
dp_id dp_model_later(const dp_heap *heap, dp_id obj, const char *name);

/* The steps of a Pipeline, a list or tuple of (name, estimator); of anything else a node without items. */
const dp_obj *dp_steps(const dp_heap *heap, dp_id obj);
dp_id dp_step_of(const dp_heap *heap, dp_id pair); /* of a name and an estimator, a tuple or a list: the latter; 0: it is no such pair */
dp_id dp_step_at(const dp_heap *heap, const dp_obj *steps, uint64_t i); /* the estimator; 0: there is no such pair */

/* Is this node an estimator: MADE of a class of a known package, with a dict of attributes? */
bool dp_is_estimator(const dp_heap *heap, dp_id obj);

/* Has it nothing that fitting gives, as scikit-learn judges it: an attribute that ends with '_'? Of a pipeline its last step. For
 * models that could not be read: some answer without having been fitted. */
bool dp_never_fitted(const dp_heap *heap, dp_id obj);

#endif
