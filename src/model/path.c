#include "model/path.h"

#include "base/text.h"

#include <ctype.h>

/* One step of a path: what stands in quotes, in brackets, or behind a point; WORD is a key that somebody typed without any. */
typedef enum step_kind { KEY, INDEX, ATTRIBUTE, WORD } step_kind;

struct step {
    step_kind kind;
    dp_span text;
};

static dp_span between(const char *begin, const char *end)
{
    return (dp_span){(const uint8_t *)begin, (size_t)(end - begin)};
}

/* The step at p, and the place behind it; NULL: what stands there is none. */
static const char *next_step(const char *p, bool first, struct step *out)
{
    if (*p == '[' && (p[1] == '\'' || p[1] == '"')) {
        const char *end = p + 2;
        while (*end != '\0' && *end != p[1]) {
            end += end[0] == '\\' && end[1] != '\0' ? 2 : 1;
        }
        *out = (struct step){KEY, between(p + 2, end)};
        return end[0] == p[1] && end[1] == ']' ? end + 2 : NULL;
    }
    if (*p == '[') {
        const char *end = p + strcspn(p, "]");
        *out = (struct step){INDEX, between(p + 1, end)};
        return *end == ']' ? end + 1 : NULL;
    }
    if (*p != '.' && !first) {
        return NULL;
    }
    const char *begin = p + (*p == '.');
    const char *end = begin + strcspn(begin, ".[");
    *out = (struct step){*p == '.' ? ATTRIBUTE : WORD, between(begin, end)};
    return end != begin ? end : NULL;
}

/* But for a backslash before a quote, which only one kind of quotes needs. */
static bool same_text(dp_span a, dp_span b)
{
    size_t i = 0;
    size_t k = 0;
    while (i < a.n && k < b.n) {
        i += a.p[i] == '\\' && i + 1 < a.n && (a.p[i + 1] == '\'' || a.p[i + 1] == '"');
        k += b.p[k] == '\\' && k + 1 < b.n && (b.p[k + 1] == '\'' || b.p[k + 1] == '"');
        if (a.p[i] != b.p[k]) {
            return false;
        }
        bool pair = a.p[i] == '\\' && i + 1 < a.n && k + 1 < b.n && a.p[i + 1] == '\\' && b.p[k + 1] == '\\';
        i += pair ? 2 : 1;
        k += pair ? 2 : 1;
    }
    return i == a.n && k == b.n;
}

/* What is typed as .model may be a key as well as an attribute, and what is typed bare an index, too. */
static bool is_meant(const struct step *step, const struct step *asked)
{
    bool kinds = step->kind == asked->kind || (asked->kind == ATTRIBUTE && step->kind == KEY) || asked->kind == WORD;
    return kinds && same_text(step->text, asked->text);
}

bool dp_path_is(const char *path, const char *asked)
{
    struct step step;
    struct step wanted;
    if (strcmp(path, asked) == 0) {
        return true;
    }
    path += path[0] == '$';
    const char *end = next_step(path, false, &step);
    if (end != NULL && *end == '\0' && step.kind == KEY && same_text(step.text, dp_span_of(asked))) {
        return true; /* a key with points in it */
    }
    bool bare = asked[0] != '$';
    asked += bare ? 0 : 1;
    for (bool first = bare; *path != '\0' && *asked != '\0'; first = false) {
        path = next_step(path, false, &step);
        asked = next_step(asked, first, &wanted);
        if (path == NULL || asked == NULL || !is_meant(&step, &wanted)) {
            return false;
        }
    }
    return *path == '\0' && *asked == '\0';
}

static bool is_plain(dp_span key)
{
    bool plain = key.n != 0 && (isalpha(key.p[0]) || key.p[0] == '_');
    for (size_t i = 0; i < key.n && plain; i++) {
        plain = isalnum(key.p[i]) || key.p[i] == '_';
    }
    return plain;
}

/* ["it's"] */
static void put_key(dp_text *t, dp_span key)
{
    dp_text_adds(t, "[\"");
    for (size_t i = 0; i < key.n; i++) {
        i += key.p[i] == '\\' && i + 1 < key.n && key.p[i + 1] == '\'';
        if (key.p[i] == '\'') {
            dp_text_adds(t, "'\\''"); /* within quotes of the shell */
        } else if (key.p[i] == '"') {
            dp_text_adds(t, "\\\"");
        } else {
            dp_text_addf(t, "%c", key.p[i]);
        }
    }
    dp_text_adds(t, "\"]");
}

const char *dp_path_asked(dp_ctx *ctx, const char *path)
{
    struct step step;
    dp_text t = dp_text_new(ctx);
    const char *p = path + (path[0] == '$');
    const char *end = next_step(p, false, &step);
    if (end != NULL && *end == '\0' && step.kind == KEY && is_plain(step.text)) {
        dp_text_addf(&t, "%.*s", (int)step.text.n, (const char *)step.text.p);
        return dp_text_str(&t);
    }
    dp_text_adds(&t, "'$");
    while (*p != '\0') {
        end = next_step(p, false, &step);
        if (end != NULL && step.kind == KEY) {
            put_key(&t, step.text);
            p = end;
        } else {
            dp_text_addf(&t, *p == '\'' ? "'\\'%c" : "%c", *p);
            p++;
        }
    }
    dp_text_adds(&t, "'");
    return dp_text_str(&t);
}
