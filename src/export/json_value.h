/* The value grammar of docs/formats/json.md: any passive object as JSON. Nested estimators become objects of the same
 * form as the document. */
#ifndef DP_EXPORT_JSON_VALUE_H
#define DP_EXPORT_JSON_VALUE_H

#include "export/json_text.h"
#include "model/settings.h"

/* Any value, with all that is in it; an explicit stack bounded by limits. */
void dp_json_value(dp_json *j, dp_heap *heap, dp_id id);
/* The members of an estimator's object, without its braces. */
void dp_json_members(dp_json *j, dp_heap *heap, dp_id estimator);

/* The digits of a LONG; in the arena. */
const char *dp_json_long(dp_json *j, const dp_obj *o);
/* Does this name a class, or a function? By its looks. */
bool dp_json_is_type(const char *name);

/* ---- inside json ---- */

/* A value that has no values inside, written; false, and nothing written: it has some. */
bool dp_json_leaf(dp_json *j, dp_heap *heap, dp_id id);

/* An estimator's object: its first members, then the values to be written one after the other (each key is written
 * before; 0 when there is no more), then the last members. */
typedef struct dp_json_estimator {
    dp_settings settings;
    unsigned part; /* params, params_found, fitted */
    size_t next;
    bool opened;   /* params_found, which is there only where it holds something */
    bool bare;     /* the document itself: its braces are the caller's */
} dp_json_estimator;

bool dp_json_estimator_open(dp_json *j, dp_heap *heap, dp_id id, dp_json_estimator *e);
dp_id dp_json_estimator_next(dp_json *j, dp_json_estimator *e);
void dp_json_estimator_close(dp_json *j, dp_heap *heap, dp_id id, dp_json_estimator *e);

/* An array without objects in it: {"$array": …}; or its parts, for the one that has objects. */
void dp_json_array(dp_json *j, const dp_array *a);
void dp_json_array_open(dp_json *j, const dp_array *a);
void dp_json_array_close(dp_json *j, const dp_array *a);
void dp_json_array_item(dp_json *j, const dp_array *a, uint64_t i);
void dp_json_dtype(dp_json *j, const dp_dtype *type);
/* A dtype without fields as numpy.dtype takes it: "<f8". */
enum { DP_JSON_CODE = 32 };
const char *dp_json_code(char out[DP_JSON_CODE], const dp_dtype *type);
/* How many axes of an array have an edge before item number i: so many brackets open before it, or close after item i - 1. */
unsigned dp_json_edges(size_t ndim, const uint64_t *dim, uint64_t i);
void dp_json_brackets(dp_json *j, unsigned n, bool open);

#endif
