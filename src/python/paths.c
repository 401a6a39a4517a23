/* A small evaluator: strings, names, calls of open and of what makes paths. What it does not know is "*". */
#include "python/paths.h"

#include "base/text.h"
#include "python/bound.h"

enum { MOST_DEPTH = 24, MOST_STEPS = 2000, MOST_TEXT = 2000 };

struct reader {
    const dp_py_module *module;
    const dp_py_call *call;
    dp_py_named *out;
    unsigned depth, steps;
};

static const dp_py_paths unknown = {{"*"}, 1};

static dp_py_paths expression(struct reader *r, dp_py_at at, size_t *end);

/* ---- texts ---- */

static dp_py_paths one(const char *text)
{
    return strlen(text) < MOST_TEXT ? (dp_py_paths){{text}, 1} : unknown;
}

static void add(dp_py_paths *set, const char *text)
{
    for (size_t i = 0; i < set->n; i++) {
        if (strcmp(set->at[i], text) == 0) {
            return;
        }
    }
    if (set->n < DP_MOST_PATHS) {
        set->at[set->n++] = text;
    } else {
        set->at[DP_MOST_PATHS - 1] = "*"; /* too many to tell apart */
    }
}

static const char *glue(struct reader *r, const char *a, const char *b, bool join)
{
    size_t n = strlen(a);
    if (join && (b[0] == '/' || n == 0)) {
        return b; /* an absolute path wins, as it does in os.path.join */
    }
    const char *text = dp_take_printf(r->module->ctx, "%s%s%s", a, join && a[n - 1] != '/' ? "/" : "", b);
    return strlen(text) < MOST_TEXT ? text : "*";
}

static dp_py_paths combine(struct reader *r, dp_py_paths a, dp_py_paths b, bool join)
{
    dp_py_paths out = {.n = 0};
    for (size_t i = 0; i < a.n; i++) {
        for (size_t k = 0; k < b.n; k++) {
            add(&out, glue(r, a.at[i], b.at[k], join));
        }
    }
    return out.n != 0 ? out : unknown;
}

static const char *folder(struct reader *r, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (slash == NULL) {
        return path[0] == '*' && path[1] == '\0' ? "*" : strcmp(path, "") == 0 ? ".." : "";
    }
    return slash == path ? "/" : dp_take_printf(r->module->ctx, "%.*s", (int)(slash - path), path);
}

static const char *with_suffix(struct reader *r, const char *path, const char *suffix)
{
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(slash != NULL ? slash : path, '.');
    return dp_take_printf(r->module->ctx, "%.*s%s", (int)(dot != NULL ? (size_t)(dot - path) : strlen(path)), path, suffix);
}

/* What braces and % leave open. */
static const char *open_braces(struct reader *r, const char *text)
{
    dp_text t = dp_text_new(r->module->ctx);
    for (size_t i = 0; text[i] != '\0'; i++) {
        if (text[i] == '{') {
            i += strcspn(text + i, "}");
            dp_text_adds(&t, "*");
            if (text[i] == '\0') {
                break;
            }
        } else {
            dp_text_add(&t, (dp_span){(const uint8_t *)text + i, 1});
        }
    }
    return dp_text_str(&t);
}

/* "model_%s.pkl" */
static const char *open_percent(struct reader *r, const char *text)
{
    dp_text t = dp_text_new(r->module->ctx);
    for (size_t i = 0; text[i] != '\0'; i++) {
        if (text[i] == '%' && text[i + 1] != '\0') {
            i += 1 + strspn(text + i + 1, "0123456789.-+# ");
            dp_text_adds(&t, text[i] == '%' ? "%" : "*");
            if (text[i] == '\0') {
                break;
            }
        } else {
            dp_text_add(&t, (dp_span){(const uint8_t *)text + i, 1});
        }
    }
    return dp_text_str(&t);
}

static dp_py_paths each(struct reader *r, dp_py_paths set, const char *(*change)(struct reader *, const char *))
{
    dp_py_paths out = {.n = 0};
    for (size_t i = 0; i < set.n; i++) {
        add(&out, change(r, set.at[i]));
    }
    return out;
}

/* ---- strings ---- */

static const char *plain(struct reader *r, dp_span s, bool raw)
{
    dp_text t = dp_text_new(r->module->ctx);
    for (size_t i = 0; i < s.n; i++) {
        bool escaped = s.p[i] == '\\' && !raw && i + 1 < s.n;
        if (escaped && (s.p[i + 1] == '\\' || s.p[i + 1] == '\'' || s.p[i + 1] == '"')) {
            i++;
        } else if (escaped) {
            return "*";
        }
        dp_text_adds(&t, s.p[i] == '\\' ? "/" : ""); /* Windows' separator */
        dp_text_add(&t, dp_span_cut(s, i, s.p[i] != '\\'));
    }
    return dp_text_str(&t);
}

/* The f-string that begins at *at's token, up to its end; what braces hold is read as code. */
static dp_py_paths fstring(struct reader *r, dp_py_at at, size_t *end)
{
    const dp_py_source *s = dp_py_source_at(r->module, at);
    dp_py_paths out = one("");
    size_t from = s->tokens[at.token].at + s->tokens[at.token].n;
    dp_span prefix = dp_py_text(s, &s->tokens[at.token]);
    for (; from < s->text.n && (s->text.p[from] == '"' || s->text.p[from] == '\''); from++) {
        if (prefix.n != 0 && (prefix.p[prefix.n - 1] == '"' || prefix.p[prefix.n - 1] == '\'')) {
            break; /* the quotes are in the token */
        }
    }
    size_t i = at.token + 1;
    while (i < s->n && s->tokens[i].kind != DP_PY_FSTRING && s->tokens[i].kind != DP_PY_NEWLINE) {
        out = combine(r, out, one(plain(r, dp_span_cut(s->text, from, s->tokens[i].at - from), false)), false);
        size_t inner = i + 1;
        size_t behind = dp_py_behind_bracket(s, i);
        size_t stop;
        out = combine(r, out, inner < behind ? expression(r, (dp_py_at){at.source, inner}, &stop) : unknown, false);
        from = s->tokens[behind - 1].at + s->tokens[behind - 1].n;
        i = behind > i ? behind : i + 1;
    }
    if (i < s->n && s->tokens[i].kind == DP_PY_FSTRING) {
        out = combine(r, out, one(plain(r, dp_span_cut(s->text, from, s->tokens[i].at - from), false)), false);
    }
    *end = i + 1;
    return out;
}

/* Literals one behind the other are one. */
static dp_py_paths strings(struct reader *r, dp_py_at at, size_t *end)
{
    const dp_py_source *s = dp_py_source_at(r->module, at);
    dp_py_paths out = one("");
    size_t i = at.token;
    while (i < s->n && (s->tokens[i].kind == DP_PY_STRING || s->tokens[i].kind == DP_PY_FSTRING)) {
        dp_span text;
        bool raw;
        if (s->tokens[i].kind == DP_PY_FSTRING) {
            out = combine(r, out, fstring(r, (dp_py_at){at.source, i}, &i), false);
        } else {
            out = combine(r, out, dp_py_literal(s, i, &text, &raw) ? one(plain(r, text, raw)) : unknown, false);
            i++;
        }
    }
    *end = i;
    return out;
}

/* ---- calls ---- */

size_t dp_py_argument_end(const dp_py_source *source, size_t i)
{
    uint16_t depth = dp_py_depth_around(source, i);
    for (; i < source->n; i++) {
        uint16_t now = source->tokens[i].depth;
        if (now < depth || (now == depth && (dp_py_op(source, i, ",") || dp_py_closes(source, i))) || source->tokens[i].kind == DP_PY_NEWLINE) {
            return i;
        }
    }
    return i;
}

size_t dp_py_argument(const dp_py_source *source, size_t open, size_t k, const char *name)
{
    size_t behind = dp_py_behind_bracket(source, open);
    size_t number = 0;
    for (size_t i = open + 1; i + 1 < behind; i = dp_py_argument_end(source, i) + 1) {
        bool named = (source->tokens[i].roles & DP_PY_BINDS) != 0 && dp_py_op(source, i + 1, "=");
        if (named && name != NULL && dp_py_word(source, i, name)) {
            return i + 2;
        }
        if (!named && number == k) {
            return dp_py_op(source, i, "*") || dp_py_op(source, i, "**") ? source->n : i;
        }
        number += !named;
    }
    return source->n;
}

static dp_py_paths argument(struct reader *r, dp_py_at open, size_t k, const char *name)
{
    size_t end;
    size_t i = dp_py_argument(dp_py_source_at(r->module, open), open.token, k, name);
    return i < dp_py_source_at(r->module, open)->n ? expression(r, (dp_py_at){open.source, i}, &end) : unknown;
}

static dp_py_paths join_arguments(struct reader *r, dp_py_at open, dp_py_paths first, size_t from)
{
    const dp_py_source *s = dp_py_source_at(r->module, open);
    for (size_t k = from; k < DP_MOST_PATHS && dp_py_argument(s, open.token, k, NULL) < s->n; k++) {
        first = combine(r, first, argument(r, open, k, NULL), true);
    }
    return first;
}

static bool is_word_of(dp_span name, const char *const *words)
{
    for (size_t i = 0; words[i] != NULL; i++) {
        if (dp_span_is(name, words[i])) {
            return true;
        }
    }
    return false;
}

/* A file that is opened: its first argument is where the path is written. */
static void note_named(struct reader *r, dp_py_at open)
{
    const dp_py_source *s = dp_py_source_at(r->module, open);
    size_t i = dp_py_argument(s, open.token, 0, "file");
    if (i < s->n) {
        r->out->named = (dp_py_at){open.source, i};
        r->out->named_end = dp_py_argument_end(s, i);
    }
}

/* A call of a function with this last name; open: its "(". */
static dp_py_paths call(struct reader *r, dp_span chain, dp_span name, dp_py_at open)
{
    static const char *const opens[] = {"open", "GzipFile", "BZ2File", "LZMAFile", "FileIO", NULL};
    static const char *const same[] = {"str", "Path", "PurePath", "PosixPath", "PurePosixPath", "fspath", "abspath", "realpath",
                                       "normpath", "expanduser", "BytesIO", "BufferedReader", "glob", "iglob", "sorted", "list",
                                       "tuple", "next", "iter", "max", "min", "reversed", "fsdecode", NULL};
    static const char *const here[] = {"os.getcwd", "getcwd", "Path.cwd", "pathlib.Path.cwd", NULL};
    static const char *const joins[] = {"os.path.join", "path.join", "osp.join", "join", NULL};
    static const char *const settings[] = {"os.getenv", "getenv", "os.environ.get", "environ.get", NULL};
    if (is_word_of(name, opens)) {
        note_named(r, open);
        return argument(r, open, 0, "file");
    }
    if (is_word_of(chain, here)) {
        return one("");
    }
    if (is_word_of(name, same)) {
        return join_arguments(r, open, argument(r, open, 0, NULL), dp_span_is(name, "Path") ? 1 : DP_MOST_PATHS);
    }
    if (is_word_of(chain, joins)) {
        return join_arguments(r, open, argument(r, open, 0, NULL), 1);
    }
    if (is_word_of(chain, settings)) {
        return argument(r, open, 1, "default");
    }
    if (dp_span_is(name, "dirname")) {
        return each(r, argument(r, open, 0, NULL), folder);
    }
    if (dp_span_is(name, "listdir")) {
        return combine(r, argument(r, open, 0, NULL), unknown, true);
    }
    return unknown;
}

/* value.NAME(…) */
static dp_py_paths method(struct reader *r, dp_py_paths value, dp_span name, dp_py_at open)
{
    static const char *const same[] = {"open", "read", "read_bytes", "resolve", "absolute", "expanduser", "as_posix", "getvalue",
                                       "__str__", "joinpath", "getbuffer", NULL};
    if (is_word_of(name, same)) {
        return join_arguments(r, open, value, dp_span_is(name, "joinpath") ? 0 : DP_MOST_PATHS);
    }
    if (dp_span_is(name, "format")) {
        return each(r, value, open_braces);
    }
    if (dp_span_is(name, "glob")) {
        return combine(r, value, argument(r, open, 0, NULL), true);
    }
    if (dp_span_is(name, "rglob")) {
        return combine(r, combine(r, value, unknown, true), argument(r, open, 0, NULL), false);
    }
    if (dp_span_is(name, "iterdir")) {
        return combine(r, value, unknown, true);
    }
    if (dp_span_is(name, "with_name")) {
        return combine(r, each(r, value, folder), argument(r, open, 0, NULL), true);
    }
    if (dp_span_is(name, "with_suffix")) {
        dp_py_paths suffix = argument(r, open, 0, NULL);
        return one(with_suffix(r, value.at[0], suffix.at[0]));
    }
    return unknown;
}

/* ---- expressions ---- */

/* [k], of what holds several; a slice gives something else. */
static bool has_colon(const dp_py_source *s, size_t open)
{
    size_t behind_it = dp_py_behind_bracket(s, open);
    for (size_t i = open + 1; i + 1 < behind_it; i++) {
        if (dp_py_op(s, i, ":") && s->tokens[i].depth == s->tokens[open].depth) {
            return true;
        }
    }
    return false;
}

/* What stands behind a value: .parent, .joinpath(…), [0] */
static dp_py_paths behind(struct reader *r, dp_py_paths value, size_t source, size_t first, size_t *at)
{
    const dp_py_source *s = &r->module->sources[source];
    size_t i = *at;
    while (i < s->n && (dp_py_op(s, i, ".") || dp_py_op(s, i, "[") || dp_py_op(s, i, "("))) {
        if (!dp_py_op(s, i, ".")) {
            value = dp_py_op(s, i, "[") && !has_colon(s, i) ? value : unknown;
            i = dp_py_behind_bracket(s, i);
            continue;
        }
        dp_span name = i + 1 < s->n ? dp_py_text(s, &s->tokens[i + 1]) : DP_LIT("");
        if (dp_py_op(s, i + 2, "(")) {
            if (dp_span_is(name, "open") || dp_span_is(name, "read_bytes")) {
                r->out->named = (dp_py_at){source, first};
                r->out->named_end = i;
            }
            value = method(r, value, name, (dp_py_at){source, i + 2});
            i = dp_py_behind_bracket(s, i + 2);
        } else {
            value = dp_span_is(name, "parent") ? each(r, value, folder) : unknown;
            i += 2;
        }
    }
    *at = i;
    return value;
}

/* A display: any of what is in it; of a dict, any of its values. */
static dp_py_paths display(struct reader *r, dp_py_at at, size_t *end)
{
    const dp_py_source *s = dp_py_source_at(r->module, at);
    dp_py_paths out = {.n = 0};
    size_t stop = dp_py_behind_bracket(s, at.token);
    for (size_t i = at.token + 1; i + 1 < stop; i = dp_py_argument_end(s, i) + 1) {
        size_t value = i;
        size_t behind_key;
        expression(r, (dp_py_at){at.source, i}, &behind_key);
        if (dp_py_op(s, behind_key, ":")) {
            value = behind_key + 1;
        }
        dp_py_paths item = expression(r, (dp_py_at){at.source, value}, &behind_key);
        for (size_t k = 0; k < item.n; k++) {
            add(&out, item.at[k]);
        }
    }
    *end = stop;
    return out.n != 0 ? out : unknown;
}

static dp_py_paths name_value(struct reader *r, dp_py_at at, size_t *end)
{
    const dp_py_source *s = dp_py_source_at(r->module, at);
    dp_py_bound bound;
    dp_py_paths out = unknown;
    dp_py_find_bound(r->module, at, r->call, &bound);
    *end = bound.end;
    if (bound.n == 0 && dp_py_word(s, at.token, "__file__")) {
        return one(r->module->path);
    }
    for (size_t i = 0; i < bound.n && !bound.parts; i++) {
        size_t stop;
        dp_py_paths value = expression(r, bound.at[i], &stop);
        out = i == 0 ? (dp_py_paths){.n = 0} : out;
        for (size_t k = 0; k < value.n; k++) {
            add(&out, value.at[k]);
        }
    }
    return out;
}

/* NAME…: a variable, or a call of what makes paths. */
static dp_py_paths named(struct reader *r, dp_py_at at, size_t *end)
{
    const dp_py_source *s = dp_py_source_at(r->module, at);
    size_t i = at.token + 1;
    dp_py_paths value = name_value(r, at, end);
    bool known = value.n != 1 || strcmp(value.at[0], "*") != 0 || *end != at.token + 1;
    while (dp_py_op(s, i, ".") && i + 1 < s->n && s->tokens[i + 1].kind == DP_PY_NAME) {
        i += 2;
    }
    if (!known && dp_py_op(s, i, "(")) {
        dp_span chain = dp_py_between(s, at.token, i);
        value = call(r, chain, dp_py_text(s, &s->tokens[i - 1]), (dp_py_at){at.source, i});
        *end = dp_py_behind_bracket(s, i);
    }
    return value;
}

static dp_py_paths operand(struct reader *r, dp_py_at at, size_t *end)
{
    const dp_py_source *s = dp_py_source_at(r->module, at);
    dp_py_paths value = unknown;
    size_t i = at.token;
    *end = i + 1;
    if (i >= s->n) {
        return unknown;
    }
    if (s->tokens[i].kind == DP_PY_STRING || s->tokens[i].kind == DP_PY_FSTRING) {
        value = strings(r, at, end);
    } else if (dp_py_opens(s, i)) {
        value = display(r, at, end);
    } else if (s->tokens[i].kind == DP_PY_NAME) {
        value = named(r, at, end);
    }
    return behind(r, value, at.source, at.token, end);
}

static dp_py_paths expression(struct reader *r, dp_py_at at, size_t *end)
{
    const dp_py_source *s = dp_py_source_at(r->module, at);
    *end = at.token + 1;
    if (r->depth == MOST_DEPTH || r->steps++ > MOST_STEPS) {
        return unknown;
    }
    r->depth++;
    dp_py_paths value = operand(r, at, end);
    while (*end < s->n && (dp_py_op(s, *end, "/") || dp_py_op(s, *end, "+") || dp_py_op(s, *end, "%"))) {
        bool percent = dp_py_op(s, *end, "%");
        bool join = dp_py_op(s, *end, "/");
        dp_py_paths right = operand(r, (dp_py_at){at.source, *end + 1}, end);
        value = percent ? each(r, value, open_percent) : combine(r, value, right, join);
    }
    r->depth--;
    return value;
}

void dp_py_name_paths(const dp_py_module *module, dp_py_at at, const dp_py_call *call_of, dp_py_named *out)
{
    size_t end;
    struct reader r = {.module = module, .call = call_of, .out = out};
    *out = (dp_py_named){.paths = unknown, .named = at, .named_end = dp_py_argument_end(dp_py_source_at(module, at), at.token)};
    out->paths = expression(&r, at, &end);
}
