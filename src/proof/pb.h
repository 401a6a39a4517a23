/* Protobuf as it lies in a file: fields of a message, one after another, nothing copied and nothing merged. The proof
 * reads the bytes themselves, so that a field which it does not expect cannot hide. */
#ifndef DP_PROOF_PB_H
#define DP_PROOF_PB_H

#include "base/span.h"

typedef struct dp_pb {
    const uint8_t *p, *end;
    bool broken;      /* the message is not one; dp_pb_next has returned false */
    uint32_t field;   /* of the field at hand */
    uint8_t wire;     /* 0: number; 2: bytes; others (1, 5) are never ours */
    uint64_t number;
    dp_span bytes;
} dp_pb;

static inline dp_pb dp_pb_of(dp_span message)
{
    return (dp_pb){.p = message.p, .end = message.n != 0 ? message.p + message.n : message.p};
}

/* The next field. false: the end, or `broken`. */
bool dp_pb_next(dp_pb *m);

/* The field at hand is `field`, a number / bytes. */
static inline bool dp_pb_is(const dp_pb *m, uint32_t field, uint8_t wire)
{
    return m->field == field && m->wire == wire;
}

/* Packed varints, as many as `n`, each in 0 … INT32_MAX, into out. false: they are something else. */
bool dp_pb_ints(dp_span packed, int32_t *out, uint64_t n);
/* How many numbers are packed in there. */
uint64_t dp_pb_count(dp_span packed);

#endif
