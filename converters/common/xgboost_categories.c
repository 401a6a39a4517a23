/* XGBoost's own list of categories, since 3.1 where it was fitted on a frame with columns of them:
 *   cats { enc [one a feature] }: { offsets, values } texts, the bytes of all and where each begins and the last ends;
 *   { type, values } numbers; both empty for a column that has none */
#include "converters/common/xgboost_model.h"

#include "base/text.h"

#include <inttypes.h>

enum { COUNTS_BYTES = 304 };

/* bytes: from 0 to 255, or as signed ones. */
static dp_span read_bytes(dp_state *s, const dp_doc *doc)
{
    uint64_t n = 0;
    const double *v = dp_doc_numbers(s, doc, "values", &n);
    uint8_t *out = dp_state_take(s, n != 0 ? (size_t)n : 1, 1);
    for (uint64_t i = 0; !s->failed && i < n; i++) {
        if (!(v[i] >= -128 && v[i] < 256)) {
            dp_corrupt(s, "cats: expected bytes, found %g", v[i]);
            return (dp_span){NULL, 0};
        }
        out[i] = (uint8_t)(int)v[i];
    }
    return (dp_span){out, (size_t)n};
}

static bool is_ascii(dp_span bytes)
{
    size_t i = 0;
    while (i < bytes.n && bytes.p[i] < 0x80) {
        i++;
    }
    return i == bytes.n;
}

/* XGBoost 3.1 to 3.3 take the letters of a category for its bytes: each has what stands that far from the last one. */
static void read_texts(dp_state *s, const dp_doc *doc, unsigned version, dp_categories *out)
{
    uint64_t n = 0;
    const double *at = dp_doc_numbers(s, dp_doc_need(s, doc, "offsets"), "offsets", &n);
    dp_span bytes = read_bytes(s, dp_doc_need(s, doc, "values"));
    dp_span *key = dp_state_take(s, n != 0 ? (size_t)n : 1, sizeof *key);
    for (uint64_t i = 0; !s->failed && i + 1 < n; i++) {
        if (!(at[i] >= 0 && at[i] <= at[i + 1] && at[i + 1] <= (double)bytes.n)) {
            dp_corrupt(s, "cats: offsets: expected growing ones up to %zu", bytes.n);
            return;
        }
        key[i] = dp_span_cut(bytes, (size_t)at[i], (size_t)at[i + 1] - (size_t)at[i]);
        if (version >= COUNTS_BYTES && !dp_utf8_valid(key[i])) {
            dp_corrupt(s, "cats: expected texts in UTF-8");
        }
    }
    if (!s->failed && version < COUNTS_BYTES && !is_ascii(bytes)) {
        dp_unsupported(s, "categories that are not ASCII, which XGBoost before 3.4 cut: what they were is not in the file");
    }
    *out = (dp_categories){.n = n > 1 ? (size_t)n - 1 : 0, .text = true, .key = key};
}

static void read_feature(dp_state *s, const dp_doc *doc, unsigned version, dp_categories *out)
{
    if (dp_doc_get(doc, "offsets") != NULL) {
        read_texts(s, doc, version, out);
    } else {
        uint64_t n = 0;
        out->number = dp_doc_numbers(s, dp_doc_need(s, doc, "values"), "values", &n);
        out->n = (size_t)n;
    }
    out->missing = out->n;
}

static void read_names(dp_state *s, const dp_doc *names, dp_xgboost_model *out)
{
    const dp_doc *name = names != NULL && names->kind == DP_DOC_LIST && names->n == out->n_features ? names->first : NULL;
    if (name == NULL && !s->failed) {
        out->coded.name = NULL;
    }
    for (uint64_t i = 0; !s->failed && name != NULL; i++, name = name->next) {
        out->coded.name[i] = name->text;
    }
}

void dp_xgboost_read_categories(dp_state *s, const dp_doc *cats, const dp_doc *names, dp_xgboost_model *out)
{
    const dp_doc *all = dp_doc_get(cats, "enc");
    if (s->failed || all == NULL || all->n == 0) {
        return;
    }
    if (all->kind != DP_DOC_LIST || all->n != out->n_features) {
        dp_corrupt(s, "cats: expected a list for each of %" PRIu64 " features, found %" PRIu32, out->n_features, all->n);
        return;
    }
    dp_categories *category = dp_state_take(s, all->n, sizeof *category);
    dp_coded_columns_begin(s, all->n, &out->coded);
    const dp_doc *doc = all->first;
    bool any = false;
    for (uint64_t i = 0; !s->failed && i < all->n; i++, doc = doc->next) {
        read_feature(s, doc, out->version, &category[i]);
        out->coded.category[i] = category[i].n != 0 ? &category[i] : NULL;
        any = any || category[i].n != 0;
    }
    if (!any) {
        out->coded.category = NULL;
    }
    read_names(s, names, out);
}
