#include "base/text.h"
#include "python/loads.h"
#include "support/test_ctx.h"

#include <criterion/criterion.h>

static dp_ctx *ctx;

static void open_ctx(void)
{
    ctx = test_ctx();
}

TestSuite(notebook, .init = open_ctx);

/* "1<x = 1>3<y>": the cells' numbers and texts */
static const char *cells(const char *text)
{
    dp_py_source *sources = NULL;
    size_t n = 0;
    dp_text t = dp_text_new(ctx);
    if (dp_notebook_read(ctx, dp_span_of(text), &sources, &n) != DP_OK) {
        return dp_ctx_record(ctx)->what;
    }
    for (size_t i = 0; i < n; i++) {
        dp_text_addf(&t, "%u<", sources[i].cell);
        dp_text_add(&t, sources[i].text);
        dp_text_adds(&t, ">");
    }
    return dp_text_str(&t);
}

Test(notebook, code_cells_are_read)
{
    static const struct {
        const char *in, *out;
    } rows[] = {
        {"{\"cells\":[]}", ""},
        {"{\"cells\":[{\"cell_type\":\"code\",\"source\":\"a\\nb\"}]}\n", "1<a\nb>"},
        {"{\"cells\":[{\"cell_type\":\"markdown\",\"source\":\"a\"},{\"cell_type\":\"code\",\"source\":[\"b\\n\",\"c\"]}]}", "2<b\nc>"},
        {"{\"cells\":[{\"cell_type\":\"raw\",\"source\":\"a\"},{\"cell_type\":\"code\"}]}", "2<>"},
        {"{\"cells\":[],\"cells\":[{\"cell_type\":\"raw\",\"cell_type\":\"code\",\"source\":\"a\",\"source\":\"b\"}]}", "1<b>"},
        {"{\"cells\":[7,null,{\"cell_type\":7},{\"cell_type\":\"code\",\"source\":[1,\"d\"]}]}", "4<d>"},
        {"{\"worksheets\":[{\"cells\":[{\"cell_type\":\"code\",\"language\":\"python\",\"input\":[\"e\"]}]}]}", "1<e>"},
        {"{\"cells\":[{\"cell_type\":\"code\",\"source\":\"a\"}],\"metadata\":{\"language_info\":{\"name\":\"R\"}}}", ""},
        {"{\"cells\":[{\"cell_type\":\"code\",\"source\":\"a\"}],\"metadata\":{\"kernelspec\":{\"language\":\"julia\"}}}", ""},
        {"{\"cells\":[{\"cell_type\":\"code\",\"source\":\"'\\\\u0000'\"}],\"metadata\":{\"kernelspec\":{\"language\":\"python3\"}}}",
         "1<'\\u0000'>"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cr_assert_str_eq(cells(rows[i].in), rows[i].out, "%s: %s", rows[i].in, cells(rows[i].in));
    }
}

static void refused(const char *text, const char *what)
{
    cr_assert_str_eq(cells(text), what, "%s", text);
    cr_assert_eq(dp_failed(ctx), DP_CORRUPT);
    dp_forgive(ctx);
}

Test(notebook, what_is_no_notebook_is_told)
{
    refused("", "an empty notebook");
    refused("{", "a notebook that is no JSON");
    refused("{} x", "a notebook that is no JSON");
    refused("{}", "a notebook without cells");
    refused("[]", "a notebook without cells");
    refused("{\"cells\":{}}", "a notebook without cells");
    refused("{\"cells\":[{\"cell_type\":\"code\",\"source\":\"a\\u0000b\"}]}", "a notebook with NUL characters");
}
