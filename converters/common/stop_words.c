#include "converters/common/stop_words.h"

#include "model/family.h"

#include <stdlib.h>

static const dp_span english[] = {
#define STOP(word) {(const uint8_t *)(word), sizeof(word) - 1},
#include "converters/common/stop_words.def"
#undef STOP
};

void dp_stop_words_read(dp_state *s, dp_text_counts *c)
{
    dp_id id = dp_get(s, "stop_words");
    const dp_obj *told = dp_at(s->heap, id);
    if (dp_obj_is(s->heap, id, "english")) {
        c->stop = english;
        c->n_stop = sizeof english / sizeof *english;
        return;
    }
    bool listed = told->kind == DP_K_LIST || told->kind == DP_K_TUPLE || told->kind == DP_K_SET || told->kind == DP_K_FROZENSET;
    dp_span *stop = dp_state_take(s, (listed ? told->len : 0) + 1u, sizeof *stop);
    bool good = listed && !s->failed;
    for (uint32_t i = 0; good && i < told->len; i++) {
        stop[i] = dp_obj_bytes(s->heap, told->u.item[i]);
        good = stop[i].p != NULL;
    }
    if (!good && !s->failed) {
        dp_corrupt(s, "stop_words: expected english or texts, found %s", dp_obj_describe(s->heap, id));
    }
    if (s->failed) {
        return;
    }
    qsort(stop, told->len, sizeof *stop, dp_by_span);
    for (uint32_t i = 0; i < told->len; i++) { /* each once */
        if (c->n_stop == 0 || !dp_span_equal(stop[c->n_stop - 1], stop[i])) {
            stop[c->n_stop++] = stop[i];
        }
    }
    c->stop = stop;
}
