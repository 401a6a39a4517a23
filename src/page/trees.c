/* An estimator's trees: how many and how large, which features they ask and where, and pictures of the first. */
#include "page/charts.h"
#include "page/forest.h"
#include "page/sections.h"

#include <inttypes.h>

enum { FIRST_FEATURES = 15, MOST_FEATURES = 60, MOST_PICTURED = 3, PICTURES_FIRST = 20, PICTURES_NEXT = 5 };

static void put_spread(dp_html *h, const char *what, const dp_spread *s)
{
    dp_html_rawf(h, "<figure><figcaption>%s of each tree<span class=\"dim\"> least %" PRIu64 ", middle %" PRIu64 ", most %" PRIu64
                    "</span></figcaption>", what, s->least, s->middle, s->most);
    if (s->n_bins > 1) {
        dp_chart_histogram(h, s->bin, s->n_bins, true, what);
    }
    dp_html_raw(h, "</figure>");
}

static void put_statistics(dp_html *h, const dp_record_forest *forest, const dp_forest_facts *f)
{
    dp_html_raw(h, "<dl class=\"tiles\">");
    dp_tile(h, "Trees", forest->n);
    dp_tile(h, "Nodes", f->nodes);
    dp_tile(h, "Leaves", f->leaves);
    dp_tile(h, "Deepest", f->depth.most);
    dp_tile(h, "Features asked", f->used);
    dp_html_raw(h, "</dl>\n");
    if (forest->n > 1) {
        dp_html_raw(h, "<div class=\"figures\">");
        put_spread(h, "Depth", &f->depth);
        put_spread(h, "Leaves", &f->leaf);
        dp_html_raw(h, "</div>\n");
    }
}

static void put_feature_row(dp_html *h, const dp_forest_facts *f, const dp_feature_facts *one, const dp_naming *names)
{
    dp_html_raw(h, "<tr><th scope=\"row\">");
    dp_put_feature(h, names, one->feature, true);
    dp_html_raw(h, "</th>");
    if (f->has_importance) {
        dp_html_raw(h, "<td class=\"wide\">");
        dp_chart_bar(h, one->importance, f->shown[0].importance, false);
        dp_html_raw(h, "</td><td class=\"num\"><data value=\"");
        dp_html_exact(h, one->importance);
        dp_html_rawf(h, "\">%.4f</data></td>", one->importance);
    }
    dp_html_raw(h, "<td class=\"num\">");
    dp_html_count(h, one->splits);
    dp_html_raw(h, "</td><td class=\"where\">");
    dp_chart_histogram(h, one->bin, DP_FOREST_BINS, false, "Where its thresholds lie");
    dp_html_raw(h, one->low < one->high ? "<span class=\"range\"><span>" : "<span class=\"range one\"><span>");
    dp_html_number(h, one->low);
    dp_html_raw(h, "</span>");
    if (one->low < one->high) {
        dp_html_raw(h, "<span>");
        dp_html_number(h, one->high);
        dp_html_raw(h, "</span>");
    }
    dp_html_raw(h, "</span></td></tr>\n");
}

static void put_feature_rows(dp_html *h, const dp_forest_facts *f, size_t from, size_t to, const dp_naming *names)
{
    dp_html_raw(h, "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Features in the trees\"><table class=\"chart\"><thead><tr>"
                   "<th scope=\"col\">Feature</th>");
    dp_html_raw(h, f->has_importance ? "<th scope=\"col\" colspan=\"2\">Importance</th>" : "");
    dp_html_raw(h, "<th scope=\"col\" class=\"num\">Splits</th><th scope=\"col\">Thresholds</th></tr></thead><tbody>\n");
    for (size_t i = from; i < to; i++) {
        put_feature_row(h, f, &f->shown[i], names);
    }
    dp_html_raw(h, "</tbody></table></div>\n");
}

static void put_features(dp_html *h, const dp_forest_facts *f, const dp_naming *names)
{
    size_t first = f->n_shown < FIRST_FEATURES ? f->n_shown : FIRST_FEATURES;
    if (f->n_shown == 0) {
        return;
    }
    dp_html_raw(h, "<h4>Features in the trees</h4>\n");
    put_feature_rows(h, f, 0, first, names);
    if (first < f->n_shown) {
        dp_html_rawf(h, "<details><summary>The next %zu features</summary>", f->n_shown - first);
        put_feature_rows(h, f, first, f->n_shown, names);
        dp_html_raw(h, "</details>\n");
    }
    if (f->used > f->n_shown) {
        dp_html_rawf(h, "<p class=\"dim\">%zu further features are asked by some split.</p>", f->used - f->n_shown);
    }
    if (f->has_importance) {
        dp_html_raw(h, "<p class=\"dim\">Importance is <code>feature_importances_</code> as scikit-learn computes it.</p>");
    }
}

static void put_pictures(dp_html *h, const dp_record_forest *forest, const dp_naming *names)
{
    dp_html_raw(h, forest->n == 1 ? "<h4>The tree</h4>\n" : "<h4>The first trees</h4>\n");
    for (size_t i = 0; i < forest->n && i < MOST_PICTURED && !dp_html_full(h); i++) {
        dp_html_raw(h, i == 0 ? "<details class=\"whole\" open><summary>" : "<details class=\"whole\"><summary>");
        dp_html_rawf(h, "Tree %zu <span class=\"dim\">· %" PRIu32 " nodes</span></summary>", i + 1, forest->tree[i].n);
        dp_draw_tree(h, &forest->tree[i], names, i == 0 ? PICTURES_FIRST : PICTURES_NEXT);
        dp_html_raw(h, "</details>\n");
    }
}

/* Thresholds are not always of what the file is given. */
static void put_whose_values(dp_html *h, const dp_view_of *v, const dp_described *d)
{
    const dp_described *before = dp_step_before(v, dp_answering_in(d));
    if (before == NULL) {
        return;
    }
    dp_html_raw(h, "<p class=\"note\">Thresholds are of values as they leave <code class=\"path\">");
    dp_html_text(h, before->path);
    dp_html_raw(h, "</code>, ");
    dp_html_text(h, dp_bare_class(before->name));
    dp_html_raw(h, ", not of values as they enter the model.</p>\n");
}

static bool put_forest(dp_html *h, const dp_view_of *v, const dp_described *d, const dp_record_forest *forest, const dp_naming *names)
{
    dp_heap *heap = v->page->loaded->heap;
    dp_forest_facts facts;
    dp_importance kind = forest->own ? dp_importance_of(heap, d->obj, d->name) : DP_IMPORTANCE_NONE;
    if (forest->n == 0 || dp_html_full(h) || !dp_forest_facts_of(v->ctx, forest, kind, MOST_FEATURES, &facts)) {
        return false;
    }
    dp_section(h, 3, NULL, forest->n == 1 ? "Tree" : "Trees");
    dp_html_raw(h, "<p class=\"dim\"><code class=\"path\">");
    dp_html_text(h, d->path);
    dp_html_raw(h, forest->own ? "</code></p>" : "</code> as the converted file computes it</p>");
    put_whose_values(h, v, d);
    put_statistics(h, forest, &facts);
    put_features(h, &facts, names);
    put_pictures(h, forest, names);
    dp_section_end(h);
    return true;
}

/* Of those that keep trees as scikit-learn does: their own, and of estimators inside them that are not drawn already. */
static bool put_own(dp_html *h, const dp_view_of *v, const dp_described *d, const dp_checked *c)
{
    dp_record_forest forest;
    dp_naming names;
    dp_record_forest_of(v->ctx, v->page->loaded->heap, d->obj, &forest);
    if (forest.n != 0) {
        dp_naming_of(v, d, c, forest.n_features, &names);
        return put_forest(h, v, d, &forest, &names);
    }
    bool any = false;
    for (size_t i = 0; i < d->n_inside && !dp_html_full(h); i++) {
        any = put_own(h, v, d->inside[i], NULL) || any;
    }
    return any;
}

/* All others keep them in ways of their own, which the computation has read. */
bool dp_put_trees(dp_html *h, const dp_view_of *v, const dp_described *d, const dp_checked *c)
{
    dp_record_forest forest;
    dp_naming names;
    if (put_own(h, v, d, c)) {
        return true;
    }
    if (c == NULL || c->graph == NULL) {
        return false;
    }
    dp_record_forest_in(v->ctx, c->graph, &forest);
    dp_naming_of(v, d, c, forest.n_features, &names);
    if (dp_answering_in(d) != d) { /* its features are what the steps before it make */
        dp_naming inner;
        dp_naming_of(v, dp_answering_in(d), NULL, forest.n_features, &inner);
        names.feature = inner.feature;
        names.n_features = inner.n_features;
    }
    return put_forest(h, v, d, &forest, &names);
}
