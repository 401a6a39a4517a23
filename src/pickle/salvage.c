/* Names in what is no whole pickle: the rest behind a fault, bytes that no pickle uses. There is no stack here. Two
 * passes look for them:
 *
 *     at every byte     GLOBAL and INST with two lines that the table knows for harm;
 *                       text, text, STACK_GLOBAL, with or without the memo's opcodes between
 *     opcode by opcode  everything else that names something; where nothing decodes one byte is left out
 *
 * Chance makes names too: "c", a word, a line end, a word stand in many a text, and two bytes in 256 x 256 are an EXT1.
 * So the second pass believes them only if the opcodes before them decoded too. */
#include "pickle/vm.h"

#include <stdio.h>

enum { TEXTS = 256, BELIEVED = 16 };

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
    bool counted;          /* a pickle began here, so that MEMOIZE's indexes are known */
    struct words { size_t from, end; } lines[2]; /* the runs of word characters last measured: see words_end */
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
        char name[32]; /* a file may have any number of them */
        snprintf(name, sizeof name, "%s:%d", op->name, (int)code);
        dp_note_odd(s->heap, name, DP_UNKNOWN, DP_EXTENSION, s->base + at,
                    "a name that only the reading program knows");
    }
}

static void store(struct salvager *s, int64_t index)
{
    if (index >= 0 && index < TEXTS) {
        s->memo[index] = s->last;
    }
    s->n_memo++;
}

/* A pickle begins: a memo of its own. */
static void begin(struct salvager *s)
{
    memset(s->memo, 0, sizeof s->memo);
    s->n_memo = 0;
    s->counted = true;
}

static void fetch(struct salvager *s, int64_t index)
{
    remember(s, index >= 0 && index < TEXTS ? s->memo[index] : (dp_span){NULL, 0});
}

static int64_t text_index(dp_span text)
{
    uint32_t index = 0;
    return dp_vm_index(text, &index) ? (int64_t)index : -1;
}

/* What an opcode that decoded tells of names. STRING counts without its escapes. */
static void take_note(struct salvager *s, const dp_opcode *op, const dp_arg *arg, size_t at)
{
    switch (op->byte) {
    case DP_OPC_GLOBAL:
    case DP_OPC_INST:
        found(s, arg->text, arg->more, op->byte == DP_OPC_INST ? DP_CALLED : DP_HELD, at);
        break;
    case DP_OPC_STACK_GLOBAL:
        if (s->last.p != NULL && s->before.p != NULL) {
            found(s, s->before, s->last, DP_HELD, at);
        }
        break;
    case DP_OPC_EXT1:
    case DP_OPC_EXT2:
    case DP_OPC_EXT4:
        found_extension(s, op, arg->n, at);
        break;
    case DP_OPC_STRING:
        remember(s, arg->text.n >= 2 ? (dp_span){arg->text.p + 1, arg->text.n - 2} : arg->text);
        break;
    case DP_OPC_PUT:
        store(s, text_index(arg->text));
        break;
    case DP_OPC_BINPUT:
    case DP_OPC_LONG_BINPUT:
        store(s, arg->n);
        break;
    case DP_OPC_MEMOIZE:
        store(s, s->counted ? (int64_t)s->n_memo : -1);
        break;
    case DP_OPC_PROTO:
        begin(s);
        break;
    case DP_OPC_GET:
        fetch(s, text_index(arg->text));
        break;
    case DP_OPC_BINGET:
    case DP_OPC_LONG_BINGET:
        fetch(s, arg->n);
        break;
    case DP_OPC_UNICODE:
    case DP_OPC_BINUNICODE:
    case DP_OPC_SHORT_BINUNICODE:
    case DP_OPC_BINUNICODE8:
    case DP_OPC_BINSTRING:
    case DP_OPC_SHORT_BINSTRING:
        remember(s, arg->text);
        break;
    default:
        break;
    }
}

static size_t step(struct salvager *s)
{
    dp_span rest = {s->in.p + s->pos + 1, s->in.n - s->pos - 1};
    const dp_opcode *op = dp_opcode_of(s->in.p[s->pos]);
    dp_arg arg = {0};
    size_t used = 0;
    if (op->arg == DP_ARG_LINE || op->arg == DP_ARG_LINES) {
        /* a line may be as long as two names: else each byte of a text without line ends would be read to its end */
        rest = dp_span_cut(rest, 0, 2 * dp_ctx_limits(s->heap->ctx)->name + 2);
    }
    if (op->name == NULL || dp_arg_read((dp_arg_form)op->arg, rest, &arg, &used) != DP_ARG_OK) {
        s->run = 0;
        remember(s, (dp_span){NULL, 0});
        return 1;
    }
    take_note(s, op, &arg, s->pos);
    s->run++;
    return 1 + used;
}

/* Where the word characters that begin at `from` end. Searches go forward, so the run measured last mostly answers:
 * without it a file of one long word would be read to the limit of a name at each of its bytes. */
static size_t words_end(const struct salvager *s, struct words *w, size_t from)
{
    if (from < w->from || from >= w->end) {
        w->from = w->end = from;
        while (w->end < s->in.n && (is_word(s->in.p[w->end]) || s->in.p[w->end] == '.')) {
            w->end++;
        }
    }
    return w->end;
}

/* A line of a name at `from`; its end, or 0. */
static size_t name_line(const struct salvager *s, struct words *w, size_t from, dp_span *line)
{
    size_t end = words_end(s, w, from);
    *line = dp_span_cut(s->in, from, end - from);
    bool fits = end > from && end - from <= dp_ctx_limits(s->heap->ctx)->name;
    return fits && end < s->in.n && s->in.p[end] == '\n' ? end + 1 : 0;
}

static void look_for_lines(struct salvager *s, size_t at)
{
    dp_span module;
    dp_span name;
    size_t next = name_line(s, &s->lines[0], at + 1, &module);
    if (next == 0 || name_line(s, &s->lines[1], next, &name) == 0) {
        return;
    }
    const dp_name *row = dp_name_find(module, name);
    if (row != NULL && row->role == DP_R_DANGER) {
        found(s, module, name, s->in.p[at] == DP_OPC_INST ? DP_CALLED : DP_HELD, at);
    }
}

/* A text opcode at `from`, and what stores it in the memo; the end of both, or 0. The text itself is not looked at
 * yet. */
static size_t name_text(const struct salvager *s, size_t from, dp_span *text)
{
    const dp_opcode *op = from < s->in.n ? dp_opcode_of(s->in.p[from]) : NULL;
    dp_arg arg = {0};
    size_t used;
    bool texty = op != NULL && op->name != NULL
                 && (op->byte == DP_OPC_SHORT_BINUNICODE || op->byte == DP_OPC_BINUNICODE
                     || op->byte == DP_OPC_SHORT_BINSTRING);
    if (!texty || dp_arg_read((dp_arg_form)op->arg, dp_span_cut(s->in, from + 1, s->in.n), &arg, &used) != DP_ARG_OK) {
        return 0;
    }
    *text = arg.text;
    from += 1 + used;
    uint8_t next = from < s->in.n ? s->in.p[from] : 0;
    return from + (next == DP_OPC_MEMOIZE ? 1 : next == DP_OPC_BINPUT ? 2 : next == DP_OPC_LONG_BINPUT ? 5 : 0);
}

static void look_for_texts(struct salvager *s, size_t at)
{
    dp_span module;
    dp_span name;
    size_t next = name_text(s, at, &module);
    next = next != 0 ? name_text(s, next, &name) : 0;
    size_t most = dp_ctx_limits(s->heap->ctx)->name;
    if (next != 0 && next < s->in.n && s->in.p[next] == DP_OPC_STACK_GLOBAL && is_name(module, most)
        && is_name(name, most)) {
        s->run = BELIEVED;
        found(s, module, name, DP_HELD, next);
        s->run = 0;
    }
}

static void look_everywhere(struct salvager *s)
{
    for (size_t at = 0; at < s->in.n; at++) {
        switch (s->in.p[at]) {
        case DP_OPC_GLOBAL:
        case DP_OPC_INST:
            look_for_lines(s, at);
            break;
        case DP_OPC_SHORT_BINUNICODE:
        case DP_OPC_BINUNICODE:
        case DP_OPC_SHORT_BINSTRING:
            look_for_texts(s, at);
            break;
        default:
            break;
        }
    }
}

void dp_pickle_salvage(dp_heap *heap, dp_span in, uint64_t base, const dp_hooks *hooks)
{
    struct salvager s = {
        .heap = heap,
        .allow = hooks != NULL ? hooks->allow : NULL,
        .in = in,
        .base = base,
    };
    const dp_limits *limits = dp_ctx_limits(heap->ctx);
    dp_place before = dp_ctx_where(heap->ctx);
    if (before != DP_TRAILING) {
        dp_ctx_place(heap->ctx, DP_AFTER_FAULT);
    }
    look_everywhere(&s);
    s.run = BELIEVED;
    while (s.pos < in.n && heap->opcodes < limits->opcodes) {
        heap->opcodes++;
        s.pos += step(&s);
    }
    dp_ctx_place(heap->ctx, before);
}
