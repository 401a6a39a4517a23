/* The head of the page: which file, what it is, and whether it is fit to be loaded. */
#include "export/report.h"
#include "page/sections.h"

#include <inttypes.h>

enum { LONG_FILE = 300 };

/* ---- the verdict ---- */

struct verdict_text {
    const char *word, *title, *means, *icon;
};

static const char icon_good[] = "M5 12.5l4.5 4.5L19 7.5";
static const char icon_bad[] = "M12 6.5v7M12 17.2v.3";

static const struct verdict_text verdicts[] = {
    {"safe", "Safe to read", "Every name in the file is a known class or function of data, and every byte was accounted for.", icon_good},
    {"unknown", "Unknown names", "Loading this file in Python would import names that are in no table of known classes.", icon_bad},
    {"dangerous", "Dangerous", "Loading this file in Python would reach names that are known for harm, or run code.", icon_bad},
    {"corrupt", "Damaged", "The file is no whole pickle, or contradicts itself. What could be read is told here.", icon_bad},
    {"limit", "Limit reached", "Reading was stopped by a limit of memory, depth or time before the end of the file.", icon_bad},
    {"error", "Not read", "The file could not be read.", icon_bad},
};

static const struct verdict_text *verdict_of(const dp_record *record)
{
    const char *word = dp_scan_verdict(record);
    size_t n = sizeof verdicts / sizeof *verdicts;
    for (size_t i = 0; i < n; i++) {
        if (strcmp(verdicts[i].word, word) == 0) {
            return &verdicts[i];
        }
    }
    return &verdicts[n - 1];
}

static const char onnx_means[] = "An ONNX file that depickle wrote: it was read to its end, and holds numbers and operators, no code.";

static void put_fault(dp_html *h, const dp_record *record)
{
    if (record->rc == DP_OK) {
        return;
    }
    dp_html_raw(h, "<p class=\"fault\">");
    if (record->offset != DP_NO_OFFSET) {
        dp_html_rawf(h, "At byte %" PRIu64 " (<code>0x%" PRIx64 "</code>)%s: ", record->offset, record->offset,
                     record->codecs[0] != '\0' ? ", decompressed" : "");
    }
    if (record->path[0] != '\0') {
        dp_html_between(h, "<code>", record->path, "</code>: ");
    }
    dp_html_text(h, record->what);
    dp_html_raw(h, "</p>");
}

/* ---- head ---- */

static void put_class(dp_html *h, const dp_view_of *v)
{
    size_t n = v->what != NULL ? v->what->n_models : 0;
    if (v->page->onnx != NULL) {
        dp_html_text(h, v->page->onnx->model->name);
    } else if (n == 1) {
        dp_html_text(h, v->what->model[0]->name);
    } else if (n > 1) {
        dp_html_rawf(h, "%zu models", n + v->what->more);
    } else {
        dp_html_raw(h, v->what == NULL ? "No model could be read" : v->what->table != NULL ? "A table" : "No model");
    }
}

void dp_put_head(dp_html *h, const dp_view_of *v)
{
    const char *slash = strrchr(v->page->file, '/');
    dp_html_raw(h, "<header class=\"top\"><p class=\"kicker\">depickle report</p>\n<h1>");
    dp_html_span(h, dp_span_of(slash != NULL ? slash + 1 : v->page->file), LONG_FILE);
    dp_html_raw(h, "</h1>\n<p class=\"sub\">");
    put_class(h, v);
    dp_html_raw(h, "</p></header>\n");
}

/* ---- facts ---- */

static void put_fact(dp_html *h, const char *name)
{
    dp_html_rawf(h, "<div><dt>%s</dt><dd>", name);
}

static void end_fact(dp_html *h)
{
    dp_html_raw(h, "</dd></div>\n");
}

static void put_container(dp_html *h, const dp_record *record)
{
    put_fact(h, "Container");
    dp_html_text(h, record->codecs);
    dp_html_raw(h, record->codecs[0] != '\0' ? " + " : "");
    dp_html_text(h, record->format[0] != '\0' ? record->format : "not known");
    end_fact(h);
}

static void put_hash(dp_html *h, const char *sha256)
{
    dp_html_raw(h, "<code class=\"hash\">");
    for (size_t i = 0; i < strlen(sha256); i += 8) {
        dp_html_rawf(h, "<span>%.8s</span>", sha256 + i);
    }
    dp_html_raw(h, "</code>");
}

/* What a file that depickle wrote says of the one it was written from. Its words are of the file, and are escaped. */
static void put_source(dp_html *h, const dp_json_file *written)
{
    const dp_told_source source = dp_told_source_of(written);
    if (source.file[0] != '\0') {
        put_fact(h, "Written from");
        dp_html_text(h, source.file);
        dp_html_between(h, " <span class=\"dim\">", source.container, "</span>");
        end_fact(h);
    }
}

static void put_told(dp_html *h, const char *name, const char *value)
{
    if (value[0] != '\0') {
        put_fact(h, name);
        dp_html_text(h, value);
        end_fact(h);
    }
}

static void put_onnx_facts(dp_html *h, const dp_onnx_told *told)
{
    put_told(h, "Written by depickle", told->writer);
    put_told(h, "scikit-learn", told->model->version);
    put_told(h, "Written from", told->source.file);
    put_told(h, "Target", told->target);
    put_told(h, "Requires", told->requires);
    put_told(h, "Operator sets", told->sets);
}

static void put_facts(dp_html *h, const dp_view_of *v)
{
    dp_html_raw(h, "<dl class=\"facts\">\n");
    put_fact(h, "File size");
    dp_html_bytes(h, v->page->size);
    end_fact(h);
    put_container(h, v->record);
    for (size_t i = 0; v->what != NULL && i < v->what->n_facts; i++) {
        const dp_fact *fact = &v->what->fact[i];
        dp_html_between(h, "<div><dt>", strcmp(fact->name, "protocol") == 0 ? "Pickle protocol" : fact->name, "</dt><dd>");
        dp_html_text(h, fact->value);
        dp_html_raw(h, fact->recorded ? "" : " <span class=\"tag\" title=\"from the form of the bytes; the file does not say it\">inferred</span>");
        end_fact(h);
    }
    if (v->page->onnx != NULL) {
        put_onnx_facts(h, v->page->onnx);
    } else if (v->page->written != NULL) {
        put_source(h, v->page->written);
    } else if (v->page->loaded != NULL) {
        put_fact(h, "Opcodes, objects");
        dp_html_count(h, v->page->loaded->facts.opcodes);
        dp_html_raw(h, ", ");
        dp_html_count(h, dp_heap_last(v->page->loaded->heap));
        end_fact(h);
    }
    dp_html_raw(h, "</dl>\n");
}

/* As the file says it: sixty-four digits, or what else stands there. */
static void put_source_digest(dp_html *h, const char *sha256)
{
    if (sha256 != NULL && sha256[0] != '\0') {
        dp_html_between(h, "<tr><th scope=\"row\">Its source, as it says</th><td><code class=\"hash\">", sha256, "</code></td></tr>\n");
    }
}

static void put_digests(dp_html *h, const dp_view_of *v)
{
    dp_html_raw(h, "<table class=\"digests\"><caption>SHA-256</caption><tbody>\n<tr><th scope=\"row\">This file</th><td>");
    if (v->sha256[0] != '\0') {
        put_hash(h, v->sha256);
    } else {
        dp_html_raw(h, "not known");
    }
    dp_html_raw(h, "</td></tr>\n");
    const dp_onnx_told *onnx = v->page->onnx;
    put_source_digest(h, onnx != NULL ? onnx->source.sha256 : v->page->written != NULL ? v->page->written->sha256 : NULL);
    for (size_t i = 0; i < v->n_checked; i++) {
        if (v->checked[i].size != 0) {
            dp_html_raw(h, "<tr><th scope=\"row\">As ONNX");
            if (v->n_checked > 1) {
                dp_html_between(h, " <code>", v->what->model[i]->path, "</code>");
            }
            dp_html_raw(h, "<span class=\"dim\"> ");
            dp_html_bytes(h, v->checked[i].size);
            dp_html_raw(h, "</span></th><td>");
            put_hash(h, v->checked[i].sha256);
            dp_html_raw(h, "</td></tr>\n");
        }
    }
    dp_html_raw(h, "</tbody></table>\n");
}

void dp_put_summary(dp_html *h, const dp_view_of *v)
{
    const struct verdict_text *verdict = verdict_of(v->record);
    dp_html_raw(h, "<section id=\"summary\" aria-labelledby=\"h-summary\"><h2 id=\"h-summary\" class=\"unseen\">Summary</h2>\n");
    dp_html_rawf(h, "<div class=\"verdict %s\"><svg viewBox=\"0 0 24 24\" aria-hidden=\"true\"><circle cx=\"12\" cy=\"12\" r=\"11\"/>"
                    "<path d=\"%s\"/></svg><div><p class=\"word\">%s <span class=\"tag\">%s</span></p><p>%s</p>", verdict->word,
                 verdict->icon, verdict->title, verdict->word, v->page->onnx != NULL ? onnx_means : verdict->means);
    put_fault(h, v->record);
    dp_html_raw(h, "</div></div>\n");
    put_facts(h, v);
    put_digests(h, v);
    dp_section_end(h);
}
