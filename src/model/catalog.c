/* The classes that have a converter: the rows of converters/catalog.def. */
#include "model/model.h"

#define CLASS(class, package, family, variant, since, until) extern const dp_family dp_##family;
#include "converters/catalog.def"
#undef CLASS

static const dp_class classes[] = {
#define CLASS(class, package, family, variant, since, until) {#class, package, &dp_##family, variant, since, until},
#include "converters/catalog.def"
#undef CLASS
};

const dp_class *dp_classes(size_t *n)
{
    *n = sizeof classes / sizeof classes[0];
    return classes;
}

const dp_class *dp_class_find(const char *canonical)
{
    const char *dot = strrchr(canonical, '.');
    if (dot == NULL) {
        return NULL;
    }
    size_t package = (size_t)(dot - canonical);
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        const dp_class *c = &classes[i];
        if (strcmp(c->name, dot + 1) == 0 && strlen(c->package) == package
            && memcmp(c->package, canonical, package) == 0) {
            return c;
        }
    }
    return NULL;
}
