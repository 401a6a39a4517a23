#include "proof/backing.h"

#include <stddef.h>
#include <string.h>

static const struct {
    const char *name;
    unsigned short era;
    unsigned short agree, of;
} backed[] = {
#define BACKED(name, era, agree, of) {#name, era, agree, of},
#include "proof/backing.def"
#undef BACKED
};

void dp_backing(const char *canonical, unsigned era, unsigned *agree, unsigned *of)
{
    const char *dot = strrchr(canonical, '.');
    const char *name = dot != NULL ? dot + 1 : canonical;
    era = era == 0 ? 17 : era;
    *agree = *of = 0;
    for (size_t i = 0; i < sizeof backed / sizeof *backed; i++) {
        if (backed[i].era == era && strcmp(backed[i].name, name) == 0) {
            *agree = backed[i].agree;
            *of = backed[i].of;
        }
    }
}
