/* An estimator's attributes sorted out: its parameters as today's scikit-learn would be told them, what the writing era
 * called otherwise, and the fitted rest. JSON and inspect are written from this. */
#ifndef DP_MODEL_SETTINGS_H
#define DP_MODEL_SETTINGS_H

#include "model/model.h"

/* One parameter, in the order of the constructor. */
typedef struct dp_setting {
    dp_span name;
    dp_id value;           /* as found; 0: the file has none */
    const char *text;      /* JSON grammar: what to say instead of value (respelled, or filled in); NULL: value itself */
    const char *otherwise; /* today's default in that grammar; "" where there is none */
} dp_setting;

typedef enum dp_attribute_role {
    DP_ATTR_FITTED,
    DP_ATTR_PARAM,  /* among the settings, name and value unchanged */
    DP_ATTR_FOUND,  /* a parameter that had another name or spelling, or is none today */
    DP_ATTR_HIDDEN  /* a later item of the same name stands for it, or it is the version */
} dp_attribute_role;

typedef struct dp_attribute {
    dp_span name;  /* as found */
    dp_span today; /* as it is called today */
    dp_id value;
    dp_attribute_role role;
} dp_attribute;

typedef struct dp_settings {
    const char *canonical;
    const char *version; /* "" when not told */
    size_t n_settings, n_attributes;
    const dp_setting *setting;
    const dp_attribute *attribute; /* all items of the dictionary that have text keys, in its order */
} dp_settings;

/* false: memory is out (the error is set). All in the arena. */
bool dp_settings_read(dp_heap *heap, dp_id estimator, dp_settings *out);

/* A word, a number, null, true or false in the JSON grammar; "" for any other value. */
const char *dp_short_value(dp_heap *heap, dp_id value);

/* For each item of a DICT: does a later one have the same text as key? By position; NULL when memory is out. */
const uint8_t *dp_shadowed(dp_heap *heap, const dp_obj *dict);

/* Classes and feature names of an estimator: its own, or those of the one that answers for it (a search's best, a
 * pipeline's last or first step). 0: none. */
dp_id dp_own_or_inner(dp_heap *heap, dp_id estimator, const char *attribute, bool first_step);

/* What the features of an estimator are called, or of the one inside that takes them for it. 0: it is not told. */
dp_id dp_feature_names_of(dp_heap *heap, dp_id estimator);

/* The estimator whose answers are those of this one: a search's best, a pipeline's last step, and so on; else itself. */
dp_id dp_answering(dp_heap *heap, dp_id estimator);

/* What RidgeClassifier, and OneVsRestClassifier of old, give as classes_: those of their LabelBinarizer. 0: none. */
dp_id dp_binarizer_classes(dp_heap *heap, dp_id estimator);

#endif
