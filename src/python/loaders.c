#include "python/loaders.h"

#define MODEL "convert the file with depickle, and read the .onnx file with onnxruntime"
#define TABLE "keep the table as CSV or Parquet, and read that"
#define ARRAY "save plain arrays, which load without allow_pickle"
#define RECORDS "keep the records as JSON, or in SQLite"
#define ALWAYS (-1)
#define AT(k) (k)

static const dp_loader loaders[] = {
#define LOADER(module, name, when, instead) {module, name, module "." name, when, instead},
#include "python/loaders.def"
#undef LOADER
};

enum { N_LOADERS = sizeof loaders / sizeof loaders[0] };

const dp_loader *dp_loaders(size_t *n)
{
    *n = N_LOADERS;
    return loaders;
}

const dp_loader *dp_loader_find(dp_span dotted)
{
    for (size_t i = 0; i < N_LOADERS; i++) {
        if (dp_span_is(dotted, loaders[i].dotted)) {
            return &loaders[i];
        }
    }
    return NULL;
}

bool dp_is_pickle_module(dp_span dotted)
{
    bool loads = false;
    for (size_t i = 0; i < N_LOADERS; i++) {
        const dp_loader *l = &loaders[i];
        if (dp_span_is(dotted, l->module)) {
            if (l->allow_pickle >= 0) {
                return false; /* numpy */
            }
            loads = loads || strncmp(l->name, "load", 4) == 0;
        }
    }
    return loads;
}

bool dp_leads_to_loader(dp_span dotted)
{
    for (size_t i = 0; i < N_LOADERS; i++) {
        if (dp_dotted_leads(dotted, loaders[i].dotted)) {
            return true;
        }
    }
    return false;
}
