/* What features and classes are called, where estimators or their names stand inside others. */
#include "page/columns.h"
#include "page/sections.h"

enum { MOST_NAMES = 1 << 20 };

static const dp_described *parent_in(const dp_described *at, const dp_described *child)
{
    for (size_t i = 0; i < at->n_inside; i++) {
        const dp_described *found = at->inside[i] == child ? at : parent_in(at->inside[i], child);
        if (found != NULL) {
            return found;
        }
    }
    return NULL;
}

static const dp_described *parent_of(const dp_view_of *v, const dp_described *child)
{
    const dp_described *found = NULL;
    for (size_t i = 0; i < v->what->n_models && found == NULL; i++) {
        found = parent_in(v->what->model[i], child);
    }
    return found;
}

/* feature_names_in_, where they are as many texts as it says. */
static const dp_span *own_names(const dp_view_of *v, dp_id obj, uint64_t *n)
{
    dp_heap *heap = v->page->loaded->heap;
    dp_id dict = dp_model_dict(heap, obj);
    const dp_array *a = dp_array_of(heap, dp_obj_get(heap, dict, "feature_names_in_"));
    if (a == NULL || a->ndim != 1 || a->count == 0 || a->count > MOST_NAMES || a->type.kind != 'O') {
        return NULL;
    }
    dp_span *names = dp_take(v->ctx, (size_t)a->count, sizeof *names);
    for (uint64_t i = 0; names != NULL && i < a->count; i++) {
        names[i] = dp_obj_bytes(heap, a->item[i]);
        if (names[i].p == NULL) {
            return NULL;
        }
    }
    *n = a->count;
    return names;
}

static const dp_labels *own_classes(const dp_view_of *v, dp_id obj)
{
    dp_heap *heap = v->page->loaded->heap;
    dp_id id = dp_obj_get(heap, dp_model_dict(heap, obj), "classes_");
    if (dp_array_of(heap, id) == NULL) {
        return NULL;
    }
    dp_state s = dp_state_top(heap, obj, "");
    dp_labels *labels = dp_take(v->ctx, 1, sizeof *labels);
    if (labels == NULL) {
        return NULL;
    }
    *labels = dp_labels_of(&s, id, "classes_");
    if (s.failed) {
        dp_forgive(v->ctx);
        return NULL;
    }
    return labels;
}

/* In a pipeline: what the steps before it make of the names that the first one, or the pipeline, was given. */
static const dp_span *names_before(const dp_view_of *v, const dp_described *d, uint64_t *n)
{
    const dp_described *parent = parent_of(v, d);
    if (parent == NULL || strstr(parent->name, "Pipeline") == NULL) {
        return NULL;
    }
    dp_column_names at = {0};
    uint64_t width = 0;
    at.name = own_names(v, parent->inside[0]->obj, &width);
    at.name = at.name != NULL ? at.name : own_names(v, parent->obj, &width);
    at.n = (size_t)width;
    for (size_t i = 0; at.name != NULL && i < parent->n_inside && parent->inside[i] != d; i++) {
        dp_column_names before = at;
        if (!dp_column_names_out(v->ctx, v->page->loaded->heap, parent->inside[i]->obj, &before, &at)) {
            return NULL;
        }
    }
    *n = at.n;
    return at.name;
}

void dp_naming_of(const dp_view_of *v, const dp_described *d, const dp_checked *c, uint64_t width, dp_naming *out)
{
    *out = (dp_naming){0};
    if (c != NULL && c->model->feature_names != NULL) {
        out->feature = c->model->feature_names;
        out->n_features = c->model->n_features;
    }
    if (out->feature == NULL) {
        out->feature = own_names(v, d->obj, &out->n_features);
    }
    if (out->feature == NULL) {
        out->feature = names_before(v, d, &out->n_features);
    }
    if (width != 0 && out->n_features != width) {
        out->feature = NULL;
    }
    out->classes = c != NULL && c->model->classes != NULL ? c->model->classes : own_classes(v, d->obj);
}
