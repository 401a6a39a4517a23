/* Calls. Nothing is imported and nothing is called: a call becomes a MADE node, and what it would have reached is noted. */
#include "pickle/callers.h"
#include "pickle/dataset.h"
#include "pickle/distribution.h"
#include "pickle/loose.h"
#include "pickle/memory.h"
#include "pickle/vm.h"

static void note_odd(struct dp_vm *vm, const char *name, dp_verdict verdict, dp_reach reach, const char *reason)
{
    dp_note_odd(vm->heap, name, verdict, reach, vm->at, reason);
}

/* Is id the GLOBAL whose row has this canonical name? */
static bool is_global(struct dp_vm *vm, dp_id id, const char *canonical)
{
    const dp_name *row = dp_row_of(dp_at(vm->heap, id));
    return row != NULL && strcmp(row->canonical, canonical) == 0;
}

/* Of a partial over a recipe, as pandas 1.3 writes its blocks: the name that a call of it reaches; else id itself.
 * Its state, (function, arguments …), may name another function than its making did. */
static dp_id partial_function(struct dp_vm *vm, dp_id id)
{
    const dp_obj *o = dp_at(vm->heap, id);
    if (!dp_is_call(vm->heap, id, "functools.partial")) {
        return id;
    }
    const dp_obj *args = dp_at(vm->heap, o->u.made->args);
    const dp_obj *state = dp_at(vm->heap, o->u.made->state);
    if (args->kind != DP_K_TUPLE || args->len == 0) {
        return id;
    }
    dp_id function = args->u.item[0];
    bool same = o->u.made->state == 0 || (state->kind == DP_K_TUPLE && state->len == 4 && state->u.item[0] == function);
    const dp_name *row = dp_row_of(dp_at(vm->heap, function));
    return same && row != NULL && row->role == DP_R_RECIPE ? function : id;
}

/* Notes that what stands at id is reached like this. Only names may be: a call of something that is itself the
 * outcome of a call could be anything. */
void dp_vm_note_callee(struct dp_vm *vm, dp_id id, dp_reach reach)
{
    if (reach == DP_CALLED) {
        id = partial_function(vm, id);
    }
    dp_obj *o = dp_at(vm->heap, id);
    if (o->kind == DP_K_GLOBAL) {
        o->flags |= DP_F_USED;
        dp_note_use(vm->heap, o->u.global, reach, o->offset, vm->hooks->allow);
    } else {
        note_odd(vm, "<computed>", DP_DANGEROUS, reach, "calls something that is computed by the file");
    }
}

static dp_rc make_call(struct dp_vm *vm, dp_opcode_byte opcode, dp_made call)
{
    dp_made *made = dp_take_raw(vm->ctx, 1, sizeof *made);
    if (made == NULL) {
        return dp_failed(vm->ctx);
    }
    *made = call;
    made->opcode = (uint8_t)opcode;
    dp_vm_note_given(vm, made);
    dp_id id = 0;
    DP_TRY(dp_vm_make(vm, DP_K_MADE, &id));
    dp_at(vm->heap, id)->u.made = made;
    return DP_OK;
}

static dp_rc new_tuple(struct dp_vm *vm, const dp_id *ids, size_t n, dp_id *id)
{
    if (n == 0) {
        *id = dp_heap_empty_tuple(vm->heap, vm->at);
        return *id != 0 ? DP_OK : dp_failed(vm->ctx);
    }
    *id = dp_obj_new(vm->heap, DP_K_TUPLE, vm->at);
    return *id != 0 ? dp_obj_extend(vm->heap, *id, ids, n) : dp_failed(vm->ctx);
}

/* INST and OBJ without arguments only make the object, as NEWOBJ does; with arguments they call. */
static dp_rc instantiate(struct dp_vm *vm, dp_id callee, const dp_id *ids, size_t n)
{
    dp_id args;
    dp_vm_note_callee(vm, callee, n == 0 ? DP_BUILT : DP_CALLED);
    DP_TRY(new_tuple(vm, ids, n, &args));
    return make_call(vm, (dp_opcode_byte)vm->op->byte, (dp_made){.callee = callee, .args = args});
}

dp_rc dp_op_INST(struct dp_vm *vm)
{
    const dp_id *ids;
    size_t n;
    dp_id callee;
    DP_TRY(dp_vm_pop_mark(vm, &ids, &n));
    DP_TRY(dp_vm_name(vm, vm->arg.text, vm->arg.more, &callee));
    return instantiate(vm, callee, ids, n);
}

dp_rc dp_op_OBJ(struct dp_vm *vm)
{
    const dp_id *ids;
    size_t n;
    DP_TRY(dp_vm_pop_mark(vm, &ids, &n));
    if (n == 0) {
        return dp_vm_corrupt(vm, "nothing above the mark");
    }
    return instantiate(vm, ids[0], ids + 1, n - 1);
}

/* copyreg._reconstructor(cls, base, state): base.__new__(cls, state). Python 2 writes every object so below protocol 2.
 * Where it is understood it becomes what NEWOBJ would have made, so that nobody after us sees a difference. */
static dp_rc reconstruct(struct dp_vm *vm, dp_made call, const dp_id *arg)
{
    dp_id *slot = NULL;
    dp_vm_note_callee(vm, arg[0], DP_BUILT);
    if (is_global(vm, arg[1], "builtins.object") && dp_kind_of(vm->heap, arg[2]) == DP_K_NONE) {
        slot = &call.state;
    } else if (is_global(vm, arg[1], "builtins.dict") && dp_kind_of(vm->heap, arg[2]) == DP_K_DICT) {
        slot = &call.pairs;
    } else if (is_global(vm, arg[1], "builtins.list") && dp_kind_of(vm->heap, arg[2]) == DP_K_LIST) {
        slot = &call.items;
    }
    if (slot == NULL) {
        const dp_name *base = dp_row_of(dp_at(vm->heap, arg[1]));
        if (base == NULL || strncmp(base->canonical, "builtins.", 9) != 0) {
            dp_vm_note_callee(vm, arg[1], DP_CALLED); /* base.__init__ is called with the state */
        }
        return make_call(vm, DP_OPC_REDUCE, call);
    }
    if (slot != &call.state) { /* the base copies */
        const dp_obj *content = dp_at(vm->heap, arg[2]);
        *slot = dp_obj_new(vm->heap, (dp_kind)content->kind, content->offset);
        size_t width = content->kind == DP_K_DICT ? 2 : 1;
        DP_TRY(*slot != 0 ? dp_obj_extend(vm->heap, *slot, content->u.item, content->len * width)
                          : dp_failed(vm->ctx));
    }
    call.callee = arg[0];
    DP_TRY(new_tuple(vm, NULL, 0, &call.args));
    return make_call(vm, DP_OPC_NEWOBJ, call);
}

/* copyreg.__newobj__(cls, *args) and __newobj_ex__(cls, args, kwargs): NEWOBJ and NEWOBJ_EX in the words of
 * protocol 0. */
static dp_rc newobj_call(struct dp_vm *vm, const dp_id *arg, size_t n, bool ex)
{
    dp_made call = {.callee = arg[0]};
    bool good = !ex || (n == 3 && dp_kind_of(vm->heap, arg[1]) == DP_K_TUPLE && dp_kind_of(vm->heap, arg[2]) == DP_K_DICT);
    dp_vm_note_callee(vm, arg[0], DP_BUILT);
    if (!good) {
        DP_TRY(dp_vm_refuse(vm, dp_vm_corrupt(vm, "expected a class, a tuple and a dict")));
        ex = false;
    }
    if (ex) {
        call.args = arg[1];
        call.kwargs = arg[2];
    } else {
        DP_TRY(new_tuple(vm, arg + 1, n - 1, &call.args));
    }
    return make_call(vm, ex ? DP_OPC_NEWOBJ_EX : DP_OPC_NEWOBJ, call);
}

/* A call of a function that is refused elsewhere, with what makes it harmless: noted as safe, beside other uses. */
static void note_harmless(struct dp_vm *vm, dp_id callee, const char *reason)
{
    dp_obj *o = dp_at(vm->heap, callee);
    o->flags |= DP_F_USED;
    note_odd(vm, dp_name_text(vm->heap, o->u.global), DP_SAFE, DP_CALLED, reason);
}

/* "C.attribute" of the name C, as a name of its own. *id stays 0 where that cannot be one. */
static dp_rc dotted_name(struct dp_vm *vm, const dp_global *owner, dp_span attribute, dp_id *id)
{
    size_t n = owner->name.n;
    if (attribute.n == 0 || attribute.n > vm->limits->name || n + 1 + attribute.n > vm->limits->name
        || !dp_vm_utf8(attribute)) {
        return DP_OK;
    }
    uint8_t *name = dp_take_raw(vm->ctx, n + 1 + attribute.n, 1);
    if (name == NULL) {
        return dp_failed(vm->ctx);
    }
    memcpy(name, owner->name.p, n);
    name[n] = '.';
    memcpy(name + n + 1, attribute.p, attribute.n);
    return dp_vm_name(vm, owner->module, (dp_span){name, n + 1 + attribute.n}, id);
}

static const char constructor[] = ".__new__";

/* C.__new__ of a class C that may be made: held, or prepared with partial, it is harmless, as C is. */
static bool is_constructor(const dp_global *global)
{
    size_t n = sizeof constructor - 1;
    return global->row != NULL && global->row->role == DP_R_DATA && global->name.n > n
           && memcmp(global->name.p + global->name.n - n, constructor, n) == 0;
}

static dp_rc make_constructor(struct dp_vm *vm, dp_id id)
{
    dp_obj *o = dp_at(vm->heap, id);
    dp_global *global = dp_take_raw(vm->ctx, 1, sizeof *global);
    dp_name *row = dp_take(vm->ctx, 1, sizeof *row);
    const char *module = dp_take_text(vm->ctx, o->u.global->module);
    const char *name = dp_take_text(vm->ctx, o->u.global->name);
    if (global == NULL || row == NULL || module == NULL || name == NULL) {
        return dp_failed(vm->ctx);
    }
    *global = *o->u.global;
    *row = (dp_name){module, name, dp_name_text(vm->heap, global), DP_R_DATA, ""};
    global->row = row;
    o->u.global = global;
    return DP_OK;
}

/* partial(C.__new__, D, …)(): how protocols 2 and 3 write what NEWOBJ_EX makes of D, whose constructor is C's. D; 0: it is no
 * such call. D must be a class that may be made, whoever makes it. */
static dp_id constructed(struct dp_vm *vm, const dp_made *call)
{
    const dp_obj *o = dp_at(vm->heap, call->callee);
    const dp_obj *with = dp_at(vm->heap, call->args);
    if (with->kind != DP_K_TUPLE || with->len != 0 || !dp_is_call(vm->heap, call->callee, "functools.partial")) {
        return 0;
    }
    const dp_obj *state = dp_at(vm->heap, o->u.made->state); /* it alone counts: it replaces what partial was made of */
    if (state->kind != DP_K_TUPLE || state->len != 4) {
        return 0;
    }
    const dp_obj *function = dp_at(vm->heap, state->u.item[0]);
    const dp_obj *args = dp_at(vm->heap, state->u.item[1]);
    if (function->kind != DP_K_GLOBAL || !is_constructor(function->u.global) || args->kind != DP_K_TUPLE || args->len == 0) {
        return 0;
    }
    const dp_obj *class = dp_at(vm->heap, args->u.item[0]);
    const dp_name *row = dp_row_of(class);
    bool plain = row != NULL && row->role == DP_R_CLASS
                 && dp_span_equal(class->u.global->module, function->u.global->module);
    return plain ? args->u.item[0] : 0;
}

/* getattr(a class, a text) is a name with a dot in it, as STACK_GLOBAL writes it since protocol 4, and judged as that:
 * zoneinfo and scipy's interpolation fetch their own methods so. Of an object it may be an attribute that the file put
 * there: so only what may be held and not called. *id: the name; 0: called otherwise. */
static dp_rc fetched_name(struct dp_vm *vm, const dp_made *call, dp_id *id)
{
    *id = 0;
    const dp_obj *args = dp_at(vm->heap, call->args);
    if (!is_global(vm, call->callee, "builtins.getattr") || args->kind != DP_K_TUPLE || args->len != 2) {
        return DP_OK;
    }
    const dp_obj *owner = dp_at(vm->heap, args->u.item[0]);
    dp_span attribute = dp_obj_text(vm->heap, args->u.item[1]);
    if (owner->kind == DP_K_GLOBAL) {
        const dp_name *row = owner->u.global->row;
        DP_TRY(dotted_name(vm, owner->u.global, attribute, id));
        bool constructs = *id != 0 && row != NULL && row->role == DP_R_CLASS && dp_span_is(attribute, constructor + 1);
        return constructs ? make_constructor(vm, *id) : DP_OK;
    }
    const dp_obj *class = owner->kind == DP_K_MADE ? dp_at(vm->heap, owner->u.made->callee) : owner;
    if (dp_row_of(class) == NULL || dp_is_distribution(vm->heap, args->u.item[0])) {
        return DP_OK;
    }
    DP_TRY(dotted_name(vm, class->u.global, attribute, id));
    const dp_name *row = dp_row_of(dp_at(vm->heap, *id));
    *id = row != NULL && row->role == DP_R_DATA ? *id : 0;
    return DP_OK;
}

/* type(None) and its like: how the types of Python's constants are written. */
static bool is_type_of_constant(struct dp_vm *vm, const dp_made *call)
{
    const dp_obj *args = dp_at(vm->heap, call->args);
    if (!is_global(vm, call->callee, "builtins.type") || args->kind != DP_K_TUPLE || args->len != 1) {
        return false;
    }
    dp_id value = args->u.item[0];
    return dp_kind_of(vm->heap, value) == DP_K_NONE || is_global(vm, value, "builtins.Ellipsis")
           || is_global(vm, value, "builtins.NotImplemented");
}

/* Who is called, noted. */
static void note_call(struct dp_vm *vm, const dp_made *call, dp_id fetched)
{
    const dp_name *name = dp_row_of(dp_at(vm->heap, fetched));
    if (name != NULL && name->role != DP_R_DANGER) {
        note_harmless(vm, call->callee, "fetches what the table of names has");
    } else if (is_global(vm, call->callee, "builtins.getattr") && dp_distribution_method(vm->heap, call->args)) {
        note_harmless(vm, call->callee, "fetches a method of a scipy distribution");
    } else if (constructed(vm, call) != 0) {
        dp_vm_note_callee(vm, constructed(vm, call), DP_BUILT);
    } else if (is_type_of_constant(vm, call)) {
        note_harmless(vm, call->callee, "gives the type of a constant");
    } else if (is_global(vm, call->callee, "joblib.memory.Memory") && dp_memory_call(vm->heap, call->args)) {
        note_harmless(vm, call->callee, "makes a cache that keeps nothing");
    } else {
        dp_vm_note_callee(vm, call->callee, DP_CALLED);
    }
}

dp_rc dp_op_REDUCE(struct dp_vm *vm)
{
    dp_made call = {0};
    dp_id fetched = 0;
    DP_TRY(dp_vm_pop(vm, &call.args));
    DP_TRY(dp_vm_pop(vm, &call.callee));
    DP_TRY(fetched_name(vm, &call, &fetched));
    note_call(vm, &call, fetched);
    const dp_obj *args = dp_at(vm->heap, call.args);
    if (args->kind != DP_K_TUPLE) {
        return dp_vm_corrupt(vm, "its arguments are no tuple");
    }
    if (fetched != 0) {
        return dp_vm_push(vm, fetched);
    }
    const dp_id *arg = args->u.item;
    size_t n = args->len;
    dp_vm_mark_class(vm, &call);
    if (n == 3 && is_global(vm, call.callee, "copyreg._reconstructor")) {
        return reconstruct(vm, call, arg);
    }
    if (n >= 1 && is_global(vm, call.callee, "copyreg.__newobj__")) {
        return newobj_call(vm, arg, n, false);
    }
    if (n >= 1 && is_global(vm, call.callee, "copyreg.__newobj_ex__")) {
        return newobj_call(vm, arg, n, true);
    }
    if (!is_global(vm, call.callee, "functools.partial")) {
        for (size_t i = 0; i < n; i++) {
            dp_vm_hand_on(vm, arg[i]);
        }
    }
    return make_call(vm, DP_OPC_REDUCE, call);
}

dp_rc dp_op_NEWOBJ(struct dp_vm *vm)
{
    dp_made call = {0};
    DP_TRY(dp_vm_pop(vm, &call.args));
    DP_TRY(dp_vm_pop(vm, &call.callee));
    dp_vm_note_callee(vm, call.callee, DP_BUILT);
    if (dp_kind_of(vm->heap, call.args) != DP_K_TUPLE) {
        return dp_vm_corrupt(vm, "its arguments are no tuple");
    }
    return make_call(vm, (dp_opcode_byte)vm->op->byte, call);
}

/* Keywords are texts, or the call fails where it is done. */
static bool are_keywords(const dp_heap *heap, dp_id dict)
{
    const dp_obj *d = dp_at(heap, dict);
    for (uint32_t i = 0; i < d->len; i++) {
        if (!dp_is_text(dp_at(heap, d->u.item[2 * i]))) {
            return false;
        }
    }
    return true;
}

dp_rc dp_op_NEWOBJ_EX(struct dp_vm *vm)
{
    dp_made call = {0};
    DP_TRY(dp_vm_pop(vm, &call.kwargs));
    DP_TRY(dp_vm_pop(vm, &call.args));
    DP_TRY(dp_vm_pop(vm, &call.callee));
    dp_vm_note_callee(vm, call.callee, DP_BUILT);
    if (dp_kind_of(vm->heap, call.args) != DP_K_TUPLE || dp_kind_of(vm->heap, call.kwargs) != DP_K_DICT) {
        return dp_vm_corrupt(vm, "expected a tuple and a dict of arguments");
    }
    if (!are_keywords(vm->heap, call.kwargs)) {
        return dp_vm_corrupt(vm, "expected texts as names of arguments");
    }
    return make_call(vm, (dp_opcode_byte)vm->op->byte, call);
}

static dp_rc after_build(struct dp_vm *vm, dp_id made)
{
    const dp_hooks *hooks = vm->hooks;
    if (hooks->after_build == NULL) {
        return DP_OK;
    }
    size_t eaten = 0;
    dp_span rest = {vm->in.p + vm->pos, vm->in.n - vm->pos};
    dp_rc rc = hooks->after_build(hooks->self, vm->heap, made, rest, vm->base + vm->pos, &eaten);
    if (rc == DP_OK && eaten != 0 && vm->frame_end != 0) {
        rc = dp_vm_corrupt(vm, "raw bytes inside a frame");
    }
    if (rc == DP_OK && eaten > rest.n) {
        rc = dp_vm_corrupt(vm, "the input ends inside raw bytes");
    }
    if (rc != DP_OK) { /* plain pickle, which knows of no raw bytes, goes on here: what does it ask for? */
        return rc == DP_ERROR ? rc : dp_vm_refuse(vm, rc);
    }
    vm->pos += eaten;
    return DP_OK;
}

/* The callee's name where it has one. */
static const char *class_name(struct dp_vm *vm, dp_id made)
{
    const char *name = dp_obj_class(vm->heap, made);
    return name[0] != '\0' ? name : "<computed>";
}

/* (attributes, slots): each of the second is set as an attribute, which __class__ and __dict__ take for themselves. In the
 * first it would only lie in the object's own dict. */
static bool sets_special(const dp_heap *heap, dp_id state)
{
    const dp_obj *o = dp_at(heap, state);
    const dp_obj *slots = dp_at(heap, o->kind == DP_K_TUPLE && o->len == 2 ? o->u.item[1] : 0);
    for (size_t i = 0; slots->kind == DP_K_DICT && i < slots->len; i++) {
        dp_span key = dp_obj_bytes(heap, slots->u.item[2 * i]);
        if (key.n >= 4 && memcmp(key.p, "__", 2) == 0 && memcmp(key.p + key.n - 2, "__", 2) == 0) {
            return true;
        }
    }
    return false;
}

/* What giving this state to this object would do beyond setting attributes; NULL: nothing. */
static const char *state_fault(struct dp_vm *vm, dp_id made, dp_id state)
{
    const dp_made *call = dp_at(vm->heap, made)->u.made;
    const dp_name *row = dp_row_of(dp_at(vm->heap, call->callee));
    if (call->state != 0) {
        return "is given its state twice";
    }
    if (row != NULL && row->role == DP_R_DANGER) {
        return "sets attributes of what a call gave";
    }
    if (dp_is_distribution(vm->heap, made) && !dp_distribution_state(vm->heap, state)) {
        return "runs code that stands in its state";
    }
    if (dp_is_dataset(vm->heap, made) && !dp_dataset_state(vm->heap, state)) {
        return "frees memory at an address that stands in its state";
    }
    if (sets_special(vm->heap, state)) {
        return "sets what makes the object what it is";
    }
    return NULL;
}

/* State is given once, to an object that was just made. Given to a class or a function it would change the program
 * that loads the file; given a second time it runs through a __setstate__ that the first may have put there. */
dp_rc dp_op_BUILD(struct dp_vm *vm)
{
    dp_id state = 0;
    dp_id target = 0;
    DP_TRY(dp_vm_pop(vm, &state));
    DP_TRY(dp_vm_top(vm, &target));
    dp_obj *o = dp_at(vm->heap, target);
    if (o->kind == DP_K_OPAQUE) {
        return DP_OK;
    }
    if (o->kind == DP_K_GLOBAL) {
        dp_vm_note_callee(vm, target, DP_STATE_SET);
        return DP_OK;
    }
    if (o->kind != DP_K_MADE) {
        return dp_vm_refuse(vm, dp_vm_corrupt(vm, "what lies below takes no state"));
    }
    const char *fault = state_fault(vm, target, state);
    if (fault != NULL) {
        note_odd(vm, class_name(vm, target), DP_DANGEROUS, DP_STATE_SET, fault);
        return DP_OK;
    }
    if ((o->flags & DP_F_HANDED_ON) != 0) {
        return dp_vm_refuse(vm, dp_vm_corrupt(vm, "changes what was used already"));
    }
    if (is_global(vm, o->u.made->callee, "functools.partial")) {
        dp_vm_note_partial(vm, state);
    }
    if (dp_is_memory(vm->heap, target) && !dp_memory_state(vm->heap, state)) {
        dp_vm_note_callee(vm, o->u.made->callee, DP_CALLED); /* it is what its constructor would have made of a path */
    }
    dp_vm_hand_on(vm, state);
    o->u.made->state = state;
    return after_build(vm, target);
}
