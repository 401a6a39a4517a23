#include "page/page.h"

#include "base/text.h"
#include "depickle.h"
#include "page/sections.h"

enum { MOST_CHECKED = 12, ROOM_FOR_END = 400000 };

void dp_tile(dp_html *h, const char *name, uint64_t n)
{
    dp_html_rawf(h, "<div><dt>%s</dt><dd>", name);
    dp_html_count(h, n);
    dp_html_raw(h, "</dd></div>");
}

void dp_section(dp_html *h, unsigned level, const char *id, const char *title)
{
    if (id != NULL) {
        dp_html_rawf(h, "<section id=\"%s\" aria-labelledby=\"h-%s\"><h%u id=\"h-%s\">%s</h%u>\n", id, id, level, id, title, level);
    } else {
        dp_html_rawf(h, "<section class=\"part\"><h%u>%s</h%u>\n", level, title, level);
    }
}

void dp_section_end(dp_html *h)
{
    dp_html_raw(h, "</section>\n");
}

static uint32_t hex_value(char c)
{
    return (uint32_t)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* The digest of 32 bytes, as policies spell it: base64. */
static void put_base64(dp_html *h, const char hex[DP_SHA256_HEX])
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i + 1 < DP_SHA256_HEX; i += 3) { /* three digits are twelve bits; the last one is four */
        uint32_t bits = hex_value(hex[i]) << 8;
        bool last = i + 2 >= DP_SHA256_HEX;
        bits |= last ? 0 : hex_value(hex[i + 1]) << 4 | hex_value(hex[i + 2]);
        dp_html_rawf(h, last ? "%c" : "%c%c", digits[bits >> 6], digits[bits & 63]);
    }
    dp_html_raw(h, "=");
}

/* What the style is, the browser is told by its digest: no other style, and nothing else at all, is taken. */
static void put_policy(dp_html *h)
{
    char hex[DP_SHA256_HEX];
    dp_sha256 *sha256 = dp_sha256_begin();
    for (size_t i = 0; sha256 != NULL && dp_page_style[i] != NULL; i++) {
        dp_sha256_add(sha256, dp_span_of(dp_page_style[i]));
    }
    dp_sha256_end(sha256, hex);
    dp_html_raw(h, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-");
    if (hex[0] != '\0') {
        put_base64(h, hex);
    }
    dp_html_raw(h, "'; base-uri 'none'; form-action 'none'\">\n");
}

static void begin(dp_html *h, const dp_page *page)
{
    dp_html_raw(h, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    put_policy(h);
    dp_html_raw(h, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                   "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
                   "<meta name=\"generator\" content=\"depickle " DEPICKLE_VERSION "\">\n<title>");
    dp_html_span(h, dp_span_of(page->file), 120);
    dp_html_raw(h, " · depickle report</title>\n<style>");
    for (size_t i = 0; dp_page_style[i] != NULL; i++) {
        dp_html_raw(h, dp_page_style[i]);
    }
    dp_html_raw(h, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the report</a>\n");
}

static void put_contents(dp_html *h, const dp_view_of *v)
{
    dp_html_raw(h, "<nav aria-label=\"Contents\"><ul><li><a href=\"#summary\">Summary</a></li>");
    for (size_t i = 0; v->what != NULL && i < v->what->n_models; i++) {
        dp_html_rawf(h, "<li><a href=\"#model-%zu\">", i + 1);
        dp_html_text(h, dp_bare_class(v->what->model[i]->name));
        dp_html_raw(h, "</a></li>");
    }
    if (v->what != NULL && v->what->n_models == 0) {
        dp_html_raw(h, "<li><a href=\"#content\">Content</a></li>");
    }
    if (v->n_checked != 0) {
        dp_html_raw(h, "<li><a href=\"#verification\">Verification</a></li>");
    }
    dp_html_raw(h, "<li><a href=\"#findings\">Findings</a></li>");
    if (v->n_checked != 0) {
        dp_html_raw(h, "<li><a href=\"#use\">Use it</a></li>");
    }
    dp_html_raw(h, "</ul></nav>\n");
}

static void put_model(dp_html *h, const dp_view_of *v, size_t i)
{
    const dp_described *d = v->what->model[i];
    const dp_checked *c = i < v->n_checked ? &v->checked[i] : NULL;
    dp_html_rawf(h, "<section id=\"model-%zu\" class=\"model\" aria-labelledby=\"h-model-%zu\"><h2 id=\"h-model-%zu\">", i + 1, i + 1, i + 1);
    dp_html_text(h, dp_bare_class(d->name));
    if (v->what->n_models > 1) {
        dp_html_between(h, " <code class=\"path\">", d->path, "</code>");
    }
    dp_html_raw(h, "</h2>\n");
    dp_put_structure(h, d);
    dp_put_ports(h, v, d, c);
    dp_put_weights(h, v, d, c);
    dp_put_trees(h, v, d, c);
    dp_put_parameters(h, d);
    dp_section_end(h);
}

static void put_all(dp_html *h, const dp_view_of *v)
{
    begin(h, v->page);
    dp_put_head(h, v);
    if (v->page->onnx != NULL) {
        dp_put_onnx_contents(h, v->page->onnx);
    } else {
        put_contents(h, v);
    }
    dp_html_raw(h, "<main id=\"main\">\n");
    dp_put_summary(h, v);
    size_t told = 0;
    for (; v->what != NULL && told < v->what->n_models && !dp_html_full(h); told++) {
        put_model(h, v, told);
    }
    if (v->what != NULL && told < v->what->n_models) {
        dp_html_rawf(h, "<p class=\"note\">%zu further models have no room on this page.</p>", v->what->n_models - told);
    }
    if (v->what != NULL && v->what->n_models == 0) {
        dp_put_content(h, v);
    }
    h->budget = DP_PAGE_MOST - ROOM_FOR_END / 4;
    if (v->page->onnx != NULL) {
        dp_put_onnx(h, v);
    } else {
        dp_put_verification(h, v);
        dp_put_findings(h, v);
    }
    dp_put_usage(h, v);
    dp_html_raw(h, "</main>\n<footer><p>Made by depickle " DEPICKLE_VERSION ", which ran nothing of the file. This page holds no script and "
                   "loads nothing.</p></footer>\n</body>\n</html>\n");
}

/* Each model that there is room for, written and compared in memory. */
static size_t check(dp_ctx *ctx, const dp_page *page, const dp_description *what, dp_checked *out)
{
    size_t n = 0;
    for (; n < what->n_models && n < MOST_CHECKED; n++) {
        dp_check_model(ctx, page->models->at[n], what->model[n]->trees.nodes, page->options, &out[n]);
    }
    return n;
}

dp_rc dp_page_write(dp_ctx *ctx, const dp_page *page, dp_sink *sink)
{
    dp_checked checked[MOST_CHECKED];
    dp_description what;
    dp_record record = *dp_ctx_record(ctx);
    dp_view_of v = {.ctx = ctx, .page = page, .record = &record};
    dp_html h = {.sink = sink, .scratch = dp_ctx_default(), .budget = DP_PAGE_MOST - ROOM_FOR_END};
    if (h.scratch == NULL) {
        return DP_ERROR;
    }
    if (page->loaded != NULL && page->models != NULL) {
        dp_describe(ctx, &(dp_inspected){.loaded = page->loaded, .models = page->models, .written = page->written}, &what);
        v.what = &what;
        v.checked = checked;
        v.n_checked = check(ctx, page, &what, checked);
    }
    if (page->onnx != NULL) { /* usage is that of its graph */
        checked[0] = (dp_checked){.state = DP_CHECKED_LARGE, .why = "", .graph = page->onnx->graph};
        v.checked = checked;
        v.n_checked = 1;
    }
    v.sha256 = page->options->source.sha256 != NULL ? page->options->source.sha256(page->options->source.self) : "";
    put_all(&h, &v);
    dp_ctx_free(h.scratch);
    return sink->rc;
}
