/* How the converted file is loaded, in three languages, with this model's own inputs. */
#include "export/parts.h"
#include "page/sections.h"

#include <inttypes.h>

enum { MOST_INPUTS = 4, LONG_NAME = 60 };

struct usage {
    dp_html *h;
    const dp_view_of *v;
    const dp_graph *graph;
    const char *part;  /* of the output's name, where the file holds several things */
    uint64_t width;
};

static void put_stem(const struct usage *u)
{
    dp_html_span(u->h, dp_span_of(u->v->page->stem), 120);
    dp_html_raw(u->h, u->part);
}

static void put_input(const struct usage *u, size_t i)
{
    dp_html_raw(u->h, "&quot;");
    dp_html_span(u->h, dp_span_of(dp_value_at(u->graph, u->graph->input[i])->name), LONG_NAME);
    dp_html_raw(u->h, "&quot;");
}

static bool is_text(const struct usage *u, size_t i)
{
    return dp_value_at(u->graph, u->graph->input[i])->type == DP_T_TEXT;
}

static void begin_code(const struct usage *u, const char *language)
{
    dp_html_rawf(u->h, "<h3>%s</h3><pre tabindex=\"0\"><code>", language);
}

static void end_code(const struct usage *u)
{
    dp_html_raw(u->h, "</code></pre>\n");
}

/* A row of each input, as Python or JavaScript writes it. */
static void put_feeds(const struct usage *u, const char *before, const char *number, const char *text, const char *after)
{
    size_t n = u->graph->n_inputs;
    for (size_t i = 0; i < n && i < MOST_INPUTS; i++) {
        dp_html_raw(u->h, before);
        put_input(u, i);
        dp_html_raw(u->h, ": ");
        dp_html_raw(u->h, is_text(u, i) ? text : number);
        dp_html_raw(u->h, after);
    }
}

static void put_python(const struct usage *u)
{
    dp_html *h = u->h;
    size_t n = u->graph->n_inputs;
    begin_code(u, "Python");
    dp_html_raw(h, "import numpy, onnxruntime\n\nsession = onnxruntime.InferenceSession(&quot;");
    put_stem(u);
    dp_html_raw(h, ".onnx&quot;)\n");
    if (n == 1) {
        dp_html_rawf(h, "rows = numpy.zeros((1, %" PRIu64 "))          # float64, a row each, columns as above\nanswers = session.run(None, {",
                     u->width);
        put_input(u, 0);
        dp_html_raw(h, is_text(u, 0) ? ": rows.astype(str).astype(object)})\n" : ": rows})\n");
    } else {
        dp_html_raw(h, "answers = session.run(None, {                 # a column each, [rows, 1]\n");
        put_feeds(u, "    ", "numpy.array([[0.0]])", "numpy.array([[&quot;a&quot;]], dtype=object)", ",\n");
        dp_html_rawf(h, n > MOST_INPUTS ? "    # … and %zu more\n})\n" : "})\n", n - MOST_INPUTS);
    }
    end_code(u);
    dp_html_raw(h, "<p class=\"dim\">Or <code>model = depickle.open(&quot;");
    put_stem(u);
    dp_html_raw(h, ".onnx&quot;)</code>, which checks the SHA-256 and answers <code>model.predict(rows)</code>.</p>\n");
}

static bool has_text(const struct usage *u)
{
    for (size_t i = 0; i < u->graph->n_inputs; i++) {
        if (is_text(u, i)) {
            return true;
        }
    }
    return false;
}

/* A method's output in C: named after it, as wide as it is. */
static void put_c(const struct usage *u)
{
    dp_html *h = u->h;
    begin_code(u, "C");
    if (has_text(u)) {
        dp_html_raw(h, "/* Texts are no input of a header in C: use the C API of ONNX Runtime with ");
        put_stem(u);
        dp_html_raw(h, ".onnx */\n");
        end_code(u);
        return;
    }
    const dp_value *out = dp_value_at(u->graph, u->graph->output[0]);
    const char *method = out->method != NULL ? out->method : "predict";
    dp_html_raw(h, u->v->page->onnx != NULL ? "/* of the pickle: depickle convert --to c makes " : "/* depickle convert --to c makes ");
    put_stem(u);
    dp_html_raw(h, ".h, which needs nothing but the C library */\n#include &quot;");
    put_stem(u);
    dp_html_raw(h, ".h&quot;\n\ndouble row[model_n_features] = {0};\n");
    dp_html_rawf(h, "double answer[model_n_%s];\nmodel_%s(row, 1, answer);\n", method, method);
    end_code(u);
}

static void put_javascript(const struct usage *u)
{
    dp_html *h = u->h;
    size_t n = u->graph->n_inputs;
    begin_code(u, "JavaScript");
    dp_html_raw(h, "import * as ort from &quot;onnxruntime-web&quot;;\n\nconst session = await ort.InferenceSession.create(&quot;");
    put_stem(u);
    dp_html_raw(h, ".onnx&quot;);\n");
    if (n == 1 && !is_text(u, 0)) {
        dp_html_rawf(h, "const rows = new ort.Tensor(&quot;float64&quot;, new Float64Array(%" PRIu64 "), [1, %" PRIu64 "]);\n"
                        "const answers = await session.run({ ", u->width, u->width);
        put_input(u, 0);
        dp_html_raw(h, ": rows });\n");
    } else {
        dp_html_raw(h, "const answers = await session.run({\n");
        put_feeds(u, "  ", "new ort.Tensor(&quot;float64&quot;, Float64Array.of(0), [1, 1])", "new ort.Tensor(&quot;string&quot;, "
                     "[&quot;a&quot;], [1, 1])",
                  ",\n");
        dp_html_rawf(h, n > MOST_INPUTS ? "  // … and %zu more\n});\n" : "});\n", n - MOST_INPUTS);
    }
    end_code(u);
}

void dp_put_usage(dp_html *h, const dp_view_of *v)
{
    struct usage u = {.h = h, .v = v, .part = ""};
    if (v->n_checked == 0) {
        return;
    }
    bool written = v->page->onnx != NULL; /* it is the file that is loaded */
    const char *const *parts = !written ? dp_model_parts(v->ctx, v->page->models) : NULL;
    for (size_t i = 0; i < v->n_checked && u.graph == NULL; i++) {
        bool usable = v->checked[i].graph != NULL && v->checked[i].graph->n_inputs != 0 && v->checked[i].graph->n_outputs != 0;
        u.graph = usable ? v->checked[i].graph : NULL;
        u.part = usable && parts != NULL ? parts[i] : "";
    }
    dp_section(h, 2, "use", "Use it");
    if (u.graph == NULL) {
        dp_html_raw(h, "<p>There is no converter for it yet. <code>depickle convert --to json</code> keeps its parameters, as far as they "
                       "can be read.</p>\n");
        dp_section_end(h);
        return;
    }
    u.width = dp_value_at(u.graph, u.graph->input[0])->shape.dim[1];
    if (!written) {
        dp_html_raw(h, "<p>Convert it first: nothing of the pickle is needed afterwards.</p>\n<pre tabindex=\"0\"><code>depickle convert ");
        dp_html_span(h, dp_span_of(v->page->options->source.file), 300);
        dp_html_raw(h, "</code></pre>\n");
    }
    put_python(&u);
    put_c(&u);
    put_javascript(&u);
    dp_section_end(h);
}
