#include "cli/table.h"

#include "base/num.h"
#include "base/text.h"

#include <math.h>

/* A place in the text, and the line it is on. */
struct reader {
    dp_ctx *ctx;
    dp_span text;
    size_t at, line;
};

/* The next cell; *last: it ends its line. Quotes are taken off, doubled ones halved. */
static dp_rc next_cell(struct reader *r, dp_span *cell, bool *last)
{
    const uint8_t *p = r->text.p;
    size_t n = r->text.n;
    size_t from = r->at;
    if (from < n && p[from] == '"') {
        size_t end = from + 1;
        while (end < n && (p[end] != '"' || (end + 1 < n && p[end + 1] == '"'))) {
            end += p[end] == '"' ? 2 : 1;
        }
        uint8_t *out = dp_take_raw(r->ctx, end - from, 1);
        size_t len = 0;
        size_t i = from + 1;
        while (out != NULL && i < n && i < end) {
            i += p[i] == '"';
            out[len++] = p[i++];
        }
        if (out == NULL || i >= n) {
            return dp_fail(r->ctx, DP_USAGE, DP_NO_OFFSET, "the table's line %zu has a quote that does not end", r->line);
        }
        *cell = (dp_span){out, len};
        r->at = i + 1;
    } else {
        while (r->at < n && p[r->at] != ',' && p[r->at] != '\n' && p[r->at] != '\r') {
            r->at++;
        }
        *cell = (dp_span){p + from, r->at - from};
    }
    *last = r->at >= n || p[r->at] != ',';
    if (r->at < n && p[r->at] == '\r') {
        r->at++;
    }
    if (r->at < n && (p[r->at] == ',' || p[r->at] == '\n')) {
        r->line += p[r->at] == '\n';
        r->at++;
    } else if (r->at < n) {
        return dp_fail(r->ctx, DP_USAGE, DP_NO_OFFSET, "the table's line %zu goes on behind a quoted cell", r->line);
    }
    return DP_OK;
}

bool dp_table_number(const dp_table *table, size_t row, size_t column, double *v)
{
    dp_span cell = table->cell[row * table->cols + column];
    if (cell.n == 0) {
        *v = NAN;
        return true;
    }
    if (dp_span_is(cell, "True") || dp_span_is(cell, "False")) {
        *v = cell.p[0] == 'T' ? 1.0 : 0.0;
        return true;
    }
    return dp_num_read(cell, v);
}

const char *dp_table_doubt(const dp_table *table)
{
    bool alone = table->cols == 1 && table->name[0].n != 0;
    if (alone && memchr(table->name[0].p, ';', table->name[0].n) != NULL) {
        return ": is it separated by ';'? Commas are expected";
    }
    return alone && memchr(table->name[0].p, '\t', table->name[0].n) != NULL ? ": is it separated by tabs? Commas are expected" : "";
}

/* Numbers only; but 0, 1, 2, …, as pandas calls columns that nobody named. */
bool dp_table_lacks_header(const dp_table *table)
{
    bool counts = true;
    for (size_t k = 0; k < table->cols; k++) {
        double v;
        if (!dp_num_read(table->name[k], &v)) {
            return false;
        }
        counts = counts && v == (double)k;
    }
    return !counts;
}

static dp_rc read_header(struct reader *r, dp_table *out)
{
    bool last = false;
    while (!last) {
        dp_span cell;
        DP_TRY(next_cell(r, &cell, &last));
        dp_span *slot = dp_grow(r->ctx, &out->name, out->cols, sizeof *slot);
        if (slot == NULL) {
            return dp_failed(r->ctx);
        }
        *slot = cell;
        out->cols++;
    }
    return DP_OK;
}

static size_t count_lines(dp_span text, size_t from)
{
    size_t n = 1;
    for (size_t i = from; i < text.n; i++) {
        n += text.p[i] == '\n';
    }
    return n;
}

static dp_rc read_row(struct reader *r, dp_table *out)
{
    dp_span *row = out->cell + out->rows * out->cols;
    bool last = false;
    size_t line = r->line;
    size_t k = 0;
    for (; !last; k++) {
        dp_span cell;
        DP_TRY(next_cell(r, &cell, &last));
        if (k < out->cols) {
            row[k] = cell;
        }
    }
    if (k != out->cols) {
        return dp_fail(r->ctx, DP_USAGE, DP_NO_OFFSET, "line %zu has %zu cells, the header %zu%s", line, k, out->cols,
                       dp_table_doubt(out));
    }
    out->rows++;
    return DP_OK;
}

dp_rc dp_table_read(dp_ctx *ctx, dp_span text, dp_table *out)
{
    struct reader r = {ctx, text, 0, 1};
    *out = (dp_table){0};
    if (text.n >= 3 && memcmp(text.p, "\xef\xbb\xbf", 3) == 0) {
        r.at = 3;
    }
    DP_TRY(read_header(&r, out));
    out->cell = dp_take_raw(ctx, count_lines(text, r.at) * out->cols, sizeof *out->cell);
    if (out->cell == NULL) {
        return dp_failed(ctx);
    }
    while (r.at < text.n) {
        if (text.p[r.at] == '\n' || text.p[r.at] == '\r') {
            r.line += text.p[r.at++] == '\n'; /* an empty line, as at the end of a file */
            continue;
        }
        DP_TRY(read_row(&r, out));
    }
    return DP_OK;
}
