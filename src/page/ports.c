/* What goes into a model and what comes out: columns with their types and categories, classes. */
#include "page/sections.h"

#include "model/settings.h"

#include <inttypes.h>

enum { MOST_COLUMNS = 200, FIRST_COLUMNS = 40, MOST_CLASSES = 60, MOST_CATEGORIES = 200, LONG_NAME = 160 };

/* ---- categories ---- */

/* Where the categories of a column are told: an encoder's list number k. */
struct categories {
    const dp_array *values;
    dp_heap *heap;
};

static bool is_column(dp_heap *heap, dp_id id, dp_span name)
{
    dp_span text = dp_obj_bytes(heap, id);
    const dp_array *a = dp_array_of(heap, id);
    return text.p != NULL ? dp_span_equal(text, name)
           : a != NULL && a->ndim == 0 && a->type.kind == 'U' ? dp_span_equal(dp_array_text_at(dp_heap_ctx(heap), a, 0), name) : false;
}

/* The place of a name in a list of columns (a list, or an array of objects); -1. */
static int64_t place_of(dp_heap *heap, dp_id columns, dp_span name)
{
    const dp_obj *o = dp_at(heap, columns);
    const dp_array *a = dp_array_of(heap, columns);
    bool objects = a != NULL && a->type.kind == 'O';
    uint64_t n = objects ? a->count : o->kind == DP_K_LIST || o->kind == DP_K_TUPLE ? o->len : 0;
    for (uint64_t i = 0; i < n; i++) {
        if (is_column(heap, objects ? a->item[i] : o->u.item[i], name)) {
            return (int64_t)i;
        }
    }
    return -1;
}

/* An encoder that takes the columns as they stand: itself, or a pipeline's last step behind some that keep them. */
static dp_id encoder_of(dp_heap *heap, dp_id estimator)
{
    for (size_t i = 0; i < 4; i++) {
        if (dp_obj_get(heap, dp_model_dict(heap, estimator), "categories_") != 0) {
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

static bool categories_at(dp_heap *heap, dp_id encoder, int64_t k, struct categories *out)
{
    const dp_obj *all = dp_at(heap, dp_obj_get(heap, dp_model_dict(heap, encoder), "categories_"));
    if (k < 0 || all->kind != DP_K_LIST || k >= (int64_t)all->len) {
        return false;
    }
    *out = (struct categories){dp_array_of(heap, all->u.item[k]), heap};
    return out->values != NULL && out->values->ndim == 1;
}

/* Looks through the estimators for one that tells the categories of this column. */
static bool find_categories(dp_heap *heap, const dp_described *d, dp_span name, struct categories *out)
{
    dp_id dict = dp_model_dict(heap, d->obj);
    const dp_obj *parts = dp_at(heap, dp_obj_get(heap, dict, "transformers_"));
    for (uint32_t i = 0; parts->kind == DP_K_LIST && i < parts->len; i++) {
        const dp_obj *part = dp_at(heap, parts->u.item[i]);
        dp_id encoder = part->kind == DP_K_TUPLE && part->len == 3 && dp_is_estimator(heap, part->u.item[1])
                            ? encoder_of(heap, part->u.item[1]) : 0;
        if (encoder != 0 && categories_at(heap, encoder, place_of(heap, part->u.item[2], name), out)) {
            return true;
        }
    }
    dp_id own = dp_obj_get(heap, dict, "categories_") != 0 ? dp_obj_get(heap, dict, "feature_names_in_") : 0;
    if (own != 0 && categories_at(heap, d->obj, place_of(heap, own, name), out)) {
        return true;
    }
    for (size_t i = 0; i < d->n_inside; i++) {
        if (find_categories(heap, d->inside[i], name, out)) {
            return true;
        }
    }
    return false;
}

static void put_value(dp_html *h, dp_ctx *ctx, const struct categories *c, uint64_t i)
{
    const dp_array *a = c->values;
    switch (a->type.kind) {
    case 'O': dp_html_text(h, dp_value_text(ctx, c->heap, a->item[i])); break;
    case 'U':
    case 'S':
        dp_html_raw(h, "&#39;");
        dp_html_span(h, dp_array_text_at(ctx, a, i), LONG_NAME);
        dp_html_raw(h, "&#39;");
        break;
    case 'f': dp_html_exact(h, dp_array_f64(a, i)); break;
    case 'i':
    case 'u':
    case 'b': dp_html_rawf(h, "%" PRId64, dp_array_i64(a, i)); break;
    default: dp_html_raw(h, "?"); break;
    }
}

static void put_categories(dp_html *h, dp_ctx *ctx, const struct categories *c)
{
    uint64_t n = c->values->count;
    dp_html_rawf(h, "<details><summary>%" PRIu64 " categories</summary><ul class=\"chips\">", n);
    for (uint64_t i = 0; i < n && i < MOST_CATEGORIES; i++) {
        dp_html_raw(h, "<li><code>");
        put_value(h, ctx, c, i);
        dp_html_raw(h, "</code></li>");
    }
    if (n > MOST_CATEGORIES) {
        dp_html_rawf(h, "<li>and %" PRIu64 " more</li>", n - MOST_CATEGORIES);
    }
    dp_html_raw(h, "</ul></details>");
}

/* ---- columns ---- */

struct columns {
    dp_html *h;
    const dp_view_of *v;
    const dp_described *d;
    const dp_graph *graph;
    const dp_naming *names;
    bool apart;            /* each column is an input of its own */
    bool plain;            /* all are numbers, of which nothing more is told */
    uint64_t n;
};

static const dp_value *port_of(const struct columns *c, uint64_t i)
{
    return c->graph != NULL ? dp_value_at(c->graph, c->graph->input[c->apart ? i : 0]) : NULL;
}

/* p NULL: it has none */
static dp_span name_of(const struct columns *c, uint64_t i)
{
    if (c->apart && port_of(c, i)->name != NULL) {
        return dp_span_of(port_of(c, i)->name);
    }
    return c->names->feature != NULL && i < c->names->n_features ? c->names->feature[i] : (dp_span){NULL, 0};
}

/* Where all are numbers, and no categories are told, there is nothing beside the names to make a table of. */
static bool is_plain(const struct columns *c, uint64_t to)
{
    dp_heap *heap = c->v->page->loaded->heap;
    struct categories found;
    for (uint64_t i = 0; i < to; i++) {
        dp_span name = name_of(c, i);
        const dp_value *port = port_of(c, i);
        if ((port != NULL && port->type == DP_T_TEXT) || (name.p != NULL && find_categories(heap, c->d, name, &found))) {
            return false;
        }
    }
    return true;
}

static void put_name(const struct columns *c, uint64_t i)
{
    dp_span name = name_of(c, i);
    if (name.p != NULL) {
        dp_html_span(c->h, name, LONG_NAME);
    } else {
        dp_html_rawf(c->h, "<span class=\"dim\">feature %" PRIu64 "</span>", i);
    }
}

static void put_column(const struct columns *c, uint64_t i)
{
    dp_html *h = c->h;
    const dp_value *port = port_of(c, i);
    dp_span name = name_of(c, i);
    struct categories found;
    dp_html_rawf(h, "<tr><td class=\"num dim\">%" PRIu64 "</td><th scope=\"row\">", i);
    put_name(c, i);
    dp_html_raw(h, "</th><td>");
    dp_html_raw(h, port == NULL ? "" : port->type == DP_T_TEXT ? "text" : "number");
    dp_html_raw(h, "</td><td>");
    if (name.p != NULL && find_categories(c->v->page->loaded->heap, c->d, name, &found)) {
        put_categories(h, c->v->ctx, &found);
    }
    dp_html_raw(h, "</td></tr>\n");
}

static void put_list(const struct columns *c, uint64_t from, uint64_t to)
{
    dp_html_rawf(c->h, "<ol class=\"columns\" start=\"%" PRIu64 "\">\n", from);
    for (uint64_t i = from; i < to && !dp_html_full(c->h); i++) {
        dp_html_rawf(c->h, "<li><span class=\"dim\">%" PRIu64 "</span><span>", i);
        put_name(c, i);
        dp_html_raw(c->h, "</span></li>\n");
    }
    dp_html_raw(c->h, "</ol>\n");
}

static void put_columns(const struct columns *c, uint64_t from, uint64_t to)
{
    if (c->plain) {
        put_list(c, from, to);
        return;
    }
    dp_html_raw(c->h, "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Columns\"><table><thead><tr>"
                      "<th scope=\"col\" class=\"num\">#</th>"
                      "<th scope=\"col\">Name</th><th scope=\"col\">Type</th><th scope=\"col\">Categories</th></tr></thead><tbody>\n");
    for (uint64_t i = from; i < to && !dp_html_full(c->h); i++) {
        put_column(c, i);
    }
    dp_html_raw(c->h, "</tbody></table></div>\n");
}

static void put_inputs(const struct columns *c)
{
    if (c->plain && !c->apart && c->names->feature == NULL) {
        dp_html_raw(c->h, "<p>");
        dp_html_count(c->h, c->n);
        dp_html_raw(c->h, c->n == 1 ? " feature, a number, without a name.</p>\n" : " features, all numbers, without names.</p>\n");
        return;
    }
    uint64_t shown = c->n < MOST_COLUMNS ? c->n : MOST_COLUMNS;
    uint64_t first = shown < FIRST_COLUMNS ? shown : FIRST_COLUMNS;
    dp_html_rawf(c->h, "<details%s><summary>", c->n <= FIRST_COLUMNS ? " open" : "");
    dp_html_count(c->h, c->n);
    dp_html_raw(c->h, c->n == 1 ? " feature" : " features");
    dp_html_raw(c->h, c->plain && c->graph != NULL ? ", all numbers" : "");
    dp_html_raw(c->h, "</summary>");
    put_columns(c, 0, first);
    if (first < shown) {
        dp_html_raw(c->h, "<details><summary>The next ");
        dp_html_count(c->h, shown - first);
        dp_html_raw(c->h, "</summary>");
        put_columns(c, first, shown);
        dp_html_raw(c->h, "</details>");
    }
    if (shown < c->n) {
        dp_html_raw(c->h, "<p class=\"dim\">and ");
        dp_html_count(c->h, c->n - shown);
        dp_html_raw(c->h, " more.</p>");
    }
    dp_html_raw(c->h, "</details>\n");
}

/* ---- what comes out ---- */

static void put_classes(dp_html *h, const dp_naming *names)
{
    if (names->classes == NULL) {
        return;
    }
    dp_html_rawf(h, "<h4>%zu classes</h4><ul class=\"chips\">", names->classes->n);
    for (uint64_t k = 0; k < names->classes->n && k < MOST_CLASSES; k++) {
        dp_html_rawf(h, "<li><svg class=\"dot\" viewBox=\"0 0 10 10\" aria-hidden=\"true\"><circle class=\"c%d\" cx=\"5\" cy=\"5\" r=\"5\"/></svg>"
                        "<code>", (int)(k % 8));
        dp_put_class(h, names, k, true);
        dp_html_raw(h, "</code></li>");
    }
    if (names->classes->n > MOST_CLASSES) {
        dp_html_rawf(h, "<li>and %zu more</li>", names->classes->n - MOST_CLASSES);
    }
    dp_html_raw(h, "</ul>\n");
}

static void put_outputs(dp_html *h, const dp_graph *g)
{
    dp_html_raw(h, "<h4>Outputs</h4><ul class=\"chips\">");
    for (size_t i = 0; i < g->n_outputs && i < MOST_CLASSES; i++) {
        const dp_value *v = dp_value_at(g, g->output[i]);
        dp_html_raw(h, "<li><code>");
        dp_html_span(h, dp_span_of(v->name), LONG_NAME);
        dp_html_rawf(h, "</code> <span class=\"dim\">%s [N", v->type == DP_T_TEXT ? "text" : dp_type_name(v->type));
        for (unsigned k = 1; k < v->shape.rank; k++) {
            dp_html_rawf(h, ", %" PRIu64, v->shape.dim[k]);
        }
        dp_html_raw(h, "]</span></li>");
    }
    dp_html_raw(h, "</ul>\n");
}

void dp_put_ports(dp_html *h, const dp_view_of *v, const dp_described *d, const dp_checked *c)
{
    dp_naming names;
    dp_naming_of(v, d, c, 0, &names);
    struct columns columns = {h, v, d, c != NULL && c->graph != NULL && c->graph->n_inputs != 0 ? c->graph : NULL, &names,
                              .apart = false};
    if (columns.graph != NULL) {
        columns.apart = columns.graph->n_inputs > 1;
        columns.n = columns.apart ? columns.graph->n_inputs : dp_value_at(columns.graph, columns.graph->input[0])->shape.dim[1];
    } else {
        columns.n = names.n_features != 0 ? names.n_features : c != NULL ? c->model->n_features : 0;
    }
    columns.plain = is_plain(&columns, columns.n < MOST_COLUMNS ? columns.n : MOST_COLUMNS);
    if (columns.n == 0 && names.classes == NULL) {
        return;
    }
    dp_section(h, 3, NULL, "Inputs and outputs");
    if (columns.n != 0) {
        put_inputs(&columns);
    }
    put_classes(h, &names);
    if (columns.graph != NULL) {
        put_outputs(h, columns.graph);
    }
    dp_section_end(h);
}
