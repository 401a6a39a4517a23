/* What goes into a model and what comes out: columns with their types and categories, classes. */
#include "export/inputs.h"
#include "page/sections.h"

#include <inttypes.h>

enum { MOST_COLUMNS = 200, FIRST_COLUMNS = 40, MOST_CLASSES = 60, MOST_CATEGORIES = 200, LONG_NAME = 160 };

/* ---- categories ---- */

static void put_value(dp_html *h, dp_ctx *ctx, dp_heap *heap, const dp_array *a, uint64_t i)
{
    switch (a->type.kind) {
    case 'O': dp_html_text(h, dp_value_text(ctx, heap, a->item[i])); break;
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

static void put_categories(dp_html *h, dp_ctx *ctx, dp_heap *heap, const dp_array *categories)
{
    uint64_t n = categories->count;
    dp_html_rawf(h, "<details><summary>%" PRIu64 " categories</summary><ul class=\"chips\">", n);
    for (uint64_t i = 0; i < n && i < MOST_CATEGORIES; i++) {
        dp_html_raw(h, "<li><code>");
        put_value(h, ctx, heap, categories, i);
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
    dp_ctx *ctx;
    dp_inputs in;
    bool plain;            /* all are numbers, of which nothing more is told */
};

static void put_name(dp_html *h, const dp_input_told *told, uint64_t i)
{
    if (told->name.p != NULL) {
        dp_html_span(h, told->name, LONG_NAME);
    } else {
        dp_html_rawf(h, "<span class=\"dim\">feature %" PRIu64 "</span>", i);
    }
}

static void put_column(const struct columns *c, uint64_t i)
{
    dp_html *h = c->h;
    dp_input_told told = dp_input_at(&c->in, i);
    dp_html_rawf(h, "<tr><td class=\"num dim\">%" PRIu64 "</td><th scope=\"row\">", i);
    put_name(h, &told, i);
    dp_html_raw(h, "</th><td>");
    dp_html_raw(h, told.type);
    dp_html_raw(h, "</td><td>");
    if (told.categories != NULL) {
        put_categories(h, c->ctx, c->in.heap, told.categories);
    }
    dp_html_raw(h, "</td></tr>\n");
}

static void put_list(const struct columns *c, uint64_t from, uint64_t to)
{
    dp_html_rawf(c->h, "<ol class=\"columns\" start=\"%" PRIu64 "\">\n", from);
    for (uint64_t i = from; i < to && !dp_html_full(c->h); i++) {
        dp_input_told told = dp_input_at(&c->in, i);
        dp_html_rawf(c->h, "<li><span class=\"dim\">%" PRIu64 "</span><span>", i);
        put_name(c->h, &told, i);
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
    if (c->plain && !c->in.apart && c->in.name == NULL) {
        dp_html_raw(c->h, "<p>");
        dp_html_count(c->h, c->in.n);
        dp_html_raw(c->h, c->in.n == 1 ? " feature, a number, without a name.</p>\n" : " features, all numbers, without names.</p>\n");
        return;
    }
    uint64_t shown = c->in.n < MOST_COLUMNS ? c->in.n : MOST_COLUMNS;
    uint64_t first = shown < FIRST_COLUMNS ? shown : FIRST_COLUMNS;
    dp_html_rawf(c->h, "<details%s><summary>", c->in.n <= FIRST_COLUMNS ? " open" : "");
    dp_html_count(c->h, c->in.n);
    dp_html_raw(c->h, c->in.n == 1 ? " feature" : " features");
    dp_html_raw(c->h, c->plain && c->in.graph != NULL ? ", all numbers" : "");
    dp_html_raw(c->h, "</summary>");
    put_columns(c, 0, first);
    if (first < shown) {
        dp_html_raw(c->h, "<details><summary>The next ");
        dp_html_count(c->h, shown - first);
        dp_html_raw(c->h, "</summary>");
        put_columns(c, first, shown);
        dp_html_raw(c->h, "</details>");
    }
    if (shown < c->in.n) {
        dp_html_raw(c->h, "<p class=\"dim\">and ");
        dp_html_count(c->h, c->in.n - shown);
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
    struct columns columns = {.h = h, .ctx = v->ctx};
    dp_inputs_of(v->page->loaded->heap, d, c != NULL ? c->graph : NULL, names.feature, names.n_features,
                 c != NULL ? c->model->n_features : 0, &columns.in);
    columns.plain = dp_inputs_are_plain(&columns.in, MOST_COLUMNS);
    if (columns.in.n == 0 && names.classes == NULL) {
        return;
    }
    dp_section(h, 3, NULL, "Inputs and outputs");
    if (columns.in.n != 0) {
        put_inputs(&columns);
    }
    put_classes(h, &names);
    if (columns.in.graph != NULL) {
        put_outputs(h, columns.in.graph);
    }
    dp_section_end(h);
}
