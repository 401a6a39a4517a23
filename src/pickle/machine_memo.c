/* The memo: what PUT, BINPUT, LONG_BINPUT and MEMOIZE store, and GET, BINGET and LONG_BINGET fetch. */
#include "base/hash.h"
#include "pickle/vm.h"

/* An array while indexes stay near the number of entries, as every pickler's do. */
static bool is_dense(const struct dp_memo *memo, uint32_t index)
{
    return index < memo->dense_cap || index < 2 * memo->n + 256;
}

static dp_rc grow_dense(struct dp_vm *vm, uint32_t index)
{
    struct dp_memo *memo = &vm->memo;
    size_t cap = memo->dense_cap == 0 ? 256 : memo->dense_cap * 2;
    while (cap <= index) {
        cap *= 2;
    }
    dp_id *bigger = dp_take(vm->ctx, cap, sizeof *bigger);
    if (bigger == NULL) {
        return dp_failed(vm->ctx);
    }
    if (memo->dense_cap != 0) {
        memcpy(bigger, memo->dense, memo->dense_cap * sizeof *bigger);
    }
    memo->dense = bigger;
    memo->dense_cap = cap;
    return DP_OK;
}

/* The slot of an index, or the free one where it would lie. */
static struct dp_memo_slot *find(const struct dp_memo *memo, uint32_t index)
{
    size_t mask = memo->sparse_cap - 1;
    size_t i = (size_t)((index + 1) * memo->key >> 20) & mask;
    while (memo->sparse[i].id != 0 && memo->sparse[i].index != index) {
        i = (i + 1) & mask;
    }
    return &memo->sparse[i];
}

static dp_rc grow_sparse(struct dp_vm *vm)
{
    struct dp_memo *memo = &vm->memo;
    struct dp_memo old = *memo;
    if (memo->key == 0) {
        memo->key = dp_hash_key_new().k0 | 1; /* drawn afresh: an input cannot choose its collisions */
    }
    memo->sparse_cap = old.sparse_cap == 0 ? 64 : old.sparse_cap * 2;
    memo->sparse = dp_take(vm->ctx, memo->sparse_cap, sizeof *memo->sparse);
    if (memo->sparse == NULL) {
        memo->sparse_cap = 0;
        return dp_failed(vm->ctx);
    }
    for (size_t i = 0; i < old.sparse_cap; i++) {
        if (old.sparse[i].id != 0) {
            *find(memo, old.sparse[i].index) = old.sparse[i];
        }
    }
    return DP_OK;
}

/* 0: unset. */
static dp_id memo_get(const struct dp_vm *vm, uint32_t index)
{
    const struct dp_memo *memo = &vm->memo;
    if (index < memo->dense_cap && memo->dense[index] != 0) {
        return memo->dense[index];
    }
    return memo->sparse_cap != 0 ? find(memo, index)->id : 0;
}

static dp_rc put_sparse(struct dp_vm *vm, uint32_t index, dp_id id)
{
    struct dp_memo *memo = &vm->memo;
    if (2 * (memo->n_sparse + 1) > memo->sparse_cap) {
        DP_TRY(grow_sparse(vm));
    }
    struct dp_memo_slot *slot = find(memo, index);
    memo->n_sparse += slot->id == 0;
    memo->n += slot->id == 0;
    *slot = (struct dp_memo_slot){index, id};
    return DP_OK;
}

static dp_rc memo_put(struct dp_vm *vm, uint32_t index, dp_id id)
{
    struct dp_memo *memo = &vm->memo;
    if (memo->n >= vm->limits->memo) {
        return dp_fail(vm->ctx, DP_LIMIT, vm->at, "more than %zu objects in the memo", vm->limits->memo);
    }
    if (!is_dense(memo, index)) {
        return put_sparse(vm, index, id);
    }
    if (index >= memo->dense_cap) {
        DP_TRY(grow_dense(vm, index));
    }
    if (memo_get(vm, index) == 0) {
        memo->n++;
    }
    memo->dense[index] = id; /* hides an older entry of the map */
    return DP_OK;
}

bool dp_vm_index(dp_span text, uint32_t *index)
{
    uint64_t value = 0;
    if (text.n == 0 || text.n > 10 || (text.n > 1 && text.p[0] == '0')) {
        return false;
    }
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9') {
            return false;
        }
        value = value * 10 + (uint64_t)(text.p[i] - '0');
    }
    *index = (uint32_t)value;
    return value <= UINT32_MAX;
}

/* As bytes.isspace of Python. */
static bool is_blank(uint8_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* What CPython takes beyond that: blanks around it, a plus sign, zeros before it, underscores in it; a NUL ends it. */
static bool loose_index(dp_span text, uint32_t *index)
{
    const uint8_t *nul = text.n != 0 ? memchr(text.p, '\0', text.n) : NULL;
    size_t end = nul != NULL ? (size_t)(nul - text.p) : text.n;
    size_t i = 0;
    while (i < end && is_blank(text.p[i])) {
        i++;
    }
    while (end > i && is_blank(text.p[end - 1])) {
        end--;
    }
    i += i < end && (text.p[i] == '+' || text.p[i] == '-'); /* of negative numbers -0 alone is an index */
    uint64_t value = 0;
    for (size_t from = i; i < end && value <= UINT32_MAX; i++) {
        if (text.p[i] >= '0' && text.p[i] <= '9') {
            value = value * 10 + (uint64_t)(text.p[i] - '0');
        } else if (text.p[i] != '_' || i == from) {
            return false;
        }
    }
    *index = (uint32_t)value;
    return i == end && value <= UINT32_MAX;
}

static dp_rc line_index(struct dp_vm *vm, uint32_t *index)
{
    if (dp_vm_index(vm->arg.text, index)) {
        return DP_OK;
    }
    dp_rc fault = dp_vm_corrupt(vm, "its index is no plain number");
    return loose_index(vm->arg.text, index) ? dp_vm_refuse(vm, fault) : fault;
}

static dp_rc put(struct dp_vm *vm, uint32_t index)
{
    dp_id id = 0;
    DP_TRY(dp_vm_top(vm, &id));
    return memo_put(vm, index, id);
}

static dp_rc get(struct dp_vm *vm, uint32_t index)
{
    dp_id id = memo_get(vm, index);
    if (id == 0) {
        return dp_fail(vm->ctx, DP_CORRUPT, vm->at, "%s: nothing is stored under %u", vm->op->name, index);
    }
    return dp_vm_push(vm, id);
}

dp_rc dp_op_PUT(struct dp_vm *vm)
{
    uint32_t index = 0;
    DP_TRY(line_index(vm, &index));
    return put(vm, index);
}

dp_rc dp_op_BINPUT(struct dp_vm *vm)
{
    return put(vm, (uint32_t)vm->arg.n);
}

dp_rc dp_op_LONG_BINPUT(struct dp_vm *vm)
{
    return put(vm, (uint32_t)vm->arg.n);
}

dp_rc dp_op_MEMOIZE(struct dp_vm *vm)
{
    return put(vm, (uint32_t)vm->memo.n);
}

dp_rc dp_op_GET(struct dp_vm *vm)
{
    uint32_t index = 0;
    DP_TRY(line_index(vm, &index));
    return get(vm, index);
}

dp_rc dp_op_BINGET(struct dp_vm *vm)
{
    return get(vm, (uint32_t)vm->arg.n);
}

dp_rc dp_op_LONG_BINGET(struct dp_vm *vm)
{
    return get(vm, (uint32_t)vm->arg.n);
}
