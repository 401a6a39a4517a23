/* A file without a model: a table, or the first things of what it holds. */
#include "page/sections.h"

#include <inttypes.h>

enum { MOST_COLUMNS = 200, MOST_ITEMS = 100, LONG_NAME = 160 };

static void put_columns(dp_html *h, const dp_frame_column *column, size_t n, const char *what)
{
    for (size_t i = 0; i < n && i < MOST_COLUMNS; i++) {
        dp_html_rawf(h, "<tr><td class=\"dim\">%s</td><th scope=\"row\">", what);
        dp_html_span(h, column[i].name, LONG_NAME);
        dp_html_between(h, "</th><td><code>", column[i].store->dtype, "</code></td></tr>\n");
    }
    if (n > MOST_COLUMNS) {
        dp_html_rawf(h, "<tr><td colspan=\"3\">and %zu more</td></tr>\n", n - MOST_COLUMNS);
    }
}

static void put_table(dp_html *h, const dp_frame *table)
{
    dp_html_between(h, "<p>", table->kind, ": ");
    dp_html_count(h, table->rows);
    dp_html_raw(h, " rows, ");
    dp_html_count(h, table->n);
    dp_html_raw(h, " columns.</p>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Columns\"><table><thead><tr>"
                   "<th scope=\"col\"><span class=\"unseen\">Kind</span></th><th scope=\"col\">Name</th><th scope=\"col\">Type</th></tr>"
                   "</thead><tbody>\n");
    put_columns(h, table->index, table->n_index, "index");
    put_columns(h, table->column, table->n, "column");
    dp_html_raw(h, "</tbody></table></div>\n");
}

/* Texts are told with their length where they are cut; other values in a word. */
static void put_value(dp_html *h, const dp_view_of *v, dp_id id)
{
    dp_span text = dp_obj_bytes(v->page->loaded->heap, id);
    if (text.p == NULL) {
        dp_html_text(h, dp_value_text(v->ctx, v->page->loaded->heap, id));
        return;
    }
    dp_html_raw(h, "&#39;");
    dp_html_span(h, text, LONG_NAME);
    dp_html_raw(h, "&#39;");
}

static void put_items(dp_html *h, const dp_view_of *v)
{
    dp_heap *heap = v->page->loaded->heap;
    dp_id root = v->page->loaded->root;
    const dp_obj *o = dp_at(heap, dp_kind_of(heap, root) == DP_K_MADE ? dp_model_dict(heap, root) : root);
    bool keyed = o->kind == DP_K_DICT;
    dp_html_between(h, "<p>", dp_value_text(v->ctx, heap, root), "</p>\n");
    if (!keyed && o->kind != DP_K_LIST && o->kind != DP_K_TUPLE) {
        return;
    }
    dp_html_raw(h, "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Content\"><table><tbody>\n");
    for (uint32_t i = 0; i < o->len && i < MOST_ITEMS; i++) {
        dp_html_raw(h, "<tr><th scope=\"row\"><code>");
        if (keyed) {
            put_value(h, v, o->u.item[2 * i]);
        } else {
            dp_html_rawf(h, "[%" PRIu32 "]", i);
        }
        dp_html_raw(h, "</code></th><td><code>");
        put_value(h, v, o->u.item[keyed ? 2 * i + 1 : i]);
        dp_html_raw(h, "</code></td></tr>\n");
    }
    dp_html_raw(h, "</tbody></table></div>\n");
    if (o->len > MOST_ITEMS) {
        dp_html_rawf(h, "<p class=\"dim\">and %" PRIu32 " more.</p>\n", o->len - MOST_ITEMS);
    }
}

void dp_put_content(dp_html *h, const dp_view_of *v)
{
    dp_section(h, 2, "content", "Content");
    if (v->what->table != NULL) {
        put_table(h, v->what->table);
    } else {
        put_items(h, v);
    }
    dp_section_end(h);
}
