#include "cli/bom.h"

#include "cli/member.h"
#include "depickle.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { MOST_LEVELS = 8 };

/* One component. Inputs come as they are done; the bill lists them in their own order. */
struct part {
    size_t item, number;
    cJSON *component;
};

struct dp_bom {
    int folder;
    dp_file_sink *file;
    struct part *part;
    size_t n;
};

dp_bom *dp_bom_open(const dp_cli *cli, dp_rc *rc, char error[512])
{
    dp_bom *bom = calloc(1, sizeof *bom);
    *rc = DP_ERROR;
    if (bom == NULL) {
        snprintf(error, 512, "out of memory");
        return NULL;
    }
    bom->folder = dp_folder_open(cli->bom, error);
    bom->file = bom->folder >= 0 ? dp_file_sink_open(bom->folder, cli->bom, cli->mode, cli->existing, error) : NULL;
    if (bom->file == NULL) {
        *rc = errno == EEXIST ? DP_USAGE : DP_ERROR;
        dp_bom_close(bom, error);
        return NULL;
    }
    return bom;
}

/* ---- the model card ---- */

/* What a class of this package learns. Classes that hold others are what the last of these is. */
static const struct purpose {
    const char *package, *approach, *task;
} purposes[] = {
    {"sklearn.cluster", "unsupervised", "clustering"},
    {"sklearn.covariance", "unsupervised", "outlier detection"},
    {"sklearn.cross_decomposition", "supervised", "regression"},
    {"sklearn.decomposition", "unsupervised", "dimensionality reduction"},
    {"sklearn.dummy", "supervised", "regression"},
    {"sklearn.ensemble", "supervised", "regression"},
    {"sklearn.gaussian_process", "supervised", "regression"},
    {"sklearn.isotonic", "supervised", "regression"},
    {"sklearn.kernel_ridge", "supervised", "regression"},
    {"sklearn.linear_model", "supervised", "regression"},
    {"sklearn.manifold", "unsupervised", "dimensionality reduction"},
    {"sklearn.mixture", "unsupervised", "clustering"},
    {"sklearn.neighbors", "supervised", "regression"},
    {"sklearn.neural_network", "supervised", "regression"},
    {"sklearn.semi_supervised", "semi-supervised", "classification"},
    {"sklearn.svm", "supervised", "regression"},
    {"sklearn.tree", "supervised", "regression"},
    {NULL, NULL, NULL},
};
/* Not what their package is. */
static const struct purpose exceptions[] = {
    {"sklearn.ensemble.IsolationForest", "unsupervised", "outlier detection"},
    {"sklearn.ensemble.RandomTreesEmbedding", "unsupervised", "transformation"},
    {"sklearn.neighbors.KernelDensity", "unsupervised", "density estimation"},
    {"sklearn.neighbors.LocalOutlierFactor", "unsupervised", "outlier detection"},
    {"sklearn.neighbors.NearestNeighbors", "unsupervised", "neighbor search"},
    {"sklearn.neural_network.BernoulliRBM", "unsupervised", "dimensionality reduction"},
    {"sklearn.svm.OneClassSVM", "unsupervised", "outlier detection"},
    {NULL, NULL, NULL},
};

static const struct purpose *find_purpose(const struct purpose *list, const char *name, size_t n)
{
    for (; list->package != NULL; list++) {
        if (strlen(list->package) == n && strncmp(list->package, name, n) == 0) {
            return list;
        }
    }
    return NULL;
}

/* NULL: it cannot be told, or is no learning (a scaler). */
static const struct purpose *purpose_of(const cJSON *estimator)
{
    static const struct purpose classification = {"", "supervised", "classification"};
    for (int level = 0; level < MOST_LEVELS && estimator != NULL; level++) {
        const char *name = dp_text_in(estimator, "class");
        const char *dot = strrchr(name, '.');
        const cJSON *inside = cJSON_GetObjectItemCaseSensitive(estimator, "inside");
        const struct purpose *found = find_purpose(exceptions, name, strlen(name));
        if (found == NULL && dp_text_in(estimator, "classes")[0] != '\0') {
            return &classification;
        }
        if (found == NULL && dot != NULL) {
            found = find_purpose(purposes, name, (size_t)(dot - name));
        }
        if (found != NULL) {
            return found;
        }
        estimator = cJSON_GetArrayItem(inside, cJSON_GetArraySize(inside) - 1);
    }
    return NULL;
}

static void add_property(cJSON *list, const char *name, const char *value)
{
    char full[300];
    snprintf(full, sizeof full, "depickle:%.250s", name);
    cJSON *property = cJSON_CreateObject();
    cJSON_AddStringToObject(property, "name", full);
    dp_add_path(property, "value", value);
    cJSON_AddItemToArray(list, property);
}

/* Parameters that are not what they are by default, as inspect tells them. */
static void add_parameters(cJSON *properties, const cJSON *estimator)
{
    const cJSON *parameter = NULL;
    cJSON_ArrayForEach(parameter, cJSON_GetObjectItemCaseSensitive(estimator, "parameters")) {
        char name[300];
        char *printed = cJSON_IsString(parameter) ? NULL : cJSON_PrintUnformatted(parameter);
        const char *text = cJSON_GetStringValue(parameter);
        snprintf(name, sizeof name, "parameter:%.200s", parameter->string);
        add_property(properties, name, printed != NULL ? printed : text != NULL ? text : "");
        cJSON_free(printed);
    }
}

static void add_io(cJSON *parameters, const char *key, const char *format)
{
    if (format[0] != '\0') {
        cJSON *item = cJSON_CreateObject();
        dp_add_path(item, "format", format);
        cJSON_AddItemToArray(cJSON_AddArrayToObject(parameters, key), item);
    }
}

static void add_text(cJSON *properties, const cJSON *estimator, const char *key)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(estimator, key);
    char *text = cJSON_IsNumber(item) && item->valuedouble != 0 ? cJSON_PrintUnformatted(item) : NULL;
    if (text != NULL) {
        add_property(properties, key, text);
    }
    cJSON_free(text);
}

/* estimator: inspect's, or the report's shorter one. */
static cJSON *make_card(const cJSON *estimator)
{
    char text[600];
    cJSON *card = cJSON_CreateObject();
    cJSON *parameters = cJSON_AddObjectToObject(card, "modelParameters");
    const char *name = dp_text_in(estimator, "class");
    const char *dot = strrchr(name, '.');
    const struct purpose *purpose = purpose_of(estimator);
    if (purpose != NULL) {
        cJSON_AddStringToObject(cJSON_AddObjectToObject(parameters, "approach"), "type", purpose->approach);
        cJSON_AddStringToObject(parameters, "task", purpose->task);
    }
    dp_add_path(parameters, "architectureFamily", dot != NULL ? dot + 1 : name);
    dp_add_path(parameters, "modelArchitecture", name);
    const char *features = dp_text_in(estimator, "features");
    const char *classes = dp_text_in(estimator, "classes");
    snprintf(text, sizeof text, "features: %.500s", features);
    add_io(parameters, "inputs", features[0] != '\0' ? text : "");
    snprintf(text, sizeof text, "classes: %.500s", classes);
    bool number = purpose != NULL && strcmp(purpose->task, "regression") == 0;
    add_io(parameters, "outputs", classes[0] != '\0' ? text : number ? "a number for each row" : "");
    cJSON *properties = cJSON_AddArrayToObject(card, "properties");
    add_property(properties, "sklearn_version", dp_text_in(estimator, "sklearn_version"));
    add_parameters(properties, estimator);
    add_text(properties, estimator, "trees");
    add_text(properties, estimator, "nodes");
    return card;
}

/* ---- components ---- */

static void add_hash(cJSON *component, const char *sha256)
{
    if (sha256[0] != '\0') {
        cJSON *hash = cJSON_CreateObject();
        cJSON_AddStringToObject(hash, "alg", "SHA-256");
        cJSON_AddStringToObject(hash, "content", sha256);
        cJSON_AddItemToArray(cJSON_AddArrayToObject(component, "hashes"), hash);
    }
}

/* The model at this path of the input, as inspect knows it, else as the report does. */
static const cJSON *find_model(const cJSON *facts, const cJSON *report, const char *path)
{
    const cJSON *sources[] = {facts, report};
    for (size_t i = 0; i < 2; i++) {
        const cJSON *model = NULL;
        cJSON_ArrayForEach(model, cJSON_GetObjectItemCaseSensitive(sources[i], "models")) {
            if (strcmp(dp_text_in(model, "path"), path) == 0) {
                return model;
            }
        }
    }
    return NULL;
}

static void add_ancestor(cJSON *component, const char *path, const dp_outcome *outcome, const char *model)
{
    cJSON *ancestor = cJSON_CreateObject();
    cJSON_AddStringToObject(ancestor, "type", "file");
    dp_add_path(ancestor, "name", strcmp(path, "-") == 0 ? "standard input" : path);
    add_hash(ancestor, outcome->sha256);
    cJSON *properties = cJSON_AddArrayToObject(ancestor, "properties");
    add_property(properties, "path", model);
    add_property(properties, "verdict", dp_text_in(outcome->report, "verdict"));
    cJSON *pedigree = cJSON_AddObjectToObject(component, "pedigree");
    cJSON_AddItemToArray(cJSON_AddArrayToObject(pedigree, "ancestors"), ancestor);
}

static void add_part(dp_bom *bom, size_t item, cJSON *component)
{
    bom->part = dp_grown(bom->part, bom->n, sizeof *bom->part);
    bom->part[bom->n] = (struct part){item, bom->n, component};
    bom->n++;
}

void dp_bom_add(dp_bom *bom, size_t item, const char *path, const dp_outcome *outcome, const cJSON *facts)
{
    const cJSON *output = NULL;
    cJSON_ArrayForEach(output, outcome->outputs) {
        const char *model = dp_text_in(output, "model");
        const cJSON *estimator = find_model(facts, outcome->report, model);
        cJSON *component = cJSON_CreateObject();
        bool is_model = model[0] != '\0'; /* tables and other values are none */
        cJSON_AddStringToObject(component, "type", is_model ? "machine-learning-model" : "data");
        cJSON_AddStringToObject(component, "bom-ref", ""); /* numbered at the end */
        dp_add_path(component, "name", dp_text_in(output, "path"));
        add_hash(component, dp_text_in(output, "sha256"));
        add_ancestor(component, path, outcome, model);
        if (is_model) {
            cJSON_AddItemToObject(component, "modelCard", make_card(estimator));
        }
        add_property(cJSON_AddArrayToObject(component, "properties"), "format", dp_text_in(output, "format"));
        add_part(bom, item, component);
    }
}

/* ---- the whole ---- */

/* A UUID of the form that leaves its bits to us (version 8): the digest of what the bill says. */
static void add_serial(cJSON *o, const cJSON *components)
{
    char hex[DP_SHA256_HEX];
    char serial[60];
    char *text = cJSON_PrintUnformatted(components);
    dp_sha256_hex(dp_span_of(text != NULL ? text : ""), hex);
    cJSON_free(text);
    snprintf(serial, sizeof serial, "urn:uuid:%.8s-%.4s-8%.3s-a%.3s-%.12s", hex, hex + 8, hex + 12, hex + 15, hex + 18);
    cJSON_AddStringToObject(o, "serialNumber", serial);
}

static int by_item(const void *a, const void *b)
{
    const struct part *x = a;
    const struct part *y = b;
    return x->item != y->item ? (x->item < y->item ? -1 : 1) : (x->number > y->number) - (x->number < y->number);
}

/* Takes the components over. */
static cJSON *in_order(dp_bom *bom)
{
    cJSON *list = cJSON_CreateArray();
    if (bom->n != 0) {
        qsort(bom->part, bom->n, sizeof *bom->part, by_item);
    }
    for (size_t i = 0; i < bom->n; i++) {
        char ref[32];
        snprintf(ref, sizeof ref, "model-%zu", i + 1);
        cJSON_ReplaceItemInObjectCaseSensitive(bom->part[i].component, "bom-ref", cJSON_CreateString(ref));
        cJSON_AddItemToArray(list, bom->part[i].component);
    }
    bom->n = 0;
    return list;
}

static char *print(dp_bom *bom)
{
    cJSON *components = in_order(bom);
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "$schema", "http://cyclonedx.org/schema/bom-1.7.schema.json");
    cJSON_AddStringToObject(o, "bomFormat", "CycloneDX");
    cJSON_AddStringToObject(o, "specVersion", "1.7");
    add_serial(o, components);
    cJSON_AddNumberToObject(o, "version", 1);
    cJSON *tool = cJSON_CreateObject();
    cJSON_AddStringToObject(tool, "type", "application");
    cJSON_AddStringToObject(tool, "name", "depickle");
    cJSON_AddStringToObject(tool, "version", depickle_version());
    cJSON *tools = cJSON_AddObjectToObject(cJSON_AddObjectToObject(o, "metadata"), "tools");
    cJSON_AddItemToArray(cJSON_AddArrayToObject(tools, "components"), tool);
    cJSON_AddItemToObject(o, "components", components);
    char *text = cJSON_Print(o);
    cJSON_Delete(o);
    return text;
}

static dp_rc put_in_place(dp_bom *bom, char error[512])
{
    char *text = print(bom);
    if (text == NULL) {
        snprintf(error, 512, "out of memory");
        return DP_ERROR;
    }
    dp_puts(dp_file_sink_base(bom->file), text);
    dp_puts(dp_file_sink_base(bom->file), "\n");
    cJSON_free(text);
    DP_TRY(dp_file_sink_ready(bom->file, error));
    DP_TRY(dp_file_sink_place(bom->file, error));
    return dp_folder_sync(bom->folder, error);
}

dp_rc dp_bom_close(dp_bom *bom, char error[512])
{
    dp_rc rc = bom->file != NULL ? put_in_place(bom, error) : DP_ERROR;
    if (rc == DP_OK) {
        dp_file_sink_done(bom->file);
    } else {
        dp_file_sink_abort(bom->file);
    }
    if (bom->folder >= 0) {
        close(bom->folder);
    }
    for (size_t i = 0; i < bom->n; i++) {
        cJSON_Delete(bom->part[i].component);
    }
    free(bom->part);
    free(bom);
    return rc;
}
