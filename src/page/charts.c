#include "page/charts.h"

#include <math.h>

void dp_chart_bar(dp_html *h, double v, double most, bool both_ways)
{
    double share = most > 0 && isfinite(v) ? fabs(v) / most : 0;
    double room = both_ways ? 50 : 100;
    double width = room * (share > 1 ? 1 : share);
    double from = both_ways ? (v < 0 ? 50 - width : 50) : 0;
    dp_html_raw(h, "<svg class=\"bar\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
                   "<rect class=\"rail\" width=\"100\" height=\"8\"/>");
    dp_html_rawf(h, "<rect class=\"%s\" x=\"%.2f\" width=\"%.2f\" height=\"8\"/>", v < 0 ? "less" : "more", from, width);
    dp_html_raw(h, both_ways ? "<rect class=\"zero\" x=\"49.8\" width=\".4\" height=\"8\"/></svg>" : "</svg>");
}

void dp_chart_histogram(dp_html *h, const uint64_t *count, size_t n, bool tall, const char *what)
{
    enum { STEP = 10, HEIGHT = 100 };
    uint64_t most = 0;
    for (size_t i = 0; i < n; i++) {
        most = count[i] > most ? count[i] : most;
    }
    dp_html_rawf(h, "<svg class=\"%s\" viewBox=\"0 0 %zu %d\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"",
                 tall ? "figure" : "spark", n * STEP, HEIGHT);
    dp_html_text(h, what);
    dp_html_raw(h, "\">");
    for (size_t i = 0; i < n; i++) {
        double height = most != 0 ? (double)count[i] / (double)most * HEIGHT : 0;
        height = count[i] != 0 && height < 4 ? 4 : height; /* one is to be seen beside thousands */
        dp_html_rawf(h, "<rect class=\"%s\" x=\"%zu\" y=\"%.1f\" width=\"%d\" height=\"%.1f\"/>", count[i] != 0 ? "more" : "rail",
                     i * STEP + 1, count[i] != 0 ? HEIGHT - height : (double)HEIGHT - 2, STEP - 2, count[i] != 0 ? height : 2);
    }
    dp_html_raw(h, "</svg>");
}
