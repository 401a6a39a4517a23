/* The value grammar of docs/formats/json.md: any passive object as JSON. */
#ifndef DP_EXPORT_JSON_VALUE_H
#define DP_EXPORT_JSON_VALUE_H

#include "export/json_text.h"
#include "model/model.h"

/* Nested estimators become objects of the same form as the document. Depth is bounded by limits.depth, so recursion is. */
void dp_json_value(dp_json *j, dp_heap *heap, dp_id id);
/* {"$array": …} */
void dp_json_array(dp_json *j, dp_heap *heap, const dp_array *array);
/* The members of an estimator's object: model_type … classes, without the braces. */
void dp_json_estimator(dp_json *j, dp_heap *heap, dp_id id);

#endif
