/* Python source, as a file, as a notebook's cell and as a notebook, through the search for what loads. */
#include "fuzz.h"

#include "python/loads.h"

static void check_tokens(const dp_py_source *source)
{
    size_t end = 0;
    for (size_t i = 0; i < source->n; i++) {
        const dp_py_token *t = &source->tokens[i];
        FUZZ_HOLDS(t->at >= end && t->n <= source->text.n - t->at);
        FUZZ_HOLDS(t->n != 0 || t->kind == DP_PY_NEWLINE);
        FUZZ_HOLDS(t->line != 0 && t->column != 0 && t->line <= source->text.n + 1 && t->column <= source->text.n + 1);
        end = t->at + t->n;
    }
    FUZZ_HOLDS(source->n == 0 || source->tokens[source->n - 1].kind == DP_PY_NEWLINE);
    FUZZ_HOLDS(source->fault == NULL || (source->fault_line != 0 && source->fault_column != 0));
}

static dp_rc search(dp_ctx *ctx, dp_py_source *sources, size_t n)
{
    dp_load_sites sites = {0};
    dp_rc rc = dp_load_sites_find(ctx, sources, n, &sites);
    for (size_t i = 0; rc == DP_OK && i < n; i++) {
        check_tokens(&sources[i]);
    }
    for (size_t i = 0; rc == DP_OK && i < sites.n; i++) {
        FUZZ_HOLDS(sites.at[i].line != 0 && sites.at[i].column != 0 && fuzz_is_printable(sites.at[i].name));
        FUZZ_HOLDS(i == 0 || sites.at[i - 1].cell <= sites.at[i].cell);
    }
    return rc;
}

static void run_code(dp_span text, uint32_t cell)
{
    dp_ctx *ctx = fuzz_ctx();
    dp_py_source source = {.text = text, .cell = cell};
    fuzz_done(ctx, search(ctx, &source, 1));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const dp_span text = {data, size};
    run_code(text, 0);
    run_code(text, 1);
    dp_ctx *ctx = fuzz_ctx();
    dp_py_source *sources = NULL;
    size_t n = 0;
    dp_rc rc = dp_notebook_read(ctx, text, &sources, &n);
    if (rc == DP_OK) {
        rc = search(ctx, sources, n);
    }
    fuzz_done(ctx, rc);
    return 0;
}
