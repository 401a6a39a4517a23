/* Does the ONNX Runtime at hand answer a file's own probe rows as the file says (`depickle convert --probes N`)?
 *
 *     cc check.c -o check -lonnxruntime -lcjson -lm
 *     ./check model.onnx
 *
 * Exit code 0: it does; 1: it does not, or something else went wrong. A program that serves models may do this when it starts.
 * What is taken is not given back: the program ends. */
#include <cjson/cJSON.h>
#include <math.h>
#include <onnxruntime_c_api.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const OrtApi *ort;
static OrtAllocator *allocator;

static void stop(const char *why)
{
    fprintf(stderr, "%s\n", why);
    exit(1);
}

static void try(OrtStatus *status)
{
    if (status != NULL) {
        stop(ort->GetErrorMessage(status));
    }
}

/* What is not finite is a string in JSON; strtod reads its words. */
static double number(const cJSON *item)
{
    return cJSON_IsString(item) ? strtod(item->valuestring, NULL) : cJSON_IsBool(item) ? cJSON_IsTrue(item) : item->valuedouble;
}

/* Cell k of a table or a list. */
static const cJSON *cell(const cJSON *rows, size_t k, size_t width)
{
    const cJSON *row = cJSON_GetArrayItem(rows, (int)(k / width));
    return cJSON_IsArray(row) ? cJSON_GetArrayItem(row, (int)(k % width)) : row;
}

static OrtValue *tensor(const cJSON *rows, bool single)
{
    OrtMemoryInfo *memory;
    OrtValue *value;
    int64_t shape[2] = {cJSON_GetArraySize(rows), cJSON_GetArraySize(rows->child)};
    size_t n = (size_t)(shape[0] * shape[1]);
    size_t size = n * (single ? sizeof(float) : sizeof(double));
    double *x = malloc(n * sizeof *x);
    for (size_t k = 0; k < n; k++) {
        double v = number(cell(rows, k, (size_t)shape[1]));
        if (single) {
            ((float *)x)[k] = (float)v;
        } else {
            x[k] = v;
        }
    }
    try(ort->CreateCpuMemoryInfo(OrtArenaAllocator, OrtMemTypeDefault, &memory));
    try(ort->CreateTensorWithDataAsOrtValue(memory, x, size, shape, 2,
                                            single ? ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT : ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE,
                                            &value));
    return value;
}

static bool same_real(double found, double want, bool exact, double slack)
{
    if (isnan(found) || isnan(want)) {
        return isnan(found) && isnan(want);
    }
    return exact ? found == want && signbit(found) == signbit(want)
                 : found == want || fabs(found - want) <= slack * fmax(1, fabs(want));
}

static bool same_text(const OrtValue *value, size_t k, const char *want)
{
    size_t n;
    try(ort->GetStringTensorElementLength(value, k, &n));
    char *text = calloc(n + 1, 1);
    try(ort->GetStringTensorElement(value, n, k, text));
    return want != NULL && strcmp(text, want) == 0;
}

/* How many of an output's values differ. */
static size_t differ(OrtValue *value, const cJSON *rows, bool exact)
{
    OrtTensorTypeAndShapeInfo *info;
    ONNXTensorElementDataType type;
    void *data = NULL;
    size_t n;
    size_t wrong = 0;
    try(ort->GetTensorTypeAndShape(value, &info));
    try(ort->GetTensorElementType(info, &type));
    try(ort->GetTensorShapeElementCount(info, &n));
    size_t width = n / (size_t)cJSON_GetArraySize(rows);
    if (type != ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING) {
        try(ort->GetTensorMutableData(value, &data));
    }
    for (size_t k = 0; k < n; k++) {
        const cJSON *want = cell(rows, k, width);
        bool same = false;
        if (want == NULL) {
            return n;
        } else if (type == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING) {
            same = same_text(value, k, want->valuestring);
        } else if (type == ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64) {
            same = ((int64_t *)data)[k] == (int64_t)number(want);
        } else if (type == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT) {
            same = same_real(((float *)data)[k], (float)number(want), exact, 1e-6);
        } else if (type == ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE) {
            same = same_real(((double *)data)[k], number(want), exact, 1e-11);
        }
        wrong += !same;
    }
    return wrong;
}

static cJSON *probes_of(const OrtSession *session)
{
    OrtModelMetadata *metadata;
    char *text = NULL;
    try(ort->SessionGetModelMetadata(session, &metadata));
    try(ort->ModelMetadataLookupCustomMetadataMap(metadata, allocator, "probes", &text));
    if (text == NULL) {
        stop("the file has no probe rows (depickle convert --probes N)");
    }
    cJSON *probes = cJSON_Parse(text);
    if (probes == NULL) {
        stop("the file's probe rows are no JSON");
    }
    return probes;
}

static bool takes_single(const OrtSession *session)
{
    OrtTypeInfo *info;
    const OrtTensorTypeAndShapeInfo *tensor_info;
    ONNXTensorElementDataType type;
    try(ort->SessionGetInputTypeInfo(session, 0, &info));
    try(ort->CastTypeInfoToTensorInfo(info, &tensor_info));
    try(ort->GetTensorElementType(tensor_info, &type));
    return type == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;
}

int main(int argc, char **argv)
{
    OrtEnv *env;
    OrtSessionOptions *options;
    OrtSession *session;
    char *input;
    size_t n_outputs;
    size_t wrong = 0;
    if (argc != 2) {
        stop("usage: check MODEL.onnx");
    }
    ort = OrtGetApiBase()->GetApi(ORT_API_VERSION);
    if (ort == NULL) {
        stop("the library is older than the header");
    }
    try(ort->CreateEnv(ORT_LOGGING_LEVEL_ERROR, "check", &env));
    try(ort->CreateSessionOptions(&options));
    try(ort->CreateSession(env, argv[1], options, &session));
    try(ort->GetAllocatorWithDefaultOptions(&allocator));
    try(ort->SessionGetInputName(session, 0, allocator, &input));
    try(ort->SessionGetOutputCount(session, &n_outputs));
    const cJSON *probes = probes_of(session);
    const cJSON *rows = cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(probes, "inputs"), input);
    if (!cJSON_IsArray(rows) || rows->child == NULL) {
        stop("the file's probe rows are not those of its input");
    }
    bool exact = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(probes, "exact"));
    const OrtValue *x = tensor(rows, takes_single(session));
    for (size_t i = 0; i < n_outputs; i++) {
        char *name;
        OrtValue *y = NULL;
        try(ort->SessionGetOutputName(session, i, allocator, &name));
        try(ort->Run(session, NULL, (const char *const *)&input, &x, 1, (const char *const *)&name, 1, &y));
        wrong += differ(y, cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(probes, "outputs"), name), exact);
    }
    if (wrong != 0) {
        printf("%zu answers differ\n", wrong);
        return 1;
    }
    printf("ONNX Runtime %s answers all %d probe rows as the file says%s\n", OrtGetApiBase()->GetVersionString(),
           cJSON_GetArraySize(rows), exact ? ", bit by bit" : "");
    return 0;
}
