#include "export/inputs.h"

#include "model/settings.h"

enum { MOST_BEHIND = 4 }; /* estimators between a column's transformer and the encoder in it */

/* A column of the whole input, as one of its transformers may ask for it. at: its number, -1 where columns have been moved. */
struct column {
    dp_span name;
    int64_t at;
};

static bool is_column(dp_heap *heap, dp_id id, const struct column *column)
{
    dp_span text = dp_obj_bytes(heap, id);
    const dp_obj *o = dp_at(heap, id);
    const dp_array *a = dp_array_of(heap, id);
    if (text.p != NULL) {
        return column->name.p != NULL && dp_span_equal(text, column->name);
    }
    if (o->kind == DP_K_INT) {
        return column->at >= 0 && o->u.i == column->at;
    }
    return a != NULL && a->ndim == 0 && a->type.kind == 'U' && column->name.p != NULL
           && dp_span_equal(dp_array_text_at(dp_heap_ctx(heap), a, 0), column->name);
}

/* The place of a column in a list of them (a list, or an array); -1. */
static int64_t place_of(dp_heap *heap, dp_id columns, const struct column *column)
{
    const dp_obj *o = dp_at(heap, columns);
    const dp_array *a = dp_array_of(heap, columns);
    bool numbers = a != NULL && a->type.kind == 'i';
    bool objects = a != NULL && a->type.kind == 'O';
    uint64_t n = objects || numbers ? a->count : o->kind == DP_K_LIST || o->kind == DP_K_TUPLE ? o->len : 0;
    for (uint64_t i = 0; i < n; i++) {
        if (numbers ? column->at >= 0 && dp_array_i64(a, i) == column->at : is_column(heap, objects ? a->item[i] : o->u.item[i], column)) {
            return (int64_t)i;
        }
    }
    return -1;
}

/* An encoder that takes the columns as they stand: itself, or a pipeline's last step behind some that keep them. */
static dp_id encoder_of(dp_heap *heap, dp_id estimator)
{
    for (size_t i = 0; i < MOST_BEHIND; i++) {
        if (dp_model_attribute(heap, estimator, "categories_") != 0) {
            return estimator;
        }
        dp_id next = dp_answering(heap, estimator);
        if (next == estimator) {
            return 0;
        }
        estimator = next;
    }
    return 0;
}

static const dp_array *categories_at(dp_heap *heap, dp_id encoder, int64_t k)
{
    const dp_obj *all = dp_at(heap, dp_model_attribute(heap, encoder, "categories_"));
    if (k < 0 || all->kind != DP_K_LIST || k >= (int64_t)all->len) {
        return NULL;
    }
    const dp_array *a = dp_array_of(heap, all->u.item[k]);
    return a != NULL && a->ndim == 1 ? a : NULL;
}

/* As its transformers ask for it. */
static const dp_array *categories_by_part(dp_heap *heap, dp_id transformer, const struct column *column)
{
    const dp_obj *parts = dp_at(heap, dp_model_attribute(heap, transformer, "transformers_"));
    for (uint32_t i = 0; parts->kind == DP_K_LIST && i < parts->len; i++) {
        const dp_obj *part = dp_at(heap, parts->u.item[i]);
        dp_id encoder = part->kind == DP_K_TUPLE && part->len == 3 && dp_is_estimator(heap, part->u.item[1])
                            ? encoder_of(heap, part->u.item[1]) : 0;
        const dp_array *found = encoder != 0 ? categories_at(heap, encoder, place_of(heap, part->u.item[2], column)) : NULL;
        if (found != NULL) {
            return found;
        }
    }
    return NULL;
}

static const dp_array *own_categories(dp_heap *heap, dp_id obj, const struct column *column)
{
    dp_id names = dp_model_attribute(heap, obj, "feature_names_in_");
    if (dp_model_attribute(heap, obj, "categories_") == 0) {
        return NULL;
    }
    return categories_at(heap, obj, names != 0 && column->name.p != NULL ? place_of(heap, names, column) : column->at);
}

/* Do the estimators inside see the columns where the one around them does? */
static bool keeps_places(const dp_described *d, size_t inside)
{
    if (strstr(d->name, "Pipeline") != NULL) {
        return inside == 0;
    }
    return strstr(d->name, "ColumnTransformer") == NULL && strncmp(d->inside[inside]->path, "final_estimator", 15) != 0;
}

/* Looks through the estimators for one that tells the categories of this column. */
static const dp_array *find_categories(dp_heap *heap, const dp_described *d, const struct column *column)
{
    const dp_array *found = categories_by_part(heap, d->obj, column);
    found = found != NULL ? found : own_categories(heap, d->obj, column);
    for (size_t i = 0; found == NULL && i < d->n_inside; i++) {
        struct column seen = {column->name, keeps_places(d, i) ? column->at : -1};
        found = find_categories(heap, d->inside[i], &seen);
    }
    return found;
}

void dp_inputs_of(dp_heap *heap, const dp_described *d, const dp_graph *graph, const dp_span *name, uint64_t n_names, uint64_t otherwise,
                  dp_inputs *out)
{
    *out = (dp_inputs){heap, d, graph != NULL && graph->n_inputs != 0 ? graph : NULL, name, n_names, false, 0};
    if (out->graph != NULL) {
        out->apart = graph->n_inputs > 1;
        out->n = out->apart ? graph->n_inputs : dp_value_at(graph, graph->input[0])->shape.dim[1];
    } else {
        out->n = n_names != 0 ? n_names : otherwise;
    }
}

dp_input_told dp_input_at(const dp_inputs *inputs, uint64_t i)
{
    const dp_graph *g = inputs->graph;
    const dp_value *port = g != NULL ? dp_value_at(g, g->input[inputs->apart ? i : 0]) : NULL;
    dp_input_told told = {.type = port == NULL ? "" : port->type == DP_T_TEXT ? "text" : "number"};
    if (inputs->apart && port->name != NULL) {
        told.name = dp_span_of(port->name);
    } else if (inputs->name != NULL && i < inputs->n_names) {
        told.name = inputs->name[i];
    }
    told.categories = find_categories(inputs->heap, inputs->d, &(struct column){told.name, (int64_t)i});
    return told;
}

bool dp_inputs_are_plain(const dp_inputs *inputs, uint64_t most)
{
    for (uint64_t i = 0; i < inputs->n && i < most; i++) {
        dp_input_told told = dp_input_at(inputs, i);
        if (strcmp(told.type, "text") == 0 || told.categories != NULL) {
            return false;
        }
    }
    return true;
}
