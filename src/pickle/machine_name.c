/* Names: what GLOBAL and STACK_GLOBAL fetch, and what only the reading program could. */
#include "pickle/loose.h"
#include "pickle/vm.h"

/* A row for a name that the caller allowed. */
static const dp_name *allowed_row(struct dp_vm *vm, dp_span module, dp_span name)
{
    if (!dp_name_allowed(vm->hooks->allow, module, name)) {
        return NULL;
    }
    dp_name *row = dp_take(vm->ctx, 1, sizeof *row);
    const char *module_text = dp_take_text(vm->ctx, module);
    const char *name_text = dp_take_text(vm->ctx, name);
    if (row == NULL || module_text == NULL || name_text == NULL) {
        return NULL;
    }
    const char *canonical = dp_take_printf(vm->ctx, "%s.%s", module_text, name_text);
    *row = (dp_name){module_text, name_text, canonical, DP_R_CLASS, ""};
    return row;
}

static void check_name(struct dp_vm *vm, dp_span text)
{
    if (text.n == 0) {
        dp_vm_refuse(vm, dp_vm_corrupt(vm, "an empty name"));
    } else if (text.n > vm->limits->name) {
        dp_vm_refuse(vm, dp_fail(vm->ctx, DP_LIMIT, vm->at, "a name of %zu bytes, more than %zu", text.n,
                                 vm->limits->name));
    } else if (!dp_vm_utf8(text)) {
        dp_vm_refuse(vm, dp_vm_corrupt(vm, "its name is no valid UTF-8"));
    }
}

dp_rc dp_vm_name(struct dp_vm *vm, dp_span module, dp_span name, dp_id *id)
{
    check_name(vm, module);
    check_name(vm, name);
    dp_global *global = dp_take_raw(vm->ctx, 1, sizeof *global);
    *id = global != NULL ? dp_obj_new(vm->heap, DP_K_GLOBAL, vm->at) : 0;
    if (*id == 0) {
        return dp_failed(vm->ctx);
    }
    const dp_name *row = dp_name_find(module, name);
    *global = (dp_global){module, name, row != NULL ? row : allowed_row(vm, module, name)};
    dp_at(vm->heap, *id)->u.global = global;
    vm->acts = vm->acts || dp_name_acts(global->row);
    if (!dp_use_noted(vm->heap, global, DP_HELD)) {
        dp_id *slot = dp_grow(vm->ctx, &vm->held, vm->n_held, sizeof *slot);
        if (slot == NULL) {
            return dp_failed(vm->ctx);
        }
        *slot = *id;
        vm->n_held++;
    }
    return DP_OK;
}

dp_rc dp_op_GLOBAL(struct dp_vm *vm)
{
    dp_id id = 0;
    DP_TRY(dp_vm_name(vm, vm->arg.text, vm->arg.more, &id));
    return dp_vm_push(vm, id);
}

/* "<computed>.system": one of two operands is not text. The pickle is broken, but what it was after can be told. */
static void note_half_name(struct dp_vm *vm, dp_span module, dp_span name)
{
    static const char computed[] = "<computed>";
    dp_global half = {
        .module = module.p != NULL ? module : dp_span_of(computed),
        .name = name.p != NULL ? name : dp_span_of(computed),
    };
    const char *text = "<computed>.<computed>";
    if (module.n < vm->limits->name && name.n < vm->limits->name) {
        text = dp_name_text(vm->heap, &half);
    }
    dp_note_odd(vm->heap, text, DP_DANGEROUS, DP_HELD, vm->at, "its name is computed by the file");
}

dp_rc dp_op_STACK_GLOBAL(struct dp_vm *vm)
{
    dp_id name_id;
    dp_id module_id;
    dp_id id = 0;
    DP_TRY(dp_vm_pop(vm, &name_id));
    DP_TRY(dp_vm_pop(vm, &module_id));
    dp_span module = dp_obj_text(vm->heap, module_id);
    dp_span name = dp_obj_text(vm->heap, name_id);
    if (module.p == NULL || name.p == NULL) {
        if (dp_kind_of(vm->heap, module_id) == DP_K_MADE || dp_kind_of(vm->heap, name_id) == DP_K_MADE) {
            note_half_name(vm, module, name);
        }
        return dp_vm_corrupt(vm, "expected two texts");
    }
    DP_TRY(dp_vm_name(vm, module, name, &id));
    return dp_vm_push(vm, id);
}

/* What the reading program alone knows: refused, but the machine goes on so that all names are found. */
static dp_rc push_opaque(struct dp_vm *vm, const char *name, dp_reach reach, const char *reason)
{
    dp_note_odd(vm->heap, name, DP_UNKNOWN, reach, vm->at, reason);
    dp_id id = 0;
    DP_TRY(dp_vm_make(vm, DP_K_OPAQUE, &id));
    dp_at(vm->heap, id)->u.name = name;
    return DP_OK;
}

static dp_rc extension(struct dp_vm *vm)
{
    if (vm->arg.n <= 0) {
        return dp_vm_corrupt(vm, "its code is not above 0");
    }
    const char *name = dp_take_printf(vm->ctx, "%s:%d", vm->op->name, (int)vm->arg.n);
    return push_opaque(vm, name, DP_EXTENSION, "a name that only the reading program knows");
}

dp_rc dp_op_EXT1(struct dp_vm *vm)
{
    return extension(vm);
}

dp_rc dp_op_EXT2(struct dp_vm *vm)
{
    return extension(vm);
}

dp_rc dp_op_EXT4(struct dp_vm *vm)
{
    return extension(vm);
}

dp_rc dp_op_PERSID(struct dp_vm *vm)
{
    return push_opaque(vm, vm->op->name, DP_PERSISTENT, "an object outside the file");
}

dp_rc dp_op_BINPERSID(struct dp_vm *vm)
{
    dp_id id = 0;
    DP_TRY(dp_vm_pop(vm, &id));
    return push_opaque(vm, vm->op->name, DP_PERSISTENT, "an object outside the file");
}
