#include "python/roles.h"

typedef enum list_kind { LIST_PLAIN, LIST_PARAMETERS, LIST_LAMBDA } list_kind;

/* An open bracket, or a lambda up to its colon. */
struct list {
    list_kind kind;
    bool round; /* (…) */
    bool fresh; /* of parameters: at the beginning of one */
};

typedef enum definition { DEFINES_NOTHING, DEFINES_FUNCTION, DEFINES_CLASS } definition;

enum { MOST_LISTS = 4096 };

struct reader {
    dp_py_source *source;
    struct list lists[MOST_LISTS];
    size_t n;
    bool starts;       /* the next token begins a statement */
    size_t first;      /* the statement's first token */
    bool imports;      /* in an import statement */
    bool names;        /* in global or nonlocal */
    definition defines; /* between def or class and the parameters or bases */
};

static bool is(const struct reader *r, size_t i, const char *op)
{
    return dp_py_is(r->source, i, DP_PY_OP, op);
}

static bool is_word(const struct reader *r, size_t i, const char *word)
{
    return dp_py_is(r->source, i, DP_PY_NAME, word);
}

static bool is_one_of(const struct reader *r, size_t i, const char *const *words)
{
    for (size_t k = 0; words[k] != NULL; k++) {
        if (is_word(r, i, words[k])) {
            return true;
        }
    }
    return false;
}

static void push(struct reader *r, size_t i, struct list list)
{
    if (r->n < MOST_LISTS) {
        r->lists[r->n++] = list;
    } else if (r->source->fault == NULL) {
        r->source->fault = "lambdas are nested too deep";
        r->source->fault_line = r->source->tokens[i].line;
        r->source->fault_column = r->source->tokens[i].column;
    }
}

static struct list *top(struct reader *r)
{
    return r->n != 0 ? &r->lists[r->n - 1] : NULL;
}

/* Lambdas inside a bracket that never met their colon end with it. */
static void close_bracket(struct reader *r)
{
    while (r->n != 0 && top(r)->kind == LIST_LAMBDA) {
        r->n--;
    }
    r->n -= r->n != 0;
}

static void open_bracket(struct reader *r, size_t i)
{
    bool round = is(r, i, "(");
    bool parameters = (r->defines == DEFINES_FUNCTION && round) || (r->defines != DEFINES_NOTHING && is(r, i, "["));
    push(r, i, (struct list){parameters ? LIST_PARAMETERS : LIST_PLAIN, round, true});
    if (round) { /* def f[T](x) has two lists */
        r->defines = DEFINES_NOTHING;
    }
}

/* if x: …  the statement behind a colon outside brackets is one of its own */
static bool ends_head(const struct reader *r)
{
    static const char *const heads[] = {"if", "elif", "else", "for", "while", "try", "except", "finally", "with", "def",
                                        "class", "async", "match", "case", NULL};
    return r->n == 0 && is_one_of(r, r->first, heads);
}

static void read_colon(struct reader *r)
{
    struct list *list = top(r);
    if (list != NULL && list->kind == LIST_LAMBDA) {
        r->n--;
    } else if (list != NULL) {
        list->fresh = false;
    } else if (ends_head(r)) {
        r->starts = true;
        r->defines = DEFINES_NOTHING;
    }
}

static void read_operator(struct reader *r, size_t i)
{
    struct list *list = top(r);
    if (dp_py_opens(r->source, i)) {
        open_bracket(r, i);
    } else if (dp_py_closes(r->source, i)) {
        close_bracket(r);
    } else if (is(r, i, ":")) {
        read_colon(r);
    } else if (is(r, i, ",") && list != NULL) {
        list->fresh = true;
    } else if (is(r, i, ";") && list == NULL) {
        r->starts = true;
        r->names = r->imports = false;
    } else if (list != NULL && !is(r, i, "*") && !is(r, i, "**")) {
        list->fresh = false;
    }
}

static bool names_exception(const struct reader *r, size_t i)
{
    return i > 0 && r->n == 0 && is_word(r, i - 1, "as") && (is_word(r, r->first, "except") || is_word(r, r->first, "case"));
}

static bool binds(struct reader *r, size_t i)
{
    const struct list *list = top(r);
    if (list != NULL && list->kind != LIST_PLAIN) {
        return list->fresh;
    }
    if (list != NULL && list->round && is(r, i + 1, "=")) {
        return true;
    }
    return r->names || names_exception(r, i) || (i > 0 && (is_word(r, i - 1, "def") || is_word(r, i - 1, "class")));
}

static void read_name(struct reader *r, size_t i)
{
    dp_py_token *token = &r->source->tokens[i];
    if (i > 0 && is(r, i - 1, ".")) {
        return;
    }
    if (binds(r, i)) {
        token->roles |= DP_PY_BINDS;
    }
    if (top(r) != NULL) {
        top(r)->fresh = false;
    }
    if (is_word(r, i, "lambda")) {
        token->roles &= (uint8_t)~DP_PY_BINDS;
        push(r, i, (struct list){LIST_LAMBDA, false, true});
    } else if (is_word(r, i, "def")) {
        r->defines = DEFINES_FUNCTION;
    } else if (is_word(r, i, "class")) {
        r->defines = DEFINES_CLASS;
    } else if (is_word(r, i, "import") || (is_word(r, i, "from") && i == r->first)) {
        r->imports = true;
    } else if (is_word(r, i, "global") || is_word(r, i, "nonlocal")) {
        r->names = true;
    }
}

static void start(struct reader *r, size_t i)
{
    if (r->starts) {
        r->source->tokens[i].roles |= DP_PY_STARTS;
        r->first = i;
        r->starts = false;
        r->imports = r->names = false;
        r->defines = DEFINES_NOTHING;
    }
}

static void end_line(struct reader *r)
{
    r->n = 0;
    r->starts = true;
    r->imports = r->names = false;
    r->defines = DEFINES_NOTHING;
}

void dp_py_find_roles(dp_py_source *source)
{
    struct reader r;
    r.source = source;
    r.first = 0;
    end_line(&r);
    for (size_t i = 0; i < source->n; i++) {
        dp_py_token *token = &source->tokens[i];
        if (token->kind == DP_PY_NEWLINE) {
            end_line(&r);
            continue;
        }
        start(&r, i);
        if (token->kind == DP_PY_NAME) {
            read_name(&r, i);
        } else if (token->kind == DP_PY_OP) {
            read_operator(&r, i);
        } else if (r.n != 0) {
            top(&r)->fresh = false;
        }
        if (r.imports) {
            token->roles |= DP_PY_IMPORTS;
        }
    }
}
