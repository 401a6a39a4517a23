/* Coefficients as bars: the largest of them, for each class or output. */
#include "page/charts.h"
#include "page/sections.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

enum { MOST_ROWS = 8, MOST_BARS = 30, FEW_BARS = 12, MOST_COLUMNS = 1 << 20 };

struct weight {
    uint64_t at;
    double v;
};

static int by_size(const void *a, const void *b)
{
    const struct weight *x = a;
    const struct weight *y = b;
    double p = fabs(x->v);
    double q = fabs(y->v);
    return p != q ? (p > q ? -1 : 1) : x->at < y->at ? -1 : x->at > y->at;
}

struct weights {
    dp_html *h;
    const dp_naming *names;
    const dp_array *coef, *intercept;
    uint64_t rows, columns;
    struct weight *sorted;
};

static void put_rows(struct weights *w, size_t shown, double most)
{
    dp_html *h = w->h;
    dp_html_raw(h, "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Coefficients\"><table class=\"chart\"><thead><tr>"
                   "<th scope=\"col\">Feature</th><th scope=\"col\">Coefficient</th><th scope=\"col\" class=\"num\">Value</th></tr></thead>"
                   "<tbody>\n");
    for (size_t i = 0; i < shown; i++) {
        dp_html_raw(h, "<tr><th scope=\"row\">");
        dp_put_feature(h, w->names, w->sorted[i].at, true);
        dp_html_raw(h, "</th><td class=\"wide\">");
        dp_chart_bar(h, w->sorted[i].v, most, true);
        dp_html_raw(h, "</td><td class=\"num\"><data value=\"");
        dp_html_exact(h, w->sorted[i].v);
        dp_html_raw(h, "\">");
        dp_html_number(h, w->sorted[i].v);
        dp_html_raw(h, "</data></td></tr>\n");
    }
    dp_html_raw(h, "</tbody></table></div>\n");
}

static void put_output(struct weights *w, uint64_t row, bool open)
{
    dp_html *h = w->h;
    size_t most = w->rows == 1 ? MOST_BARS : FEW_BARS;
    size_t zeros = 0;
    for (uint64_t k = 0; k < w->columns; k++) {
        double v = dp_array_f64(w->coef, row * w->columns + k);
        w->sorted[k] = (struct weight){k, v};
        zeros += v == 0;
    }
    qsort(w->sorted, (size_t)w->columns, sizeof *w->sorted, by_size);
    size_t shown = w->columns < most ? (size_t)w->columns : most;
    if (w->rows > 1) {
        dp_html_raw(h, open ? "<details open><summary>" : "<details><summary>");
        if (w->names->classes != NULL) {
            dp_put_class(h, w->names, row, true);
        } else {
            dp_html_rawf(h, "output %" PRIu64, row);
        }
        dp_html_raw(h, "</summary>");
    }
    put_rows(w, shown, fabs(w->sorted[0].v));
    dp_html_raw(h, "<p class=\"dim\">");
    if (w->intercept != NULL && row < w->intercept->count) {
        dp_html_raw(h, "Intercept <code>");
        dp_html_exact(h, dp_array_f64(w->intercept, row));
        dp_html_raw(h, "</code>. ");
    }
    dp_html_count(h, w->columns);
    dp_html_raw(h, w->columns == 1 ? " coefficient" : " coefficients");
    if (shown < w->columns) {
        dp_html_rawf(h, ", the %zu largest shown", shown);
    }
    if (zeros != 0) {
        dp_html_rawf(h, "; %zu are zero", zeros);
    }
    dp_html_raw(h, w->rows > 1 ? ".</p></details>\n" : ".</p>\n");
}

static const dp_array *numbers(dp_heap *heap, dp_id estimator, const char *key)
{
    const dp_array *a = dp_array_of(heap, dp_model_attribute(heap, estimator, key));
    return a != NULL && a->type.kind == 'f' && a->ndim <= 2 && a->count != 0 ? a : NULL;
}

static bool put_one(dp_html *h, const dp_view_of *v, const dp_described *d, const dp_checked *c)
{
    dp_heap *heap = v->page->loaded->heap;
    const dp_array *coef = numbers(heap, d->obj, "coef_");
    if (coef == NULL || coef->ndim == 0 || coef->dim[coef->ndim - 1] == 0 || coef->dim[coef->ndim - 1] > MOST_COLUMNS) {
        return false;
    }
    dp_naming names;
    dp_naming_of(v, d, c, coef->dim[coef->ndim - 1], &names);
    struct weights w = {.h = h, .names = &names, .coef = coef, .intercept = numbers(heap, d->obj, "intercept_")};
    w.columns = coef->dim[coef->ndim - 1];
    w.rows = coef->count / w.columns;
    w.sorted = dp_take(v->ctx, (size_t)w.columns, sizeof *w.sorted);
    if (w.sorted == NULL) {
        return false;
    }
    dp_section(h, 3, NULL, "Coefficients");
    dp_html_raw(h, "<p class=\"dim\"><code class=\"path\">");
    dp_html_text(h, d->path);
    dp_html_rawf(h, "</code> <code>coef_</code>, %" PRIu64 " × %" PRIu64 "</p>", w.rows, w.columns);
    for (uint64_t row = 0; row < w.rows && row < MOST_ROWS; row++) {
        put_output(&w, row, row == 0);
    }
    if (w.rows > MOST_ROWS) {
        dp_html_rawf(h, "<p class=\"dim\">and %" PRIu64 " more outputs.</p>", w.rows - MOST_ROWS);
    }
    dp_section_end(h);
    return true;
}

bool dp_put_weights(dp_html *h, const dp_view_of *v, const dp_described *d, const dp_checked *c)
{
    bool any = !dp_html_full(h) && put_one(h, v, d, c);
    for (size_t i = 0; i < d->n_inside; i++) {
        any = dp_put_weights(h, v, d->inside[i], NULL) || any;
    }
    return any;
}
