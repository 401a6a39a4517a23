#include "export/description.h"

#include "base/text.h"
#include "export/sizes.h"

enum { MOST_LEVELS = 6, MOST_TOP = 30, MOST_SHOWN = 500 }; /* estimators shown in all: shared ones count each time */
enum { LONG_VERSION = 40 };

/* How much more may be collected, and what is counted once for the file. */
struct collector {
    dp_ctx *ctx;
    const dp_loaded *loaded;
    dp_heap *heap;
    dp_tree_counter trees;
    size_t left;
};

/* Of an estimator in one that converts, nothing is to be asked; around a blocked one, all are told apart. */
static dp_standing standing_of(const struct collector *c, dp_id obj, unsigned level, const dp_standing *around)
{
    if (around == NULL || around->kind != DP_CONVERTS) {
        return dp_standing_of(c->ctx, c->loaded, obj, level == 0);
    }
    return (dp_standing){DP_CONVERTS, "", "", NULL, NULL};
}

static dp_described *describe(struct collector *c, const dp_inner *inner, unsigned level, const dp_standing *around);

static void describe_inside(struct collector *c, dp_described *d, unsigned level)
{
    dp_inner inner[DP_MOST_INNER];
    size_t n = level < MOST_LEVELS ? dp_inner_estimators(c->ctx, c->heap, d->obj, inner, &d->more) : 0;
    d->inside = dp_take(c->ctx, n, sizeof(dp_described *));
    for (size_t i = 0; d->inside != NULL && i < n; i++) {
        dp_described *one = describe(c, &inner[i], level + 1, &d->standing);
        if (one != NULL) {
            d->inside[d->n_inside++] = one;
        }
    }
}

static dp_described *describe(struct collector *c, const dp_inner *inner, unsigned level, const dp_standing *around)
{
    dp_id obj = inner->obj;
    dp_described *d = c->left != 0 ? dp_take(c->ctx, 1, sizeof *d) : NULL;
    if (d == NULL) {
        return NULL;
    }
    c->left--;
    dp_span version = dp_obj_bytes(c->heap, dp_model_attribute(c->heap, obj, "_sklearn_version"));
    d->path = inner->path;
    d->label = inner->label;
    d->columns = dp_columns_text(c->ctx, c->heap, inner->columns);
    d->name = dp_obj_class(c->heap, obj);
    d->version = version.p != NULL ? dp_escape(c->ctx, version, LONG_VERSION) : "";
    d->obj = obj;
    d->converter = dp_class_find(d->name) != NULL;
    d->standing = standing_of(c, obj, level, around);
    d->told = dp_settings_told(c->ctx, c->heap, obj, &d->n_told);
    d->features = dp_features_text(c->ctx, c->heap, obj);
    d->classes = dp_classes_text(c->ctx, c->heap, obj);
    d->trees = dp_count_trees(&c->trees, obj);
    describe_inside(c, d, level);
    return d;
}

/* A table of pandas; NULL: it is none, or none that can be read, which is a fault for convert alone. */
static const dp_frame *table_of(const struct collector *c, dp_id root)
{
    const dp_frame *table = NULL;
    if (dp_is_frame(c->heap, root) && dp_frame_read(c->heap, root, &table) != DP_OK) {
        dp_forgive(c->ctx);
    }
    return table;
}

/* Of a file that was written from another, what stands in it is all that is known of who wrote that. */
static size_t facts_of(dp_ctx *ctx, const dp_inspected *found, dp_fact out[DP_MOST_FACTS])
{
    if (found->written == NULL) {
        return dp_writer_facts(ctx, found->loaded, found->models, out);
    }
    const char *version = found->models->n != 0 ? found->models->at[0]->sklearn_version : "";
    out[0] = (dp_fact){"scikit-learn", version, true};
    return version[0] != '\0';
}

void dp_describe(dp_ctx *ctx, const dp_inspected *found, dp_description *out)
{
    const dp_loaded *loaded = found->loaded;
    const dp_models *models = found->models;
    struct collector c = {.ctx = ctx, .loaded = loaded, .heap = loaded->heap, .left = MOST_SHOWN};
    size_t n = models->n < MOST_TOP ? models->n : MOST_TOP;
    *out = (dp_description){.more = models->n - n};
    if (!dp_tree_counter_init(&c.trees, c.heap)) {
        c.trees.work = 0;
    }
    out->n_facts = facts_of(ctx, found, out->fact);
    out->model = dp_take(ctx, n, sizeof(dp_described *));
    for (size_t i = 0; out->model != NULL && i < n; i++) {
        dp_described *one = describe(&c, &(dp_inner){.path = models->at[i]->path, .obj = models->at[i]->obj}, 0, NULL);
        if (one != NULL) {
            out->model[out->n_models++] = one;
        }
    }
    if (c.trees.work != 0) {
        dp_measure(&c.trees.walk, loaded->root, out);
    }
    out->table = models->n == 0 ? table_of(&c, loaded->root) : NULL;
}
