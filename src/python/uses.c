#include "python/uses.h"

#include "python/bound.h"

static const dp_use_row rows[] = {
#define USE(attribute, kind, note) {attribute, DP_USE_##kind, note},
#include "python/uses.def"
#undef USE
};

enum { N_ROWS = sizeof rows / sizeof rows[0], MOST_TARGETS = 400 };

/* NULL: none */
static const dp_use_row *find_use(dp_span attribute)
{
    for (size_t i = 0; i < N_ROWS; i++) {
        if (dp_span_is(attribute, rows[i].attribute)) {
            return &rows[i];
        }
    }
    return NULL;
}

/* What a loaded object, or a part of it, is called. */
struct target {
    dp_span name;        /* n 0: what a function returns */
    bool member;         /* anything.NAME */
    bool element;        /* NAME[…] */
    dp_py_at value;      /* the expression it was given */
    const dp_py_scope *function; /* that returns it */
    size_t source;       /* of the function */
    const char *key;
    dp_py_paths paths;
};

struct finder {
    const dp_py_module *module;
    dp_py_readings *readings;
    dp_py_reading *reading;
    dp_py_at argument; /* the path of the load; source SIZE_MAX: none */
    dp_py_at load;
    struct target target[MOST_TARGETS];
    size_t n, done;
    bool failed;
};

static const char *text_of(struct finder *f, const dp_py_source *s, size_t i, size_t end)
{
    const char *text = dp_take_text(f->module->ctx, dp_py_between(s, i, end));
    f->failed = f->failed || text == NULL;
    return text != NULL ? text : "";
}

/* ---- uses ---- */

static bool told(const dp_py_uses *uses, const dp_py_use *use)
{
    for (size_t i = 0; i < uses->n; i++) {
        if (uses->at[i].cell == use->cell && uses->at[i].line == use->line && uses->at[i].column == use->column
            && strcmp(uses->at[i].attribute, use->attribute) == 0) {
            return true;
        }
    }
    return false;
}

static void add_use(struct finder *f, dp_py_uses *uses, const dp_py_use *use)
{
    dp_py_use *at = told(uses, use) ? NULL : dp_grow(f->module->ctx, &uses->at, uses->n, sizeof *at);
    if (at != NULL) {
        *at = *use;
        uses->n++;
    } else {
        f->failed = f->failed || dp_failed(f->module->ctx) != DP_OK;
    }
}

/* The object is [begin, end); an attribute may follow. */
static dp_py_use describe(struct finder *f, dp_py_at begin, size_t end, const char *key, dp_py_paths paths)
{
    const dp_py_source *s = dp_py_source_at(f->module, begin);
    const dp_py_token *first = &s->tokens[begin.token];
    dp_py_use use = {.cell = s->cell, .line = first->line, .column = first->column, .kind = DP_USE_WHOLE, .key = key,
                     .object = text_of(f, s, begin.token, end), .attribute = "", .note = "", .paths = paths};
    size_t stop = end;
    if (dp_py_op(s, end, ".") && end + 1 < s->n) {
        const dp_use_row *row = find_use(dp_py_text(s, &s->tokens[end + 1]));
        use.attribute = text_of(f, s, end + 1, end + 2);
        use.kind = row != NULL ? row->kind : DP_USE_OTHER;
        use.note = row != NULL ? row->note : "";
        stop = end + 2;
        if (dp_py_op(s, stop, "(")) {
            size_t argument = dp_py_argument(s, stop, 0, "X");
            use.argument = argument < s->n ? text_of(f, s, argument, dp_py_argument_end(s, argument)) : NULL;
            stop = dp_py_behind_bracket(s, stop);
        }
    }
    use.text = text_of(f, s, begin.token, stop);
    return use;
}

/* ---- where an object goes ---- */

static void add_target(struct finder *f, struct target target)
{
    for (size_t i = 0; i < f->n; i++) {
        const struct target *t = &f->target[i];
        if (t->value.source == target.value.source && t->value.token == target.value.token && t->function == target.function
            && dp_span_equal(t->name, target.name) && strcmp(t->key, target.key) == 0) {
            return;
        }
    }
    if (f->n < MOST_TARGETS) {
        f->target[f->n++] = target;
    }
}

/* NAME, x.NAME or NAME[…], whose last token is `last`. */
static bool read_target(const dp_py_source *s, size_t last, struct target *t)
{
    size_t i = last;
    if (dp_py_op(s, i, "]")) {
        uint16_t depth = s->tokens[i].depth;
        while (i > 0 && !(s->tokens[i].depth == depth && dp_py_op(s, i, "["))) {
            i--;
        }
        if (i == 0) {
            return false;
        }
        t->element = true;
        i--;
    }
    if (s->tokens[i].kind != DP_PY_NAME) {
        return false;
    }
    t->name = dp_py_text(s, &s->tokens[i]);
    t->member = i > 0 && dp_py_op(s, i - 1, ".");
    return true;
}

static bool in_class_body(const struct finder *f, dp_py_at at)
{
    const dp_py_scope *scope = dp_py_scope_of(&f->module->scopes[at.source], at.token);
    return scope != NULL && !scope->function;
}

/* a, b = OBJECT: each name is a part of it. */
static void give_parts(struct finder *f, dp_py_at value, size_t equals, const struct target *like)
{
    const dp_py_source *s = dp_py_source_at(f->module, value);
    size_t i = dp_py_statement(s, equals);
    i += dp_py_op(s, i, "(") || dp_py_op(s, i, "[");
    for (unsigned k = 0; i < equals && s->tokens[i].kind == DP_PY_NAME; k++) {
        struct target t = *like;
        t.name = dp_py_text(s, &s->tokens[i]);
        t.key = dp_take_printf(f->module->ctx, "%s[%u]", like->key, k);
        add_target(f, t);
        if (!dp_py_op(s, i + 1, ",")) {
            break;
        }
        i += 2;
    }
}

/* … = OBJECT, the "=" being at `equals`. */
static void give(struct finder *f, dp_py_at value, size_t equals, const char *key, dp_py_paths paths)
{
    const dp_py_source *s = dp_py_source_at(f->module, value);
    struct target t = {.value = value, .key = key, .paths = paths};
    size_t first = dp_py_statement(s, equals);
    size_t last = equals - 1;
    if (dp_py_op(s, first + 1, ":") && s->tokens[first].kind == DP_PY_NAME) { /* NAME: TYPE = OBJECT */
        last = first;
    }
    if (dp_py_op(s, last, ")") || (last > first + 1 && s->tokens[last].depth == 0 && dp_py_op(s, last - 1, ","))) {
        give_parts(f, value, equals, &t);
    } else if (read_target(s, last, &t)) {
        t.member = t.member || (!t.element && in_class_body(f, value));
        add_target(f, t);
        if (f->reading->target[0] == '\0') {
            f->reading->target = text_of(f, s, first, last + 1);
        }
    }
}

/* The "=" that OBJECT, at i, stands behind as one of several, a, b = x, OBJECT; 0: it is no such thing. */
static size_t equals_before(const dp_py_source *s, size_t i, size_t end)
{
    bool first = i > 0 && dp_py_op(s, i - 1, "=") && dp_py_op(s, end, ",");
    bool later = i > 0 && dp_py_op(s, i - 1, ",") && (dp_py_op(s, end, ",") || end == dp_py_statement_end(s, i));
    size_t equals = first || later ? i - 1 : 0;
    while (equals > 0 && !(dp_py_op(s, equals, "=") && s->tokens[equals].depth == 0)) {
        equals = (s->tokens[equals].roles & DP_PY_STARTS) != 0 ? 0 : equals - 1;
    }
    return dp_py_depth_around(s, i) == 0 ? equals : 0;
}

/* a, NAME = x, OBJECT: to the name of its place. */
static void give_one(struct finder *f, dp_py_at value, size_t equals, const char *key, dp_py_paths paths)
{
    const dp_py_source *s = dp_py_source_at(f->module, value);
    size_t behind = 0;
    for (size_t i = equals + 1; i < value.token; i++) {
        behind += dp_py_op(s, i, ",") && s->tokens[i].depth == 0;
    }
    size_t i = dp_py_statement(s, equals);
    for (size_t k = i; k < equals; k++) {
        i = dp_py_op(s, k, "=") && s->tokens[k].depth == 0 ? k + 1 : i; /* c = a, NAME = … */
    }
    for (i += dp_py_op(s, i, "(") || dp_py_op(s, i, "["); behind > 0 && dp_py_op(s, i + 1, ","); behind--) {
        i += 2;
    }
    bool ends = i + 1 == equals || dp_py_op(s, i + 1, ",") || dp_py_op(s, i + 1, ")") || dp_py_op(s, i + 1, "]");
    if (behind == 0 && i < equals && s->tokens[i].kind == DP_PY_NAME && ends) {
        add_target(f, (struct target){.name = dp_py_text(s, &s->tokens[i]), .value = value, .key = key, .paths = paths});
        f->reading->target = f->reading->target[0] == '\0' ? text_of(f, s, i, i + 1) : f->reading->target;
    }
}

/* NAME = {… OBJECT …}: an element. The bracket's first token, or 0. */
static size_t display_around(const dp_py_source *s, size_t i)
{
    size_t first = dp_py_statement(s, i);
    for (size_t k = first + 1; k < i; k++) {
        if (s->tokens[k].depth == 1 && s->tokens[i].depth == 1 && dp_py_op(s, k - 1, "=") && (dp_py_op(s, k, "{") || dp_py_op(s, k, "["))) {
            return k;
        }
    }
    return 0;
}

static void give_element(struct finder *f, dp_py_at value, size_t bracket, const char *key, dp_py_paths paths)
{
    const dp_py_source *s = dp_py_source_at(f->module, value);
    struct target t = {.value = {value.source, bracket}, .key = key, .paths = paths};
    if (read_target(s, bracket - 2, &t)) {
        t.element = true;
        add_target(f, t);
    }
}

static void give_result(struct finder *f, dp_py_at value, const char *key, dp_py_paths paths)
{
    const dp_py_scope *scope = dp_py_scope_of(&f->module->scopes[value.source], value.token);
    if (scope != NULL && scope->function) {
        add_target(f, (struct target){.value = value, .function = scope, .source = value.source, .key = key, .paths = paths});
    }
}

static bool is_argument(const dp_py_source *s, size_t begin, size_t end)
{
    return begin > 0 && dp_py_depth_around(s, begin) > 0
           && (dp_py_op(s, begin - 1, "(") || dp_py_op(s, begin - 1, ",") || dp_py_op(s, begin - 1, "="))
           && (dp_py_op(s, end, ",") || dp_py_op(s, end, ")"));
}

/* The object stands at [begin, end): what is done with it? */
static void follow(struct finder *f, dp_py_at begin, size_t end, const char *key, dp_py_paths paths)
{
    const dp_py_source *s = dp_py_source_at(f->module, begin);
    size_t i = begin.token;
    while (dp_py_op(s, end, "[") && dp_py_behind_bracket(s, end) == end + 3) { /* of one token: a key */
        key = dp_take_printf(f->module->ctx, "%s%s", key, text_of(f, s, end, end + 3));
        end += 3;
    }
    size_t bracket = display_around(s, i);
    size_t several = equals_before(s, i, end);
    if (dp_py_op(s, end, ".")) {
        dp_py_use use = describe(f, begin, end, key, paths);
        add_use(f, &f->reading->uses, &use);
    } else if (i > 0 && dp_py_depth_around(s, i) == 0 && dp_py_op(s, i - 1, "=") && end == dp_py_statement_end(s, i)) {
        give(f, begin, i - 1, key, paths);
    } else if (several != 0) {
        give_one(f, begin, several, key, paths);
    } else if (i > 1 && dp_py_op(s, i - 1, ":=")) {
        add_target(f, (struct target){.name = dp_py_text(s, &s->tokens[i - 2]), .value = begin, .key = key, .paths = paths});
    } else if (i > 0 && (dp_py_word(s, i - 1, "return") || dp_py_word(s, i - 1, "yield"))) {
        give_result(f, begin, key, paths);
    } else if (bracket != 0) {
        give_element(f, begin, bracket, key, paths);
    } else if (is_argument(s, i, end) && !dp_py_op(s, end, "=")) {
        dp_py_use use = describe(f, begin, end, key, paths);
        add_use(f, &f->reading->uses, &use);
    }
}

/* ---- targets one by one ---- */

/* Back over "self." and the like. */
static size_t chain_begin(const dp_py_source *s, size_t i)
{
    while (i >= 2 && dp_py_op(s, i - 1, ".") && s->tokens[i - 2].kind == DP_PY_NAME) {
        i -= 2;
    }
    return i;
}

static bool is_set(const dp_py_source *s, size_t begin, size_t end)
{
    return dp_py_op(s, end, "=") || dp_py_op(s, end, ":=") || dp_py_op(s, end, ":") || (begin > 0 && dp_py_word(s, begin - 1, "del"));
}

/* Does the name at this token stand for what the target was given? */
static bool stands_for(const struct finder *f, dp_py_at at, const struct target *t)
{
    dp_py_bound bound;
    dp_py_find_bound(f->module, at, NULL, &bound);
    for (size_t i = 0; i < bound.n; i++) {
        if (bound.at[i].source == t->value.source && bound.at[i].token == t->value.token) {
            return true;
        }
    }
    return t->element && bound.n <= 1; /* models = {} earlier, models["a"] = … here */
}

static void look_at(struct finder *f, dp_py_at at, const struct target *t)
{
    const dp_py_source *s = dp_py_source_at(f->module, at);
    const dp_py_token *token = &s->tokens[at.token];
    bool behind_dot = at.token > 0 && dp_py_op(s, at.token - 1, ".");
    size_t end = at.token + 1;
    if (token->kind != DP_PY_NAME || (token->roles & (DP_PY_BINDS | DP_PY_IMPORTS)) != 0 || behind_dot != t->member
        || !dp_span_equal(dp_py_text(s, token), t->name) || (!t->member && !stands_for(f, at, t))) {
        return;
    }
    size_t begin = chain_begin(s, at.token);
    if (t->element) {
        if (!dp_py_op(s, end, "[")) {
            return;
        }
        end = dp_py_behind_bracket(s, end);
    }
    if (!is_set(s, begin, end)) {
        follow(f, (dp_py_at){at.source, begin}, end, t->key, t->paths);
    }
}

/* A call of the function that returns the object. */
static void look_at_call(struct finder *f, dp_py_at at, const struct target *t)
{
    const dp_py_source *s = dp_py_source_at(f->module, at);
    dp_py_named named = {.paths = t->paths};
    bool loads_there = f->load.source == t->source && dp_py_scope_of(&f->module->scopes[t->source], f->load.token) == t->function;
    if (!dp_py_calls(f->module, at, t->source, t->function)) {
        return;
    }
    if (loads_there && f->argument.source != SIZE_MAX) {
        dp_py_call call = {t->function, t->source, {at.source, at.token + 1}};
        dp_py_name_paths(f->module, f->argument, &call, &named);
    }
    follow(f, (dp_py_at){at.source, chain_begin(s, at.token)}, dp_py_behind_bracket(s, at.token + 1), t->key, named.paths);
}

static void find_target(struct finder *f, const struct target *t)
{
    for (size_t source = 0; source < f->module->n; source++) {
        for (size_t i = 0; i < f->module->sources[source].n && !f->failed; i++) {
            if (t->function != NULL) {
                look_at_call(f, (dp_py_at){source, i}, t);
            } else {
                look_at(f, (dp_py_at){source, i}, t);
            }
        }
    }
}

/* ---- a load ---- */

/* The token behind the whole call, pickle.Unpickler(f).load() included; 0: the loader is not called. */
static size_t call_end(const dp_py_source *s, size_t open)
{
    if (!dp_py_op(s, open, "(")) {
        return 0;
    }
    size_t end = dp_py_behind_bracket(s, open);
    bool unpickler = dp_py_op(s, end, ".") && dp_py_word(s, end + 1, "load") && dp_py_op(s, end + 2, "(");
    return unpickler ? dp_py_behind_bracket(s, end + 2) : end;
}

static size_t path_argument(const dp_py_source *s, size_t open)
{
    static const char *const names[] = {"file", "filename", "filepath_or_buffer"};
    size_t found = s->n;
    for (size_t i = 0; i < sizeof names / sizeof *names && found == s->n; i++) {
        found = dp_py_argument(s, open, 0, names[i]);
    }
    return found;
}

static void read_call(struct finder *f, dp_py_at at, size_t open, size_t end)
{
    const dp_py_source *s = dp_py_source_at(f->module, at);
    dp_py_reading *r = f->reading;
    size_t first = dp_py_statement(s, at.token);
    size_t argument = path_argument(s, open);
    r->from = s->tokens[at.token].at - s->tokens[first].at;
    r->n = dp_py_between(s, at.token, end).n;
    if (argument < s->n) {
        dp_py_named named;
        f->argument = (dp_py_at){at.source, argument};
        dp_py_name_paths(f->module, f->argument, NULL, &named);
        r->paths = named.paths;
        r->path_text = text_of(f, dp_py_source_at(f->module, named.named), named.named.token, named.named_end);
    }
    follow(f, at, end, "", r->paths);
    while (f->done < f->n && !f->failed) {
        struct target t = f->target[f->done++];
        find_target(f, &t);
    }
}

static void read_site(struct finder *f, dp_py_at at)
{
    const dp_py_source *s = dp_py_source_at(f->module, at);
    const dp_load_site *site = f->reading->site;
    size_t end = call_end(s, site->end);
    f->n = f->done = 0;
    f->argument.source = SIZE_MAX;
    f->load = at;
    f->reading->statement = text_of(f, s, dp_py_statement(s, at.token), dp_py_statement_end(s, at.token));
    if (end != 0) {
        read_call(f, (dp_py_at){at.source, chain_begin(s, site->begin)}, site->end, end);
    }
}

static bool find_token(const dp_py_module *module, const dp_load_site *site, dp_py_at *at)
{
    for (at->source = 0; at->source < module->n; at->source++) {
        const dp_py_source *s = dp_py_source_at(module, *at);
        for (at->token = 0; s->cell == site->cell && at->token < s->n; at->token++) {
            if (s->tokens[at->token].line == site->line && s->tokens[at->token].column == site->column) {
                return true;
            }
        }
    }
    return false;
}

/* ---- attributes of objects that come from elsewhere ---- */

static bool told_of(const dp_py_readings *readings, const dp_py_use *use)
{
    for (size_t i = 0; i < readings->n; i++) {
        if (told(&readings->at[i].uses, use)) {
            return true;
        }
    }
    return false;
}

/* x.predict(…), where x is a name or a chain of them; "fit" and "score" say nothing of where the model comes from. */
static void find_loose(struct finder *f, size_t source)
{
    const dp_py_source *s = &f->module->sources[source];
    for (size_t i = 1; i + 2 < s->n && !f->failed; i++) {
        const dp_use_row *row = dp_py_op(s, i, ".") ? find_use(dp_py_text(s, &s->tokens[i + 1])) : NULL;
        if (row == NULL || s->tokens[i - 1].kind != DP_PY_NAME || row->kind == DP_USE_RUN_LOGARITHMS
            || row->kind == DP_USE_RUN_TRANSFORM) {
            continue;
        }
        dp_py_at begin = {source, chain_begin(s, i - 1)};
        dp_py_use use = describe(f, begin, i, "", (dp_py_paths){{"*"}, 1});
        bool runs = row->kind != DP_USE_FACT && row->kind != DP_USE_ADVICE;
        bool model_only = runs || strcmp(row->attribute, "named_steps") == 0
                          || row->attribute[strlen(row->attribute) - 1] == '_';
        if (model_only && !told_of(f->readings, &use)) {
            add_use(f, &f->readings->loose, &use);
        }
    }
}

dp_rc dp_py_readings_find(dp_ctx *ctx, const char *path, const dp_py_source *sources, size_t n, const dp_load_sites *sites,
                          dp_py_readings *out)
{
    dp_py_module module;
    struct finder *f = dp_take(ctx, 1, sizeof *f);
    *out = (dp_py_readings){0};
    DP_TRY(f != NULL ? dp_py_module_init(ctx, path, sources, n, &module) : dp_failed(ctx));
    f->module = &module;
    f->readings = out;
    for (size_t i = 0; i < sites->n && !f->failed; i++) {
        dp_py_at at;
        if (sites->at[i].kind != DP_SITE_USE || !find_token(&module, &sites->at[i], &at)) {
            continue;
        }
        f->reading = dp_grow(ctx, &out->at, out->n, sizeof *out->at);
        if (f->reading == NULL) {
            return dp_failed(ctx);
        }
        out->n++;
        *f->reading = (dp_py_reading){.site = &sites->at[i], .statement = "", .path_text = "", .target = "", .paths = {{"*"}, 1}};
        read_site(f, at);
    }
    for (size_t i = 0; i < n && !f->failed; i++) {
        find_loose(f, i);
    }
    return f->failed ? dp_failed(ctx) : DP_OK;
}
