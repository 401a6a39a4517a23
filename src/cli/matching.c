#include "cli/matching.h"

#include "base/text.h"
#include "cli/folder.h"

const char *dp_match_word(dp_match_state state)
{
    static const char *const words[] = {"known", "several", "candidates", "missing", "unknown"};
    return words[state];
}

/* Does the star stand for a whole part of the path? */
static bool is_alone(const char *pattern, const char *star)
{
    return (star == pattern || star[-1] == '/') && (star[1] == '\0' || star[1] == '/');
}

/* "*" is any text within a part of the path; alone, any parts. */
static bool fits(const char *pattern, const char *text)
{
    const char *p = pattern;
    struct {
        const char *star, *again;
    } within = {NULL, NULL}, across = {NULL, NULL};
    while (*text != '\0') {
        if (*p == '*' && is_alone(pattern, p)) {
            across.star = p++;
            across.again = text;
            within.star = NULL;
        } else if (*p == '*') {
            within.star = p++;
            within.again = text;
        } else if (*p == *text) {
            p++;
            text++;
        } else if (within.star != NULL && *within.again != '/') {
            p = within.star + 1;
            text = ++within.again;
        } else if (across.star != NULL) {
            within.star = NULL;
            p = across.star + 1;
            text = ++across.again;
        } else {
            return false;
        }
    }
    while (*p == '*') {
        p++;
    }
    return *p == '\0';
}

/* Takes back the last part of what was put together; false: there is none. */
static bool pop(dp_text *t)
{
    size_t n = t->n;
    while (n > 0 && t->p[n - 1] != '/') {
        n--;
    }
    bool had = t->n != 0;
    t->n = n > 0 ? n - 1 : 0;
    if (t->p != NULL) {
        t->p[t->n] = '\0';
    }
    return had;
}

/* Without ".", "//", and ".." where a part stands before it; above the top, "*". */
static const char *tidy(dp_ctx *ctx, const char *path)
{
    dp_text t = dp_text_new(ctx);
    const char *p = path;
    if (*p == '/') {
        dp_text_adds(&t, "/");
    }
    while (*p != '\0') {
        size_t n = strcspn(p, "/");
        bool up = n == 2 && p[0] == '.' && p[1] == '.';
        if (up && !pop(&t)) {
            dp_text_adds(&t, "*");
        } else if (!up && n != 0 && !(n == 1 && p[0] == '.')) {
            dp_text_addf(&t, "%s%.*s", t.n != 0 && t.p[t.n - 1] != '/' ? "/" : "", (int)n, p);
        }
        p += n + (p[n] == '/');
    }
    return dp_text_str(&t);
}

/* 3: below the application's folder or beside the source; 2: below another folder; 1: of this name; 0: not. */
static int rank(dp_ctx *ctx, const char *pattern, const char *source, const char *under)
{
    const char *path = tidy(ctx, pattern);
    size_t folder = (size_t)(dp_base_name(source) - source);
    const char *beside = tidy(ctx, dp_take_printf(ctx, "%.*s%s", (int)folder, source, pattern));
    const char *name = dp_base_name(path);
    if (fits(path, under) || (pattern[0] != '/' && fits(beside, under))) {
        return 3;
    }
    if (fits(dp_take_printf(ctx, "*/%s", path), dp_take_printf(ctx, "/%s", under))) {
        return 2;
    }
    return strchr(name, '*') == NULL && strcmp(name, dp_base_name(under)) == 0 ? 1 : 0;
}

struct matcher {
    dp_ctx *ctx;
    dp_match *match;
    int *found; /* of each model, the best rank of any pattern */
};

/* The best of what one pattern fits. */
static int fit_pattern(struct matcher *m, const char *pattern, const char *source, const dp_migrated *models, size_t n)
{
    int best = 0;
    for (size_t i = 0; i < n; i++) {
        int r = models[i].pickle ? rank(m->ctx, pattern, source, models[i].path + models[i].under) : 0;
        best = r > best ? r : best;
    }
    for (size_t i = 0; i < n && best > 0; i++) {
        bool fit = models[i].pickle && rank(m->ctx, pattern, source, models[i].path + models[i].under) == best;
        m->found[i] = fit && best > m->found[i] ? best : m->found[i];
    }
    return best;
}

static void collect(struct matcher *m, const dp_migrated *models, size_t n, bool any)
{
    for (size_t i = 0; i < n; i++) {
        if (models[i].pickle && (any || m->found[i] != 0)) {
            m->match->at[m->match->n++] = &models[i];
        }
    }
}

/* Nothing but folders and stars: it says nothing of the file. */
static bool says_nothing(const char *pattern)
{
    return strspn(dp_base_name(pattern), "*") == strlen(dp_base_name(pattern)) && strchr(pattern, '/') == NULL;
}

dp_match dp_match_paths(dp_ctx *ctx, const cJSON *paths, const char *source, const dp_migrated *models, size_t n)
{
    dp_match match = {.at = dp_take(ctx, n + 1, sizeof *match.at), .state = DP_MATCH_UNKNOWN};
    struct matcher m = {ctx, &match, dp_take(ctx, n + 1, sizeof *m.found)};
    const cJSON *path;
    int best = -1; /* -1: no pattern says anything */
    if (match.at == NULL || m.found == NULL) {
        return match;
    }
    cJSON_ArrayForEach(path, paths) {
        const char *pattern = cJSON_GetStringValue(path);
        if (pattern != NULL && !says_nothing(pattern)) {
            int r = fit_pattern(&m, pattern, source, models, n);
            best = r > best ? r : best;
        }
    }
    collect(&m, models, n, best < 0);
    match.state = best < 0 ? DP_MATCH_UNKNOWN : best == 0 ? DP_MATCH_MISSING : best == 1 ? DP_MATCH_CANDIDATES
                  : match.n == 1 ? DP_MATCH_KNOWN : DP_MATCH_SEVERAL;
    return match;
}
