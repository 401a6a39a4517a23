/* The classes that have a converter, the rows of converters/catalog.def; and those that cannot have one, of refused.def. */
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

enum reason {
#define REASON(word, text) WHY_##word,
#include "converters/refused.def"
#undef REASON
};

static const char *const reasons[] = {
#define REASON(word, text) text,
#include "converters/refused.def"
#undef REASON
};

static const struct { const char *name, *package; enum reason why; } refused[] = {
#define REFUSED(class, package, reason) {#class, package, WHY_##reason},
#include "converters/refused.def"
#undef REFUSED
};

/* Is it "PACKAGE.NAME"? */
static bool is_called(const char *canonical, const char *package, const char *name)
{
    size_t n = strlen(package);
    return strncmp(canonical, package, n) == 0 && canonical[n] == '.' && strcmp(canonical + n + 1, name) == 0;
}

const dp_class *dp_class_find(const char *canonical)
{
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        if (is_called(canonical, classes[i].package, classes[i].name)) {
            return &classes[i];
        }
    }
    return NULL;
}

const char *dp_class_refusal(const char *canonical)
{
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        if (is_called(canonical, refused[i].package, refused[i].name)) {
            return reasons[refused[i].why];
        }
    }
    return NULL;
}
