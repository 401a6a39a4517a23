/* Inside of the machine: one pickle being run. Each opcode is one function dp_op_NAME on it. For pickle/ only. */
#ifndef DP_PICKLE_VM_H
#define DP_PICKLE_VM_H

#include "pickle/heap.h"
#include "pickle/machine.h"
#include "pickle/opcodes.h"

/* Memo: indexes near the number of entries lie in an array, others (an input may name 2^32 - 1) in a hash map. */
struct dp_memo {
    dp_id *dense; /* 0: unset */
    size_t dense_cap;
    struct dp_memo_slot { uint32_t index; dp_id id; } *sparse; /* id 0: free */
    size_t n_sparse, sparse_cap;
    size_t n; /* entries in both */
    uint64_t key;
};

struct dp_vm {
    dp_heap *heap;
    dp_ctx *ctx;
    const dp_limits *limits;
    const dp_hooks *hooks; /* never NULL */
    dp_pickle_facts *facts;
    dp_span in;
    uint64_t base;
    size_t pos;       /* of the next opcode */
    size_t op_pos;    /* of this one */
    uint64_t at;      /* of this one, in the decoded bytes */
    size_t frame_end; /* of the open frame; 0: none is open */
    const dp_opcode *op;
    dp_arg arg;

    dp_id *stack;
    size_t n_stack, stack_cap;
    uint32_t *marks; /* heights of the stack */
    size_t n_marks;
    size_t fence;    /* the topmost mark's height: nothing below may be taken */
    struct dp_memo memo;
    dp_id *held;     /* GLOBAL nodes whose use is not noted yet */
    size_t n_held;
    bool acts;       /* a name of dp_name_acts was met */
    bool done;
    dp_rc refused;   /* the first fault that CPython does not see */
    size_t refused_pos;
    dp_id root;
};

#define OP(name, byte, arg, protocol, before, after, what) dp_rc dp_op_##name(struct dp_vm *vm);
#include "pickle/opcodes.def"
#undef OP

/* A GLOBAL of this name, which may be none that can be: refused then. It is not pushed. */
dp_rc dp_vm_name(struct dp_vm *vm, dp_span module, dp_span name, dp_id *id);
/* Notes that what stands at id is reached like this. */
void dp_vm_note_callee(struct dp_vm *vm, dp_id id, dp_reach reach);
dp_rc dp_vm_push(struct dp_vm *vm, dp_id id);
/* Takes the top; DP_CORRUPT when nothing lies above the topmost mark. */
dp_rc dp_vm_pop(struct dp_vm *vm, dp_id *id);
/* Looks at the top. */
dp_rc dp_vm_top(struct dp_vm *vm, dp_id *id);
/* Takes the topmost mark; *n ids above it lie at *ids and stay readable until the next push. They are taken too. */
dp_rc dp_vm_pop_mark(struct dp_vm *vm, const dp_id **ids, size_t *n);
/* Makes a node and pushes it. */
dp_rc dp_vm_make(struct dp_vm *vm, dp_kind kind, dp_id *id);
/* Python copies what a call or a BUILD is given, or computes from it, at once; we look at it when all is over. So what
 * was handed on may not change afterwards, or the file would mean one thing to Python and another to us. Marks the
 * thing, and what is directly in it where it is a tuple or a list. */
void dp_vm_hand_on(struct dp_vm *vm, dp_id id);
/* A fault of this opcode; what: what is wrong. */
dp_rc dp_vm_corrupt(struct dp_vm *vm, const char *what);
/* A fault (what dp_fail or dp_vm_corrupt gave) that CPython's unpickler does not see: the pickle is refused, but the
 * machine goes on where CPython would, so that every name is found that CPython would ask for. Gives DP_OK. */
dp_rc dp_vm_refuse(struct dp_vm *vm, dp_rc fault);

/* A canonical decimal number without sign, up to UINT32_MAX. */
bool dp_vm_index(dp_span text, uint32_t *index);

/* Pickle's UTF-8: lone surrogates are allowed. */
bool dp_vm_utf8(dp_span s);

#endif
