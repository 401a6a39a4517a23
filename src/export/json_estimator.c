/* An estimator as a JSON object: model_type, class, sklearn_version, params, params_found, fitted, feature_names, classes. */
#include "export/json_value.h"

enum part { PARAMS, FOUND, FITTED, DONE };

static void member(dp_json *j, const char *name)
{
    dp_json_member(j, dp_span_of(name));
}

bool dp_json_estimator_open(dp_json *j, dp_heap *heap, dp_id id, dp_json_estimator *e)
{
    if (!dp_settings_read(heap, id, &e->settings)) {
        return false;
    }
    const char *name = e->settings.canonical;
    const char *dot = strrchr(name, '.');
    if (!e->bare) {
        dp_json_open_lines(j);
    }
    member(j, "model_type");
    dp_json_string(j, dp_span_of(dot != NULL ? dot + 1 : name));
    member(j, "class");
    dp_json_string(j, dp_span_of(name));
    member(j, "sklearn_version");
    if (e->settings.version[0] != '\0') {
        dp_json_string(j, dp_span_of(e->settings.version));
    } else {
        dp_json_raw(j, "null");
    }
    member(j, "params");
    dp_json_open_lines(j);
    return true;
}

/* Parameters whose text is known are written at once; 0 when all are. */
static dp_id next_param(dp_json *j, dp_json_estimator *e)
{
    while (e->next < e->settings.n_settings) {
        const dp_setting *s = &e->settings.setting[e->next++];
        dp_json_member(j, s->name);
        if (s->text == NULL) {
            return s->value;
        }
        dp_json_raw(j, s->text);
    }
    return 0;
}

static dp_id next_attribute(dp_json *j, dp_json_estimator *e, dp_attribute_role role)
{
    while (e->next < e->settings.n_attributes) {
        const dp_attribute *a = &e->settings.attribute[e->next++];
        if (a->role != role) {
            continue;
        }
        if (role == DP_ATTR_FOUND && !e->opened) {
            member(j, "params_found");
            dp_json_open_lines(j);
            e->opened = true;
        }
        dp_json_member(j, role == DP_ATTR_FOUND ? a->name : a->today);
        return a->value;
    }
    return 0;
}

dp_id dp_json_estimator_next(dp_json *j, dp_json_estimator *e)
{
    dp_id id = 0;
    if (e->part == PARAMS && (id = next_param(j, e)) == 0) {
        dp_json_close_lines(j);
        e->part = FOUND;
        e->next = 0;
    }
    if (e->part == FOUND && (id = next_attribute(j, e, DP_ATTR_FOUND)) == 0) {
        if (e->opened) {
            dp_json_close_lines(j);
        }
        e->part = FITTED;
        e->next = 0;
        member(j, "fitted");
        dp_json_open_lines(j);
    }
    if (e->part == FITTED && (id = next_attribute(j, e, DP_ATTR_FITTED)) == 0) {
        dp_json_close_lines(j);
        e->part = DONE;
    }
    return id;
}

/* ---- plain lists ---- */

static void put_item(dp_json *j, dp_heap *heap, dp_id id)
{
    if (!dp_json_leaf(j, heap, id)) {
        dp_json_form(j, "$opaque", dp_span_of(dp_obj_describe(heap, id)));
    }
}

static void put_array(dp_json *j, dp_heap *heap, const dp_array *a)
{
    dp_json_open(j, '[');
    for (uint64_t i = 0; i < a->count && dp_json_good(j); i++) {
        if (a->type.kind == 'O') {
            put_item(j, heap, a->item[i]);
        } else {
            dp_json_array_item(j, a, i);
        }
    }
    dp_json_close(j, ']');
}

/* feature_names_in_, classes_: an array as a list; several outputs have a list of arrays, which becomes a list of lists. */
static void put_list(dp_json *j, dp_heap *heap, const char *name, dp_id id)
{
    const dp_array *a = dp_array_of(heap, id);
    const dp_obj *o = dp_at(heap, id);
    member(j, name);
    if (a != NULL && a->ndim == 1) {
        put_array(j, heap, a);
    } else if (o->kind == DP_K_LIST) {
        dp_json_open(j, '[');
        for (uint32_t i = 0; i < o->len && dp_json_good(j); i++) {
            const dp_array *one = dp_array_of(heap, o->u.item[i]);
            if (one != NULL && one->ndim == 1) {
                put_array(j, heap, one);
            } else {
                put_item(j, heap, o->u.item[i]);
            }
        }
        dp_json_close(j, ']');
    } else {
        dp_json_raw(j, "null");
    }
}

void dp_json_estimator_close(dp_json *j, dp_heap *heap, dp_id id, dp_json_estimator *e)
{
    put_list(j, heap, "feature_names", dp_own_or_inner(heap, id, "feature_names_in_", true));
    put_list(j, heap, "classes", dp_own_or_inner(heap, id, "classes_", false));
    if (!e->bare) {
        dp_json_close_lines(j);
    }
}
