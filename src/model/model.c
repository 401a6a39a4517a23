/* Reading one estimator, and through dp_child those inside it. */
#include "model/model.h"

#include "base/text.h"
#include "model/chain.h"
#include "model/era.h"
#include "model/fields.h"
#include "model/settings.h"

enum { VERSION_MAX = 40 };

/* Models read on the way into one file's top model: each object once, however often it is referred to. */
struct dp_reading {
    const dp_loaded *file;
    dp_model **seen; /* by object id; NULL: not met */
    uint8_t *busy;   /* by object id: being read now */
};

dp_id dp_model_dict(const dp_heap *heap, dp_id obj)
{
    const dp_obj *o = dp_at(heap, obj);
    dp_id state = o->kind == DP_K_MADE ? o->u.made->state : 0;
    const dp_obj *d = dp_at(heap, state);
    if (d->kind == DP_K_TUPLE && d->len == 2) {
        state = d->u.item[0];
    }
    return dp_kind_of(heap, state) == DP_K_DICT ? state : 0;
}

dp_id dp_model_later(const dp_heap *heap, dp_id obj, const char *name)
{
    const dp_obj *o = dp_at(heap, obj);
    const dp_name *class = o->kind == DP_K_MADE ? dp_row_of(dp_at(heap, o->u.made->callee)) : NULL;
    const char *later = class != NULL ? dp_era_name(class->canonical, name) : name;
    return later != name ? dp_obj_get(heap, dp_model_dict(heap, obj), later) : 0;
}

dp_id dp_model_attribute(const dp_heap *heap, dp_id obj, const char *name)
{
    dp_id id = dp_obj_get(heap, dp_model_dict(heap, obj), name);
    return id != 0 ? id : dp_model_later(heap, obj, name);
}

const dp_obj *dp_steps(const dp_heap *heap, dp_id obj)
{
    const dp_obj *steps = dp_at(heap, dp_model_attribute(heap, obj, "steps"));
    return steps->kind == DP_K_LIST || steps->kind == DP_K_TUPLE ? steps : dp_at(heap, 0);
}

dp_id dp_step_of(const dp_heap *heap, dp_id pair)
{
    const dp_obj *o = dp_at(heap, pair);
    return (o->kind == DP_K_TUPLE || o->kind == DP_K_LIST) && o->len == 2 ? o->u.item[1] : 0;
}

dp_id dp_step_at(const dp_heap *heap, const dp_obj *steps, uint64_t i)
{
    return dp_step_of(heap, i < steps->len ? steps->u.item[i] : 0);
}

/* ---- what every estimator has ---- */

dp_model *dp_model_new(dp_ctx *ctx, const dp_loaded *file, dp_id obj, const char *path)
{
    dp_model *model = dp_take(ctx, 1, sizeof *model);
    dp_span version = dp_obj_bytes(file->heap, dp_model_attribute(file->heap, obj, "_sklearn_version"));
    if (model != NULL) {
        *model = (dp_model){.file = file, .obj = obj, .path = path, .canonical = dp_obj_class(file->heap, obj)};
        model->cls = dp_class_find(model->canonical);
        model->sklearn_version = version.p != NULL ? dp_escape(ctx, version, VERSION_MAX) : "";
    }
    return model;
}

uint64_t dp_state_n_features(dp_state *s)
{
    int64_t n = dp_get_int(s, "n_features_in_|_n_features", 0);
    if (dp_get(s, "n_features_in_") != 0 && !dp_has(s, "n_features_in_") && dp_state_era(s) >= 100) { /* dummies had None */
        dp_corrupt(s, "n_features_in_: expected int, found None");
    }
    if (n == 0 && (s->cls == NULL || s->cls->family->width == NULL)) { /* of a selection it is what remains */
        n = dp_get_int(s, "n_features_", 0);
    }
    if (n < 0 || n > INT32_MAX || (n == 0 && dp_kind_of(s->heap, dp_get(s, "n_features_in_")) == DP_K_INT)) {
        dp_corrupt(s, "n_features_in_: expected a number from 1 to %lld, found %lld", (long long)INT32_MAX, (long long)n);
    }
    return n > 0 ? (uint64_t)n : 0;
}

const dp_span *dp_state_feature_names(dp_state *s, uint64_t n_features)
{
    size_t n = 0;
    dp_id names = dp_get(s, "feature_names_in_|_feature_names_in");
    if (dp_array_of(s->heap, names) == NULL && dp_has(s, "_df_columns")) { /* ColumnTransformer of 0.20 and 0.21: an Index */
        names = dp_get(s, "_df_columns");
    }
    const dp_span *texts = dp_kind_of(s->heap, names) == DP_K_LIST ? NULL : dp_texts_of(s->ctx, s->heap, names, &n);
    return n == n_features ? texts : NULL;
}

/* Of a pipeline, or a search: those of the estimator inside that takes its features. */
static const dp_span *inner_names(dp_state *s, uint64_t n_features)
{
    size_t n = 0;
    const dp_span *texts = dp_texts_of(s->ctx, s->heap, dp_feature_names_of(s->heap, s->obj), &n);
    return n == n_features ? texts : NULL;
}

/* classes_ of one output, or of the estimator inside that answers; several outputs have a list, and regressors none. */
static const dp_labels *classes_of(dp_state *s)
{
    dp_id classes = dp_has(s, "classes_") ? dp_get(s, "classes_") : dp_own_or_inner(s->heap, s->obj, "classes_", false);
    const dp_array *a = dp_array_of(s->heap, classes);
    if (a == NULL || a->ndim != 1 || strchr("biufUSO", a->type.kind) == NULL || s->failed) {
        return NULL;
    }
    dp_labels *labels = dp_state_take(s, 1, sizeof *labels);
    if (labels != NULL) {
        *labels = dp_labels_of(s, classes, "classes_");
    }
    return s->failed ? NULL : labels;
}

/* Numbers of what is there to be counted. */
static void check_counts(dp_state *s, const dp_model *model)
{
    const dp_array *names = dp_array_of(s->heap, dp_get(s, "feature_names_in_"));
    if (names != NULL && model->n_features != 0 && (names->ndim != 1 || names->count != model->n_features)) {
        dp_corrupt(s, "feature_names_in_: expected %llu names, as n_features_in_ says, found %s",
                   (unsigned long long)model->n_features, dp_array_text(s->ctx, names));
    }
    dp_id told = dp_get(s, "n_classes_");
    const dp_array *several = dp_array_of(s->heap, told);
    bool one = model->classes != NULL && dp_has(s, "n_classes_") && dp_kind_of(s->heap, told) != DP_K_LIST &&
               (several == NULL || several->ndim == 0);
    int64_t n = one ? dp_get_int(s, "n_classes_", 0) : 0;
    if (one && !s->failed && (n < 0 || (uint64_t)n != model->classes->n)) {
        dp_corrupt(s, "n_classes_: expected %zu, as classes_ has, found %lld", model->classes->n, (long long)n);
    }
}

/* ---- reading ---- */

/* What the numbers of the model are for, and what it says to be for. */
static void check_width(dp_state *s, dp_model *model, uint64_t width)
{
    if (model->n_features == 0) {
        model->n_features = width;
    } else if (width != 0 && width != model->n_features) {
        dp_corrupt(s, "n_features_in_: expected %llu, as its attributes are for, found %llu", (unsigned long long)width,
                   (unsigned long long)model->n_features);
    }
}

static void read_family(dp_state *s, dp_model *model)
{
    const dp_family *family = model->cls->family;
    void *ir = dp_state_take(s, 1, family->size != 0 ? family->size : 1);
    if (ir == NULL) {
        return;
    }
    dp_fields_read(s, family->fields, ir);
    if (family->resolve != NULL && !s->failed) {
        family->resolve(s, ir, model->cls->variant);
    }
    if (!s->failed && family->width != NULL) {
        check_width(s, model, family->width(ir));
    }
    model->ir = s->failed ? NULL : ir; /* with it, it is taken for read */
}

static dp_rc read_model(dp_model *model, struct dp_reading *reading, unsigned depth)
{
    dp_heap *heap = model->file->heap;
    const char *path = model->path[0] == '$' ? model->path + 1 : model->path;
    dp_state s = dp_state_top(heap, model->obj, path[0] == '.' ? path + 1 : path);
    s.cls = model->cls;
    s.depth = depth;
    s.reading = reading;
    if (model->cls == NULL) {
        const char *why = dp_class_refusal(model->canonical);
        dp_unsupported(&s, "%s %s", model->canonical, why != NULL ? why : "has no converter");
    }
    if (!s.failed) {
        model->n_features = dp_state_n_features(&s);
        model->feature_names = dp_state_feature_names(&s, model->n_features);
        model->classes = classes_of(&s);
    }
    if (!s.failed) {
        check_counts(&s, model);
    }
    if (!s.failed) {
        read_family(&s, model);
    }
    if (!s.failed && model->feature_names == NULL) {
        model->feature_names = inner_names(&s, model->n_features);
    }
    return s.failed ? dp_failed(s.ctx) : DP_OK;
}

dp_rc dp_model_read(dp_ctx *ctx, dp_model *model)
{
    if (model->ir != NULL) {
        return DP_OK;
    }
    struct dp_reading *reading = dp_take(ctx, 1, sizeof *reading);
    if (reading == NULL) {
        return dp_failed(ctx);
    }
    reading->file = model->file;
    return read_model(model, reading, 0);
}

dp_rc dp_model_tell_width(dp_ctx *ctx, dp_model *model, uint64_t n)
{
    DP_TRY(dp_model_read(ctx, model));
    if (n != 0 && model->n_features != 0 && model->n_features != n) {
        return dp_fail_at(ctx, DP_USAGE, DP_NO_OFFSET, model->path, "%s takes %llu features, not %llu", model->canonical,
                          (unsigned long long)model->n_features, (unsigned long long)n);
    }
    model->n_features = n != 0 ? n : model->n_features;
    return DP_OK;
}

void dp_model_takes(const dp_model *model, const uint64_t *column, uint64_t n, dp_uses *uses)
{
    if (model != NULL && model->ir == NULL) {
        return;
    }
    bool named = model != NULL && model->feature_names != NULL && model->n_features == n;
    for (uint64_t i = 0; named && i < n; i++) {
        const dp_span **name = &uses->name[column[i]];
        *name = *name != NULL ? *name : &model->feature_names[i];
    }
    if (model != NULL && model->cls->family->takes != NULL) {
        model->cls->family->takes(model->ir, column, n, uses);
        return;
    }
    for (uint64_t i = 0; i < n; i++) {
        uses->use[column[i]] |= DP_USE_NUMBER;
    }
}

/* ---- estimators inside ---- */

static bool remember(dp_state *s)
{
    struct dp_reading *r = s->reading;
    size_t n = (size_t)dp_heap_last(s->heap) + 1;
    if (r->seen == NULL) {
        r->seen = dp_state_take(s, n, sizeof(dp_model *));
        r->busy = dp_state_take(s, n, 1);
    }
    return !s->failed;
}

static dp_model *read_child(dp_state *s, dp_id value, const char *path)
{
    dp_model *model = dp_model_new(s->ctx, s->reading->file, value, path);
    if (model == NULL) {
        s->failed = true;
        return NULL;
    }
    s->reading->busy[value] = 1;
    dp_rc rc = read_model(model, s->reading, s->depth + 1);
    s->reading->busy[value] = 0;
    s->reading->seen[value] = model;
    s->failed = s->failed || rc != DP_OK;
    return rc == DP_OK ? model : NULL;
}

dp_model *dp_child(dp_state *s, dp_id value, const char *child_path)
{
    if (s->failed || s->reading == NULL || !remember(s)) {
        return NULL;
    }
    const char *path = dp_state_path(s, child_path);
    if (dp_kind_of(s->heap, value) != DP_K_MADE || dp_obj_class(s->heap, value)[0] == '\0') {
        dp_corrupt(s, "%s: expected an estimator, found %s", child_path, dp_obj_describe(s->heap, value));
        return NULL;
    }
    if (s->reading->busy[value] != 0) {
        dp_corrupt(s, "%s: expected an estimator, found one that contains itself", child_path);
        return NULL;
    }
    if (s->reading->seen[value] != NULL) {
        return s->reading->seen[value];
    }
    if (s->depth + 1 >= dp_ctx_limits(s->ctx)->estimators) {
        dp_fail_at(s->ctx, DP_LIMIT, dp_at(s->heap, value)->offset, path, "estimators nested deeper than %zu",
                   dp_ctx_limits(s->ctx)->estimators);
        s->failed = true;
        return NULL;
    }
    return read_child(s, value, path);
}
