/* What import statements bind, and what names mean without one. */
#include "python/refs.h"

void dp_load_sites_add(dp_bindings *bindings, const dp_py_source *source, size_t token, dp_load_site load)
{
    dp_load_site *at = dp_grow(bindings->ctx, &bindings->loads->at, bindings->loads->n, sizeof *at);
    if (at == NULL) {
        bindings->failed = true;
        return;
    }
    bindings->loads->n++;
    *at = load;
    at->cell = source->cell;
    at->line = source->tokens[token].line;
    at->column = source->tokens[token].column;
}

void dp_bind(dp_bindings *b, dp_span name, dp_span target, bool member)
{
    if (target.n == 0 || b->failed || !(dp_leads_to_loader(target) || dp_leads_to_importer(target))) {
        return;
    }
    for (size_t i = 0; i < b->n; i++) {
        if (dp_span_equal(b->at[i].name, name) && dp_span_equal(b->at[i].target, target) && b->at[i].member == member) {
            return;
        }
    }
    char *kept = dp_take_text(b->ctx, target);
    if (b->n == DP_MOST_BINDINGS) {
        dp_fail(b->ctx, DP_LIMIT, DP_NO_OFFSET, "more than %d names for modules that unpickle", DP_MOST_BINDINGS);
    }
    b->failed = kept == NULL || b->n == DP_MOST_BINDINGS;
    if (!b->failed) {
        b->at[b->n++] = (dp_binding){name, dp_span_of(kept), member};
    }
}

static void bind(dp_bindings *b, dp_span name, dp_span target)
{
    dp_bind(b, name, target, false);
}

static const struct {
    const char *name, *target;
    bool member; /* "x.name" means it too */
} usual[] = {
    {"pickle", "pickle", true}, {"cPickle", "cPickle", true}, {"_pickle", "_pickle", true}, {"joblib", "joblib", true},
    {"dill", "dill", true}, {"cloudpickle", "cloudpickle", true}, {"numpy", "numpy", false}, {"np", "numpy", false},
    {"pandas", "pandas", false}, {"pd", "pandas", false}, {"sys", "sys", false}, {"importlib", "importlib", false},
    {"import_module", "importlib.import_module", false}, {"__import__", "builtins.__import__", false},
    {"__builtins__", "builtins", false}, {"builtins", "builtins", false},
};

enum { N_USUAL = sizeof usual / sizeof usual[0] };

/* The name is given to something of another name. */
static void take(dp_bindings *b, dp_span name)
{
    for (unsigned i = 0; i < N_USUAL; i++) {
        b->taken |= (unsigned)dp_span_is(name, usual[i].name) << i;
    }
}

void dp_bind_usual(dp_bindings *bindings)
{
    size_t n = bindings->n; /* what was imported */
    for (unsigned i = 0; i < N_USUAL; i++) {
        dp_span name = dp_span_of(usual[i].name);
        dp_span target = dp_span_of(usual[i].target);
        bool taken = (bindings->taken >> i & 1) != 0;
        bool known = taken;
        for (size_t k = 0; k < n && !known; k++) {
            known = dp_span_equal(bindings->at[k].name, name);
        }
        if (!known) {
            bind(bindings, name, target);
        }
        if (!taken && usual[i].member) {
            dp_bind(bindings, name, target, true);
        }
    }
}

/* self.NAME, cls.NAME */
static bool is_own(const dp_py_source *source, const dp_ref *ref)
{
    return ref->root >= 2 && (dp_py_word(source, ref->root - 2, "self") || dp_py_word(source, ref->root - 2, "cls"))
           && (ref->root < 3 || !dp_py_op(source, ref->root - 3, "."));
}

dp_span dp_ref_target(const dp_bindings *bindings, const dp_py_source *source, const dp_ref *ref, size_t *k)
{
    if (ref->importer.n != 0) {
        return *k < 1 ? ++*k, ref->importer : (dp_span){NULL, 0};
    }
    dp_span name = dp_py_text(source, &source->tokens[ref->root]);
    while (*k < bindings->n) {
        const dp_binding *b = &bindings->at[(*k)++];
        bool meant = b->member == ref->member || (ref->member && is_own(source, ref) && dp_is_pickle_module(b->target));
        if (meant && dp_span_equal(b->name, name)) {
            return b->target;
        }
    }
    return (dp_span){NULL, 0};
}

/* A dotted name at token i; returns the token behind it. */
static size_t read_dotted(const dp_py_source *source, size_t i, dp_dotted *out)
{
    *out = (dp_dotted){.n = 0};
    while (i < source->n && source->tokens[i].kind == DP_PY_NAME && !dp_py_word(source, i, "import")) {
        dp_dotted_add(out, dp_py_text(source, &source->tokens[i]));
        if (!dp_py_op(source, i + 1, ".")) {
            return i + 1;
        }
        i += 2;
    }
    return i;
}

/* import a.b, c as d */
static void read_import(dp_bindings *b, const dp_py_source *source, size_t i)
{
    do {
        dp_dotted module;
        size_t name = i + 1;
        i = read_dotted(source, name, &module);
        if (i == name) {
            return;
        }
        if (dp_py_word(source, i, "as") && i + 1 < source->n) {
            take(b, dp_py_text(source, &source->tokens[i + 1]));
            bind(b, dp_py_text(source, &source->tokens[i + 1]), dp_dotted_span(&module));
            i += 2;
        } else {
            dp_span top = dp_py_text(source, &source->tokens[name]);
            bind(b, top, top);
        }
    } while (dp_py_op(source, i, ","));
}

/* from module import *: every loader and every module on the way to one, if it is public */
static void bind_all(dp_bindings *b, const dp_py_source *source, size_t star, dp_span module)
{
    size_t n;
    const dp_loader *loaders = dp_loaders(&n);
    for (size_t k = 0; k < n && module.n != 0; k++) {
        dp_span whole = dp_span_of(loaders[k].dotted);
        if (module.n + 1 < whole.n && whole.p[module.n] == '.' && whole.p[module.n + 1] != '_'
            && memcmp(whole.p, module.p, module.n) == 0) {
            dp_span name = dp_span_cut(whole, module.n + 1, whole.n);
            const uint8_t *dot = memchr(name.p, '.', name.n);
            name.n = dot != NULL ? (size_t)(dot - name.p) : name.n;
            bind(b, name, dp_span_cut(whole, 0, module.n + 1 + name.n));
        }
    }
    if (dp_is_pickle_module(module)) {
        const char *name = dp_take_printf(b->ctx, "%.*s", (int)module.n, (const char *)module.p);
        dp_load_sites_add(b, source, star, (dp_load_site){
            .kind = DP_SITE_REMARK, .name = name, .what = "takes every name of a module that unpickles", .instead = ""});
    }
}

/* The names behind "from module import". */
static void read_names(dp_bindings *b, const dp_py_source *source, size_t i, const dp_dotted *module)
{
    while (i < source->n && source->tokens[i].kind == DP_PY_NAME) {
        size_t name = i;
        size_t local = dp_py_word(source, i + 1, "as") && i + 2 < source->n ? i + 2 : i;
        dp_dotted whole = *module;
        dp_dotted_add(&whole, dp_py_text(source, &source->tokens[name]));
        const dp_loader *loader = dp_loader_find(dp_dotted_span(&whole));
        if (loader != NULL && loader->allow_pickle < 0) {
            dp_load_sites_add(b, source, name, (dp_load_site){
                .kind = DP_SITE_IMPORT, .name = loader->dotted, .what = "is imported: it runs what a file says",
                .instead = loader->instead});
        }
        if (local != name) {
            take(b, dp_py_text(source, &source->tokens[local]));
        }
        bind(b, dp_py_text(source, &source->tokens[local]), dp_dotted_span(&whole));
        i = local + 1;
        if (!dp_py_op(source, i, ",")) {
            return;
        }
        i++;
    }
}

static void read_from(dp_bindings *b, const dp_py_source *source, size_t i)
{
    dp_dotted module;
    size_t name = i + 1;
    while (dp_py_op(source, name, ".")) {
        name++;
    }
    size_t behind = read_dotted(source, name, &module);
    if (!dp_py_word(source, behind, "import")) {
        return; /* yield from, raise … from */
    }
    module.broken = name != i + 1; /* ".pickle" is a module of the application */
    behind++;
    if (dp_py_op(source, behind, "*")) {
        bind_all(b, source, behind, dp_dotted_span(&module));
    } else {
        read_names(b, source, behind + dp_py_op(source, behind, "("), &module);
    }
}

void dp_bind_imports(dp_bindings *bindings, const dp_py_source *source)
{
    for (size_t i = 0; i < source->n && !bindings->failed; i++) {
        const dp_py_token *token = &source->tokens[i];
        if ((token->roles & DP_PY_STARTS) == 0 || token->kind != DP_PY_NAME) {
            continue;
        }
        if (dp_py_op(source, i + 1, "=")) {
            take(bindings, dp_py_text(source, token));
        } else if ((dp_py_word(source, i, "def") || dp_py_word(source, i, "class")) && i + 1 < source->n) {
            take(bindings, dp_py_text(source, &source->tokens[i + 1]));
        } else if (dp_py_word(source, i, "import")) {
            read_import(bindings, source, i);
        } else if (dp_py_word(source, i, "from")) {
            read_from(bindings, source, i);
        }
    }
}
