/* Prices of laptops by the model that this program carries: rows of numbers on standard input, a price a line. ONNX Runtime reads
 * the model where it lies; nothing is unpickled, nothing is opened. What is taken is not given back: the program ends. */
#include "laptop.h"

#include <onnxruntime_c_api.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static const OrtApi *ort;

static void try(OrtStatus *status)
{
    if (status != NULL) {
        fprintf(stderr, "price: %s\n", ort->GetErrorMessage(status));
        exit(1);
    }
}

static OrtSession *open_model(void)
{
    OrtEnv *env;
    OrtSessionOptions *options;
    OrtSession *session;
    try(ort->CreateEnv(ORT_LOGGING_LEVEL_WARNING, "price", &env));
    try(ort->CreateSessionOptions(&options));
    try(ort->CreateSessionFromArray(env, laptop_bytes, laptop_size, options, &session));
    return session;
}

static double price(OrtSession *session, double *row, size_t width)
{
    OrtMemoryInfo *memory;
    OrtValue *x, *y = NULL;
    double *answer;
    int64_t shape[2] = {1, (int64_t)width};
    const char *inputs[] = {"X"}, *outputs[] = {"variable"};
    try(ort->CreateCpuMemoryInfo(OrtArenaAllocator, OrtMemTypeDefault, &memory));
    try(ort->CreateTensorWithDataAsOrtValue(memory, row, width * sizeof *row, shape, 2, ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE, &x));
    try(ort->Run(session, NULL, inputs, (const OrtValue *const *)&x, 1, outputs, 1, &y));
    try(ort->GetTensorMutableData(y, (void **)&answer));
    return *answer;
}

int main(void)
{
    static char line[65536];
    static double row[1024];
    ort = OrtGetApiBase()->GetApi(ORT_API_VERSION);
    OrtSession *session = open_model();
    while (fgets(line, sizeof line, stdin) != NULL) {
        size_t width = 0;
        for (char *at = line, *end; width < 1024; at = end + (*end == ','), width++) {
            row[width] = strtod(at, &end);
            if (end == at) {
                break;
            }
        }
        if (width > 0) { /* else names of columns */
            printf("%.17g\n", price(session, row, width));
        }
    }
    return 0;
}
