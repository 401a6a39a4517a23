/* How libFuzzer alters a pickle: by opcodes. Changed at random bytes most pickles fall at the first opcode behind the change,
 * and little is learned of what reads the objects; here an argument gets another value, and lengths and frames are mended.
 *
 * FUZZ_PICKLE_AT: bytes of the input before the pickle; FUZZ_PAIR: two of them are the length of the first of two. */
#include "mutator.h"
#include "pickle/opcodes.h"

#include <inttypes.h>

#ifndef FUZZ_PICKLE_AT
#define FUZZ_PICKLE_AT 0
#endif
#ifndef FUZZ_PAIR
#define FUZZ_PAIR 0
#endif

enum { MOST_OPS = 8192, MOST_TEXT = 512, MOST_WORD = 48 };

struct op {
    const dp_opcode *row;
    size_t at, n; /* with its argument */
};

struct pickle {
    struct altered *in;
    size_t n_ops;
    struct op op[MOST_OPS];
};

/* What is no opcode, the raw arrays of joblib among it, is stepped over. */
static void find_ops(struct pickle *k)
{
    k->n_ops = 0;
    for (size_t at = FUZZ_PICKLE_AT, n; at < k->in->n && k->n_ops < MOST_OPS; at += n) {
        const dp_opcode *row = dp_opcode_of(k->in->p[at]);
        dp_arg arg = {0};
        size_t used = 0;
        n = 1;
        if (row->name != NULL && dp_arg_read(row->arg, (dp_span){k->in->p + at + 1, k->in->n - at - 1}, &arg, &used) == DP_ARG_OK) {
            n += used;
            k->op[k->n_ops++] = (struct op){row, at, n};
        }
    }
}

/* The frames that hold the place become longer or shorter. */
static void mend_lengths(struct pickle *k, size_t at, int64_t more)
{
    for (size_t i = 0; i < k->n_ops && k->op[i].at < at; i++) {
        const struct op *op = &k->op[i];
        if (op->row->byte == DP_OPC_FRAME) {
            uint64_t length = dp_load64(k->in->p + op->at + 1);
            if (at - op->at - op->n < length) {
                length += (uint64_t)more;
                memcpy(k->in->p + op->at + 1, &length, sizeof length);
            }
        }
    }
    if (FUZZ_PAIR && at < (size_t)FUZZ_PICKLE_AT + dp_load16(k->in->p)) {
        uint16_t length = (uint16_t)(dp_load16(k->in->p) + more);
        memcpy(k->in->p, &length, sizeof length);
    }
}

static void put(struct pickle *k, size_t at, size_t old, const uint8_t *bytes, size_t n)
{
    if (old != n && k->in->n - old + n <= k->in->cap) {
        mend_lengths(k, at, (int64_t)n - (int64_t)old);
    }
    splice(k->in, at, old, bytes, n);
}

/* Does the opcode push one object and take none? */
static bool pushes(const dp_opcode *row)
{
    return row->before[0] == '\0' && row->after[0] != '\0' && row->byte != DP_OPC_MARK;
}

/* An opcode for which the condition holds, from a random one on; NULL: none. */
static const struct op *find(struct pickle *k, bool (*fits)(const dp_opcode *row))
{
    size_t begin = any(k->in, k->n_ops);
    for (size_t i = 0; i < k->n_ops; i++) {
        const struct op *op = &k->op[(begin + i) % k->n_ops];
        if (fits(op->row)) {
            return op;
        }
    }
    return NULL;
}

static int64_t odd_integer(struct pickle *k)
{
    static const int64_t odd[] = {0, 1, 2, 3, 4, 7, 8, 16, 100, 127, 128, 255, 256, 1000, 65535, 65536, 1 << 20, INT32_MAX, INT64_MAX,
                                  -1, -2, -3, -128, INT32_MIN, INT64_MIN};
    return odd[any(k->in, sizeof odd / sizeof *odd)];
}

static double odd_float(struct pickle *k)
{
    static const double odd[] = {0, -0.0, 1, -1, 0.5, 2, 1e-9, 1e-320, 1e300, -1e300, 1e39, 3.5, 100, 1.0 / 0.0, -1.0 / 0.0, 0.0 / 0.0};
    return odd[any(k->in, sizeof odd / sizeof *odd)];
}

/* Writes a number of up to 8 bytes, the lowest first or the highest. */
static void store(uint8_t *p, const void *number, size_t n, bool big)
{
    for (size_t i = 0; i < n; i++) {
        p[big ? n - 1 - i : i] = ((const uint8_t *)number)[i];
    }
}

/* A small object that no memo knows: bytes of opcodes; returns how many. */
static size_t new_object(struct pickle *k, uint8_t *p)
{
    static const uint8_t empty[] = {DP_OPC_NONE, DP_OPC_NEWTRUE, DP_OPC_NEWFALSE, DP_OPC_EMPTY_LIST, DP_OPC_EMPTY_DICT, DP_OPC_EMPTY_TUPLE};
    int64_t i = odd_integer(k);
    double f = odd_float(k);
    switch (any(k->in, 4)) {
    case 0:
        p[0] = DP_OPC_BININT;
        store(p + 1, &i, 4, false);
        return 5;
    case 1:
        p[0] = DP_OPC_BINFLOAT;
        store(p + 1, &f, 8, true);
        return 9;
    case 2:
        p[0] = DP_OPC_SHORT_BINUNICODE;
        p[1] = (uint8_t)LLVMFuzzerMutate(memcpy(p + 2, "auto", 4), 4, 40);
        return 2U + p[1];
    default:
        p[0] = empty[any(k->in, sizeof empty)];
        return 1;
    }
}

static void put_object(struct pickle *k, size_t at, size_t old)
{
    uint8_t made[MOST_TEXT];
    const struct op *other = any(k->in, 2) == 0 ? find(k, pushes) : NULL;
    if (other != NULL && other->n <= sizeof made) {
        memcpy(made, k->in->p + other->at, other->n);
        put(k, at, old, made, other->n);
    } else {
        put(k, at, old, made, new_object(k, made));
    }
}

/* One object instead of another; what memoizes it stays. */
static void replace(struct pickle *k)
{
    const struct op *op = find(k, pushes);
    if (op != NULL) {
        put_object(k, op->at, op->n);
    }
}

static bool has_number(const dp_opcode *row)
{
    bool memo = row->byte == DP_OPC_BINPUT || row->byte == DP_OPC_LONG_BINPUT;
    return !memo && row->byte != DP_OPC_FRAME && row->arg >= DP_ARG_U1 && row->arg <= DP_ARG_F8;
}

static void alter_number(struct pickle *k)
{
    const struct op *op = find(k, has_number);
    if (op == NULL) {
        return;
    }
    uint8_t *p = k->in->p + op->at + 1;
    int64_t i = odd_integer(k);
    double f = odd_float(k);
    if (op->row->arg == DP_ARG_F8) {
        store(p, &f, sizeof f, true);
    } else if (any(k->in, 2) == 0) {
        p[0] = (uint8_t)(p[0] + (any(k->in, 2) == 0 ? 1 : -1));
    } else {
        store(p, &i, op->n - 1, false);
    }
}

static bool is_counted(const dp_opcode *row)
{
    return row->arg >= DP_ARG_BYTES1;
}

static size_t head(const dp_opcode *row)
{
    return 1U + (row->arg == DP_ARG_BYTES1 ? 1 : row->arg == DP_ARG_BYTES8 ? 8 : 4);
}

/* Another text of another length. */
static void alter_text(struct pickle *k)
{
    uint8_t made[MOST_TEXT + 16] = {0};
    const struct op *op = find(k, is_counted);
    if (op == NULL || op->n > MOST_TEXT / 2) {
        return;
    }
    size_t before = head(op->row);
    size_t most = op->row->arg == DP_ARG_BYTES1 ? UINT8_MAX : MOST_TEXT;
    uint64_t n = 0;
    memcpy(made, k->in->p + op->at, op->n);
    n = LLVMFuzzerMutate(made + before, op->n - before, most);
    store(made + 1, &n, before - 1, false);
    put(k, op->at, op->n, made, before + (size_t)n);
}

static bool is_array(const dp_opcode *row)
{
    return is_counted(row) && row->after[0] == 'b';
}

static bool is_of_word(uint8_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == '+' || c == '_';
}

/* A word or number at a random place of the bytes, or the next one; 0: none. */
static size_t find_word(struct pickle *k, const uint8_t *p, size_t n, size_t *length)
{
    size_t at = any(k->in, n);
    while (at > 0 && is_of_word(p[at - 1])) {
        at--;
    }
    while (at < n && !is_of_word(p[at])) {
        at++;
    }
    for (*length = 0; at + *length < n && is_of_word(p[at + *length]);) {
        ++*length;
    }
    return at;
}

/* A number as people write it, or a word of another kind. */
static size_t new_word(struct pickle *k, uint8_t *p, size_t room)
{
    int64_t i = odd_integer(k);
    double f = odd_float(k);
    int n = any(k->in, 2) == 0 ? snprintf((char *)p, room, "%" PRId64, i) : snprintf((char *)p, room, "%.9g", f);
    return n < 0 ? 0 : (size_t)n < room ? (size_t)n : room - 1;
}

/* A word within a long text or bytes, as the boosters' own forms have them: another of the same, a number, or anything. Every second time
 * it stays as long as it was, for forms that count. */
static void alter_word(struct pickle *k)
{
    uint8_t made[MOST_WORD * 2];
    size_t n = 0, other = 0;
    const struct op *op = NULL;
    for (int tries = 0; tries < 8 && (op == NULL || op->n < 2 * MOST_WORD); tries++) { /* few are long */
        op = find(k, is_counted);
    }
    if (op == NULL || op->n < 2 * MOST_WORD || op->n > UINT16_MAX) {
        return;
    }
    const size_t before = head(op->row);
    const uint8_t *text = k->in->p + op->at + before;
    size_t at = find_word(k, text, op->n - before, &n);
    size_t from = find_word(k, text, op->n - before, &other);
    if (n == 0 || n > MOST_WORD) {
        return;
    }
    memset(made, '0', sizeof made);
    size_t length = other < MOST_WORD ? other : MOST_WORD;
    switch (any(k->in, 3)) {
    case 0: length = new_word(k, made, MOST_WORD); break;
    case 1: memcpy(made, text + from, length); break;
    default: length = LLVMFuzzerMutate(memcpy(made, text + at, n), n, MOST_WORD);
    }
    length = any(k->in, 2) == 0 ? n : length;
    uint64_t size = op->n - before - n + length;
    if (before == 2 && size > UINT8_MAX) {
        return;
    }
    store(k->in->p + op->at + 1, &size, before - 1, false);
    put(k, op->at + before + at, n, made, length);
}

/* A number of an array: odd, or another of the array. */
static void alter_array(struct pickle *k)
{
    const struct op *op = find(k, is_array);
    size_t width = (size_t)1 << any(k->in, 4);
    size_t words = op == NULL ? 0 : (op->n - head(op->row)) / width;
    if (words == 0) {
        return;
    }
    uint8_t *data = k->in->p + op->at + head(op->row);
    uint8_t *word = data + any(k->in, words) * width;
    int64_t i = odd_integer(k);
    double f = odd_float(k);
    float single = (float)f;
    switch (any(k->in, 4)) {
    case 0: memmove(word, data + any(k->in, words) * width, width); break;
    case 1: store(word, width == sizeof single ? (const void *)&single : &f, width, false); break;
    case 2: word[0] = (uint8_t)(word[0] + (any(k->in, 2) == 0 ? 1 : -1)); break;
    default: store(word, &i, width, any(k->in, 4) == 0); /* UBJSON has the highest byte first */
    }
}

static bool fills(const dp_opcode *row)
{
    return row->byte == DP_OPC_SETITEMS || row->byte == DP_OPC_APPENDS || row->byte == DP_OPC_TUPLE || row->byte == DP_OPC_TUPLE2;
}

/* A pair more in a dict, an object more in a list or tuple. */
static void insert(struct pickle *k)
{
    const struct op *op = find(k, fills);
    if (op == NULL) {
        return;
    }
    const size_t at = op->at;
    put_object(k, at, 0);
    if (k->in->p[at] != op->row->byte && op->row->byte == DP_OPC_SETITEMS) {
        put_object(k, at, 0);
    }
}

static bool is_global(const dp_opcode *row)
{
    return row->byte == DP_OPC_GLOBAL;
}

/* The class of one object for that of another. From protocol 4 on names are texts, which replace() exchanges. */
static void swap_names(struct pickle *k)
{
    uint8_t made[MOST_TEXT];
    const struct op *a = find(k, is_global);
    const struct op *b = find(k, is_global);
    if (a != NULL && b != NULL && b->n <= sizeof made) {
        memcpy(made, k->in->p + b->at, b->n);
        put(k, a->at, a->n, made, b->n);
    }
}

static struct pickle found;

size_t find_parts(struct altered *in)
{
    found.in = in;
    find_ops(&found);
    return found.n_ops;
}

void alter_parts(struct altered *in)
{
    static void (*const ways[])(struct pickle *k) = {replace,     replace,     alter_number, alter_text, alter_word,
                                                     alter_array, alter_array, insert,       swap_names};
    ways[any(in, sizeof ways / sizeof *ways)](&found);
}
