/* The loop over opcodes, the stack, the marks, and the opcodes that shape the stream itself. */
#include "pickle/machine.h"

#include "pickle/loose.h"
#include "pickle/vm.h"

enum { FIRST_STACK = 256 };

typedef dp_rc (*op_function)(struct dp_vm *vm);

static const op_function functions[256] = {
#define OP(name, byte, arg, protocol, before, after, what) [byte] = dp_op_##name,
#include "pickle/opcodes.def"
#undef OP
};

dp_rc dp_vm_corrupt(struct dp_vm *vm, const char *what)
{
    return dp_fail(vm->ctx, DP_CORRUPT, vm->at, "%s: %s", vm->op->name, what);
}

dp_rc dp_vm_refuse(struct dp_vm *vm, dp_rc fault)
{
    if (vm->refused == DP_OK) {
        vm->refused = fault;
        vm->refused_pos = vm->op_pos;
    }
    return DP_OK;
}

dp_rc dp_vm_push(struct dp_vm *vm, dp_id id)
{
    if (id == 0) {
        return dp_failed(vm->ctx) != DP_OK ? dp_failed(vm->ctx) : DP_ERROR;
    }
    if (vm->n_stack == vm->stack_cap) {
        if (vm->n_stack >= vm->limits->stack) {
            return dp_fail(vm->ctx, DP_LIMIT, vm->at, "more than %zu objects on the stack", vm->limits->stack);
        }
        size_t cap = vm->stack_cap * 2;
        cap = cap < vm->limits->stack ? cap : vm->limits->stack;
        dp_id *bigger = dp_take_raw(vm->ctx, cap, sizeof *bigger);
        if (bigger == NULL) {
            return dp_failed(vm->ctx);
        }
        memcpy(bigger, vm->stack, vm->n_stack * sizeof *bigger);
        vm->stack = bigger;
        vm->stack_cap = cap;
    }
    vm->stack[vm->n_stack++] = id;
    return DP_OK;
}

dp_rc dp_vm_top(struct dp_vm *vm, dp_id *id)
{
    if (vm->n_stack <= vm->fence) {
        return dp_vm_corrupt(vm, "nothing on the stack");
    }
    *id = vm->stack[vm->n_stack - 1];
    return DP_OK;
}

dp_rc dp_vm_pop(struct dp_vm *vm, dp_id *id)
{
    DP_TRY(dp_vm_top(vm, id));
    vm->n_stack--;
    return DP_OK;
}

static void drop_mark(struct dp_vm *vm)
{
    vm->n_marks--;
    vm->fence = vm->n_marks != 0 ? vm->marks[vm->n_marks - 1] : 0;
}

dp_rc dp_vm_pop_mark(struct dp_vm *vm, const dp_id **ids, size_t *n)
{
    if (vm->n_marks == 0) {
        return dp_vm_corrupt(vm, "no mark on the stack");
    }
    *n = vm->n_stack - vm->fence;
    *ids = vm->stack + vm->fence;
    vm->n_stack = vm->fence;
    drop_mark(vm);
    return DP_OK;
}

dp_rc dp_vm_make(struct dp_vm *vm, dp_kind kind, dp_id *id)
{
    *id = dp_obj_new(vm->heap, kind, vm->at);
    return dp_vm_push(vm, *id);
}

dp_rc dp_op_MARK(struct dp_vm *vm)
{
    if (vm->n_marks >= vm->limits->marks) {
        return dp_fail(vm->ctx, DP_LIMIT, vm->at, "more than %zu open marks", vm->limits->marks);
    }
    uint32_t *mark = dp_grow(vm->ctx, &vm->marks, vm->n_marks, sizeof *mark);
    if (mark == NULL) {
        return dp_failed(vm->ctx);
    }
    *mark = (uint32_t)vm->n_stack;
    vm->n_marks++;
    vm->fence = vm->n_stack;
    return DP_OK;
}

/* A mark on top is dropped as an object would be: the stack and the marks are one stack to the writer. */
dp_rc dp_op_POP(struct dp_vm *vm)
{
    if (vm->n_marks != 0 && vm->fence == vm->n_stack) {
        drop_mark(vm);
        return DP_OK;
    }
    dp_id id = 0;
    return dp_vm_pop(vm, &id);
}

dp_rc dp_op_POP_MARK(struct dp_vm *vm)
{
    const dp_id *ids;
    size_t n;
    return dp_vm_pop_mark(vm, &ids, &n);
}

dp_rc dp_op_DUP(struct dp_vm *vm)
{
    dp_id id = 0;
    DP_TRY(dp_vm_top(vm, &id));
    return dp_vm_push(vm, id);
}

dp_rc dp_op_STOP(struct dp_vm *vm)
{
    DP_TRY(dp_vm_pop(vm, &vm->root));
    if (vm->n_stack != 0 || vm->n_marks != 0) {
        DP_TRY(dp_vm_refuse(vm, dp_vm_corrupt(vm, "objects or marks are left on the stack")));
    }
    if (vm->frame_end != 0 && vm->frame_end != vm->pos) {
        DP_TRY(dp_vm_refuse(vm, dp_vm_corrupt(vm, "the frame goes on behind the end")));
        vm->pos = vm->frame_end > vm->pos ? vm->frame_end : vm->pos; /* where CPython's next load begins */
    }
    vm->done = true;
    return DP_OK;
}

dp_rc dp_op_PROTO(struct dp_vm *vm)
{
    if (vm->arg.n > 5) {
        return dp_fail(vm->ctx, DP_CORRUPT, vm->at, "protocol %d, expected 0 to 5", (int)vm->arg.n);
    }
    if (vm->arg.n > vm->facts->protocol) {
        vm->facts->protocol = (uint8_t)vm->arg.n;
    }
    return DP_OK;
}

dp_rc dp_op_FRAME(struct dp_vm *vm)
{
    size_t outer = vm->frame_end;
    if (outer != 0) {
        DP_TRY(dp_vm_refuse(vm, dp_vm_corrupt(vm, "a frame inside a frame")));
    }
    if (outer > vm->pos && vm->arg.n >= 0) {
        if ((uint64_t)vm->arg.n <= outer - vm->pos) {
            return DP_OK; /* CPython has read the outer one, and goes on in it */
        }
        vm->pos = outer; /* or drops it */
    }
    if (vm->arg.n < 0 || (uint64_t)vm->arg.n > vm->in.n - vm->pos) {
        return dp_vm_corrupt(vm, "the frame is longer than the rest of the input");
    }
    vm->frame_end = vm->pos + (size_t)vm->arg.n;
    return DP_OK;
}

static bool is_bytes(const dp_opcode *op)
{
    return op->byte == DP_OPC_BINBYTES || op->byte == DP_OPC_SHORT_BINBYTES || op->byte == DP_OPC_BINBYTES8
           || op->byte == DP_OPC_BYTEARRAY8;
}

static dp_rc read_arg(struct dp_vm *vm)
{
    size_t used;
    size_t end = vm->frame_end != 0 ? vm->frame_end : vm->in.n;
    dp_arg_form form = (dp_arg_form)vm->op->arg;
    dp_span whole = dp_span_cut(vm->in, vm->pos, end > vm->pos ? end - vm->pos : 0);
    dp_arg_fault fault = dp_arg_read(form, whole, &vm->arg, &used);
    if (fault == DP_ARG_CUT && vm->frame_end != 0) {
        DP_TRY(dp_vm_refuse(vm, dp_vm_corrupt(vm, "crosses the end of its frame")));
        vm->pos += whole.n;
        vm->frame_end = 0;
        dp_span behind = dp_span_cut(vm->in, vm->pos, vm->in.n);
        fault = dp_arg_read_across(form, is_bytes(vm->op), whole, behind, &vm->arg, &used);
    }
    switch (fault) {
    case DP_ARG_OK:
        vm->pos += used;
        return DP_OK;
    case DP_ARG_NEGATIVE:
        return dp_vm_corrupt(vm, "negative length");
    case DP_ARG_CUT:
        break;
    }
    return dp_vm_corrupt(vm, "the input ends inside its argument");
}

/* No opcode may lie across the end of its frame; a frame that is used up is closed. */
static dp_rc check_frame(struct dp_vm *vm)
{
    if (vm->pos > vm->frame_end) {
        DP_TRY(dp_vm_refuse(vm, dp_vm_corrupt(vm, "crosses the end of its frame")));
        vm->frame_end = 0;
    }
    if (vm->pos == vm->frame_end && vm->op->byte != DP_OPC_FRAME) {
        vm->frame_end = 0;
    }
    return DP_OK;
}

static dp_rc step(struct dp_vm *vm)
{
    vm->op_pos = vm->pos;
    vm->at = vm->base + vm->pos;
    if (vm->pos >= vm->in.n) {
        return dp_fail(vm->ctx, DP_CORRUPT, vm->at, "the input ends before the pickle does");
    }
    uint8_t byte = vm->in.p[vm->pos];
    vm->op = dp_opcode_of(byte);
    if (vm->op->name == NULL) {
        return dp_fail(vm->ctx, DP_CORRUPT, vm->at, "0x%02x is no opcode", byte);
    }
    if (++vm->heap->opcodes > vm->limits->opcodes) {
        return dp_fail(vm->ctx, DP_LIMIT, vm->at, "more than %zu opcodes", vm->limits->opcodes);
    }
    if (vm->op->protocol > vm->facts->protocol) {
        vm->facts->protocol = vm->op->protocol;
    }
    vm->pos++;
    if (vm->op->arg != DP_ARG_NONE) {
        DP_TRY(read_arg(vm));
    }
    if (vm->frame_end != 0) {
        DP_TRY(check_frame(vm));
    }
    return functions[byte](vm);
}

/* Names that were fetched and never called are noted when the pickle is over, or broken. */
static void note_held(struct dp_vm *vm)
{
    for (size_t i = 0; i < vm->n_held; i++) {
        const dp_obj *o = dp_at(vm->heap, vm->held[i]);
        if ((o->flags & DP_F_USED) == 0) {
            dp_note_use(vm->heap, o->u.global, DP_HELD, o->offset, vm->hooks->allow);
        }
    }
}

dp_rc dp_pickle_run(dp_heap *heap, dp_span in, uint64_t base, const dp_hooks *hooks, dp_pickle_facts *facts,
                    dp_id *root, size_t *used)
{
    static const dp_hooks no_hooks;
    dp_pickle_facts own = {0};
    struct dp_vm vm = {
        .heap = heap,
        .ctx = heap->ctx,
        .limits = dp_ctx_limits(heap->ctx),
        .hooks = hooks != NULL ? hooks : &no_hooks,
        .facts = facts != NULL ? facts : &own,
        .in = in,
        .base = base,
    };
    size_t before = heap->opcodes;
    dp_id first = dp_heap_last(heap) + 1;
    vm.stack_cap = FIRST_STACK < vm.limits->stack ? FIRST_STACK : vm.limits->stack;
    vm.stack = dp_take_raw(vm.ctx, vm.stack_cap, sizeof *vm.stack);
    dp_rc rc = vm.stack != NULL ? DP_OK : dp_failed(vm.ctx);
    while (rc == DP_OK && !vm.done) {
        rc = step(&vm);
    }
    if (vm.acts) {
        dp_vm_note_loose(&vm, first);
    }
    note_held(&vm);
    vm.facts->opcodes += heap->opcodes - before;
    vm.facts->end = rc == DP_OK ? vm.pos : 0;
    *used = vm.refused != DP_OK ? vm.refused_pos : rc == DP_OK ? vm.pos : vm.op_pos;
    rc = rc == DP_OK ? vm.refused : rc;
    vm.facts->n_pickles += rc == DP_OK;
    *root = rc == DP_OK ? vm.root : 0;
    return rc;
}
