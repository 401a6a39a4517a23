#include "model/taken.h"

#include "base/rows.h"

enum { OLDEST = 17, TODAY = DP_NEWEST_ERA }; /* a file that tells no version is of 0.17 or before */

enum classes { ANY, TWO, MORE };
struct taken { const char *class; unsigned since; };
struct otherwise { const char *class, *parameter, *found; unsigned until; enum classes classes; };

static const struct taken taken[] = {
#define TAKEN(class, since) {class, since},
#include "model/taken.def"
#undef TAKEN
};

static const struct otherwise otherwise[] = {
#define OTHERWISE(class, until, parameter, found, classes) {class, parameter, found, until, classes},
#include "model/taken.def"
#undef OTHERWISE
};

static const dp_gained gained[] = {
#define GAINED(class, attribute, from, text) {class, attribute, from, text},
#include "model/taken.def"
#undef GAINED
};

static unsigned taken_since(const char *canonical)
{
    const struct taken *row = dp_row_named(canonical, taken, sizeof taken / sizeof *taken, sizeof *taken);
    return row != NULL ? row->since : TODAY;
}

static uint64_t n_classes(dp_heap *heap, dp_id estimator)
{
    const dp_array *classes = dp_array_of(heap, dp_model_attribute(heap, estimator, "classes_"));
    return classes != NULL ? classes->count : 0;
}

/* The word in the file, not today's. */
static const char *found(dp_heap *heap, dp_id estimator, const char *parameter)
{
    dp_id value = dp_model_attribute(heap, estimator, parameter);
    return value != 0 ? dp_short_value(heap, value) : "";
}

static bool answers_otherwise(dp_heap *heap, dp_id estimator, const char *canonical, unsigned era)
{
    for (size_t i = 0; i < sizeof otherwise / sizeof *otherwise; i++) {
        const struct otherwise *row = &otherwise[i];
        if (era >= row->until || strcmp(row->class, canonical) != 0
            || strcmp(row->found, found(heap, estimator, row->parameter)) != 0) {
            continue;
        }
        uint64_t n = n_classes(heap, estimator);
        if (row->classes == ANY || (row->classes == TWO) == (n <= 2)) {
            return true;
        }
    }
    return false;
}

bool dp_is_taken(dp_heap *heap, dp_id estimator, const dp_settings *settings)
{
    if (strncmp(settings->canonical, "sklearn.", 8) != 0) {
        return true;
    }
    dp_state state = dp_state_top(heap, estimator, "");
    unsigned era = dp_state_era(&state);
    era = era != 0 ? era : OLDEST;
    return era >= TODAY
           || (era >= taken_since(settings->canonical) && !answers_otherwise(heap, estimator, settings->canonical, era));
}

const dp_gained *dp_gained_at(const char *canonical, size_t i)
{
    for (size_t k = 0; k < sizeof gained / sizeof *gained; k++) {
        if (strcmp(gained[k].class, canonical) == 0 && i-- == 0) {
            return &gained[k];
        }
    }
    return NULL;
}

dp_id dp_gained_value(dp_heap *heap, dp_id estimator, const dp_gained *row)
{
    char name[64];
    const char *dot = strchr(row->from, '.');
    dp_id dict = dp_model_dict(heap, estimator);
    if (dot == NULL) {
        return row->from[0] != '\0' ? dp_obj_get(heap, dict, row->from) : 0;
    }
    size_t n = (size_t)(dot - row->from);
    if (n >= sizeof name) {
        return 0;
    }
    memcpy(name, row->from, n);
    name[n] = '\0';
    return dp_model_attribute(heap, dp_obj_get(heap, dict, name), dot + 1);
}
