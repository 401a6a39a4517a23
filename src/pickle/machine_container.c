/* Lists, tuples, dicts, sets, and what is put into them. An object that was made by a call (a dict subclass, a
 * collections.OrderedDict …) collects what is put into it beside its state. */
#include "pickle/vm.h"

/* A new container of what lies above the mark, or of the ids given. */
static dp_rc push_filled(struct dp_vm *vm, dp_kind kind, const dp_id *ids, size_t n)
{
    dp_id id = dp_obj_new(vm->heap, kind, vm->at);
    if (id == 0) {
        return dp_failed(vm->ctx);
    }
    DP_TRY(dp_obj_extend(vm->heap, id, ids, n));
    return dp_vm_push(vm, id);
}

/* CPython cannot hash these, and would stop here. */
static dp_rc check_keys(struct dp_vm *vm, dp_kind kind, const dp_id *ids, size_t n)
{
    if (kind != DP_K_DICT && kind != DP_K_SET && kind != DP_K_FROZENSET) {
        return DP_OK;
    }
    if (kind == DP_K_DICT && n % 2 != 0) {
        return dp_vm_corrupt(vm, "a key without a value");
    }
    for (size_t i = 0; i < n; i += kind == DP_K_DICT ? 2 : 1) {
        dp_kind key = dp_kind_of(vm->heap, ids[i]);
        if (key == DP_K_LIST || key == DP_K_DICT || key == DP_K_SET || key == DP_K_BYTEARRAY) {
            return dp_vm_corrupt(vm, "a key or member that cannot be hashed");
        }
    }
    return DP_OK;
}

static dp_rc from_mark(struct dp_vm *vm, dp_kind kind)
{
    const dp_id *ids;
    size_t n;
    DP_TRY(dp_vm_pop_mark(vm, &ids, &n));
    DP_TRY(check_keys(vm, kind, ids, n));
    if (kind == DP_K_TUPLE && n == 0) {
        return dp_vm_push(vm, dp_heap_empty_tuple(vm->heap, vm->at));
    }
    return push_filled(vm, kind, ids, n);
}

dp_rc dp_op_TUPLE(struct dp_vm *vm)
{
    return from_mark(vm, DP_K_TUPLE);
}

dp_rc dp_op_LIST(struct dp_vm *vm)
{
    return from_mark(vm, DP_K_LIST);
}

dp_rc dp_op_DICT(struct dp_vm *vm)
{
    return from_mark(vm, DP_K_DICT);
}

dp_rc dp_op_FROZENSET(struct dp_vm *vm)
{
    return from_mark(vm, DP_K_FROZENSET);
}

/* The n topmost, which become one. */
static dp_rc short_tuple(struct dp_vm *vm, size_t n)
{
    if (vm->n_stack - vm->fence < n) {
        return dp_vm_corrupt(vm, "too few objects on the stack");
    }
    vm->n_stack -= n;
    return push_filled(vm, DP_K_TUPLE, vm->stack + vm->n_stack, n);
}

dp_rc dp_op_TUPLE1(struct dp_vm *vm)
{
    return short_tuple(vm, 1);
}

dp_rc dp_op_TUPLE2(struct dp_vm *vm)
{
    return short_tuple(vm, 2);
}

dp_rc dp_op_TUPLE3(struct dp_vm *vm)
{
    return short_tuple(vm, 3);
}

dp_rc dp_op_EMPTY_TUPLE(struct dp_vm *vm)
{
    return dp_vm_push(vm, dp_heap_empty_tuple(vm->heap, vm->at));
}

dp_rc dp_op_EMPTY_LIST(struct dp_vm *vm)
{
    dp_id id = 0;
    return dp_vm_make(vm, DP_K_LIST, &id);
}

dp_rc dp_op_EMPTY_DICT(struct dp_vm *vm)
{
    dp_id id = 0;
    return dp_vm_make(vm, DP_K_DICT, &id);
}

dp_rc dp_op_EMPTY_SET(struct dp_vm *vm)
{
    dp_id id = 0;
    return dp_vm_make(vm, DP_K_SET, &id);
}

/* The list or dict inside a MADE node, made when it is first needed. */
static dp_id inner(struct dp_vm *vm, dp_id *slot, dp_kind kind)
{
    if (*slot == 0) {
        *slot = dp_obj_new(vm->heap, kind, vm->at);
    }
    return *slot;
}

/* Containers, and the objects that a call reads the content of: numpy's and the dictionaries of collections. Others are
 * only referred to, and may be in the middle of being made: an object that holds its owner. */
static void mark_handed_on(struct dp_vm *vm, dp_id id)
{
    dp_obj *o = dp_at(vm->heap, id);
    bool made = false;
    if (o->kind == DP_K_MADE) {
        const dp_name *row = dp_row_of(dp_at(vm->heap, o->u.made->callee));
        made = row != NULL
               && (strncmp(row->canonical, "numpy.", 6) == 0 || strncmp(row->canonical, "collections.", 12) == 0);
    }
    if (made || o->kind == DP_K_LIST || o->kind == DP_K_DICT || o->kind == DP_K_SET) {
        o->flags |= DP_F_HANDED_ON;
    }
}

void dp_vm_hand_on(struct dp_vm *vm, dp_id id)
{
    dp_obj *o = dp_at(vm->heap, id);
    mark_handed_on(vm, id);
    if ((o->flags & DP_F_SEEN_INTO) != 0 || (o->kind != DP_K_TUPLE && o->kind != DP_K_LIST)) {
        return;
    }
    o->flags |= DP_F_SEEN_INTO; /* it may be long, and handed on often */
    for (uint32_t i = 0; i < o->len; i++) {
        mark_handed_on(vm, o->u.item[i]);
    }
}

/* Puts ids into `target`, a container of `kind`. A name that is held would be changed for the whole program by this;
 * an object nobody can know (EXT, PERSID) swallows it: such a file is refused already. */
static dp_rc put_into(struct dp_vm *vm, dp_id target, dp_kind kind, const dp_id *ids, size_t n)
{
    dp_obj *o = dp_at(vm->heap, target);
    dp_rc keys = check_keys(vm, kind, ids, n);
    if (keys != DP_OK) { /* what is no dict or set may take even these */
        bool plain = o->kind == DP_K_DICT || o->kind == DP_K_SET;
        DP_TRY(plain ? keys : dp_vm_refuse(vm, keys));
        n -= kind == DP_K_DICT ? n % 2 : 0;
    }
    if ((o->flags & DP_F_HANDED_ON) != 0 && n != 0) {
        return dp_vm_refuse(vm, dp_vm_corrupt(vm, "changes what was used already"));
    }
    if (o->kind == DP_K_GLOBAL) {
        o->flags |= DP_F_USED;
        dp_note_use(vm->heap, o->u.global, DP_STATE_SET, vm->at, vm->hooks->allow);
        return DP_OK;
    }
    if (o->kind == DP_K_MADE) {
        dp_id *slot = kind == DP_K_DICT ? &o->u.made->pairs : &o->u.made->items;
        target = inner(vm, slot, kind == DP_K_DICT ? DP_K_DICT : DP_K_LIST);
        return target != 0 ? dp_obj_extend(vm->heap, target, ids, n) : dp_failed(vm->ctx);
    }
    if (o->kind == DP_K_OPAQUE) {
        return DP_OK;
    }
    if (o->kind != kind) {
        return dp_vm_refuse(vm, dp_vm_corrupt(vm, "what lies below takes no members of this kind"));
    }
    return dp_obj_extend(vm->heap, target, ids, n);
}

/* The n topmost go into what lies below them. */
static dp_rc put_top(struct dp_vm *vm, dp_kind kind, size_t n)
{
    if (vm->n_stack - vm->fence < n + 1) {
        return dp_vm_corrupt(vm, "too few objects on the stack");
    }
    vm->n_stack -= n;
    return put_into(vm, vm->stack[vm->n_stack - 1], kind, vm->stack + vm->n_stack, n);
}

/* Everything above the mark goes into what lies below it. */
static dp_rc put_marked(struct dp_vm *vm, dp_kind kind)
{
    const dp_id *ids;
    size_t n;
    dp_id target;
    DP_TRY(dp_vm_pop_mark(vm, &ids, &n));
    DP_TRY(dp_vm_top(vm, &target));
    return put_into(vm, target, kind, ids, n);
}

dp_rc dp_op_APPEND(struct dp_vm *vm)
{
    return put_top(vm, DP_K_LIST, 1);
}

dp_rc dp_op_APPENDS(struct dp_vm *vm)
{
    return put_marked(vm, DP_K_LIST);
}

dp_rc dp_op_SETITEM(struct dp_vm *vm)
{
    return put_top(vm, DP_K_DICT, 2);
}

dp_rc dp_op_SETITEMS(struct dp_vm *vm)
{
    return put_marked(vm, DP_K_DICT);
}

dp_rc dp_op_ADDITEMS(struct dp_vm *vm)
{
    return put_marked(vm, DP_K_SET);
}
