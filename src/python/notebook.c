/* Jupyter notebooks: JSON of nbformat 4 ({"cells": [{"cell_type": "code", "source": …}]}) and 3 ({"worksheets":
 * [{"cells": [… "input": …]}]}). A source is a string, or a list of strings that follow each other. */
#include "python/loads.h"

#include "base/text.h"

#include <cjson/cJSON.h>

struct reader {
    dp_ctx *ctx;
    dp_py_source *sources;
    size_t n;
    uint32_t cell;
    bool failed;
};

/* Of several members with one name the last counts, as it does for Jupyter. */
static const cJSON *member(const cJSON *o, const char *key)
{
    const cJSON *found = NULL;
    for (const cJSON *m = cJSON_IsObject(o) ? o->child : NULL; m != NULL; m = m->next) {
        found = strcmp(m->string, key) == 0 ? m : found;
    }
    return found;
}

static bool is_text(const cJSON *o, const char *text)
{
    return cJSON_IsString(o) && strcmp(o->valuestring, text) == 0;
}

/* The kernel's language; notebooks that say nothing are Python's. */
static bool is_python(const cJSON *root)
{
    const cJSON *metadata = member(root, "metadata");
    const cJSON *name = member(member(metadata, "language_info"), "name");
    if (!cJSON_IsString(name)) {
        name = member(member(metadata, "kernelspec"), "language");
    }
    return !cJSON_IsString(name) || strncmp(name->valuestring, "python", 6) == 0
           || strncmp(name->valuestring, "ipython", 7) == 0;
}

/* JSON's NUL would end a C string early, and hide what follows. */
static bool has_nul(dp_span text)
{
    size_t backslashes = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\\') {
            backslashes++;
            continue;
        }
        if (backslashes % 2 == 1 && text.n - i >= 5 && memcmp(text.p + i, "u0000", 5) == 0) {
            return true;
        }
        backslashes = 0;
    }
    return memchr(text.p, '\0', text.n) != NULL;
}

static void add_source(struct reader *r, const cJSON *source)
{
    dp_text t = dp_text_new(r->ctx);
    const cJSON *line = cJSON_IsArray(source) ? source->child : source;
    for (; line != NULL; line = cJSON_IsArray(source) ? line->next : NULL) {
        if (cJSON_IsString(line)) {
            dp_text_adds(&t, line->valuestring);
        }
    }
    dp_py_source *at = dp_grow(r->ctx, &r->sources, r->n, sizeof *at);
    r->failed = at == NULL || t.failed;
    if (!r->failed) {
        r->n++;
        *at = (dp_py_source){.text = dp_span_of(dp_text_str(&t)), .cell = r->cell};
    }
}

static void read_cells(struct reader *r, const cJSON *cells)
{
    for (const cJSON *cell = cells->child; cell != NULL && !r->failed; cell = cell->next) {
        r->cell++;
        const cJSON *source = member(cell, "source") != NULL ? member(cell, "source") : member(cell, "input");
        const cJSON *language = member(cell, "language");
        if (is_text(member(cell, "cell_type"), "code") && (language == NULL || is_text(language, "python"))) {
            add_source(r, source);
        }
    }
}

static dp_rc read_root(struct reader *r, const cJSON *root)
{
    const cJSON *cells = member(root, "cells");
    const cJSON *sheets = member(root, "worksheets");
    if (!cJSON_IsArray(cells) && !cJSON_IsArray(sheets)) {
        return dp_fail(r->ctx, DP_CORRUPT, DP_NO_OFFSET, "a notebook without cells");
    }
    if (!is_python(root)) {
        return DP_OK;
    }
    if (cJSON_IsArray(cells)) {
        read_cells(r, cells);
    }
    const cJSON *sheet = cJSON_IsArray(sheets) ? sheets->child : NULL;
    for (; sheet != NULL && !r->failed; sheet = sheet->next) {
        const cJSON *inner = member(sheet, "cells");
        if (cJSON_IsArray(inner)) {
            read_cells(r, inner);
        }
    }
    return r->failed ? dp_failed(r->ctx) : DP_OK;
}

/* Nothing but blanks, JSON's own, from `end` to the end. */
static bool ends_there(dp_span text, const char *end)
{
    const uint8_t *p = (const uint8_t *)end;
    while (p < text.p + text.n && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t')) {
        p++;
    }
    return p == text.p + text.n;
}

dp_rc dp_notebook_read(dp_ctx *ctx, dp_span text, dp_py_source **sources, size_t *n)
{
    struct reader r = {.ctx = ctx};
    const char *end = NULL;
    if (text.n == 0 || has_nul(text)) {
        return dp_fail(ctx, DP_CORRUPT, DP_NO_OFFSET, text.n == 0 ? "an empty notebook" : "a notebook with NUL characters");
    }
    cJSON *root = cJSON_ParseWithLengthOpts((const char *)text.p, text.n, &end, false);
    if (root == NULL || !ends_there(text, end)) {
        cJSON_Delete(root);
        return dp_fail(ctx, DP_CORRUPT, DP_NO_OFFSET, "a notebook that is no JSON");
    }
    dp_rc rc = read_root(&r, root);
    cJSON_Delete(root);
    *sources = r.sources;
    *n = r.n;
    return rc;
}
