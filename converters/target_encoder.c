/* TargetEncoder: the mean of the target that each category had; the mean over all for what is unknown. With several
 * classes each feature has one column a class: encodings_ are feature by feature, class by class within. */
#include "converters/common/categories.h"
#include "graph/ports.h"

#include <inttypes.h>

struct encoder {
    dp_categories *categories;
    const double **table; /* [n] of [categories + 1, classes] */
    size_t n;
    uint64_t classes;     /* columns a feature */
};

static void read_column(dp_state *s, struct encoder *m, const dp_id *encoding, const dp_nums *mean, size_t i, uint64_t k,
                        double *table)
{
    const dp_categories *c = &m->categories[i];
    dp_nums v = dp_nums_of(s, encoding[i * m->classes + k], "encodings_", 1);
    if (!s->failed && v.count != c->n) {
        dp_corrupt(s, "encodings_[%zu]: %" PRIu64 " for %zu categories", i, v.count, c->n);
    }
    for (size_t j = 0; !s->failed && j < c->n; j++) {
        table[j * m->classes + k] = v.v[j];
    }
    table[c->n * m->classes + k] = mean->v[k];
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct encoder *m = ir;
    size_t n = 0;
    m->categories = dp_categories_list(s, "categories_", &m->n);
    const dp_id *encoding = dp_items_of(s, dp_need(s, "encodings_"), "encodings_", &n);
    dp_nums mean = dp_need_nums(s, "target_mean_", 1);
    m->classes = mean.count;
    if (s->failed || m->n == 0 || n != m->n * m->classes) {
        dp_corrupt(s, "encodings_: expected one a feature and class, found %zu", n);
        return;
    }
    const char *type = dp_get_text(s, "target_type_", "");
    const dp_array *classes = dp_array_of(s->heap, dp_get(s, "classes_"));
    bool several = dp_is(type, "multiclass");
    if (type[0] != '\0' && (m->classes == 0 || (!several && m->classes != 1) || (several && (classes == NULL || classes->count != m->classes)))) {
        dp_corrupt(s, "target_mean_: expected one a class of target_type_ %s, found %" PRIu64, type, m->classes);
        return;
    }
    m->table = dp_state_take(s, m->n, sizeof *m->table);
    for (size_t i = 0; !s->failed && i < m->n; i++) {
        double *table = dp_state_take(s, (m->categories[i].n + 1) * (size_t)m->classes, sizeof *table);
        for (uint64_t k = 0; !s->failed && k < m->classes; k++) {
            read_column(s, m, encoding, &mean, i, k, table);
        }
        m->table[i] = table;
    }
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct encoder *m = ir;
    dp_val *v = dp_graph_take(g, m->n, sizeof *v);
    for (size_t i = 0; i < m->n && !g->failed; i++) {
        v[i] = dp_category_rows(g, dp_port_column(g, ports, i), &m->categories[i], m->table[i], m->classes);
    }
    dp_answer(g, ports, DP_TRANSFORM, dp_concat(g, v, m->n, 1));
}

static uint64_t width(const void *ir)
{
    return ((const struct encoder *)ir)->n;
}

static void takes(const void *ir, const uint64_t *column, uint64_t n, dp_uses *uses)
{
    const struct encoder *m = ir;
    dp_categories_take(m->categories, m->n, column, n, uses);
}

const dp_family dp_target_encoder = {"target_encoder", sizeof(struct encoder), NULL, resolve, emit, width, takes};
