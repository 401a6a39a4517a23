/* What features and classes are called, where estimators or their names stand inside others. */
#include "export/columns.h"
#include "page/sections.h"

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

static bool is_pipeline(const dp_described *d)
{
    return strstr(d->name, "Pipeline") != NULL && d->n_inside != 0;
}

const dp_described *dp_answering_in(const dp_described *d)
{
    while (is_pipeline(d) || (d->n_inside != 0 && strcmp(d->inside[0]->path, "best_estimator_") == 0)) {
        d = d->inside[is_pipeline(d) ? d->n_inside - 1 : 0];
    }
    return d;
}

const dp_described *dp_step_before(const dp_view_of *v, const dp_described *d)
{
    const dp_described *around = parent_of(v, d);
    while (around != NULL && (!is_pipeline(around) || around->inside[0] == d)) {
        d = around;
        around = parent_of(v, d);
    }
    for (size_t i = 1; around != NULL && i < around->n_inside; i++) {
        if (around->inside[i] == d) {
            return around->inside[i - 1];
        }
    }
    return NULL;
}

static const dp_labels *own_classes(const dp_view_of *v, dp_id obj)
{
    dp_heap *heap = v->page->loaded->heap;
    dp_id id = dp_model_attribute(heap, obj, "classes_");
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

/* Its own (or of one inside), or those that a pipeline around it gives it. */
static bool find_names(const dp_view_of *v, const dp_described *d, dp_column_names *out)
{
    dp_heap *heap = v->page->loaded->heap;
    const dp_described *parent = NULL;
    if (dp_column_names_own(v->ctx, heap, d->obj, out)) {
        return true;
    }
    parent = parent_of(v, d);
    return parent != NULL && dp_column_names_before(v->ctx, heap, parent, d, out);
}

void dp_naming_of(const dp_view_of *v, const dp_described *d, const dp_checked *c, uint64_t width, dp_naming *out)
{
    *out = (dp_naming){0};
    if (c != NULL && c->model->feature_names != NULL) {
        out->feature = c->model->feature_names;
        out->n_features = c->model->n_features;
    }
    dp_column_names names;
    if (out->feature == NULL && find_names(v, d, &names)) {
        out->feature = names.name;
        out->n_features = names.n;
    }
    if (width != 0 && out->n_features != width) {
        out->feature = NULL;
    }
    out->classes = c != NULL && c->model->classes != NULL ? c->model->classes : own_classes(v, d->obj);
}
