/* OneHotEncoder: a column for each category of a column that is not dropped, 1 where it is that and else 0. */
#include "proof/codes.h"
#include "proof/steps.h"

enum { NONE = -1 };

bool dp_covers_one_hot_encoder(dp_prover *p, dp_state *s)
{
    size_t n = 0;
    bool other = dp_get_bool(s, "_infrequent_enabled", false) || dp_get_bool(s, "_legacy_mode", false) || !dp_has(s, "categories_");
    return other ? dp_leave_open(p, "an encoder of infrequent categories, or of before 0.20") : dp_codes_list(p, s, &n) != NULL;
}

/* drop_idx_: None, or for each column a number or None. */
static int64_t dropped(dp_state *s, size_t i)
{
    dp_id list = dp_get(s, "drop_idx_");
    const dp_array *a = dp_array_of(s->heap, list);
    if (a == NULL || i >= a->count) {
        return NONE;
    }
    if (a->type.kind != 'O') {
        return strchr("iu", a->type.kind) != NULL ? dp_array_i64(a, i) : NONE;
    }
    const dp_obj *o = dp_at(s->heap, a->item[i]);
    const dp_array *scalar = dp_array_of(s->heap, a->item[i]);
    bool whole = scalar != NULL && strchr("iu", scalar->type.kind) != NULL;
    return o->kind == DP_K_INT ? o->u.i : whole ? dp_array_i64(scalar, 0) : NONE;
}

static double line_of(const void *self, const dp_codes *codes, size_t k, uint64_t c)
{
    int64_t drop = *(const int64_t *)self;
    uint64_t category = drop != NONE && c >= (uint64_t)drop ? c + 1 : c;
    return k < codes->n && k == category ? 1.0 : 0.0;
}

/* Columns that have something to show. */
static size_t parts_of(dp_state *s, const dp_codes *codes, size_t columns, uint64_t *width)
{
    size_t parts = 0;
    *width = 0;
    for (size_t i = 0; i < columns; i++) {
        uint64_t each = codes[i].n - (dropped(s, i) != NONE);
        *width += each;
        parts += each != 0;
    }
    return parts;
}

static bool drops_hold(dp_prover *p, dp_state *s, const dp_codes *codes, size_t columns)
{
    for (size_t i = 0; i < columns; i++) {
        int64_t drop = dropped(s, i);
        if (drop != NONE && (drop < 0 || (uint64_t)drop >= codes[i].n)) {
            return dp_refute(p, "drop_idx_: no category of column %zu", i);
        }
    }
    return true;
}

bool dp_makes_one_hot_encoder(dp_prover *p, dp_state *s, uint64_t *n, dp_span name)
{
    size_t columns = 0;
    size_t at = 0;
    uint64_t width;
    const dp_codes *codes = dp_codes_list(p, s, &columns);
    if (codes == NULL || !drops_hold(p, s, codes, columns)) {
        return false;
    }
    size_t parts = parts_of(s, codes, columns, &width);
    const dp_span *part = &name;
    bool good = dp_is_width(p, n, width) && (parts == 1 || dp_is_concat(p, name, 1, parts, &part));
    for (size_t i = 0; good && i < columns; i++) {
        dp_span column;
        int64_t drop = dropped(s, i);
        uint64_t each = codes[i].n - (drop != NONE);
        good = each == 0
               || (dp_are_code_lines(p, part[at++], &codes[i], each, line_of, &drop, &column)
                   && dp_is_column(p, columns, i, codes[i].text, column));
    }
    return good;
}
