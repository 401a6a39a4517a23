#include "export/diff.h"

#include "export/diff_parts.h"
#include "export/inspect_facts.h"

enum { MOST_CHANGES = 500 };

const char *dp_change_name(dp_change_kind kind)
{
    static const char *const names[] = {"class", "version", "parameter", "features", "classes", "trees", "value", "estimator"};
    return names[kind];
}

void dp_diff_add(dp_diff *d, const dp_change *change)
{
    dp_change *place = d->n < MOST_CHANGES ? dp_grow(d->ctx, &d->change, d->n, sizeof *place) : NULL;
    d->total++;
    if (place != NULL) {
        *place = *change;
        place->note = change->note != NULL ? change->note : "";
        place->where = change->where != NULL ? change->where : "";
        d->n++;
    }
}

/* One fact in words; nothing where both have the same. */
static void compare_words(dp_diff *d, const char *at, dp_change_kind kind, const char *from, const char *to)
{
    if (strcmp(from, to) != 0) {
        dp_diff_add(d, &(dp_change){.kind = kind, .at = at, .name = "", .from = from, .to = to});
    }
}

/* ---- parameters ---- */

static const dp_setting *setting_named(const dp_settings *all, dp_span name)
{
    for (size_t i = 0; i < all->n_settings; i++) {
        if (dp_span_equal(all->setting[i].name, name)) {
            return &all->setting[i];
        }
    }
    return NULL;
}

static bool is_told(const dp_setting *s)
{
    return s != NULL && (s->value != 0 || s->text != NULL);
}

/* What a version did not have yet is at its default today. */
static bool same_as_default(dp_ctx *ctx, dp_heap *heap, const dp_setting *s)
{
    return s->otherwise[0] == '\0' || !dp_setting_differs(ctx, heap, s);
}

static bool same_setting(struct dp_comparing *c, const dp_setting *x, const dp_setting *y)
{
    dp_diff *d = c->d;
    if (!is_told(x) || !is_told(y)) {
        return is_told(x) ? same_as_default(d->ctx, d->a->heap, x) : !is_told(y) || same_as_default(d->ctx, d->b->heap, y);
    }
    if (x->text != NULL || y->text != NULL) {
        return strcmp(dp_setting_word(d->ctx, d->a->heap, x), dp_setting_word(d->ctx, d->b->heap, y)) == 0;
    }
    return dp_same_value(&c->same, x->value, y->value);
}

static void compare_setting(struct dp_comparing *c, const char *at, const dp_setting *x, const dp_setting *y)
{
    dp_diff *d = c->d;
    bool inside = (is_told(x) && dp_setting_is_inside(d->a->heap, x)) || (is_told(y) && dp_setting_is_inside(d->b->heap, y));
    if (inside || same_setting(c, x, y)) {
        return;
    }
    const char *from = is_told(x) ? dp_setting_word(d->ctx, d->a->heap, x) : "";
    const char *to = is_told(y) ? dp_setting_word(d->ctx, d->b->heap, y) : "";
    dp_diff_add(d, &(dp_change){.kind = DP_CHANGE_PARAMETER, .at = at, .name = dp_diff_name(d->ctx, (x != NULL ? x : y)->name), .from = from,
                                .to = to, .note = strcmp(from, to) == 0 ? "further inside" : ""});
}

static void compare_settings(struct dp_comparing *c, const char *at, const dp_settings *a, const dp_settings *b)
{
    for (size_t i = 0; i < a->n_settings; i++) {
        compare_setting(c, at, &a->setting[i], setting_named(b, a->setting[i].name));
    }
    for (size_t i = 0; i < b->n_settings; i++) {
        if (setting_named(a, b->setting[i].name) == NULL) {
            compare_setting(c, at, NULL, &b->setting[i]);
        }
    }
}

/* ---- what fitting gave ---- */

static const dp_attribute *attribute_named(const dp_settings *all, dp_span name)
{
    for (size_t i = 0; i < all->n_attributes; i++) {
        if (all->attribute[i].role == DP_ATTR_FITTED && dp_span_equal(all->attribute[i].today, name)) {
            return &all->attribute[i];
        }
    }
    return NULL;
}

/* Told elsewhere: as features, classes, trees, or as estimators inside. Or nothing of the model: an address in memory. */
static bool is_elsewhere(dp_heap *heap, const dp_attribute *attribute)
{
    static const char *const names[] = {"n_features_in_", "n_features_", "feature_names_in_", "classes_", "n_classes_", "_stop_words_id"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (dp_span_is(attribute->today, names[i])) {
            return true;
        }
    }
    return attribute->role != DP_ATTR_FITTED || dp_holds_models(heap, attribute->value);
}

static void compare_attributes(struct dp_comparing *c, const char *at, const dp_settings *a, const dp_settings *b)
{
    for (size_t i = 0; i < a->n_attributes; i++) {
        const dp_attribute *x = &a->attribute[i];
        const dp_attribute *y = attribute_named(b, x->today);
        if (!is_elsewhere(c->d->a->heap, x) && (y == NULL || !is_elsewhere(c->d->b->heap, y))) {
            dp_diff_value(c, at, dp_diff_name(c->d->ctx, x->today), x->value, y != NULL ? y->value : 0);
        }
    }
    for (size_t i = 0; i < b->n_attributes; i++) {
        const dp_attribute *y = &b->attribute[i];
        if (!is_elsewhere(c->d->b->heap, y) && attribute_named(a, y->today) == NULL) {
            dp_diff_value(c, at, dp_diff_name(c->d->ctx, y->today), 0, y->value);
        }
    }
}

/* ---- estimators ---- */

static void compare(struct dp_comparing *c, const dp_described *x, const dp_described *y, const char *at);

/* The version of those inside is told where it is not that of what they are in. */
static bool is_version_of(const dp_described *outer, const dp_described *inner)
{
    return strcmp(outer->version, inner->version) == 0;
}

static const dp_described *inside_at(const dp_described *d, const char *path)
{
    for (size_t i = 0; i < d->n_inside; i++) {
        if (strcmp(d->inside[i]->path, path) == 0) {
            return d->inside[i];
        }
    }
    return NULL;
}

/* Arrays are told with the names that the old one's features have, be it that a pipeline gives them. */
static void compare_step(struct dp_comparing *c, const dp_described *around, const dp_described *x, const dp_described *y, const char *at)
{
    const dp_diff_side *old = c->d->a;
    bool named = dp_column_names_own(old->ctx, old->heap, x->obj, &c->names)
                 || (around != NULL && dp_column_names_before(old->ctx, old->heap, around, x, &c->names));
    c->names.n = named ? c->names.n : 0;
    compare(c, x, y, at);
}

static void compare_inside(struct dp_comparing *c, const dp_described *x, const dp_described *y, const char *at)
{
    for (size_t i = 0; i < x->n_inside; i++) {
        const dp_described *other = inside_at(y, x->inside[i]->path);
        const char *below = dp_take_printf(c->d->ctx, "%s.%s", at, x->inside[i]->path);
        if (other != NULL) {
            if (!is_version_of(x, x->inside[i]) || !is_version_of(y, other)) {
                compare_words(c->d, below, DP_CHANGE_VERSION, x->inside[i]->version, other->version);
            }
            compare_step(c, x, x->inside[i], other, below);
        } else {
            compare_words(c->d, below, DP_CHANGE_ESTIMATOR, x->inside[i]->name, "");
        }
    }
    for (size_t i = 0; i < y->n_inside; i++) {
        if (inside_at(x, y->inside[i]->path) == NULL) {
            compare_words(c->d, dp_take_printf(c->d->ctx, "%s.%s", at, y->inside[i]->path), DP_CHANGE_ESTIMATOR, "", y->inside[i]->name);
        }
    }
}

/* Files of objects: pickles, JSON. */
static void compare_objects(struct dp_comparing *c, const dp_described *x, const dp_described *y, const char *at)
{
    dp_settings a;
    dp_settings b;
    if (!dp_settings_read(c->d->a->heap, x->obj, &a) || !dp_settings_read(c->d->b->heap, y->obj, &b)) {
        return;
    }
    bool same_class = strcmp(x->name, y->name) == 0;
    if (same_class) {
        compare_settings(c, at, &a, &b);
    }
    dp_diff_words(c, at, DP_CHANGE_FEATURES, x, y);
    dp_diff_words(c, at, DP_CHANGE_CLASSES, x, y);
    if (same_class) {
        compare_attributes(c, at, &a, &b);
    }
    dp_diff_trees(c, at, x, y);
}

static void compare(struct dp_comparing *c, const dp_described *x, const dp_described *y, const char *at)
{
    dp_diff *d = c->d;
    compare_words(d, at, DP_CHANGE_CLASS, x->name, y->name);
    if (d->a->heap != NULL && d->b->heap != NULL) {
        compare_objects(c, x, y, at);
        compare_inside(c, x, y, at);
    } else if (d->a->heap == NULL && d->b->heap == NULL) {
        compare_words(d, at, DP_CHANGE_FEATURES, x->features, y->features);
        compare_words(d, at, DP_CHANGE_CLASSES, x->classes, y->classes);
        dp_diff_trees(c, at, x, y);
    }
}

void dp_diff_models(dp_diff *out, const dp_diff_side *a, const dp_diff_side *b)
{
    struct dp_comparing c = {.d = out};
    out->a = a;
    out->b = b;
    if (a->heap != NULL && b->heap != NULL && !dp_same_init(&c.same, out->ctx, a->heap, b->heap)) {
        return;
    }
    compare_words(out, a->model->path, DP_CHANGE_VERSION, a->model->version, b->model->version);
    if (a->heap != NULL) {
        compare_step(&c, NULL, a->model, b->model, a->model->path);
    } else {
        compare(&c, a->model, b->model, a->model->path);
    }
    out->partly = c.same.ids != 0 && c.same.work == 0;
}
