/* What a parameter is told where the file says nothing, or says it in an older spelling: text of our own tables, in the
 * grammar of docs/formats/json.md. */
#include "export/skops_writer.h"

/* The text between two others; p NULL: they are not there. */
static dp_span between(const char *text, const char *before, const char *after)
{
    size_t n = strlen(text);
    size_t head = strlen(before);
    size_t tail = strlen(after);
    if (n < head + tail || memcmp(text, before, head) != 0 || memcmp(text + n - tail, after, tail) != 0) {
        return (dp_span){NULL, 0};
    }
    return (dp_span){(const uint8_t *)text + head, n - head - tail};
}

static void put_named(dp_skops *s, dp_span canonical)
{
    const char *text = dp_take_text(s->ctx, canonical);
    const dp_home *home = text != NULL ? dp_home_of(text) : NULL;
    if (home == NULL) {
        dp_skops_refuse(s, 0, "%s is not in today's libraries", text != NULL ? text : "");
        return;
    }
    dp_skops_head(s, 0, home->module, home->name, home->kind == DP_HOME_FUNCTION ? "FunctionNode" : "TypeNode");
    dp_json_close(&s->j, '}');
}

static void put_tuple(dp_skops *s, dp_span items)
{
    dp_skops_head(s, 0, "builtins", "tuple", "TupleNode");
    dp_json_key(&s->j, DP_LIT("content"));
    dp_json_open(&s->j, '[');
    for (size_t from = 0; from < items.n;) {
        const uint8_t *comma = memchr(items.p + from, ',', items.n - from);
        size_t end = comma != NULL ? (size_t)(comma - items.p) : items.n;
        dp_skops_json(s, dp_span_cut(items, from, end - from));
        from = end + 1;
    }
    dp_json_close(&s->j, ']');
    dp_json_close(&s->j, '}');
}

/* Only what the tables of parameters and eras say: words, numbers, a name, a tuple of numbers. */
void dp_skops_grammar(dp_skops *s, const char *text)
{
    dp_span type = between(text, "{\"$type\":\"", "\"}");
    dp_span function = between(text, "{\"$function\":\"", "\"}");
    dp_span tuple = between(text, "{\"$tuple\":[", "]}");
    dp_span number = between(text, "{\"$float\":\"", "\"}");
    if (type.p != NULL || function.p != NULL) {
        put_named(s, type.p != NULL ? type : function);
    } else if (tuple.p != NULL) {
        put_tuple(s, tuple);
    } else if (number.p != NULL) {
        dp_skops_json(s, dp_span_is(number, "nan") ? DP_LIT("NaN") : dp_span_is(number, "inf") ? DP_LIT("Infinity") : DP_LIT("-Infinity"));
    } else {
        dp_skops_json(s, dp_span_of(text));
    }
}
