#include "python/scopes.h"

static bool begins_line(const dp_py_source *source, size_t i)
{
    return i == 0 || source->tokens[i - 1].kind == DP_PY_NEWLINE;
}

/* "def", "class", or the "def" of "async def", at the line that begins at i; source->n: neither. */
static size_t definition(const dp_py_source *source, size_t i)
{
    size_t at = dp_py_word(source, i, "async") ? i + 1 : i;
    bool defines = dp_py_word(source, at, "def") || (at == i && dp_py_word(source, at, "class"));
    return defines && at + 1 < source->n && source->tokens[at + 1].kind == DP_PY_NAME ? at : source->n;
}

/* A line at this column ends every body that is indented as far, or farther. open: as dp_py_scope's outer. */
static void close_bodies(dp_py_scopes *scopes, size_t *open, uint32_t column, size_t token)
{
    while (*open > 0 && scopes->at[*open - 1].column >= column) {
        scopes->at[*open - 1].end = token;
        *open = scopes->at[*open - 1].outer;
    }
}

/* The source has its roles (python/roles.h). Fails only where memory is out. */
static dp_rc find_scopes(dp_ctx *ctx, const dp_py_source *source, dp_py_scopes *out)
{
    size_t open = 0;
    *out = (dp_py_scopes){NULL, 0};
    for (size_t i = 0; i < source->n; i++) {
        if (!begins_line(source, i)) {
            continue;
        }
        close_bodies(out, &open, source->tokens[i].column, i);
        size_t at = definition(source, i);
        if (at == source->n) {
            continue;
        }
        dp_py_scope *scope = dp_grow(ctx, &out->at, out->n, sizeof *scope);
        if (scope == NULL) {
            return dp_failed(ctx);
        }
        *scope = (dp_py_scope){
            .name = dp_py_text(source, &source->tokens[at + 1]), .begin = at, .outer = open,
            .column = source->tokens[i].column, .function = dp_py_word(source, at, "def"),
        };
        out->n++;
        open = out->n;
    }
    close_bodies(out, &open, 0, source->n);
    return DP_OK;
}

const dp_py_scope *dp_py_scope_of(const dp_py_scopes *scopes, size_t token)
{
    for (size_t i = scopes->n; i > 0; i--) {
        if (scopes->at[i - 1].begin <= token && token < scopes->at[i - 1].end) {
            return &scopes->at[i - 1];
        }
    }
    return NULL;
}

dp_rc dp_py_module_init(dp_ctx *ctx, const char *path, const dp_py_source *sources, size_t n, dp_py_module *out)
{
    dp_py_scopes *scopes = dp_take(ctx, n + 1, sizeof *scopes);
    *out = (dp_py_module){ctx, path, sources, scopes, n};
    if (scopes == NULL) {
        return dp_failed(ctx);
    }
    for (size_t i = 0; i < n; i++) {
        DP_TRY(find_scopes(ctx, &sources[i], &scopes[i]));
    }
    return DP_OK;
}

size_t dp_py_statement(const dp_py_source *source, size_t token)
{
    while (token > 0 && (source->tokens[token].roles & DP_PY_STARTS) == 0) {
        token--;
    }
    return token;
}

size_t dp_py_statement_end(const dp_py_source *source, size_t token)
{
    while (token < source->n && source->tokens[token].kind != DP_PY_NEWLINE
           && !(source->tokens[token].depth == 0 && dp_py_op(source, token, ";"))) {
        token++;
    }
    return token;
}

uint16_t dp_py_depth_around(const dp_py_source *source, size_t begin)
{
    return source->tokens[begin].depth - dp_py_opens(source, begin);
}

size_t dp_py_behind_bracket(const dp_py_source *source, size_t i)
{
    uint16_t depth = source->tokens[i].depth;
    for (i++; i < source->n && source->tokens[i].depth >= depth; i++) {
        if (source->tokens[i].depth == depth && dp_py_closes(source, i)) {
            return i + 1;
        }
    }
    return i;
}

dp_span dp_py_between(const dp_py_source *source, size_t i, size_t end)
{
    if (i >= end || end > source->n) {
        return (dp_span){NULL, 0};
    }
    const dp_py_token *last = &source->tokens[end - 1];
    size_t from = source->tokens[i].at;
    return dp_span_cut(source->text, from, last->at + last->n - from);
}
