/* The page of an ONNX file that depickle wrote: no objects are in it, and what it computes is told by its graph. */
#include "page/charts.h"
#include "page/sections.h"

enum { MOST_PARTS = 30, LONG_NAME = 160 };

static void put_tile(dp_html *h, const char *name, uint64_t n)
{
    if (n != 0) {
        dp_tile(h, name, n);
    }
}

static void put_fact(dp_html *h, const char *name, const char *value)
{
    if (value[0] != '\0') {
        dp_html_rawf(h, "<div><dt>%s</dt><dd>", name);
        dp_html_text(h, value);
        dp_html_raw(h, "</dd></div>\n");
    }
}

static void put_port(dp_html *h, const char *what, const dp_onnx_port_told *port)
{
    dp_html_rawf(h, "<tr><td class=\"dim\">%s</td><th scope=\"row\"><code>", what);
    dp_html_text(h, port->name);
    dp_html_raw(h, "</code></th><td>");
    dp_html_text(h, port->type);
    dp_html_raw(h, " [");
    dp_html_text(h, port->shape);
    dp_html_raw(h, "]</td><td>");
    dp_html_text(h, port->method);
    dp_html_raw(h, "</td></tr>\n");
}

static void put_ports(dp_html *h, const dp_onnx_told *told)
{
    dp_section(h, 3, NULL, "Inputs and outputs");
    dp_html_raw(h, "<dl class=\"facts\">\n");
    put_fact(h, "Features", told->model->features);
    put_fact(h, "Classes", told->model->classes);
    dp_html_raw(h, "</dl>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Inputs and outputs\"><table><thead>"
                   "<tr><th scope=\"col\">Port</th><th scope=\"col\">Name</th>"
                   "<th scope=\"col\">Type</th><th scope=\"col\">Answers</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < told->n_inputs && !dp_html_full(h); i++) {
        put_port(h, "input", &told->input[i]);
    }
    for (size_t i = 0; i < told->n_outputs && !dp_html_full(h); i++) {
        put_port(h, "output", &told->output[i]);
    }
    dp_html_raw(h, "</tbody></table></div>\n");
    dp_section_end(h);
}

static void put_parts(dp_html *h, const dp_described *d)
{
    size_t n = 0;
    while (n < d->n_parts && n < MOST_PARTS && dp_part_counts(&d->part[n], d->bytes)) {
        n++;
    }
    if (n == 0) {
        return;
    }
    dp_section(h, 3, NULL, "What takes the room");
    dp_html_raw(h, "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"What takes the room\"><table class=\"chart\"><thead><tr>"
                   "<th scope=\"col\">Initializer, or attribute of the trees</th><th scope=\"col\" colspan=\"2\">Bytes</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < n; i++) {
        dp_html_raw(h, "<tr><th scope=\"row\"><code>");
        dp_html_span(h, d->part[i].name, LONG_NAME);
        dp_html_raw(h, "</code></th><td class=\"wide\">");
        dp_chart_bar(h, (double)d->part[i].bytes, (double)d->part[0].bytes, false);
        dp_html_raw(h, "</td><td class=\"num\">");
        dp_html_bytes(h, d->part[i].bytes);
        dp_html_raw(h, "</td></tr>\n");
    }
    dp_html_raw(h, "</tbody></table></div>\n");
    if (n < d->n_parts) {
        dp_html_rawf(h, "<p class=\"dim\">%zu further ones are small.</p>\n", d->n_parts - n);
    }
    dp_section_end(h);
}

static void put_graph(dp_html *h, const dp_onnx_told *told)
{
    const dp_tree_counts *trees = &told->model->trees;
    dp_section(h, 3, NULL, "Graph");
    dp_html_raw(h, "<dl class=\"tiles\">");
    put_tile(h, "Graph nodes", told->n_nodes);
    put_tile(h, trees->trees == 1 ? "Tree" : "Trees", trees->trees);
    put_tile(h, "Tree nodes", trees->nodes);
    put_tile(h, "Deepest", trees->deepest);
    put_tile(h, "Stored probe rows", told->n_probes);
    dp_html_raw(h, "</dl>\n<p>Operators: ");
    dp_html_text(h, told->operators);
    dp_html_raw(h, ".</p>\n");
    dp_section_end(h);
}

void dp_put_onnx_contents(dp_html *h, const dp_onnx_told *told)
{
    dp_html_raw(h, "<nav aria-label=\"Contents\"><ul><li><a href=\"#summary\">Summary</a></li><li><a href=\"#model-1\">");
    dp_html_text(h, dp_bare_class(told->model->name));
    dp_html_raw(h, "</a></li><li><a href=\"#verification\">Verification</a></li><li><a href=\"#use\">Use it</a></li></ul></nav>\n");
}

void dp_put_onnx(dp_html *h, const dp_view_of *v)
{
    const dp_onnx_told *told = v->page->onnx;
    dp_html_raw(h, "<section id=\"model-1\" class=\"model\" aria-labelledby=\"h-model-1\"><h2 id=\"h-model-1\">");
    dp_html_text(h, dp_bare_class(told->model->name));
    dp_html_raw(h, "</h2>\n");
    if (told->answering[0] != '\0') {
        dp_html_raw(h, "<p>Answered by <code>");
        dp_html_text(h, told->answering);
        dp_html_raw(h, "</code>.</p>\n");
    }
    put_ports(h, told);
    put_graph(h, told);
    put_parts(h, told->model);
    dp_section_end(h);
    dp_section(h, 2, "verification", "Verification");
    dp_html_raw(h, "<p>This page tells what the file says of itself. That it is the file that was written is said by <code>depickle verify ");
    dp_html_span(h, dp_span_of(v->page->stem), LONG_NAME);
    dp_html_raw(h, ".onnx</code>, by the digest beside it or in a manifest");
    dp_html_raw(h, told->n_probes != 0 ? ", and by the answers to the rows that are stored in it" : "");
    dp_html_raw(h, "; that it answers as its model does, only with <code>--against</code> the file that it was written from.</p>\n");
    dp_section_end(h);
}
