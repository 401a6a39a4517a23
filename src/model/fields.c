#include "model/fields.h"

/* "key|was": what dp_get takes. */
static const char *all_names(dp_state *s, const dp_field *f)
{
    return f->was == NULL ? f->key : dp_take_printf(s->ctx, "%s|%s", f->key, f->was);
}

static void read_one(dp_state *s, const dp_field *f, uint8_t *at)
{
    const char *key = all_names(s, f);
    if (!f->optional && !dp_has(s, key)) {
        dp_corrupt(s, "expected an attribute %s, found none (is it fitted?)", f->key);
        return;
    }
    switch ((dp_field_kind)f->kind) {
    case DP_FIELD_NUMS: *(dp_nums *)(void *)at = f->any ? dp_get_nums_any(s, key, f->ndim) : dp_get_nums(s, key, f->ndim); break;
    case DP_FIELD_INT: *(int64_t *)(void *)at = dp_get_int(s, key, (int64_t)f->otherwise); break;
    case DP_FIELD_F64: *(double *)(void *)at = dp_get_f64(s, key, f->otherwise); break;
    case DP_FIELD_BOOL: *(bool *)at = dp_get_bool(s, key, f->otherwise != 0.0); break;
    case DP_FIELD_TEXT: *(const char **)(void *)at = dp_get_text(s, key, f->otherwise_text); break;
    case DP_FIELD_LABELS:
        if (dp_has(s, key)) {
            *(dp_labels *)(void *)at = dp_need_labels(s, key);
        }
        break;
    case DP_FIELD_ID: *(dp_id *)(void *)at = dp_get(s, key); break;
    }
}

void dp_fields_read(dp_state *s, const dp_field *fields, void *ir)
{
    for (const dp_field *f = fields; f != NULL && f->kind != 0; f++) {
        read_one(s, f, (uint8_t *)ir + f->at);
    }
}
