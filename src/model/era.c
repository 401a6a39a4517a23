#include "model/era.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct renamed { const char *class, *from, *to; };
struct spelled { const char *class, *parameter, *from, *to; };
struct filled { const char *class, *parameter, *other, *found, *value; };
struct dropped { const char *class, *parameter; };

static const struct renamed renamed[] = {
#define RENAMED(class, from, to) {class, from, to},
#include "model/era.def"
#undef RENAMED
};

static const struct spelled spelled[] = {
#define SPELLED(class, parameter, from, to) {class, parameter, from, to},
#include "model/era.def"
#undef SPELLED
};

static const struct filled filled[] = {
#define FILLED(class, parameter, other, found, value) {class, parameter, other, found, value},
#include "model/era.def"
#undef FILLED
};

static const struct dropped dropped[] = {
#define DROPPED(class, parameter) {class, parameter},
#include "model/era.def"
#undef DROPPED
};

/* Rows are about scikit-learn's classes; those of others only share a name now and then. */
static bool of_class(const char *row, const char *canonical)
{
    return strcmp(row, canonical) == 0 || (row[0] == '*' && strncmp(canonical, "sklearn.", 8) == 0);
}

static int by_class_and_name(const void *a, const void *b)
{
    const struct renamed *x = a;
    const struct renamed *y = b;
    int order = strcmp(x->class, y->class);
    return order != 0 ? order : strcmp(x->from, y->from);
}

static const struct renamed *find_renamed(const char *class, const char *name)
{
    const struct renamed key = {class, name, NULL};
    return bsearch(&key, renamed, sizeof renamed / sizeof *renamed, sizeof *renamed, by_class_and_name);
}

/* A row of the class itself wins over one of all classes. */
const char *dp_era_name(const char *canonical, const char *name)
{
    const struct renamed *row = find_renamed(canonical, name);
    row = row == NULL && of_class("*", canonical) ? find_renamed("*", name) : row;
    return row != NULL ? row->to : name;
}

bool dp_era_dropped(const char *canonical, const char *name)
{
    for (size_t i = 0; i < sizeof dropped / sizeof *dropped; i++) {
        if (strcmp(dropped[i].parameter, name) == 0 && of_class(dropped[i].class, canonical)) {
            return true;
        }
    }
    return false;
}

const char *dp_era_spelled(const char *canonical, const char *parameter, const char *value)
{
    for (size_t i = 0; i < sizeof spelled / sizeof *spelled; i++) {
        const struct spelled *row = &spelled[i];
        if (strcmp(row->parameter, parameter) == 0 && strcmp(row->from, value) == 0 && of_class(row->class, canonical)) {
            return row->to;
        }
    }
    return NULL;
}

const char *dp_era_filled(const char *canonical, const char *parameter,
                          const char *(*value_of)(void *self, const char *other), void *self)
{
    for (size_t i = 0; i < sizeof filled / sizeof *filled; i++) {
        const struct filled *row = &filled[i];
        if (strcmp(row->parameter, parameter) == 0 && of_class(row->class, canonical)
            && (row->other[0] == '\0' || strcmp(row->found, value_of(self, row->other)) == 0)) {
            return row->value;
        }
    }
    return NULL;
}
