/* Estimators as boxes in boxes, and what they were told. */
#include "page/sections.h"

#include <inttypes.h>

enum { LONG_NAME = 80, MOST_CHIPS = 12, MOST_ROWS = 200 };

static void put_setting(dp_html *h, const dp_setting_told *s)
{
    dp_html_raw(h, "<li><code>");
    dp_html_span(h, s->name, LONG_NAME);
    dp_html_between(h, "=", s->text, "</code></li>");
}

/* What was set to something else than today's default. */
static void put_chips(dp_html *h, const dp_described *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->n_told; i++) {
        if (d->told[i].differs && n++ < MOST_CHIPS) {
            dp_html_raw(h, n == 1 ? "<ul class=\"chips\" aria-label=\"Parameters that were set\">" : "");
            put_setting(h, &d->told[i]);
        }
    }
    if (n > MOST_CHIPS) {
        dp_html_rawf(h, "<li>and %zu more</li>", n - MOST_CHIPS);
    }
    dp_html_raw(h, n != 0 ? "</ul>" : "");
}

static void put_standing(dp_html *h, const dp_described *d, const dp_described *around)
{
    bool told = around == NULL || around->standing.kind != DP_CONVERTS;
    if (d->standing.kind == DP_CONVERTS) {
        dp_html_raw(h, told ? "<p class=\"stands good\">converts</p>" : "");
        return;
    }
    dp_html_raw(h, d->standing.kind == DP_BLOCKED ? "<p class=\"stands bad\">blocked" : "<p class=\"stands bad\">cannot be read");
    if (d->standing.at[0] != '\0') {
        dp_html_between(h, " by <code>", d->standing.at, "</code>");
    }
    dp_html_between(h, ": ", d->standing.why, "</p>");
}

static void put_sizes(dp_html *h, const dp_described *d)
{
    if (d->trees.trees == 0) {
        return;
    }
    dp_html_raw(h, "<p class=\"dim\">");
    dp_html_count(h, d->trees.trees);
    dp_html_raw(h, d->trees.trees == 1 ? " tree, " : " trees, ");
    dp_html_count(h, d->trees.nodes);
    dp_html_rawf(h, " nodes, depth %" PRIu64 "</p>", d->trees.deepest);
}

/* Steps that follow each other are joined by arrows. */
static bool in_line(const dp_described *d)
{
    return strstr(d->name, "Pipeline") != NULL;
}

static void put_box(dp_html *h, const dp_described *d, const dp_described *around)
{
    dp_html_between(h, "<li><div class=\"box\"><p class=\"step\"><code class=\"path\">", d->path, "</code> <strong>");
    dp_html_text(h, dp_bare_class(d->name));
    dp_html_raw(h, "</strong></p>");
    put_chips(h, d);
    put_sizes(h, d);
    put_standing(h, d, around);
    if (d->n_inside != 0 && dp_html_full(h)) {
        dp_html_raw(h, "<p class=\"dim\">What is inside has no room on this page.</p>");
    } else if (d->n_inside != 0) {
        dp_html_raw(h, in_line(d) ? "<ol class=\"line\">" : "<ul class=\"side\">");
        for (size_t i = 0; i < d->n_inside; i++) {
            put_box(h, d->inside[i], d);
        }
        if (d->more != 0) {
            dp_html_rawf(h, "<li class=\"rest\">and %zu more</li>", d->more);
        }
        dp_html_raw(h, in_line(d) ? "</ol>" : "</ul>");
    }
    dp_html_raw(h, "</div></li>\n");
}

void dp_put_structure(dp_html *h, const dp_described *d)
{
    dp_section(h, 3, NULL, "Structure");
    dp_html_raw(h, "<ul class=\"boxes\">");
    put_box(h, d, NULL);
    dp_html_raw(h, "</ul>");
    dp_section_end(h);
}

/* ---- parameters ---- */

static size_t n_set(const dp_described *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->n_told; i++) {
        n += d->told[i].differs;
    }
    return n;
}

static void put_row(dp_html *h, const dp_setting_told *s)
{
    dp_html_raw(h, s->differs ? "<tr class=\"set\"><th scope=\"row\"><code>" : "<tr><th scope=\"row\"><code>");
    dp_html_span(h, s->name, LONG_NAME);
    dp_html_raw(h, s->differs ? "</code> <span class=\"tag\">set</span></th><td><code>" : "</code></th><td><code>");
    dp_html_text(h, s->text);
    dp_html_between(h, "</code></td><td><code class=\"dim\">", s->otherwise, "</code></td></tr>\n");
}

static void put_table(dp_html *h, const dp_described *d, bool open)
{
    if (d->n_told != 0 && !dp_html_full(h)) {
        dp_html_raw(h, open ? "<details open><summary><code class=\"path\">" : "<details><summary><code class=\"path\">");
        dp_html_text(h, d->path);
        dp_html_raw(h, "</code> ");
        dp_html_text(h, dp_bare_class(d->name));
        dp_html_rawf(h, " <span class=\"dim\">· %zu parameters, %zu set</span></summary>", d->n_told, n_set(d));
        dp_html_raw(h, "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Parameters\"><table class=\"params\"><thead><tr>"
                       "<th scope=\"col\">Parameter</th><th scope=\"col\">Value</th><th scope=\"col\">Default today</th></tr></thead><tbody>\n");
        for (size_t i = 0; i < d->n_told && i < MOST_ROWS; i++) {
            put_row(h, &d->told[i]);
        }
        dp_html_raw(h, "</tbody></table></div></details>\n");
    }
    for (size_t i = 0; i < d->n_inside; i++) {
        put_table(h, d->inside[i], false);
    }
}

void dp_put_parameters(dp_html *h, const dp_described *d)
{
    dp_section(h, 3, NULL, "Parameters");
    put_table(h, d, d->n_inside == 0);
    dp_section_end(h);
}
