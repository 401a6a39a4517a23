/* metadata_props: what the file says of its model is what the pickle says. Keys that the proof does not know are of no
 * effect on answers and pass; the digest of the source is compared by who has it. */
#include "proof/prover.h"

#include "model/chain.h"
#include "model/column.h"
#include "model/settings.h"

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

/* A list of these n entries: texts, or labels. */
static bool has(const cJSON *list, const dp_span *texts, const dp_labels *classes, size_t n)
{
    const cJSON *item = cJSON_IsArray(list) ? list->child : NULL;
    bool same = cJSON_IsArray(list);
    for (size_t i = 0; same && i < n; i++) {
        same = item != NULL && (texts != NULL ? is_text(item, texts[i]) : is_label(item, classes, i));
        item = item != NULL ? item->next : NULL;
    }
    return same && item == NULL;
}

static cJSON *parsed(const dp_prover *p, const char *key)
{
    dp_span found = dp_form_meta_of(p->file, key);
    return found.p != NULL ? cJSON_ParseWithLength((const char *)found.p, found.n) : NULL;
}

/* The list under `key` has these n entries. */
static bool list_is(dp_prover *p, const char *key, const dp_span *texts, const dp_labels *classes, size_t n)
{
    cJSON *list = parsed(p, key);
    bool strict = classes == NULL || classes->kind == DP_LABEL_TEXT || is_strict(dp_form_meta_of(p->file, key));
    bool same = strict && has(list, texts, classes, n);
    cJSON_Delete(list);
    return same || dp_refute(p, "metadata: %s are not those of the model", key);
}

/* "<U6": the dtype as NumPy writes it. */
static bool is_dtype(const cJSON *item, const dp_array *a)
{
    char text[40];
    unsigned width = a->type.kind == 'U' ? a->type.itemsize / 4 : a->type.itemsize;
    snprintf(text, sizeof text, "%c%c%u", a->type.itemsize == 1 || a->type.kind == 'S' ? '|' : '<', a->type.kind, width);
    return cJSON_IsString(item) && strcmp(item->valuestring, a->type.kind == 'O' ? "object" : text) == 0;
}

/* Of one output, or of several, a list. Where labels are not told, neither is their dtype. */
static bool class_dtypes_are(dp_prover *p, dp_heap *heap, dp_id classes)
{
    cJSON *list = parsed(p, "class_dtypes");
    const cJSON *item = cJSON_IsArray(list) ? list->child : NULL;
    const dp_obj *o = dp_at(heap, classes);
    size_t n = o->kind == DP_K_LIST ? o->len : 1;
    bool same = true;
    for (size_t i = 0; same && i < n; i++) {
        const dp_array *a = dp_array_of(heap, o->kind == DP_K_LIST ? o->u.item[i] : classes);
        same = item != NULL && a != NULL && is_dtype(item, a);
        item = item != NULL ? item->next : NULL;
    }
    bool told = dp_form_meta_of(p->file, "classes").p != NULL || dp_form_meta_of(p->file, "classes_of_outputs").p != NULL;
    same = told ? same && item == NULL : dp_form_meta_of(p->file, "class_dtypes").p == NULL;
    cJSON_Delete(list);
    return same || dp_refute(p, "metadata: class_dtypes are not those of the model");
}

/* classes_ of several outputs, where they are told. */
static bool class_lists_are(dp_prover *p, dp_state *s, dp_id classes)
{
    const dp_obj *o = dp_at(s->heap, classes);
    bool told = dp_form_meta_of(p->file, "classes_of_outputs").p != NULL;
    cJSON *lists = parsed(p, "classes_of_outputs");
    const cJSON *list = cJSON_IsArray(lists) ? lists->child : NULL;
    bool same = !told || (o->kind == DP_K_LIST && is_strict(dp_form_meta_of(p->file, "classes_of_outputs")));
    for (size_t i = 0; told && same && i < o->len; i++) {
        dp_labels labels = dp_labels_of(s, o->u.item[i], "classes_");
        same = !s->failed && has(list, NULL, &labels, labels.n);
        list = list != NULL ? list->next : NULL;
    }
    same = same && list == NULL;
    cJSON_Delete(lists);
    return same || dp_refute(p, "metadata: classes_of_outputs are not those of the model");
}

/* classes_ of one output. */
static bool classes_are(dp_prover *p, dp_state *s)
{
    static const char *const types[] = {"int64", "string", "bool", "float64"};
    dp_id own = dp_get(s, "classes_");
    dp_id inner = dp_own_or_inner(s->heap, p->model->obj, "classes_", false);
    dp_id id = own != 0 ? own : inner != 0 ? inner : dp_binarizer_classes(s->heap, p->model->obj);
    const dp_array *a = dp_array_of(s->heap, id);
    if (!class_lists_are(p, s, id) || !class_dtypes_are(p, s->heap, id)) {
        return false;
    }
    bool told = dp_form_meta_of(p->file, "classes").p != NULL || dp_form_meta_of(p->file, "class_type").p != NULL;
    if (a == NULL || a->ndim != 1 || (own == 0 && !told)) { /* one inside need not be asked for labels */
        return is(p, "classes", "") && is(p, "class_type", "");
    }
    dp_labels classes = dp_labels_of(s, id, "classes_");
    return !s->failed && list_is(p, "classes", NULL, &classes, classes.n) && is(p, "class_type", types[classes.kind]);
}

/* Which method an output of this name answers: the forms of docs/formats/onnx.md. */
static bool answers(const char *method, const char *output)
{
    static const struct { const char *method, *name; } rows[] = {
        {"predict", "label"}, {"predict", "output_label"}, {"predict", "variable"}, {"predict_proba", "probabilities"},
        {"predict_proba", "output_probability"}, {"decision_function", "scores"}, {"transform", "scores"},
        {"transform", "variable"}, {"transform", "transformed"}, {"kneighbors", "index"}, {"kneighbors", "distance"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t n = strlen(rows[i].name);
        if (strcmp(method, rows[i].method) == 0 && strncmp(output, rows[i].name, n) == 0 && (output[n] == '\0' || output[n] == '_')) {
            return true;
        }
    }
    return false;
}

/* {"predict": ["label"]}: each output stands in one list, in the order of the graph. */
static bool methods_are(dp_prover *p)
{
    cJSON *methods = parsed(p, "methods");
    const cJSON *list;
    const cJSON *output;
    size_t at = 0;
    bool good = cJSON_IsObject(methods);
    cJSON_ArrayForEach(list, methods) {
        good = good && cJSON_IsArray(list) && list->child != NULL;
        cJSON_ArrayForEach(output, list) {
            good = good && at < p->file->graph.n_outputs && is_text(output, p->file->graph.output[at].name)
                   && answers(list->string, output->valuestring);
            at++;
        }
    }
    cJSON_Delete(methods);
    good = good && at == p->file->graph.n_outputs;
    return good || dp_refute(p, "metadata: methods are not those of the outputs");
}

static bool answering_is(dp_prover *p, dp_state *s)
{
    dp_id answering = dp_answering(s->heap, p->model->obj);
    return is(p, "answering_class", answering != p->model->obj ? dp_obj_class(s->heap, answering) : "");
}

/* One number a row: in one dimension, or in a column. */
static bool column_is(dp_prover *p, dp_state *s)
{
    bool one = false;
    for (size_t i = 0; i < p->file->graph.n_outputs; i++) {
        const dp_form_port *port = &p->file->graph.output[i];
        one = one || (dp_span_is(port->name, "variable") && port->rank == 2 && port->dim[1] == 1);
    }
    cJSON *methods = parsed(p, "methods");
    bool predicts = cJSON_HasObjectItem(methods, "predict");
    cJSON_Delete(methods);
    return is(p, "predicts_column", one && predicts && dp_predicts_column(s->heap, p->model->obj) ? "true" : "");
}

/* Of a model that tells no names, somebody may have told them when it was converted. */
static bool names_are(dp_prover *p, dp_state *s)
{
    bool told = p->told->names != NULL;
    const dp_span *names = told ? p->told->names : dp_state_feature_names(s, p->n_columns);
    if (told && p->told->n_names != p->n_columns) {
        return dp_refute(p, "metadata: as many feature_names as there are features");
    }
    static const char *const of_steps[] = {"feature_names_in_", "_feature_names_in", "_df_columns"}; /* before 1.0 the last two */
    for (size_t i = 0; i < sizeof of_steps / sizeof *of_steps && names == NULL && !told; i++) {
        size_t n = 0;
        const dp_span *step = dp_texts_of(p->ctx, s->heap, dp_own_or_inner(s->heap, p->model->obj, of_steps[i], true), &n);
        if (step != NULL && n != 0) {
            return list_is(p, "feature_names", step, NULL, n);
        }
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
           && classes_are(p, s) && names_are(p, s) && methods_are(p) && answering_is(p, s)
           && column_is(p, s) && target_is(p);
}
