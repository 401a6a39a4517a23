/* metadata_props: what the file says of its model is what the pickle says. Keys that the proof does not know are of no
 * effect on answers and pass; the digest of the source is compared by who has it. */
#include "proof/prover.h"

#include <cjson/cJSON.h>
#include <math.h>

static bool is(dp_prover *p, const char *key, const char *expected)
{
    dp_span found = dp_form_meta_of(p->file, key);
    bool same = expected[0] == '\0' ? found.p == NULL : found.p != NULL && dp_span_is(found, expected);
    return same || dp_refute(p, "metadata: %s is not that of the model", key);
}

/* ---- lists, which are JSON ---- */

static bool is_text(const cJSON *item, dp_span text)
{
    return cJSON_IsString(item) && dp_span_is(text, item->valuestring);
}

static bool is_label(const cJSON *item, const dp_labels *classes, size_t i)
{
    switch (classes->kind) {
    case DP_LABEL_TEXT: return is_text(item, classes->text[i]);
    case DP_LABEL_BOOL: return classes->i[i] != 0 ? cJSON_IsTrue(item) : cJSON_IsFalse(item);
    case DP_LABEL_FLOAT:
        return isfinite(classes->f[i]) ? cJSON_IsNumber(item) && dp_same_bits(item->valuedouble, classes->f[i])
                                       : cJSON_IsString(item);
    case DP_LABEL_INT: break;
    }
    return cJSON_IsNumber(item) && item->valuedouble == (double)classes->i[i];
}

/* cJSON takes "1." for a number, JSON does not. */
static bool is_strict(dp_span text)
{
    bool good = true;
    for (size_t i = 0; i < text.n; i++) {
        good = good && (text.p[i] != '.' || (i + 1 < text.n && text.p[i + 1] >= '0' && text.p[i + 1] <= '9'));
    }
    return good;
}

/* The list under `key` has these n entries: texts, or labels. */
static bool list_is(dp_prover *p, const char *key, const dp_span *texts, const dp_labels *classes, size_t n)
{
    dp_span found = dp_form_meta_of(p->file, key);
    cJSON *list = found.p != NULL ? cJSON_ParseWithLength((const char *)found.p, found.n) : NULL;
    const cJSON *item = cJSON_IsArray(list) ? list->child : NULL;
    bool same = cJSON_IsArray(list) && (classes == NULL || classes->kind == DP_LABEL_TEXT || is_strict(found));
    for (size_t i = 0; same && i < n; i++) {
        same = item != NULL && (texts != NULL ? is_text(item, texts[i]) : is_label(item, classes, i));
        item = item != NULL ? item->next : NULL;
    }
    same = same && item == NULL;
    cJSON_Delete(list);
    return same || dp_refute(p, "metadata: %s are not those of the model", key);
}

/* classes_ of one output; models of several have none in the metadata. */
static bool classes_are(dp_prover *p, dp_state *s)
{
    static const char *const types[] = {"int64", "string", "bool", "float64"};
    dp_id id = dp_get(s, "classes_");
    const dp_array *a = dp_array_of(s->heap, id);
    if (a == NULL || a->ndim != 1) {
        return is(p, "classes", "") && is(p, "class_type", "");
    }
    dp_labels classes = dp_labels_of(s, id, "classes_");
    return !s->failed && list_is(p, "classes", NULL, &classes, classes.n) && is(p, "class_type", types[classes.kind]);
}

/* Of a model that tells no names, somebody may have told them when it was converted. */
static bool names_are(dp_prover *p, dp_state *s)
{
    bool told = p->told->names != NULL;
    const dp_span *names = told ? p->told->names : dp_state_feature_names(s, p->n_columns);
    if (told && p->told->n_names != p->n_columns) {
        return dp_refute(p, "metadata: as many feature_names as there are features");
    }
    bool untold = !told && dp_state_n_features(s) == 0 && dp_form_meta_of(p->file, "feature_names").p == NULL;
    return names == NULL || untold || list_is(p, "feature_names", names, NULL, (size_t)p->n_columns);
}

/* TopK and Log of float64 came with 1.8; of what else a proof knows, all is in 1.6. */
static bool is_newer(const dp_form_graph *g)
{
    bool any = false;
    for (size_t i = 0; i < g->n_nodes; i++) {
        any = any || dp_span_is(g->node[i].op, "TopK") || dp_span_is(g->node[i].op, "Log");
    }
    return any;
}

static bool target_is(dp_prover *p)
{
    bool ml5 = p->file->ml == 5;
    const char *older = is_newer(&p->file->graph) ? "onnxruntime >= 1.8" : "onnxruntime >= 1.6";
    return is(p, "target", p->file->ml == 0 ? "plain" : ml5 ? "ml5" : "ml1")
           && is(p, "requires", ml5 ? "onnxruntime >= 1.21" : older);
}

bool dp_meta_holds(dp_prover *p, dp_state *s)
{
    dp_span version = dp_obj_bytes(s->heap, dp_obj_get(s->heap, s->dict, "_sklearn_version"));
    return is(p, "class", p->model->canonical) && is(p, "source_path", p->model->path)
           && is(p, "sklearn_version", version.p != NULL ? dp_take_text(p->ctx, version) : "")
           && is(p, "n_features", dp_take_printf(p->ctx, "%llu", (unsigned long long)p->n_columns))
           && classes_are(p, s) && names_are(p, s) && target_is(p);
}
