/* Functions of the table that call what they are given, and partial, whose outcome is called by whoever holds it: libraries call
 * attributes of an object that is being loaded, compared or dropped, and a file may put there what it likes. */
#include "pickle/callers.h"

/* Functions that make an object of their first argument, cls.__new__(cls, …), and where the classes for that are. */
static const struct {
    const char *function, *classes;
} makers[] = {
    {"dateutil.tz._tzfile._unpickle", "dateutil.tz."},
    {"numpy.ma.core._mareconstruct", "numpy.ma."},
    {"numpy.random._pickle.__bit_generator_ctor", "numpy.random."},
    {"pandas.core.indexes.base._new_Index", "pandas."},
    {"pandas.core.indexes.datetimes._new_DatetimeIndex", "pandas."},
    {"pandas.core.indexes.interval._new_IntervalIndex", "pandas."},
    {"pandas.core.indexes.period._new_PeriodIndex", "pandas."},
    {"pandas.core.indexes.timedeltas._new_TimedeltaIndex", "pandas."},
    {"sklearn.metrics._dist_metrics.newObj", "sklearn.metrics._dist_metrics."},
    {"sklearn.neighbors._ball_tree.newObj", "sklearn.neighbors."},
    {"sklearn.neighbors._kd_tree.newObj", "sklearn.neighbors."},
};

/* What is prepared by partial: a name, or numpy's older way to write one. */
static bool is_named(const dp_heap *heap, dp_id id)
{
    return dp_kind_of(heap, id) == DP_K_GLOBAL || dp_is_call(heap, id, "numpy._core._ufunc_reconstruct");
}

/* Functions of the table do no harm, whatever they are given. Constructors may; those of pandas only make tables. */
static void note_prepared(struct dp_vm *vm, dp_id id)
{
    const dp_name *row = dp_row_of(dp_at(vm->heap, id));
    if (!is_named(vm->heap, id)) {
        dp_note_odd(vm->heap, "<computed>", DP_DANGEROUS, DP_CALLED, vm->at,
                    "prepares a call of something that the file computes");
    } else if (row != NULL && row->role == DP_R_CLASS && !dp_begins(row->canonical, "pandas.")) {
        dp_vm_note_callee(vm, id, DP_CALLED);
    }
}

/* A text, where a class may stand, makes nothing. */
static void note_made_of(struct dp_vm *vm, dp_id id, const char *classes)
{
    const dp_name *row = dp_row_of(dp_at(vm->heap, id));
    bool callable = dp_kind_of(vm->heap, id) == DP_K_GLOBAL || dp_kind_of(vm->heap, id) == DP_K_MADE;
    if (callable && (row == NULL || !dp_begins(row->canonical, classes))) {
        dp_vm_note_callee(vm, id, DP_CALLED);
    }
}

void dp_vm_note_given(struct dp_vm *vm, const dp_made *call)
{
    const dp_name *row = dp_row_of(dp_at(vm->heap, call->callee));
    const dp_obj *args = dp_at(vm->heap, call->args);
    if (row == NULL || args->kind != DP_K_TUPLE || args->len == 0) {
        return;
    }
    dp_id first = args->u.item[0];
    for (size_t i = 0; i < sizeof makers / sizeof *makers; i++) {
        if (strcmp(row->canonical, makers[i].function) == 0) {
            note_made_of(vm, first, makers[i].classes);
        }
    }
    if (strcmp(row->canonical, "dill._dill._create_array") == 0) {
        dp_vm_note_callee(vm, first, DP_CALLED);
    }
    if (strcmp(row->canonical, "functools.partial") == 0) {
        note_prepared(vm, first);
    }
    bool random = strcmp(row->canonical, "numpy.random._pickle.__generator_ctor") == 0
                  || strcmp(row->canonical, "numpy.random._pickle.__randomstate_ctor") == 0;
    if (random && args->len >= 2) {
        dp_vm_note_callee(vm, args->u.item[1], DP_CALLED);
    }
}

void dp_vm_note_partial(struct dp_vm *vm, dp_id state)
{
    const dp_obj *o = dp_at(vm->heap, state);
    if (o->kind == DP_K_TUPLE && o->len != 0) {
        note_prepared(vm, o->u.item[0]);
    }
}
