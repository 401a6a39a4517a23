#include "model/era.h"

#include <stddef.h>
#include <string.h>

struct renamed { const char *class, *from, *to; };
struct spelled { const char *class, *parameter, *from, *to; };
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

static const struct dropped dropped[] = {
#define DROPPED(class, parameter) {class, parameter},
#include "model/era.def"
#undef DROPPED
};

static bool of_class(const char *row, const char *canonical)
{
    return strcmp(row, "*") == 0 || strcmp(row, canonical) == 0;
}

const char *dp_era_older(const char *canonical, const char *parameter)
{
    for (size_t i = 0; i < sizeof renamed / sizeof *renamed; i++) {
        if (strcmp(renamed[i].to, parameter) == 0 && of_class(renamed[i].class, canonical)) {
            return renamed[i].from;
        }
    }
    return NULL;
}

const char *dp_era_spelled(const char *canonical, const char *parameter, const char *value)
{
    for (size_t i = 0; i < sizeof spelled / sizeof *spelled; i++) {
        const struct spelled *row = &spelled[i];
        if (strcmp(row->parameter, parameter) == 0 && strcmp(row->from, value) == 0 && of_class(row->class, canonical)) {
            return row->to;
        }
    }
    return value;
}

bool dp_era_dropped(const char *canonical, const char *parameter)
{
    for (size_t i = 0; i < sizeof dropped / sizeof *dropped; i++) {
        if (strcmp(dropped[i].parameter, parameter) == 0 && of_class(dropped[i].class, canonical)) {
            return true;
        }
    }
    return false;
}
