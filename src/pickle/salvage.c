/* Names in what is no whole pickle: the rest behind a fault, bytes that no pickle uses. There is no stack here; an
 * opcode is believed where it decodes, and where nothing decodes one byte is left out.
 *
 * Chance makes names too: "c", a word, a line end, a word stand in many a text. So a name counts if the table knows
 * it, or if it looks like one and the opcodes around it decode. */
#include "pickle/vm.h"

enum { TEXTS = 256, BELIEVED = 4 };

struct salvager {
    dp_heap *heap;
    const dp_allow *allow;
    dp_span in;
    uint64_t base;
    size_t pos;
    size_t run;            /* opcodes decoded in a row */
    dp_span last, before;  /* the two newest texts, p NULL: none */
    dp_span memo[TEXTS];   /* texts stored under a small index */
    size_t n_memo;
};

static bool is_word(uint8_t c)
{
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}

/* An identifier, or several with dots between. */
static bool is_name(dp_span s, size_t most)
{
    bool word = false; /* one has begun */
    if (s.n > most) {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        bool digit = s.p[i] >= '0' && s.p[i] <= '9';
        if (s.p[i] == '.' ? !word : !is_word(s.p[i]) || (digit && !word)) {
            return false;
        }
        word = s.p[i] != '.';
    }
    return word;
}

static void found(struct salvager *s, dp_span module, dp_span name, dp_reach reach, size_t at)
{
    dp_global global = {module, name, dp_name_find(module, name)};
    size_t most = dp_ctx_limits(s->heap->ctx)->name;
    bool plausible = is_name(module, most) && is_name(name, most) && dp_vm_utf8(module) && dp_vm_utf8(name);
    if (global.row != NULL || (plausible && s->run >= BELIEVED)) {
        dp_note_use(s->heap, &global, reach, s->base + at, s->allow);
    }
}

static void remember(struct salvager *s, dp_span text)
{
    s->before = s->last;
    s->last = text;
}

static void found_extension(struct salvager *s, const dp_opcode *op, int64_t code, size_t at)
{
    if (s->run >= BELIEVED && code > 0) {
        const char *name = dp_take_printf(s->heap->ctx, "%s:%d", op->name, (int)code);
        dp_note_odd(s->heap, name, DP_UNKNOWN, DP_EXTENSION, s->base + at, "a name that only the reading program knows");
    }
}

static void store(struct salvager *s, int64_t index)
{
    if (index >= 0 && index < TEXTS) {
        s->memo[index] = s->last;
    }
    s->n_memo++;
}

static void fetch(struct salvager *s, int64_t index)
{
    remember(s, index >= 0 && index < TEXTS ? s->memo[index] : (dp_span){NULL, 0});
}

static int64_t text_index(dp_span text)
{
    uint32_t index;
    return dp_vm_index(text, &index) ? (int64_t)index : -1;
}

/* What an opcode that decoded tells of names. STRING counts without its escapes. */
static void take_note(struct salvager *s, const dp_opcode *op, const dp_arg *arg, size_t at)
{
    switch (op->byte) {
    case DP_OP_GLOBAL:
    case DP_OP_INST:
        found(s, arg->text, arg->more, op->byte == DP_OP_INST ? DP_CALLED : DP_HELD, at);
        break;
    case DP_OP_STACK_GLOBAL:
        if (s->last.p != NULL && s->before.p != NULL) {
            found(s, s->before, s->last, DP_HELD, at);
        }
        break;
    case DP_OP_EXT1:
    case DP_OP_EXT2:
    case DP_OP_EXT4:
        found_extension(s, op, arg->n, at);
        break;
    case DP_OP_STRING:
        remember(s, arg->text.n >= 2 ? (dp_span){arg->text.p + 1, arg->text.n - 2} : arg->text);
        break;
    case DP_OP_PUT:
        store(s, text_index(arg->text));
        break;
    case DP_OP_BINPUT:
    case DP_OP_LONG_BINPUT:
        store(s, arg->n);
        break;
    case DP_OP_MEMOIZE:
        store(s, (int64_t)s->n_memo);
        break;
    case DP_OP_GET:
        fetch(s, text_index(arg->text));
        break;
    case DP_OP_BINGET:
    case DP_OP_LONG_BINGET:
        fetch(s, arg->n);
        break;
    case DP_OP_UNICODE:
    case DP_OP_BINUNICODE:
    case DP_OP_SHORT_BINUNICODE:
    case DP_OP_BINUNICODE8:
    case DP_OP_BINSTRING:
    case DP_OP_SHORT_BINSTRING:
        remember(s, arg->text);
        break;
    default:
        break;
    }
}

/* Names are looked for at every byte of a line-formed opcode that did not decode as a whole stream would. */
static size_t step(struct salvager *s)
{
    dp_span rest = {s->in.p + s->pos + 1, s->in.n - s->pos - 1};
    const dp_opcode *op = dp_opcode_of(s->in.p[s->pos]);
    dp_arg arg = {0};
    size_t used = 0;
    if (op->name == NULL || dp_arg_read((dp_arg_form)op->arg, rest, &arg, &used) != DP_ARG_OK) {
        s->run = 0;
        remember(s, (dp_span){NULL, 0});
        return 1;
    }
    take_note(s, op, &arg, s->pos);
    s->run++;
    bool lines = op->arg == DP_ARG_LINE || op->arg == DP_ARG_LINES;
    bool wild = lines && used > 2 * dp_ctx_limits(s->heap->ctx)->name && op->byte != DP_OP_STRING;
    return wild ? 1 : 1 + used;
}

void dp_pickle_salvage(dp_heap *heap, dp_span in, uint64_t base, const dp_hooks *hooks)
{
    struct salvager s = {
        .heap = heap,
        .allow = hooks != NULL ? hooks->allow : NULL,
        .in = in,
        .base = base,
        .run = BELIEVED,
    };
    const dp_limits *limits = dp_ctx_limits(heap->ctx);
    dp_place before = dp_ctx_where(heap->ctx);
    if (before != DP_TRAILING) {
        dp_ctx_place(heap->ctx, DP_AFTER_FAULT);
    }
    while (s.pos < in.n && heap->opcodes < limits->opcodes) {
        heap->opcodes++;
        s.pos += step(&s);
    }
    dp_ctx_place(heap->ctx, before);
}
